"""The open rules in money: a bar around the bill for each, and one for all together."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from analytics.planning.open_rules import RuleEffect, Unsaid
from pages.ui import formats, theme
from pages.ui.charts.base import Picture, bars, figure, points

TOGETHER = "All together"
LARGEST_LABEL = 44


class _Range(NamedTuple):
    label: str
    low: Decimal
    high: Decimal
    points: tuple[tuple[str, Decimal], ...]


def rule_effects(effect: Unsaid) -> Picture:
    """From the least to the most that each rule moves the bill, the widest on top; 0 is the bill."""
    ranges = [_of_rule(rule) for rule in effect.rules]
    ends = (("cheapest", effect.lowest.difference), ("most expensive", effect.highest.difference))
    together = _Range(f"<b>{TOGETHER}</b>", ends[0][1], ends[1][1], ends)
    ranges.append(together)
    names = [span.label for span in ranges]
    traces = [
        bars(
            name=word,
            orientation="h",
            y=names,
            x=[float(part(span)) for span in ranges],
            hoverinfo="skip",
            marker={"color": colour, "line": {"width": 0}},
        )
        for word, colour, part in (
            ("less", theme.QUOTA, lambda span: min(span.low, Decimal(0))),
            ("more", theme.POSTPAID, lambda span: max(span.high, Decimal(0))),
        )
    ]
    outcomes = [(span.label, label, amount) for span in ranges for label, amount in span.points]
    traces.append(
        points(
            y=[name for name, _, _ in outcomes],
            x=[float(amount) for _, _, amount in outcomes],
            customdata=[
                f"{formats.label(label)}: {_signed(amount, effect.currency)}"
                for _, label, amount in outcomes
            ],
            hovertemplate="%{customdata}<extra></extra>",
            mode="markers",
            marker={"symbol": "line-ns", "size": 16, "line": {"width": 2, "color": theme.INK}},
            showlegend=False,
        )
    )
    picture = figure(
        traces,
        height=70 + 46 * len(ranges),
        unit="",
        barmode="overlay",
        hovermode="closest",
        showlegend=True,
        bargap=0.45,
    )
    picture.across(
        type="linear",
        tickformat=",~f",
        showgrid=True,
        gridcolor=theme.GRID,
        hoverformat="",
        nticks=6,
        title={"text": f"difference to the bill, {effect.currency}", "standoff": 8},
        automargin=True,
        range=_room(ranges),
    )
    picture.upwards(
        type="category",
        categoryorder="array",
        categoryarray=list(reversed(names)),
        tickformat="",
        tickfont={"size": 12},
        rangemode="normal",
    )
    picture.upright(x=0, line={"color": theme.INK, "width": 1.5})
    for span in ranges:
        _write_ends(picture, span, effect.currency)
    return picture


def _of_rule(rule: RuleEffect) -> _Range:
    outcomes = tuple((outcome.label, outcome.difference) for outcome in rule.outcomes)
    return _Range(_broken(rule.title), rule.lowest, rule.highest, outcomes)


def _broken(title: str) -> str:
    """The title in two lines, so that it leaves room for the bars on a phone."""
    words = formats.label(title, LARGEST_LABEL).split(" ")
    half = min(
        range(1, len(words) + 1), key=lambda n: abs(len(" ".join(words[:n])) - len(title) / 2)
    )
    return "<br>".join(filter(None, (" ".join(words[:half]), " ".join(words[half:]))))


def _room(ranges: list[_Range]) -> list[float]:
    """The axis from the lowest to the highest, with room for what is written at the ends."""
    low, high = (float(end) for end in (min(r.low for r in ranges), max(r.high for r in ranges)))
    width = (high - low) or 1.0
    return [low - (0.36 if low else 0.05) * width, high + (0.36 if high else 0.05) * width]


def _write_ends(picture: Picture, span: _Range, currency: str) -> None:
    ends = [(span.low, "right", -8), (span.high, "left", 8)]
    for amount, anchor, shift in ends:
        if amount or (span.low == span.high and anchor == "left"):
            picture.write(
                x=float(amount),
                y=span.label,
                text=_signed(amount, currency) if amount else "no difference",
                xanchor=anchor,
                xshift=shift,
                font={"size": 12, "color": theme.INK},
            )


def _signed(amount: Decimal, currency: str) -> str:
    if not amount:
        return formats.money(amount, currency)
    return f"{'+' if amount > 0 else '−'}{formats.about_money(abs(amount), currency)}"
