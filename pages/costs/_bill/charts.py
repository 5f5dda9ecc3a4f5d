"""One bill in pictures: what each line costs, what is paid and what is used in each month."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.billing.basis import Month
from analytics.billing.full_cost import FullCost
from pages.ui import formats, theme
from pages.ui.charts.base import Picture, bars, figure

_COLOURS = {
    **dict.fromkeys(("monthly_fees", "fees_used"), theme.FAINT_INK),
    **dict.fromkeys(("pack_purchases", "packs_used"), theme.PACKS[0]),
    "postpaid": theme.POSTPAID,
}


def cost_lines(cost: FullCost, currency: str) -> Picture:
    """A bar for each line that costs something, in the order of the table, estimates lighter."""
    lines = [(line, amount) for line, amount in zip(cost.lines, cost.shown, strict=True) if amount][
        ::-1
    ]
    most = max(amount for _, amount in lines)
    texts = [
        f"{'≈ ' if line.is_estimate else ''}{formats.money(amount, currency)}"
        for line, amount in lines
    ]
    trace = bars(
        orientation="h",
        y=[line.name for line, _ in lines],
        x=[amount for _, amount in lines],
        text=texts,
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
        marker={
            "color": [_COLOURS.get(line.key, theme.QUOTA) for line, _ in lines],
            "opacity": [0.65 if line.is_estimate else 1 for line, _ in lines],
            "line": {"width": 0},
        },
    )
    picture = figure([trace], height=60 + 34 * len(lines), unit="", hovermode=False)
    picture.across(
        type="linear",
        title={"text": currency, "standoff": 8, "font": {"size": 12}},
        automargin=True,
        tickformat=",~f",
        showgrid=True,
        gridcolor=theme.GRID,
        hoverformat="",
        nticks=4,
        tickangle=0,
        range=[0, float(most) * 1.4],
    )
    picture.upwards(type="category", rangemode="normal", tickformat="", showgrid=False)
    return picture


def paid_and_used(months: Sequence[Month], currency: str, *, height: int = 300) -> Picture:
    """Two bars a month: what was paid in it, and what was consumed in it."""
    traces = [
        bars(
            name=name,
            x=[month.first for month in months],
            y=amounts,
            customdata=[formats.money(amount, currency) for amount in amounts],
            hovertemplate="%{customdata}",
            marker={"color": colour, "line": {"width": 0}},
        )
        for name, amounts, colour in (
            ("Paid", [month.paid for month in months], theme.POSTPAID),
            ("Consumed", [month.used for month in months], theme.QUOTA),
        )
    ]
    picture = figure(traces, height=height, unit=f"a month, {currency}", barmode="group")
    picture.across(hoverformat="%B %Y", tickformat="%b %Y")
    if len(months) == 1:
        picture.across(type="category", tickvals=[0], ticktext=[formats.month(months[0].first)])
    return picture
