"""A new plan, or another look at a saved one: changed, saved, copied, deleted."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plans
from analytics.core.model import Plan
from pages.ui import data
from pages.ui.filters import Chosen
from pages.ui.plans import cards, saving

SIDE = "scenario"


def show(now: Chosen) -> None:
    """The editor of one saved plan, with its figures on the days that are looked at."""
    box = st.expander(
        "Change a plan, or make a new one",
        key="scenario_editor",
        icon=":material/edit:",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        cards.card(SIDE, 0, now)
        _new()


def _new() -> None:
    with st.popover("New plan …", icon=":material/add:"):
        name = st.text_input("Name", key="new_plan_name", max_chars=60).strip()
        taken = name in plans.saved(data.store())
        if taken:
            st.caption("A plan of this name is saved already.")
        st.button(
            "Make it",
            key="new_plan",
            type="primary",
            disabled=not name or taken,
            on_click=_make,
            args=(name,),
        )
        st.caption("It starts postpaid, without fee and packs; change it here and save.")


def _make(name: str) -> None:
    plans.save(data.store(), name, Plan())
    saving.follow(SIDE, name)
