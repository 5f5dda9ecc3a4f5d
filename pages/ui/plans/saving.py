"""Keeping a plan: save, save under a name, make it the team's own, discard, delete."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.catalog import plans
from analytics.core.errors import Problem
from pages.ui import boxes, data, formats
from pages.ui.plans.drafts import Draft

SAID = "plan_said"


def buttons(draft: Draft, *, is_valid: bool) -> None:
    """What can be done with the plan now."""
    team_plan = data.team()[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        can_save = draft.is_changed and is_valid
        if st.button("Save", key=f"{draft.side}_save", type="primary", disabled=not can_save):
            _save(draft, draft.name)
        with st.popover("Save as …", disabled=not is_valid):
            name = st.text_input("Name", key=f"{draft.side}_save_name", max_chars=60).strip()
            if st.button("Save under this name", key=f"{draft.side}_save_as", disabled=not name):
                _save(draft, name)
        if draft.is_changed or not is_valid:
            st.button("Discard changes", key=f"{draft.side}_discard", on_click=draft.start_anew)
        elif draft.name != team_plan:
            if st.button("Make it the team’s plan", key=f"{draft.side}_team"):
                _do(
                    lambda: plans.choose_team(data.store(), draft.name),
                    "It is the team’s plan now.",
                )
            if st.button("Delete", key=f"{draft.side}_delete", type="tertiary"):
                _do(lambda: plans.delete(data.store(), draft.name), "Deleted.")
    if draft.name == team_plan:
        st.caption(":material/flag: The team’s plan: costs on other pages use it.")


def said() -> None:
    """Tell what the last click did."""
    if text := st.session_state.pop(SAID, ""):
        st.toast(formats.plain(text))


def choose(side: str, names: list[str]) -> None:
    """Show the plan that was just saved on this side, and never one that is gone."""
    follow = st.session_state.pop(f"{side}_follow", None)
    if follow in names:
        st.session_state[side] = follow
    elif st.session_state.get(side, names[0]) not in names:
        del st.session_state[side]


def follow(side: str, name: str) -> None:
    """Have a side show the plan that was just saved under a name."""
    st.session_state[f"{side}_follow"] = name


def _save(draft: Draft, name: str) -> None:
    plan = draft.plan
    if name != draft.name:
        draft.start_anew()
        follow(draft.side, name)
    _do(lambda: plans.save(data.store(), name, plan), f"Saved {formats.short(name)}.")


def _do(step: Callable[[], None], message: str) -> None:
    try:
        step()
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[SAID] = message
    st.rerun()
