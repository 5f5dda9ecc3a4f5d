"""Further offers in one quote as inputs: other packs, or another usage, beside the first."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from analytics.quotes.quote import starting
from analytics.quotes.request import Option
from pages.sell._calculator.inputs import Inputs
from pages.ui import data
from pages.ui.plans.terms import KEPT, typed

_POSTPAID, _SAME = "No packs: all postpaid", "The packs above"


def inputs(calculated: Inputs) -> tuple[str, tuple[Option, ...]]:
    """What the first offer is called, and the others; "" and none where there is one."""
    count = st.segmented_control(
        "Offers in this quote", [1, 2, 3], default=1, required=True, key="q_offers", **KEPT
    )
    if count == 1:
        return "", ()
    first = st.text_input("Name of the offer above", key="q_offer_name", max_chars=40, **KEPT)
    return first.strip(), tuple(_option(calculated, place) for place in range(count - 1))


def _option(calculated: Inputs, place: int) -> Option:
    name, packs, usage = st.columns([2, 3, 2])
    word = "Second" if place == 0 else "Third"
    called = name.text_input(f"{word} offer", key=f"q_offer_name_{place}", max_chars=40, **KEPT)
    saved = data.saved_plans()
    kinds = [_POSTPAID, _SAME, *(plan for plan, kept in saved.items() if kept.packs)]
    key = f"q_offer_packs_{place}"
    if st.session_state.get(key) not in (None, *kinds):
        del st.session_state[key]
    chosen = packs.selectbox("Packs", kinds, key=key, **KEPT)
    percent = usage.number_input(
        "Usage, % of the estimate",
        1.0,
        1000.0,
        100.0,
        step=5.0,
        key=f"q_offer_usage_{place}",
        **KEPT,
    )
    held = calculated.plan.packs if chosen == _SAME else ()
    if chosen in saved:
        held = starting(saved[chosen], calculated.since, calculated.months).packs
    return Option(called.strip(), held, typed(percent) or Decimal(100))
