"""Which of two plans is cheaper and by how much, said first and plainly; then the totals."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import drilldown, formats, plan_words
from pages.ui.filters import Chosen
from pages.ui.plans import comparison, figures
from pages.ui.plans.cards import Side


def show(now: Chosen, first: Side, second: Side) -> None:
    """The sentence of the page, with the days and the minutes it holds for."""
    st.header(sentence(first, second), anchor=False)
    said = [
        f"{'all recorded days, ' if now.period.is_all else ''}{now.period.text}",
        _charged(first, second),
        "the whole account",
    ]
    if now.is_part:
        said[-1] += ", whatever app, room or kind is chosen on other pages"
    st.caption(" · ".join(said))
    for side in (first, second):
        names, paid = comparison.paid_before(side.settlement)
        if names:
            amount = formats.money(paid, side.settlement.book.currency)
            st.warning(
                f"{formats.plain(side.name)} draws on packs bought before these days "
                f"({formats.plain(formats.listed(names))}, {formats.plain(amount)}). What they "
                "cost is not in its total here; choose the period “All recorded days” for that.",
                icon=":material/history:",
            )


def sentence(first: Side, second: Side) -> str:
    """``Prepaid is cheaper by $745.00 (14.4%)``, as markdown."""
    if not comparison.comparable(first.settlement, second.settlement):
        return "The two plans are in different currencies"
    verdict = comparison.verdict(first.settlement, second.settlement)
    total = formats.money(first.settlement.totals.shown.total, first.settlement.book.currency)
    if verdict.cheaper is None:
        return f"Both plans cost the same: {formats.plain(total)}"
    name = (first, second)[verdict.cheaper].name
    amount = formats.money(verdict.difference, first.settlement.book.currency)
    return (
        f"{formats.plain(formats.short(name))} is cheaper by {formats.plain(amount)} "
        f"({formats.percent(verdict.share)})"
    )


def _charged(first: Side, second: Side) -> str:
    one, other = (side.settlement.totals.charged_ms for side in (first, second))
    if one == other:
        return f"{formats.minutes(one)} charged minutes"
    return f"{formats.minutes(one)} and {formats.minutes(other)} charged minutes"


def fee_notice(first: Side, second: Side) -> None:
    """What the vendor requires, where a plan is without it."""
    without = [s for s in (first, second) if s.settlement.plan.monthly_fee is None]
    for book in {side.settlement.book.id: side.settlement.book for side in without}.values():
        names = [side.name for side in without if side.settlement.book.id == book.id]
        st.info(plan_words.fee_notice(names, book), icon=":material/info:")


def totals(first: Side, second: Side) -> None:
    """Minutes and amounts of both, and their difference."""
    plans = (first[1:], second[1:])
    drilldown.heading("Totals", partial(figures.totals, *plans), key="totals")
    st.markdown(comparison.table(first[1:], second[1:]))


def settings(*sides: Side) -> None:
    """Under which settings the picture above was made."""
    st.caption(plan_words.settings(*((side.name, side.settlement) for side in sides)))
