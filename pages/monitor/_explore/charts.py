"""Minutes of anything over time, by hour and weekday, and lessons by what they are like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from analytics.reports.explore.slices import Step
from pages.monitor._explore.time_axis import DAYS, Span, days_across
from pages.ui import formats, theme
from pages.ui.charts.base import (
    BRIGHT,
    LONE_BAR_MS,
    MOST_BARS,
    UNSEEN,
    Picture,
    axis_minutes,
    bars,
    columns,
    figure,
    points,
)


@dataclass(frozen=True, slots=True)
class Series:
    """Whole units of one value by the first day of each step; ``value`` None is all others."""

    value: str | None
    label: str
    colour: str
    amounts: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Scale:
    """How units are drawn: how high they are, as text, and what stands at the axis."""

    height: Callable[[int], float]
    text: Callable[[int], str]
    unit: str
    has_gaps: bool = False
    """What is not there is no 0, as a ratio of nothing."""


MINUTES = Scale(axis_minutes, lambda ms: f"{formats.minutes(ms)} min", "minutes")


def by_step(
    all_series: Sequence[Series],
    step: Step,
    *,
    lines: bool = False,
    share: bool = False,
    period: Span | None = None,
    scale: Scale = MINUTES,
    height: int = 340,
) -> Picture:
    """Stacked bars, or a line a value; in units of the scale, or as shares of each step."""
    days = sorted({day for series in all_series for day in series.amounts})
    sums = {day: sum(series.amounts.get(day, 0) for series in all_series) for day in days}
    labels = [day.isoformat() for day in days]
    traces = [_of_step(series, labels, sums, step, lines, share, scale) for series in all_series]
    picture = figure(
        traces if lines else columns(traces),
        height=height,
        unit=f"share of each {step}, %" if share else f"{scale.unit} a {step}",
        showlegend=True,
        hovermode="closest",
    )
    if step is Step.WEEK:
        picture.across(hoverformat="week of %-d %b %Y")
    if share:
        picture.upwards(range=[0, 100])
    days_across(picture, days, step, period)
    return picture


def _of_step(
    series: Series,
    labels: Sequence[str],
    sums: Mapping[date, int],
    step: Step,
    lines: bool,
    share: bool,
    scale: Scale,
) -> Any:
    values = [(series.amounts.get(day, 0), whole) for day, whole in sums.items()]
    heights = [
        (100 * units / whole if whole else 0)
        if share
        else None
        if scale.has_gaps and day not in series.amounts
        else scale.height(units)
        for day, (units, whole) in zip(sums, values, strict=True)
    ]
    texts = [f"{scale.text(units)}, {formats.share(units, whole)}" for units, whole in values]
    common = {
        "name": formats.label(series.label, 24),
        "x": labels,
        "y": heights,
        "customdata": texts,
        "hovertemplate": f"%{{x}}<br>{formats.label(series.label)}: %{{customdata}}<extra></extra>",
        "selected": BRIGHT,
        "unselected": BRIGHT,
    }
    if lines:
        markers: dict[str, Any] = {"color": series.colour, "size": 7}
        if len(labels) > MOST_BARS and not scale.has_gaps:  # a click still finds each
            markers |= {"opacity": 0, "maxdisplayed": 1}
            common |= {"selected": UNSEEN, "unselected": UNSEEN}
        line = {"color": series.colour, "width": 2}
        return points(**common, mode="lines+markers", line=line, marker=markers)
    return bars(
        **common,
        marker={"color": series.colour, "line": {"width": 0}},
        width=LONE_BAR_MS * DAYS[step] if len(labels) == 1 else None,
    )


def weekday_by_hour(
    cells: Mapping[tuple[int, int], int],
    weekdays: Sequence[str],
    text: Callable[[int], str] = MINUTES.text,
    *,
    height: int = 270,
) -> Picture:
    """Units of (weekday, 1 is Monday; hour) as a field a cell, darker for more.

    All hours are there, also of a part, so that a field stays where it was clicked.

    One image, and above it a point a field that is not drawn: the fields of a plotly heat map cannot be clicked.
    """
    most = max([*cells.values(), 1])
    hours = range(24)
    rows = [[cells.get((weekday, hour), 0) for hour in hours] for weekday in range(1, 8)]
    heights = [6.5 - row for row in range(7)]
    image = {
        "type": "heatmap",
        "x": list(hours),
        "y": heights,
        "z": [[ceil(len(theme.RAMP) * ms / most) for ms in row] for row in rows],
        "zmin": -0.5,
        "zmax": len(theme.RAMP) + 0.5,
        "colorscale": _stairs([theme.EMPTY, *theme.RAMP]),
        "showscale": False,
        "xgap": 1.5,
        "ygap": 2,
        "hoverinfo": "skip",
    }
    fields = points(
        x=[hour for _ in rows for hour in hours],
        y=[height for height in heights for _ in hours],
        customdata=[
            [row + 1, hour, f"{weekdays[row]} {hour:02}:00–{hour + 1:02}:00", text(ms)]
            for row, values in enumerate(rows)
            for hour, ms in zip(hours, values, strict=True)
        ],
        hovertemplate="%{customdata[2]}<br>%{customdata[3]}<extra></extra>",
        mode="markers",
        marker={"opacity": 0, "maxdisplayed": 1},
        selected=UNSEEN,
        unselected=UNSEEN,
    )
    picture = figure(
        [image, fields],
        height=height,
        unit="",
        hovermode="closest",
        hoverdistance=40,  # the middle of a field is nearer than that from each place of it
        showlegend=False,
        margin={"l": 60, "r": 8, "t": 8, "b": 44, "pad": 4},  # of the longest name of a day
    )
    picture.across(
        type="linear",
        tickvals=[hour for hour in hours if hour % 2 == 0],
        ticktext=[f"{hour:02}" for hour in hours if hour % 2 == 0],
        hoverformat="",
        showgrid=False,
        zeroline=False,
        title={"text": "hour in which the recording began", "standoff": 12, "font": {"size": 12}},
        range=[-0.6, 23.6],
    )
    picture.upwards(
        range=[0, 7],
        tickvals=heights,
        ticktext=list(weekdays),
        tickformat="",
        showgrid=False,
    )
    return picture


def _stairs(colours: Sequence[str]) -> list[tuple[float, str]]:
    """A colour scale without anything between its colours."""
    ends = [place / len(colours) for place in range(len(colours) + 1)]
    return [
        (end, colour)
        for colour, *both in zip(colours, ends, ends[1:], strict=False)
        for end in both
    ]


def lessons_by_step(
    lessons: Mapping[date, tuple[int, int]],
    step: Step,
    *,
    share: bool = False,
    period: Span | None = None,
    height: int = 270,
) -> Picture:
    """(lessons, with a mixed stream) a step: their number, or the share with a mixed stream."""
    lessons_in_order = sorted(lessons.items())
    days = [day for day, _ in lessons_in_order]
    counts = [count for _, count in lessons_in_order]
    trace = bars(
        x=days,
        y=[100 * mixed / whole if whole else 0 for whole, mixed in counts]
        if share
        else [whole for whole, _ in counts],
        customdata=[
            f"{formats.whole(mixed)} of {formats.count(whole, 'lesson')}"
            if share
            else formats.count(whole, "lesson")
            for whole, mixed in counts
        ],
        hovertemplate="%{x}<br>%{customdata}<extra></extra>",
        marker={"color": theme.OTHERS if share else theme.POSTPAID, "line": {"width": 0}},
        selected=BRIGHT,
        unselected=BRIGHT,
        width=LONE_BAR_MS * DAYS[step] if len(days) == 1 else None,
    )
    picture = figure(
        columns([trace]),
        showlegend=False,
        height=height,
        unit="lessons with a mixed stream, %" if share else f"lessons a {step}",
        hovermode="closest",
    )
    if share:
        picture.upwards(range=[0, 100])
    days_across(picture, days, step, period)
    return picture


def lessons_by_size(lessons: Sequence[tuple[str, int]], unit: str, *, height: int = 270) -> Picture:
    """How many lessons of each size, in the order given."""
    whole = sum(number for _, number in lessons)
    picture = figure(
        [
            bars(
                x=[size for size, _ in lessons],
                y=[number for _, number in lessons],
                customdata=[
                    f"{formats.count(number, 'lesson')}, {formats.share(number, whole)}"
                    for _, number in lessons
                ],
                hovertemplate="%{x}: %{customdata}<extra></extra>",
                marker={"color": theme.POSTPAID, "line": {"width": 0}},
                selected=BRIGHT,
                unselected=BRIGHT,
            )
        ],
        height=height,
        unit="lessons",
        hovermode="closest",
    )
    picture.across(
        type="category",
        hoverformat="",
        tickangle=0,
        nticks=10,
        title={"text": unit, "standoff": 4, "font": {"size": 12}},
    )
    return picture
