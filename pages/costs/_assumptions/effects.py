"""Effect of each open rule on this bill: a bar each, the same as a table, and all together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.planning.open_rules import Together, Unsaid
from pages.costs._assumptions import charts, effects_job
from pages.costs._compare import compared_figures as proofs
from pages.ui import basis, boxes, data, drilldown, formats, plan_words, tables
from pages.ui.database import fragment
from pages.ui.plans import missing_fee
from pages.ui.takeaway import screen

_CHEAPEST, _DEAREST, _SAME = "Cheapest", "Most expensive", "as this plan"


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
    outcomes = [(rule.title, outcome) for rule in effect.rules for outcome in rule.outcomes]
    labels = [
        f"{outcome.label}{' (this plan)' if outcome.is_chosen else ''}" for _, outcome in outcomes
    ]
    drilldown.table(
        [
            tables.text("Rule", [title for title, _ in outcomes], width="medium"),
            tables.text("How it is read", labels, width="medium"),
            tables.money("Bill", [outcome.total for _, outcome in outcomes], effect.currency),
            tables.money(
                "Difference",
                [outcome.difference for _, outcome in outcomes],
                effect.currency,
                sign=True,
            ),
        ],
        claims,
        lambda row, _: proofs.outcome(outcomes[row][0], outcomes[row][1].label),
        key="rules",
        shown=len(outcomes),
        alt="What each reading of each open billing rule makes of the bill",
    )
    _together(effect, claims)


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


def _together(effect: Unsaid, claims: drilldown.Choices) -> None:
    drilldown.heading("All together", claims, key="rules_together")
    own = [rule.outcomes[0].label for rule in effect.rules]
    low, high = ([dict(end.choices)[rule.key] for rule in effect.rules] for end in _ends(effect))
    totals = ", ".join(
        f"{word} {_total(end, effect)}"
        for word, end in zip(("cheapest", "most expensive"), _ends(effect), strict=True)
    )
    names = {"This plan": proofs.AS_IT_IS, _CHEAPEST: proofs.CHEAPEST, _DEAREST: proofs.DEAREST}
    drilldown.table(
        [
            tables.text("Rule", [rule.title for rule in effect.rules], width="medium"),
            tables.text("This plan", own),
            *(
                tables.text(
                    heading, [_SAME if a == b else a for a, b in zip(labels, own, strict=True)]
                )
                for heading, labels in ((_CHEAPEST, low), (_DEAREST, high))
            ),
        ],
        claims,
        lambda _, heading: names.get(heading, proofs.AS_IT_IS),
        key="rules_together",
        shown=len(effect.rules),
        alt="The cheapest and the most expensive reading of all open rules",
        caption=f"**Bill: this plan {_money(effect.total, effect)}, {totals}.**",
    )


def _ends(effect: Unsaid) -> tuple[Together, Together]:
    return effect.lowest, effect.highest


def _total(combination: Together, effect: Unsaid) -> str:
    difference = f" ({_signed(combination.difference, effect)})" if combination.difference else ""
    return _money(combination.total, effect) + difference


def _signed(amount: Decimal, effect: Unsaid) -> str:
    return f"{'+' if amount > 0 else '−'}{_money(abs(amount), effect)}"


def _money(amount: Decimal, effect: Unsaid) -> str:
    return formats.plain(formats.money(amount, effect.currency))
