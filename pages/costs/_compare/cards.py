"""The two plans of the Compare page side by side, each with its totals and its editor."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from analytics.billing.basis import Basis, cost
from analytics.core.errors import Problem
from analytics.core.model import Settlement
from pages.costs._compare import editor
from pages.ui import boxes, data, drilldown, formats, plan_words
from pages.ui.filters import Chosen
from pages.ui.plans import figures, saving
from pages.ui.plans.drafts import Draft

SIDES = {"first": "First plan", "second": "Second plan"}


class Side(NamedTuple):
    """A plan as it is edited now, and what the usage costs under it."""

    side: str
    name: str
    settlement: Settlement
    fee_key: str
    """Of the switch that adds the monthly fee."""

    @property
    def bill(self) -> tuple[str, Settlement]:
        """The plan by its name, as what needs no side takes it."""
        return self.name, self.settlement


def pair(selection: Chosen, basis: Basis) -> tuple[Side, Side]:
    """Both plans; every change of a field is settled at once."""
    saving.said()
    left, right = st.columns(2, gap="medium")
    with left:
        first = card("first", 0, selection, basis)
    with right:
        second = card("second", 1, selection, basis)
    return first, second


def card(side: str, index: int, selection: Chosen, basis: Basis) -> Side:
    """One plan; ``index`` is its place in the list while nobody has chosen."""
    saved = data.saved_plans()
    names = list(saved)
    saving.choose(side, names)
    with st.container(border=True, key=f"card_{side}"):
        name = st.selectbox(
            SIDES[side], names, index=min(index, len(names) - 1), key=side, bind="query-params"
        )
        draft = Draft(side, name, saved[name])
        values = st.container()
        first_day = data.coverage().first_day  # type: ignore[union-attr]
        fee = editor.fee(draft, first_day)
        with st.expander("Packs and rules", key=f"edit_{side}", icon=":material/tune:"):
            currency = data.book(draft.plan.price_book).currency
            packs = editor.packs(draft, first_day, currency)
            table = {**editor.rules(draft), "packs": packs}
            problem = draft.take(table if fee is None else {**table, "monthly_fee": fee})
            _problem(problem)
            saving.buttons(draft, is_valid=problem is None)
        settlement = _settled(draft, selection)
        with values:
            _figures(side, name, settlement, basis)
        _remarks(draft, settlement, problem)
    shown_name = f"{name}, changed" if draft.is_changed else name
    return Side(side, shown_name, settlement, draft.key("fee"))


def _settled(draft: Draft, selection: Chosen) -> Settlement:
    period = selection.period
    bounds = (None, None) if period.is_all else (period.since, period.until)
    return data.settlement(draft.plan, *bounds)


def _figures(side: str, name: str, settlement: Settlement, basis: Basis) -> None:
    costs, currency = cost(settlement, basis), settlement.book.currency
    price = costs.per_thousand
    values = {
        plan_words.BASES[basis]: formats.money(costs.shown.total, currency),
        "Charged minutes": formats.minutes(costs.charged_ms),
        "Per 1,000 min": formats.NOTHING if price is None else formats.money(price, currency),
    }
    claims = figures.figures((name, settlement), basis)
    with st.grid(3, min_column_width=100, gap="small"):
        for label, value in values.items():
            drilldown.figure(label, value, {label: claims[label]}, of=side, border=False)


def _problem(problem: Problem | None) -> None:
    if problem:
        boxes.problem(problem)
        st.caption("The plan is shown as it was before this change.")


def _remarks(draft: Draft, settlement: Settlement, problem: Problem | None) -> None:
    if problem:
        st.caption(":material/error: A field under Packs and rules cannot be read.")
    elif draft.is_changed:
        st.caption(":material/edit: Unsaved changes.")
    plan = settlement.plan
    rules = [plan_words.packs(plan), *plan_words.ratios(plan)]
    st.caption(formats.plain(" · ".join(rules)))
    warnings = [text for text in settlement.warnings if not text.startswith("No monthly fee")]
    if warnings:
        st.caption("  \n".join(f":material/info: {boxes.sentence(text)}" for text in warnings))
