"""Pack advice on the What-if page: the cheapest mix of one's own packs, with its proof."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import streamlit as st

from analytics.estimate import charged, scaled
from analytics.model import DayCharge, Pack
from analytics.pack_advice import Advice, advise, catalogue_of, pay_off
from pages.ui import billing_terms, formats, tables
from pages.ui.calculator import Inputs


def show(now: Inputs) -> None:
    """Advice where there is a catalogue; what a pack would have to cost where there is none."""
    st.subheader("Which packs to buy, and when", anchor=False)
    catalogue = catalogue_of(now.catalogue, now.book)
    if not catalogue:
        _no_catalogue(now)
        return
    st.caption(
        f"Out of {formats.count(len(catalogue), 'sort')} of packs that you entered; prices of the "
        "vendor’s own packs are not public. Packs are bought on the first days of months."
    )
    if not st.toggle("Work out the cheapest mix", key="advise"):
        return
    with st.spinner("Comparing all mixes …"):
        advice = _advice(now)
    _table(now, advice)


@st.cache_data(max_entries=30, show_spinner=False)
def _worked_out(key: str, _now: Inputs) -> Advice:
    def usage(percent: Decimal) -> tuple[DayCharge, ...]:
        return charged(scaled(_now.estimate, percent), _now.plan, _now.book)

    catalogue = catalogue_of(_now.catalogue, _now.book)
    until = _now.estimate.until
    return advise(usage, _now.plan, _now.book, catalogue, _now.since, until)


def _advice(now: Inputs) -> Advice:
    return _worked_out(repr((now.estimate, now.postpaid, now.catalogue.packs, now.book)), now)


def _table(now: Inputs, advice: Advice) -> None:
    def money(amount: Decimal) -> str:
        return formats.plain(formats.money(amount, now.book.currency))

    rows = [["**Cheapest**", _mix(advice.best.packs), f"**{money(advice.best.total)}**"]]
    if advice.next_best:
        rows.append(["Next best", _mix(advice.next_best.packs), money(advice.next_best.total)])
    rows.append(["Without packs", "–", money(advice.without.total)])
    st.markdown(tables.markdown(["", "Packs, bought on", "Total"], rows))
    proof = (
        "Proven: no other mix costs less."
        if not advice.gap_percent
        else f"Not proven in time: another mix may cost up to {advice.gap_percent} % less."
    )
    wrong = " ".join(
        f"If usage is {one.percent:f} % of the estimate, these packs cost {money(one.chosen)}, "
        f"{money(one.regret)} more than the best packs for it."
        for one in advice.wrong
    )
    st.caption(f"{proof} {wrong}")
    st.button(
        "Calculate with these packs",
        key="take_packs",
        on_click=billing_terms.take,
        args=(replace(now.plan, packs=advice.best.packs), now.since, now.months),
        disabled=not advice.best.packs,
    )


def _mix(packs: tuple[Pack, ...]) -> str:
    said = [f"{formats.plain(pack.name)} ({formats.day(pack.bought)})" for pack in packs[:8]]
    rest = [f"{len(packs) - 8} more"] if len(packs) > 8 else []
    return ", ".join(said + rest) or "none"


def _no_catalogue(now: Inputs) -> None:
    until = now.estimate.until
    days = charged(now.estimate, now.postpaid, now.book)
    found = pay_off(days, now.postpaid, now.book, now.since, until)
    if not found:
        st.caption("Nothing is postpaid here: no pack could pay off.")
        return
    st.caption(
        "This plan has no packs, and the vendor’s are not public. A pack valid for 12 months from "
        "the first day would pay off if it cost less than:"
    )
    currency = now.book.currency
    rows = [
        [
            f"{formats.whole(one.minutes)} minutes",
            formats.plain(formats.money(one.price, currency)),
            formats.plain(formats.money(one.per_thousand, currency)),
        ]
        for one in found
    ]
    st.markdown(tables.markdown(["Pack of", "Price below", "Per 1,000 min"], rows))
