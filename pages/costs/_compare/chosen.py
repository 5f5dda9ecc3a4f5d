"""The plans that are compared: the two that are edited, and saved ones beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from analytics.billing.compare import MOST
from analytics.catalog import plans
from analytics.core.model import Plan, Settlement
from pages.costs._compare.cards import Side
from pages.ui import data, formats
from pages.ui.filters import Chosen
from pages.ui.plans import saving

MORE = "more_plans"


def settled(selection: Chosen, first: Side, second: Side) -> Mapping[str, Settlement]:
    """Up to six plans by name; the first is what the others are held against."""
    names_of_sides = _names(first, second)
    bills = dict(zip(names_of_sides, (first.settlement, second.settlement), strict=True))
    saved = data.saved_plans()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = _more(list(saved), {st.session_state[side.side] for side in (first, second)})
        _new(list(saved))
    bounds = (
        (None, None)
        if selection.period.is_all
        else (selection.period.since, selection.period.until)
    )
    return bills | {
        name: data.settlement(saved[name], *bounds) for name in names if name not in bills
    }


def _names(first: Side, second: Side) -> tuple[str, str]:
    return first.name, f"{second.name} (2)" if second.name == first.name else second.name


def fee_switches(first: Side, second: Side) -> dict[str, Callable[[], None]]:
    """How the monthly fee comes into each of the plans that are edited: by the switch of its editor."""
    keys = (first.fee_key, second.fee_key)
    names = _names(first, second)
    return {name: partial(_switch_on, key) for name, key in zip(names, keys, strict=True)}


def _switch_on(key: str) -> None:
    st.session_state[key] = True


def _more(saved: list[str], edited: set[str]) -> list[str]:
    options = [name for name in saved if name not in edited]
    if MORE in st.session_state:
        st.session_state[MORE] = [n for n in st.session_state[MORE] if n in options][: MOST - 2]
    return st.multiselect(
        "More plans",
        options,
        max_selections=MOST - 2,
        format_func=formats.short,
        placeholder=f"Add up to {MOST - 2} saved plans",
        key=MORE,
        bind="query-params",
    )


def _new(saved: list[str]) -> None:
    with st.popover("New plan …", icon=":material/add:"):
        name = st.text_input("Name", key="new_plan_name", max_chars=60).strip()
        if name in saved:
            st.caption("A plan of this name is saved already.")
        st.button(
            "Create",
            key="new_plan",
            type="primary",
            disabled=not name or name in saved,
            on_click=_make,
            args=(name,),
        )
        st.caption(
            "It starts postpaid, without fee and packs, as the second plan; change it there."
        )


def _make(name: str) -> None:
    plans.save(data.store(), name, Plan())
    saving.follow("second", name)
