"""The history as it is beside the history as the sliders would have it; moved without the page."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from analytics.billing.compare import Comparison, compare
from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Plan, Settlement
from analytics.planning.what_if import settle_what_if
from pages.costs._compare import compared_figures as proofs
from pages.costs._compare import cost_curves, measures
from pages.costs._simulate import sliders
from pages.costs._simulate.history import history
from pages.ui import basis, boxes, data, drilldown, formats, plan_words
from pages.ui.database import fragment
from pages.ui.plans import figures, missing_fee, saving
from pages.ui.takeaway import screen

NOW, CHANGED = "As it is", "Changed"


@fragment
def show(name: str, plan: Plan, first: date, last: date) -> None:
    """The curves, then the sliders, then what the change comes to."""
    try:
        _show(name, plan, first, last)
    except Problem as problem:
        boxes.problem(problem)


def _show(name: str, plan: Plan, first: date, last: date) -> None:
    current = data.settlement(plan, None, None)
    picture = st.container(key="machine_picture")
    change = sliders.Levers(plan, current, first, last).ask()
    recorded = history(plan.zone, plan.midnight)
    if recorded is None:
        return
    changed = settle_what_if(recorded.charged_days, change.plan, current.book, change.what_if)
    bills = {NOW: current, CHANGED: changed}
    cost_basis = basis.current()
    with picture:
        hero = st.container()
        missing_fee.notice({name: current} if not changed.plan.monthly_fee else {})
    comparison = compare(bills, cost_basis)
    words = sliders.said(change, current)
    growth = change.what_if.growth_percent
    so_far = partial(proofs.so_far, cost_basis)
    curves = partial(proofs.replayed, so_far, bills, CHANGED, growth)
    with hero:
        screen.headline(sentence(comparison, words))
        st.caption(
            f"{plan_words.BASES[cost_basis]}, {formats.plain(formats.short(name))}, all recorded days: "
            f"{words or 'move a slider to change it'}."
        )
    with picture:
        drilldown.button(curves, key="prove_machine_curves", label="Show source")
        drilldown.chart(
            cost_curves.costs_so_far(
                list(bills.items()), cost_basis, marks=change.marks, height=330
            ),
            curves,
            partial(figures.clicked_cost, list(bills.items())),
            key="machine_curves",
            alt="What the whole history has cost up to each day, current and changed",
        )
    cells = partial(proofs.replayed, partial(proofs.totals, cost_basis), bills, CHANGED, growth)
    sides = [
        measures.Side(NOW, lambda row: row.values[0], NOW),
        measures.Side(CHANGED, lambda row: row.values[1], CHANGED),
        measures.Side("Difference", lambda row: row.differences[1], is_difference=True),
    ]
    measures.show(comparison, sides, cells, key="machine_totals")
    screen.remark(plan_words.settings(*bills.items()))
    _keep(
        changed,
        is_book_same=changed.book == current.book,
        is_grown=bool(change.what_if.growth_percent),
    )


def sentence(compared: Comparison, words: str) -> str:
    """``Recorded usage at the changed prices: $5,905.11, $742.50 more (+14.4%)``, as markdown."""
    before, after = compared.totals
    currency = compared.currency
    amount = formats.plain(formats.money(after, currency))
    if before == after:
        return (
            f"Recorded usage at these prices: {amount}{', with this change too' if words else ''}"
        )
    difference = formats.plain(formats.money(abs(after - before), currency))
    share = formats.change(after, before)
    return (
        f"Recorded usage at the changed prices: {amount}, {difference} {'more' if after > before else 'less'}"
        f"{f' ({share})' if share else ''}"
    )


def _keep(changed: Settlement, *, is_book_same: bool, is_grown: bool) -> None:
    """Save the changed plan under a name, where it is the plan alone that changed."""
    box = st.popover(
        "Keep as a plan …",
        icon=":material/bookmark_add:",
        key="machine_keep",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        if not is_book_same:
            st.caption(
                "A price, a fee or a quota belongs to the price book, not to the plan: enter it as "
                "a new version there. Ratios, the discount, packs and the fee’s months can be kept."
            )
            return
        if is_grown:
            st.caption("Growth is not kept: a plan says what minutes cost, not how many there are.")
        name = st.text_input("Name", key="machine_name", max_chars=60).strip()
        is_taken = name in data.saved_plans()
        if is_taken:
            st.caption("A plan of this name is saved already.")
        if st.button(
            "Save under this name",
            key="machine_save",
            type="primary",
            disabled=not name or is_taken,
        ):
            plans.save(data.store(), name, changed.plan)
            st.session_state[saving.SAID] = f"Saved {formats.short(name)}."
            st.rerun()
