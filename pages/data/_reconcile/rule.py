"""The rule that the vendor's values are met by best, and what it would do to the bill."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.reconcile import compare
from analytics.reconcile.compare import Reconciliation
from pages.ui import boxes, data, formats

_SAID = "reconcile_said"


def show(result: Reconciliation) -> None:
    """What the values say about the vendor's rule; where it is better than the plan's, the plan can have it."""
    if result.learned is None:
        return
    st.subheader("The vendor’s rule", anchor=False)
    if said := st.session_state.pop(_SAID, ""):
        st.toast(formats.plain(said))
    for sentence in compare.rule_sentences(result):
        st.markdown(formats.plain(sentence))
    learned = result.learned
    plan = compare.plan_by_rule(result)
    if learned.best.unexplained_ms >= learned.plan.unexplained_ms or plan is None:
        return
    name = data.team()[0]
    before, after = (
        data.settlement(each, None, None).totals.shown.total for each in (result.plan, plan)
    )
    money = [formats.plain(formats.money(each, result.currency)) for each in (before, after)]
    st.markdown(f"With this rule all recorded days cost {money[1]} in place of {money[0]}.")
    if learned.best.rule.states:
        st.caption(
            "A plan cannot say which states of tasks count: that part of the rule stays out."
        )
    if st.button(
        f"Put this rule into the plan {formats.short(name)}",
        key="reconcile_take_rule",
        icon=":material/rule:",
    ):
        _take(name, plan)


def _take(name: str, plan: Plan) -> None:
    try:
        plans.save(data.store(), name, plan)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAID] = f"{name} has the vendor's rule now."
    st.rerun()
