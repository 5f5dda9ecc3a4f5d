"""Recorded minutes: over time, and by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from analytics.core.model import AUDIO_VISUAL, KINDS, Kind
from pages.ui import formats, theme
from pages.ui.charts.base import (
    LONE_BAR_MS,
    Picture,
    axis_minutes,
    bars,
    dotted_before,
    figure,
    widen,
)

BOTH = "Audio-visual"


def minutes_over_time(
    amounts: Sequence[tuple[date, Kind, int]], *, step: str, height: int = 320
) -> Picture:
    """Milliseconds of (first day of a step, kind) as stacked bars, one colour a kind."""
    days = sorted({day for day, _, _ in amounts})
    traces = []
    for kind in KINDS:
        by_day = {day: ms for day, amount_kind, ms in amounts if amount_kind is kind}
        if not any(by_day.values()):
            continue
        values = [by_day.get(day, 0) for day in days]
        traces.append(
            bars(
                name=theme.KIND_NAMES[kind],
                x=days,
                y=[axis_minutes(ms) for ms in values],
                customdata=[formats.minutes(ms) for ms in values],
                hovertemplate="%{customdata} min",
                marker={"color": theme.KIND_COLOURS[kind], "line": {"width": 0}},
                width=LONE_BAR_MS * _DAYS[step] if len(days) == 1 else None,
            )
        )
    picture = figure(traces, height=height, unit=f"minutes a {step}")
    if step == "month":
        picture.across(hoverformat="%B %Y", tickformat="%b\n%Y")
    if step == "week":
        picture.across(hoverformat="week of %-d %b %Y")
    widen(picture, days, least=9 * _DAYS[step])
    return picture


def period_before(
    picture: Picture,
    amounts: Sequence[tuple[date, Kind, int]],
    before: Sequence[tuple[date, Kind, int]],
    text: str,
    shift: timedelta | None,
) -> None:
    """The days before as a dotted line over the bars, the first of them over the first; nothing where there are none."""
    picture.add(*dotted_before(_sums(amounts), _sums(before), text, shift))


def _sums(amounts: Sequence[tuple[date, Kind, int]]) -> dict[date, int]:
    sums: dict[date, int] = {}
    for day, _, ms in amounts:
        sums[day] = sums.get(day, 0) + ms
    return sums


_DAYS = {"day": 1, "week": 7, "month": 31}


def minutes_by_kind(amounts: Mapping[Kind, int], *, height: int = 306) -> Picture:
    """Milliseconds a kind as bars; camera and screen share also together, as on the bill.

    Name and amount stand above each bar, so that they have room on a phone too.
    """
    total = sum(amounts.values())
    audio_visual = sum(amounts.get(kind, 0) for kind in AUDIO_VISUAL)
    rows: list[tuple[str, tuple[Kind, ...], int]] = [
        (BOTH, AUDIO_VISUAL, audio_visual),
        *((theme.KIND_NAMES[kind], (kind,), amounts.get(kind, 0)) for kind in KINDS),
    ]
    traces = [_bars_of(kind, amounts.get(kind, 0), rows) for kind in KINDS]
    picture = figure(
        traces,
        height=height,
        unit="",
        showlegend=False,
        hovermode="closest",
        bargap=0.72,
        margin={"l": 0, "r": 0, "t": 10, "b": 0, "pad": 0},
    )
    picture.upwards(
        type="category",
        categoryorder="array",
        categoryarray=[name for name, _, _ in reversed(rows)],
        visible=False,
    )
    longest = max([ms for _, _, ms in rows] + [1])
    picture.across(type="linear", range=[0, axis_minutes(longest)], visible=False)
    for name, _, ms in rows:
        amount = f"{formats.minutes(ms)} min · <b>{formats.share(ms, total)}</b>"
        for text, side in ((name, "left"), (amount, "right")):
            picture.write(
                x=0 if side == "left" else 1,
                xref="paper",
                y=name,
                yshift=17,
                text=text,
                xanchor=side,
                font={"color": theme.INK, "size": 13},
            )
    return picture


def _bars_of(kind: Kind, ms: int, rows: list[tuple[str, tuple[Kind, ...], int]]) -> dict[str, Any]:
    names = [name for name, kinds, _ in rows if kind in kinds]
    return bars(
        name=theme.KIND_NAMES[kind],
        y=names,
        x=[axis_minutes(ms)] * len(names),
        hovertemplate=f"{theme.KIND_NAMES[kind]}: {formats.minutes(ms)} min<extra></extra>",
        orientation="h",
        marker={"color": theme.KIND_COLOURS[kind], "line": {"width": 0}},
    )
