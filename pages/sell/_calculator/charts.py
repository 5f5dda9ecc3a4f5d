"""Quotes in pictures: cost by month, and what moves the price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.core.model import KINDS, Kind
from analytics.planning.sensitivity import Swing
from analytics.quotes import buying
from analytics.quotes.lines import FEES, PACKS, POSTPAID, ROBOT
from analytics.quotes.view import GROUP_WORDS
from pages.ui import formats, theme
from pages.ui.charts.base import Picture, axis_minutes, bars, figure, points

_MS = timedelta(milliseconds=1)
_COLOURS = {
    FEES: theme.FAINT_INK,
    PACKS: theme.PACKS[0],
    POSTPAID: theme.POSTPAID,
    ROBOT: theme.SERIES[1],
}


def cost_by_month(
    months: Sequence[tuple[date, dict[str, Decimal]]], currency: str, *, height: int = 280
) -> Picture:
    """What each month of a term costs, stacked by what for."""
    traces = [
        bars(
            name=words,
            x=[formats.day(day) for day, _ in months],
            y=[parts[group] for _, parts in months],
            customdata=[formats.money(parts[group], currency) for _, parts in months],
            hovertemplate="%{customdata}",
            marker={"color": _COLOURS[group], "line": {"width": 0}},
        )
        for group, words in GROUP_WORDS.items()
        if any(parts[group] for _, parts in months)
    ]
    picture = figure(traces, height=height, unit=f"cost, {currency}", showlegend=True)
    picture.across(type="category", hoverformat="", tickangle=0, nticks=5)
    return picture


def recorded_by_month(
    months: Sequence[tuple[date, dict[Kind, int]]],
    low: Sequence[int],
    high: Sequence[int],
    *,
    height: int = 280,
) -> Picture:
    """What is recorded in each month of a term, stacked by kind; a whisker from low to high, in ms."""
    days = [formats.day(day) for day, _ in months]
    traces: list[Any] = [
        bars(
            name=theme.KIND_NAMES[kind],
            x=days,
            y=[axis_minutes(ms[kind]) for _, ms in months],
            customdata=[formats.minutes(ms[kind]) for _, ms in months],
            hovertemplate="%{customdata} min",
            marker={"color": theme.KIND_COLOURS[kind], "line": {"width": 0}},
        )
        for kind in KINDS
        if any(ms[kind] for _, ms in months)
    ]
    totals = [sum(ms.values()) for _, ms in months]
    traces.append(
        points(
            name="low to high",
            x=days,
            y=[axis_minutes(total) for total in totals],
            customdata=[
                f"{formats.minutes(a)} to {formats.minutes(b)}"
                for a, b in zip(low, high, strict=True)
            ],
            hovertemplate="%{customdata} min",
            mode="markers",
            marker={"color": theme.INK, "size": 5, "symbol": "line-ew-open"},
            error_y={
                "type": "data",
                "symmetric": False,
                "array": [axis_minutes(b - t) for b, t in zip(high, totals, strict=True)],
                "arrayminus": [axis_minutes(t - a) for a, t in zip(low, totals, strict=True)],
                "color": theme.INK,
                "thickness": 1,
                "width": 3,
            },
        )
    )
    picture = figure(traces, height=height, unit="recorded minutes", showlegend=True)
    picture.across(type="category", hoverformat="", tickangle=0, nticks=5)
    return picture


def purchases(result: Mapping[str, Any]) -> Picture:
    """A time line: each purchase from its day to its last, the term shaded."""
    rows = list(reversed(buying.rows(result)))
    bought = list(reversed(result["purchases"][: len(rows)]))
    names = [f"{row[4]}: {formats.short(row[0])}" for row in rows]
    names = [f"{name}{chr(0x200B) * place}" for place, name in enumerate(names)]
    days = [tuple(date.fromisoformat(p[key]) for key in ("buy_on", "expires")) for p in bought]
    trace = bars(
        name="packs",
        orientation="h",
        y=names,
        base=[first for first, _ in days],
        x=[(end - first) // _MS for first, end in days],
        customdata=[f"{row[1]} × {row[2]} min, usable until {row[5]}" for row in rows],
        hovertemplate="%{customdata}",
        marker={"color": theme.PACKS[0], "line": {"width": 0}},
    )
    picture = figure([trace], height=90 + 30 * len(rows), unit="", hovermode="closest")
    picture.across(type="date", hoverformat="", nticks=6)
    picture.upwards(type="category", rangemode="normal", tickfont={"size": 12}, tickformat="")
    since, last = (date.fromisoformat(result[key]) for key in ("since", "last_day"))
    picture.shade(since, last, theme.GRID)
    return picture


def swings(swings: Sequence[Swing], price: Decimal, currency: str) -> Picture:
    """A tornado: the widest swing on top, each bar from the lower to the higher total."""
    rows = list(reversed(swings))
    names = [f"{swing.name}<br>{swing.low_name} … {swing.high_name}" for swing in rows]
    traces = [
        bars(
            name=label,
            orientation="h",
            y=names,
            base=[price] * len(rows),
            x=[end - price for end in ends],
            customdata=[formats.money(end, currency) for end in ends],
            hovertemplate="%{customdata}",
            marker={"color": colour, "line": {"width": 0}},
        )
        for label, colour, ends in (
            ("lower", theme.QUOTA, [swing.low for swing in rows]),
            ("higher", theme.POSTPAID, [swing.high for swing in rows]),
        )
    ]
    picture = figure(
        traces,
        height=70 + 44 * len(rows),
        unit="",
        barmode="overlay",
        hovermode="closest",
        showlegend=True,
    )
    picture.across(
        type="linear",
        tickformat=",~f",
        showgrid=True,
        gridcolor=theme.GRID,
        hoverformat="",
        nticks=5,
    )
    picture.upwards(type="category", rangemode="normal", tickfont={"size": 12}, tickformat="")
    picture.upright(x=price, line={"color": theme.INK, "width": 1.5})
    return picture
