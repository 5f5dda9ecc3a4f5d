"""Pack advice in the Calculator: the cheapest mix of the packs that can be bought, with its proof."""

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


def show(inputs: Inputs) -> None:
    """Advice where there is a catalogue; what a pack would have to cost where there is none."""
    st.subheader("Which packs to buy and when", anchor=False)
    catalogue = catalogue_of(inputs.catalogue, inputs.book)
    if not catalogue:
        _no_catalogue(inputs)
        return
    st.caption(
        f"Out of {formats.count(len(catalogue), 'sort')} of packs that you entered; prices of the "
        "vendor’s own packs are not public. Packs are bought on the first days of months."
    )
    if not st.toggle("Find the cheapest mix", key="advise"):
        return
    _answer(inputs)


def _key(inputs: Inputs) -> str:
    question = (inputs.estimate, inputs.postpaid, inputs.catalogue.packs, inputs.book)
    return hashlib.sha256(repr(question).encode()).hexdigest()


def _answer(inputs: Inputs) -> None:
    """The mixes compared; what is asked for the inputs before, nobody waits for any more."""
    key, before = _key(inputs), st.session_state.get(_ASKED)
    st.session_state[_ASKED] = key
    if before != key and (job := jobs.find(ADVICE, before)) and not job.is_done:
        job.cancel()
    words = "Comparing mixes of packs beside the page; some 10 to 20 seconds …"
    advice = jobs.await_result(ADVICE, key, partial(_advise, inputs), words)
    if advice:
        _table(inputs, advice)


def _advise(inputs: Inputs, job: Job[Advice]) -> Advice:
    usage = {
        percent: charged(scaled(inputs.estimate, percent), inputs.plan, inputs.book)
        for percent in (Decimal(100), *WRONG)
    }
    catalogue = catalogue_of(inputs.catalogue, inputs.book)
    question = Question(
        usage, inputs.plan, inputs.book, catalogue, inputs.since, inputs.estimate.until
    )
    return advise_beside(question, job)


def _table(inputs: Inputs, advice: Advice) -> None:
    money = inputs.money
    rows = [
        (name, mix)
        for name, mix in (
            ("Cheapest", advice.best),
            ("Next best", advice.next_best),
            ("Without packs", advice.without),
        )
        if mix
    ]
    tables.show(
        [
            tables.text("", [name for name, _ in rows]),
            tables.text("Packs, bought on", [_mix(mix.packs) for _, mix in rows], width="large"),
            tables.money("Total", [mix.total for _, mix in rows], inputs.currency),
        ],
        key="pack_advice",
        alt="Which packs to buy",
    )
    proof = (
        "Proven: no other mix costs less."
        if not advice.gap_percent
        else "The cheapest that was found; it is proven that no other mix is more than "
        f"{advice.gap_percent} % cheaper."
    )
    wrong = " ".join(
        f"If usage is {scenario.percent:f} % of the estimate, these packs cost {money(scenario.chosen)}, "
        f"{money(scenario.regret)} more than the best packs found for it."
        for scenario in advice.wrong
    )
    st.caption(f"{proof} {wrong}")
    st.button(
        "Calculate with these packs",
        key="take_packs",
        on_click=terms.take,
        args=(replace(inputs.plan, packs=advice.best.packs), inputs.since, inputs.months),
        disabled=not advice.best.packs,
    )


def _mix(packs: tuple[Pack, ...]) -> str:
    parts = [f"{pack.name} ({formats.day(pack.bought)})" for pack in packs[:8]]
    more = [f"{len(packs) - 8} more"] if len(packs) > 8 else []
    return ", ".join(parts + more) or "none"


def _no_catalogue(inputs: Inputs) -> None:
    until = inputs.estimate.until
    days = charged(inputs.estimate, inputs.postpaid, inputs.book)
    offers = pay_off(days, inputs.postpaid, inputs.book, inputs.since, until)
    if not offers:
        st.caption("Nothing is postpaid here: no pack could pay off.")
        return
    alike = len({offer.per_thousand for offer in offers}) == 1
    price = f" below {inputs.money(offers[0].per_thousand)} per 1,000 minutes" if alike else ""
    st.caption(
        "This plan has no packs, and the vendor’s are not public. A pack valid for 12 months from "
        f"the first day would pay off{price}:"
    )
    prices = (
        []
        if alike
        else [tables.money("Per 1,000 min", [o.per_thousand for o in offers], inputs.currency)]
    )
    tables.show(
        [
            tables.whole("Minutes in the pack", [offer.minutes for offer in offers]),
            tables.money("Price below", [offer.price for offer in offers], inputs.currency),
            *prices,
        ],
        key="packs_worth",
        alt="Packs that would pay off",
    )
