"""Costs over time: what was paid so far, what each day was drawn from, what is left in packs."""

from __future__ import annotations

from analytics.billing.curves import pack_levels
from analytics.core.model import Settlement, Source
from pages.ui import formats, theme
from pages.ui.charts.base import LONE_BAR_MS, Picture, axis_minutes, bars, figure, points, widen

LARGEST_LABEL = 28


def daily_draws(settlement: Settlement, *, top_ms: int, height: int = 280) -> Picture:
    """Each day's charged minutes stacked by what they were drawn from."""
    days = [day.day for day in settlement.days]
    traces = []
    for key, name, colour in _sources(settlement):
        drawn = {d.day: d.ms for d in settlement.draws if (d.source, d.pack) == key}
        if not drawn:
            continue
        values = [drawn.get(day, 0) for day in days]
        traces.append(
            bars(
                name=name,
                x=days,
                y=[axis_minutes(ms) for ms in values],
                customdata=[formats.minutes(ms) for ms in values],
                hovertemplate="%{customdata} min",
                marker={"color": colour, "line": {"width": 0}},
                width=LONE_BAR_MS if len(days) == 1 else None,
            )
        )
    picture = figure(traces, height=height, unit="charged minutes a day", showlegend=True)
    picture.upwards(range=[0, axis_minutes(max(top_ms, 1)) * 1.05])
    widen(picture, days)
    return picture


def _sources(
    settlement: Settlement,
) -> list[tuple[tuple[Source, str | None], str, str]]:
    packs = [
        ((Source.PACK, balance.pack.name), _label(balance.pack.name), theme.pack_colour(number))
        for number, balance in enumerate(settlement.packs)
    ]
    return [
        ((Source.QUOTA, None), "Free quota", theme.QUOTA),
        *packs,
        ((Source.POSTPAID, None), "Postpaid", theme.POSTPAID),
    ]


def _label(name: str) -> str:
    return formats.label(name, LARGEST_LABEL)


def packs_left(settlement: Settlement, *, top_ms: int, height: int = 280) -> Picture:
    """What is left in each pack at the end of each day, from its purchase to its expiry."""
    traces = []
    levels = pack_levels(settlement)
    for number, balance in enumerate(settlement.packs):
        of_pack = levels[balance.pack.name]
        if not any(level.left_ms for level in of_pack):
            continue
        traces.append(
            points(
                name=_label(balance.pack.name),
                x=[level.day for level in of_pack],
                y=[axis_minutes(level.left_ms) for level in of_pack],
                customdata=[formats.minutes(level.left_ms) for level in of_pack],
                hovertemplate="%{customdata} min left",
                mode="lines" if len(of_pack) > 1 else "markers",
                line={"color": theme.pack_colour(number), "width": 2.5, "shape": "hv"},
            )
        )
    picture = figure(traces, height=height, unit="minutes left", showlegend=True)
    picture.upwards(range=[0, axis_minutes(max(top_ms, 1)) * 1.05])
    return picture
