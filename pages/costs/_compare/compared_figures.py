"""Figures of plans side by side with what they are made of: Compare, Simulate, Billing assumptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from analytics import lineage
from analytics.billing.accrual import accrue
from analytics.billing.basis import Basis
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.lineage import Claim, derived_rows, rule_readings
from analytics.planning.open_rules import Unsaid
from analytics.planning.what_if import Charge
from pages.costs._bill import figures as bill_figures
from pages.ui import formats
from pages.ui.plans import figures

Bills = Mapping[str, Settlement]


def totals(basis: Basis, bills: Bills) -> dict[str, Claim]:
    """Every amount and minute of each plan’s column."""
    claims = figures.totals(basis, *bills.items())
    for name, settlement in bills.items():
        for figure, title, ms, rows in (
            (
                "packs_expired",
                "Expired in packs",
                sum(balance.expired_ms for balance in settlement.packs),
                derived_rows.packs(settlement, "expired", sign=1),
            ),
            (
                "packs_left",
                "Left in packs",
                sum(balance.left_ms for balance in settlement.packs),
                derived_rows.packs(settlement),
            ),
        ):
            claims[f"{formats.short(name)}: {title}"] = lineage.worked(
                figure, ms, rows, title=title, settlement=settlement, plan=name
            )
    return claims


def prices(bills: Bills) -> dict[str, Claim]:
    """What 1,000 minutes of each source came to under each plan."""
    return {
        f"{formats.short(name)}: {title}": claim
        for name, settlement in bills.items()
        for title, claim in bill_figures.prices(
            (name, settlement), accrue(settlement).prices
        ).items()
    }


def price_name(plan: str, source: str) -> str:
    """The name under which `prices` tells what 1,000 minutes of a source came to under a plan."""
    return f"{formats.short(plan)}: {bill_figures.price_title(source, is_price=True)}"


def so_far(basis: Basis, bills: Bills) -> dict[str, Claim]:
    """What each plan has cost up to each day."""
    return figures.so_far(basis, *bills.items())


def replayed(
    claims: Callable[[Bills], dict[str, Claim]], bills: Bills, changed: str, percent: Decimal
) -> dict[str, Claim]:
    """The figures of what is and of what is changed; with growth no day has just its files."""
    base_claims = claims(
        {name: settlement for name, settlement in bills.items() if name != changed}
    )
    changed_claims = claims({changed: bills[changed]})
    if percent:
        sign = "+" if percent > 0 else "−"
        note = f"the day’s charged minutes, {sign}{abs(percent):f}% since the growth begins"
        changed_claims = lineage.of_days(changed_claims, lambda _: note)
    return base_claims | changed_claims


def unclear(
    named_plan: tuple[str, Plan, PriceBook],
    days: rule_readings.Days,
    basis: Basis,
    effect: Unsaid,
    charge: Charge,
) -> dict[str, Claim]:
    """The bill as each open rule is read, alone, and the cheapest and the most expensive together."""
    name, plan, book = named_plan
    readings: dict[str, tuple[Decimal, Mapping[str, str]]] = {AS_IT_IS: (effect.total, {})}
    for title, combination in ((CHEAPEST, effect.lowest), (DEAREST, effect.highest)):
        readings[title] = (combination.total, dict(combination.choices))
    for rule in effect.rules:
        for reading in rule.outcomes:
            readings[outcome(rule.title, reading.label)] = (
                reading.total,
                {rule.key: reading.label},
            )
    claims = {}
    for title, (total, labels) in readings.items():
        settlement = rule_readings.settled(charge, plan, book, basis, labels, days)
        claims[title] = figures.told((name, settlement), basis, title, total)
    return claims


AS_IT_IS, CHEAPEST, DEAREST = "As this plan reads", "Together, cheapest", "Together, most expensive"


def outcome(rule: str, label: str) -> str:
    """The name of the bill under one reading of one rule."""
    return f"{rule}: {label}"


def clicked(effect: Unsaid, point: Mapping[str, int]) -> str:
    """The name of the bar that was clicked: the least, or the most, that a rule makes of the bill."""
    number, is_most = point["point_index"], point["curve_number"] == 1
    if point["curve_number"] > 1:
        points = [
            outcome(rule.title, reading.label) for rule in effect.rules for reading in rule.outcomes
        ]
        return [*points, CHEAPEST, DEAREST][number]
    if number >= len(effect.rules):
        return DEAREST if is_most else CHEAPEST
    rule = effect.rules[number]
    pick = max if is_most else min
    return outcome(rule.title, pick(rule.outcomes, key=lambda reading: reading.difference).label)
