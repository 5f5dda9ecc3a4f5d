"""Pack advice on the What-if page: the cheapest mix of one's own packs, with its proof."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.core.model import Pack
from analytics.packs.advice import WRONG, Advice, catalogue_of, pay_off
from analytics.packs.job import ADVICE, Question, advise_beside
from analytics.planning.estimate import charged, scaled
from analytics.storage.jobs import Job
from pages.sell._calculator.inputs import Inputs
from pages.ui import formats, jobs, tables
from pages.ui.plans import terms

_ASKED = "advice_asked"


def show(now: Inputs) -> None:
    """Advice where there is a catalogue; what a pack would have to cost where there is none."""
    st.subheader("Which packs to buy and when", anchor=False)
    catalogue = catalogue_of(now.catalogue, now.book)
    if not catalogue:
        _no_catalogue(now)
        return
    st.caption(
        f"Out of {formats.count(len(catalogue), 'sort')} of packs that you entered; prices of the "
        "vendor’s own packs are not public. Packs are bought on the first days of months."
    )
    if not st.toggle("Find the cheapest mix", key="advise"):
        return
    _answer(now)


def _key(now: Inputs) -> str:
    asked = (now.estimate, now.postpaid, now.catalogue.packs, now.book)
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _answer(now: Inputs) -> None:
    """The mixes compared; what is asked for the inputs before, nobody waits for any more."""
    key, before = _key(now), st.session_state.get(_ASKED)
    st.session_state[_ASKED] = key
    if before != key and (job := jobs.find(ADVICE, before)) and not job.is_done:
        job.cancel()
    words = "Comparing mixes of packs beside the page; some 10 to 20 seconds …"
    advice = jobs.await_result(ADVICE, key, partial(_advise, now), words)
    if advice:
        _table(now, advice)


def _advise(now: Inputs, job: Job[Advice]) -> Advice:
    usage = {
        percent: charged(scaled(now.estimate, percent), now.plan, now.book)
        for percent in (Decimal(100), *WRONG)
    }
    catalogue = catalogue_of(now.catalogue, now.book)
    question = Question(usage, now.plan, now.book, catalogue, now.since, now.estimate.until)
    return advise_beside(question, job)


def _table(now: Inputs, advice: Advice) -> None:
    money = now.money
    rows = [["**Cheapest**", _mix(advice.best.packs), f"**{money(advice.best.total)}**"]]
    if advice.next_best:
        rows.append(["Next best", _mix(advice.next_best.packs), money(advice.next_best.total)])
    rows.append(["Without packs", "–", money(advice.without.total)])
    st.markdown(tables.markdown(["", "Packs, bought on", "Total"], rows, words=2))
    proof = (
        "Proven: no other mix costs less."
        if not advice.gap_percent
        else "The cheapest that was found; it is proven that no other mix is more than "
        f"{advice.gap_percent} % cheaper."
    )
    wrong = " ".join(
        f"If usage is {one.percent:f} % of the estimate, these packs cost {money(one.chosen)}, "
        f"{money(one.regret)} more than the best packs found for it."
        for one in advice.wrong
    )
    st.caption(f"{proof} {wrong}")
    st.button(
        "Calculate with these packs",
        key="take_packs",
        on_click=terms.take,
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
    alike = len({one.per_thousand for one in found}) == 1
    price = f" below {now.money(found[0].per_thousand)} per 1,000 minutes" if alike else ""
    st.caption(
        "This plan has no packs, and the vendor’s are not public. A pack valid for 12 months from "
        f"the first day would pay off{price}:"
    )
    header = ["Pack of", "Price below", "Per 1,000 min"]
    rows = [
        [f"{formats.whole(one.minutes)} minutes", now.money(one.price), now.money(one.per_thousand)]
        for one in found
    ]
    most = 2 if alike else 3
    st.markdown(tables.markdown(header[:most], [row[:most] for row in rows]))
