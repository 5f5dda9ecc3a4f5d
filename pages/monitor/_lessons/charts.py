"""One lesson on its time axis: a lane for each user, the whiteboard and each mixed layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.reports.lessons import Lane, Lesson
from pages.ui import formats, theme
from pages.ui.charts.base import Picture, axis_minutes, bars, figure

LANE_HEIGHT = 40
LEAST_HEIGHT = 150
ROOM_BELOW = 70


def lanes(lesson: Lesson, names: Sequence[str]) -> Picture:
    """Each file as a bar from its beginning to its end; dotted lines where a pause was cut out."""
    lanes = lesson.lanes
    picture = figure(
        [
            *(_bars(lane, name) for lane, name in zip(lanes, names, strict=True)),
            *(
                _gaps(lane, name)
                for lane, name in zip(lanes, names, strict=True)
                if lesson.has_places and lane.gaps
            ),
        ],
        height=max(LEAST_HEIGHT, LANE_HEIGHT * len(lanes) + ROOM_BELOW),
        unit="",
        showlegend=False,
        hovermode="closest",
        bargap=0.35,
        barmode="overlay",
        margin={"l": 8, "r": 8, "t": 18, "b": 44, "pad": 4},
    )
    picture.across(
        type="linear",
        range=[0, axis_minutes(max(lesson.span_ms, 1)) * 1.02],
        showgrid=True,
        gridcolor=theme.GRID,
        tickformat=",~f",
        title={"text": "minutes into the recording", "standoff": 6},
        automargin=True,
    )
    picture.upwards(
        type="category",
        categoryorder="array",
        categoryarray=list(reversed(names)),
        showgrid=False,
        tickfont={"size": 13},
        title={"text": ""},
    )
    for span in lesson.omitted:
        at = axis_minutes(span.at_ms)
        picture.upright(x=at, line={"color": theme.INK, "width": 1, "dash": "dot"})
        picture.write(
            x=at,
            y=1,
            yref="paper",
            yanchor="bottom",
            text=f"{formats.minutes(span.ms, 1)} min cut out",
            font={"color": theme.INK, "size": 12},
        )
    return picture


def _gaps(lane: Lane, name: str) -> dict[str, Any]:
    """The empty places between a lane's files, which say what they are when pointed at."""
    return bars(
        y=[name] * len(lane.gaps),
        base=[axis_minutes(at) for at, _ in lane.gaps],
        x=[axis_minutes(ms) for _, ms in lane.gaps],
        customdata=[f"No recording, {formats.minutes(ms, 1)} min" for _, ms in lane.gaps],
        text=["no recording"] * len(lane.gaps),
        textposition="inside",
        insidetextanchor="middle",
        textfont={"color": theme.INK, "size": 12},
        hovertemplate="%{customdata}<extra></extra>",
        orientation="h",
        marker={"color": theme.EMPTY, "line": {"width": 0}},
    )


def _bars(lane: Lane, name: str) -> dict[str, Any]:
    texts = [
        f"{theme.KIND_NAMES[lane.kind]}, {formats.minutes(file.ms, 1)} min from minute "
        f"{formats.minutes(file.begin_ms, 1)}"
        for file in lane.files
    ]
    return bars(
        name=formats.label(name),
        y=[name] * len(lane.files),
        base=[axis_minutes(file.begin_ms) for file in lane.files],
        x=[axis_minutes(file.ms) for file in lane.files],
        customdata=texts,
        hovertemplate="%{customdata}<extra></extra>",
        orientation="h",
        marker={
            "color": theme.KIND_COLOURS[lane.kind],
            "line": {"width": 1, "color": theme.BACKGROUND},
        },
    )
