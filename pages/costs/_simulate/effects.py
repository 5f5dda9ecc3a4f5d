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
from pages.ui import boxes, data, drilldown, formats, tables
from pages.ui.charts import base
from pages.ui.database import fragment
from pages.ui.plans import compared_figures as proofs


@fragment
def show(name: str, plan: Plan, days: tuple[date, date] | tuple[None, None], in_words: str) -> None:
    """Work the effects out, with a bar while it takes long, and show them."""
    try:
        found = effects_job.effects(plan, *days)
    except Problem as problem:
        boxes.problem(problem)
        return
    if found is None:
        return
    st.header(sentence(found), anchor=False)
    st.caption(
        f"{formats.plain(formats.short(name))} · {in_words} · as the plan has it: "
        f"{_money(found.total, found)} · the whole account"
    )
    of = (name, plan, data.book(plan.price_book))
    claims = partial(proofs.unclear, of, days, found, effects_job.charge())
    drilldown.button(claims, key="prove_rule_effects", label="Show source")
    drilldown.chart(
        charts.rule_effects(found),
        claims,
        partial(proofs.clicked, found),
        key="rule_effects",
        config=base.CONFIG,
        alt="How much less or more the bill is when one open rule is read otherwise, widest first, "
        "and all together",
    )
    st.caption(
        "Each bar changes one rule and leaves the others as the plan has them; the line is the bill "
        f"now. The last bar is the cheapest and the most expensive of all {found.combinations:,} "
        "combinations, each settled in full."
    )
    drilldown.heading("Rule by rule", claims, key="rules")
    st.markdown(tables.markdown(["Rule, and how it is read", "Bill", "Difference"], _rows(found)))
    _together(found)


def sentence(found: Unsaid) -> str:
    """``What is not said moves this bill by −$12.00 to +$340.00``, as markdown."""
    low, high = found.lowest.difference, found.highest.difference
    if not low and not high:
        return "Open billing rules do not change this bill"
    if not low:
        return f"Open billing rules may add up to {_money(high, found)} to this bill"
    if not high:
        return f"Open billing rules may take up to {_money(-low, found)} off this bill"
    return f"Open billing rules change this bill by {_signed(low, found)} to {_signed(high, found)}"


def _rows(found: Unsaid) -> list[list[str]]:
    rows = []
    for rule in found.rules:
        rows.append([f"**{formats.plain(rule.title)}**", "", ""])
        rows += [
            [
                f"· {formats.plain(one.label)}{' (this plan)' if one.is_chosen else ''}",
                _money(one.total, found),
                _signed(one.difference, found) if one.difference else "same",
            ]
            for one in rule.outcomes
        ]
    return rows


def _together(found: Unsaid) -> None:
    st.subheader("All together", anchor=False)
    titles = {rule.key: rule.title for rule in found.rules}
    chosen = {rule.key: rule.outcomes[0].label for rule in found.rules}
    low, high = dict(found.lowest.choices), dict(found.highest.choices)
    rows = [
        [
            formats.plain(titles[key]),
            *(
                f"**{formats.plain(label)}**" if label != chosen[key] else formats.plain(label)
                for label in (chosen[key], low[key], high[key])
            ),
        ]
        for key in titles
    ]
    header = ["", "This plan", "Cheapest", "Most expensive"]
    totals = ["**Bill**", f"**{_money(found.total, found)}**"]
    totals += [f"**{_total(one, found)}**" for one in (found.lowest, found.highest)]
    st.markdown(tables.markdown(header, [totals, *rows]))
    st.caption("Bold: differs from this plan.")


def _total(one: Together, found: Unsaid) -> str:
    difference = f" ({_signed(one.difference, found)})" if one.difference else ""
    return _money(one.total, found) + difference


def _signed(amount: Decimal, found: Unsaid) -> str:
    return f"{'+' if amount > 0 else '−'}{_money(abs(amount), found)}"


def _money(amount: Decimal, found: Unsaid) -> str:
    return formats.plain(formats.money(amount, found.currency))
