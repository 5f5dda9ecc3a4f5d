"""How far each open rule moves this bill: a bar each, the same as a table, and all together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.planning.open_rules import Together, Unsaid
from pages.costs._simulate import charts, effects_job
from pages.ui import basis, boxes, data, drilldown, formats, plan_words, tables
from pages.ui.database import fragment
from pages.ui.plans import compared_figures as proofs
from pages.ui.plans import missing_fee
from pages.ui.takeaway import screen


@fragment
def show(name: str, plan: Plan, days: tuple[date, date] | tuple[None, None], in_words: str) -> None:
    """Work the effects out, with a bar while it takes long, and show them."""
    cost_basis = basis.current()
    try:
        effect = effects_job.effects(plan, cost_basis, *days)
    except Problem as problem:
        boxes.problem(problem)
        return
    if effect is None:
        return
    screen.headline(sentence(effect))
    st.caption(
        f"{plan_words.BASES[cost_basis]} · {formats.plain(formats.short(name))} · {in_words} · as the plan has it: "
        f"{_money(effect.total, effect)} · the whole account"
    )
    missing_fee.notice({name: data.settlement(plan, *days)})
    named_plan = (name, plan, data.book(plan.price_book))
    claims = partial(proofs.unclear, named_plan, days, cost_basis, effect, effects_job.charge())
    drilldown.button(claims, key="prove_rule_effects", label="Show source")
    drilldown.chart(
        charts.rule_effects(effect),
        claims,
        partial(proofs.clicked, effect),
        key="rule_effects",
        alt="How much less or more the bill is when one open rule is read otherwise, widest first, "
        "and all together",
    )
    st.caption(
        "Each bar changes one rule and leaves the others as the plan has them; the line is the bill "
        f"now. The last bar is the cheapest and the most expensive of all {effect.combinations:,} "
        "combinations, each settled in full."
    )
    drilldown.heading("Rule by rule", claims, key="rules")
    tables.statement(
        ["Rule, and how it is read", "Bill", "Difference"],
        _rows(effect),
        key="rules",
        title="What each open billing rule is worth",
    )
    _together(effect)


def sentence(effect: Unsaid) -> str:
    """``What is not said moves this bill by −$12.00 to +$340.00``, as markdown."""
    low, high = effect.lowest.difference, effect.highest.difference
    if not low and not high:
        return "Open billing rules do not change this bill"
    if not low:
        return f"Open billing rules may add up to {_money(high, effect)} to this bill"
    if not high:
        return f"Open billing rules may take up to {_money(-low, effect)} off this bill"
    return (
        f"Open billing rules change this bill by {_signed(low, effect)} to {_signed(high, effect)}"
    )


def _rows(effect: Unsaid) -> list[list[str]]:
    rows = []
    for rule in effect.rules:
        rows.append([f"**{formats.plain(rule.title)}**", "", ""])
        rows += [
            [
                f"· {formats.plain(outcome.label)}{' (this plan)' if outcome.is_chosen else ''}",
                _money(outcome.total, effect),
                _signed(outcome.difference, effect) if outcome.difference else "same",
            ]
            for outcome in rule.outcomes
        ]
    return rows


def _together(effect: Unsaid) -> None:
    st.subheader("All together", anchor=False)
    titles = {rule.key: rule.title for rule in effect.rules}
    own = {rule.key: rule.outcomes[0].label for rule in effect.rules}
    low, high = dict(effect.lowest.choices), dict(effect.highest.choices)
    rows = [
        [
            formats.plain(titles[key]),
            *(
                f"**{formats.plain(label)}**" if label != own[key] else formats.plain(label)
                for label in (own[key], low[key], high[key])
            ),
        ]
        for key in titles
    ]
    header = ["", "This plan", "Cheapest", "Most expensive"]
    totals = ["**Bill**", f"**{_money(effect.total, effect)}**"]
    totals += [
        f"**{_total(combination, effect)}**" for combination in (effect.lowest, effect.highest)
    ]
    tables.statement(
        header,
        [totals, *rows],
        key="rules_together",
        title="The cheapest and the most expensive reading of all open rules",
    )
    st.caption("Bold: differs from this plan.")


def _total(combination: Together, effect: Unsaid) -> str:
    difference = f" ({_signed(combination.difference, effect)})" if combination.difference else ""
    return _money(combination.total, effect) + difference


def _signed(amount: Decimal, effect: Unsaid) -> str:
    return f"{'+' if amount > 0 else '−'}{_money(abs(amount), effect)}"


def _money(amount: Decimal, effect: Unsaid) -> str:
    return formats.plain(formats.money(amount, effect.currency))
