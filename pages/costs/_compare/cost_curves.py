"""Several plans on the same usage: what each has cost so far, and when the cheaper one changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.billing.basis import Basis
from analytics.billing.curves import Cost, Crossing, cumulative
from analytics.core.model import Settlement
from analytics.core.money import digits
from pages.ui import formats, plan_words, theme
from pages.ui.charts.base import Picture, figure, points, widen

LARGEST_LABEL = 28


def costs_so_far(
    plans: Sequence[tuple[str, Settlement]],
    basis: Basis,
    crossings: Sequence[Sequence[Crossing]] = (),
    *,
    marks: Sequence[tuple[date, str]] = (),
    height: int = 380,
) -> Picture:
    """What each plan has cost up to each day; the first is what the others are held against.

    ``crossings`` are those of each but the first with the first, shown as rings on the curve of
    the other; ``marks`` are days with a word on what happens then.
    """
    currency = plans[0][1].book.currency
    curves = [cumulative(settlement, basis) for _, settlement in plans]
    traces = [
        _curve(number, name, curve, currency)
        for number, ((name, _), curve) in enumerate(zip(plans, curves, strict=True))
    ]
    for number, curve_crossings in enumerate(crossings, start=1):
        if curve_crossings:
            traces.append(_rings(number, plans[number][0], curves[number], curve_crossings))
    words = [*_ends(curves, currency), *(_word(*mark) for mark in marks)]
    picture = figure(
        traces,
        height=height,
        unit=f"{plan_words.BASES[basis].lower()} so far, {currency}",
        showlegend=len(plans) > 1,
        margin={"l": 8, "r": 64, "t": 8, "b": 36, "pad": 4},
        annotations=words,
        shapes=[_line(day) for day, _ in marks],
    )
    widen(picture, sorted({cost.day for curve in curves for cost in curve}))
    return picture


def _line(day: date) -> dict[str, Any]:
    line = {"color": theme.FAINT_INK, "width": 1, "dash": "dot"}
    at = day.isoformat()
    return {"type": "line", "x0": at, "x1": at, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _word(day: date, word: str) -> dict[str, Any]:
    return _text(day, word, theme.INK, y=1, yref="paper", yanchor="top", xshift=4)


def _text(day: date, text: str, colour: str, **more: Any) -> dict[str, Any]:
    font = {"size": 12, "color": colour}
    return {
        "x": day.isoformat(),
        "text": text,
        "showarrow": False,
        "xanchor": "left",
        "font": font,
        **more,
    }


def _curve(number: int, name: str, curve: Sequence[Cost], currency: str) -> dict[str, Any]:
    style = theme.SCENARIOS[number]
    return points(
        name=formats.label(name, LARGEST_LABEL),
        x=[cost.day for cost in curve],
        y=[cost.amount for cost in curve],
        hovertemplate=f"%{{y:,.{digits(currency)}f}} {currency}",
        mode="lines" if len(curve) > 1 else "markers",
        line={
            "color": style.colour,
            "dash": style.dash,
            "width": 3.5 if not number else 2,
            "shape": "hv",
        },
        marker={"color": style.colour, "size": 12 - number},
    )


def _rings(
    number: int, name: str, curve: Sequence[Cost], crossings: Sequence[Crossing]
) -> dict[str, Any]:
    style = theme.SCENARIOS[number]
    return points(
        name=formats.label(name, LARGEST_LABEL),
        x=[crossing.day for crossing in crossings],
        y=[_axis(_amount(curve, crossing)) for crossing in crossings],
        hoverinfo="skip",
        mode="markers",
        marker={
            "symbol": "circle",
            "size": 9,
            "color": theme.BACKGROUND,
            "line": {"color": style.colour, "width": 2},
        },
        showlegend=False,
    )


def _amount(curve: Sequence[Cost], crossing: Crossing) -> Decimal:
    place = bisect_right(curve, crossing.day, key=lambda cost: cost.day)
    return curve[place - 1].amount if place else Decimal(0)


def _axis(amount: Decimal) -> float:
    """An amount as a height; what is written beside it is text, never this."""
    return float(amount)


def _ends(curves: Sequence[Sequence[Cost]], currency: str) -> Iterator[dict[str, Any]]:
    """The last amount of each curve beside its end; those too near to another stay out."""
    ends = [(number, curve[-1]) for number, curve in enumerate(curves) if curve]
    highest = max([_axis(end.amount) for _, end in ends] + [0.0])
    heights: list[float] = []
    for number, end in ends:
        height = _axis(end.amount)
        if not highest or any(abs(height - neighbour) < highest / 16 for neighbour in heights):
            continue
        heights.append(height)
        amount = formats.about_money(end.amount, currency)
        yield _text(end.day, amount, theme.SCENARIOS[number].colour, y=height, xshift=6)
