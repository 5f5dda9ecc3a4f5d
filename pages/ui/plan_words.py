"""A plan and its rules in words: what every chart of costs says it was made under."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from analytics.billing.basis import Basis
from analytics.core.model import (
    Kind,
    Midnight,
    Plan,
    QuotaReset,
    Rounding,
    Settlement,
    VersionUse,
)
from pages.ui import formats, theme

BASES = {Basis.USE: "Cost of use", Basis.CASH: "Cash"}
ROUNDINGS = {
    Rounding.DAY: "Each app’s daily sum up",
    Rounding.FILE: "Each file up",
    Rounding.TASK_KIND: "Each task’s sum of a kind up",
    Rounding.EXACT: "Not at all",
}
_ROUNDED = {
    Rounding.DAY: "each app’s daily sum up to a whole minute",
    Rounding.FILE: "each file up to a whole minute",
    Rounding.TASK_KIND: "each task’s sum of a kind up to a whole minute",
    Rounding.EXACT: "no rounding to minutes",
}
MIDNIGHTS = {
    Midnight.STOP: "The day it stopped",
    Midnight.START: "The day it started",
}
RESETS = {
    QuotaReset.ANNIVERSARY: "With each fee period",
    QuotaReset.CALENDAR: "With each calendar month",
}


def settings(*bills: tuple[str, Settlement]) -> str:
    """All settings of one or more settlements as markdown; what they share is said once."""
    rules = [_rules(settlement) for _, settlement in bills]
    purchases = [_bought(settlement.plan) for _, settlement in bills]
    if len(bills) == 1:
        return f"{' · '.join(map(formats.plain, rules[0] + purchases[0]))}."
    shared = [rule for rule in rules[0] if all(rule in rule_list for rule_list in rules)]
    everyone = "Both" if len(bills) == 2 else "All"
    sentences = [f"{everyone}: {' · '.join(map(formats.plain, shared))}."] if shared else []
    for (name, _), of_plan, bought in zip(bills, rules, purchases, strict=True):
        differing = [rule for rule in of_plan if rule not in shared]
        text = " · ".join(map(formats.plain, differing + bought))
        sentences.append(f"**{formats.plain(formats.short(name))}**: {text}.")
    return "  \n".join(sentences)


def _rules(settlement: Settlement) -> list[str]:
    plan = settlement.plan
    return [
        versions(settlement),
        price(settlement),
        f"days in {plan.zone}",
        f"a recording counts on {_lower(MIDNIGHTS[plan.midnight])}",
        _ROUNDED[plan.rounding],
        *ratios(plan),
    ]


def _bought(plan: Plan) -> list[str]:
    return [fee(plan), packs(plan)]


def book(reference: str) -> str:
    """What a plan names as its price book: ``tencent-intl, price of each day``, ``tencent-intl 2024-03-27``."""
    id, _, version = reference.partition("@")
    return f"{id} {version}" if version else f"{id}, price of each day"


def versions(settlement: Settlement) -> str:
    """``tencent-intl 2024-03-27``; of several versions each later one with its day."""
    uses = settlement.versions
    first = uses[0].book if uses else settlement.last_version
    later = [f"{use.book.version} from {formats.day(_begin(use))}" for use in uses[1:]]
    return ", ".join([f"{first.id} {first.version}", *later])


def references(settlement: Settlement) -> str:
    """The versions that were used, for files: ``tencent-intl@2024-03-27``."""
    books = [use.book for use in settlement.versions] or [settlement.last_version]
    return ", ".join(f"{book.id}@{book.version}" for book in books)


def price(settlement: Settlement) -> str:
    """``$7.00 per 1,000 minutes, 10% off``; of several prices each later one with its day."""
    book, plan = settlement.last_version, settlement.plan
    steps: list[tuple[Decimal, str]] = []
    for use in settlement.versions:
        amount = use.book.postpaid_per_thousand
        if not steps or steps[-1][0] != amount:
            steps.append((amount, f" from {formats.day(_begin(use))}" if steps else ""))
    steps = steps or [(book.postpaid_per_thousand, "")]
    amounts = [f"{formats.money(amount, book.currency)}{since}" for amount, since in steps]
    text = f"{', '.join(amounts)} per 1,000 minutes"
    return f"{text}, {plan.discount_percent:f}% off" if plan.discount_percent else text


def _begin(use: VersionUse) -> date:
    return use.book.valid_from or use.since


def fee(plan: Plan) -> str:
    """The monthly fee and when its quota starts anew."""
    if plan.monthly_fee is None:
        return "no monthly fee"
    months = plan.monthly_fee.months
    term = f"for {formats.count(months, 'month')}" if months else "renewed without end"
    reset = _lower(RESETS[plan.quota_reset])
    return f"monthly fee from {formats.day(plan.monthly_fee.from_day)} {term}, free quota {reset}"


def packs(plan: Plan) -> str:
    """``3 packs, 550,000 minutes in total``."""
    if not plan.packs:
        return "no packs"
    minutes = formats.whole(sum(pack.minutes for pack in plan.packs))
    total = " in total" if len(plan.packs) > 1 else ""
    return f"{formats.count(len(plan.packs), 'pack')}, {minutes} minutes{total}"


def ratios(plan: Plan) -> list[str]:
    """What the plan charges differently from the price book, kind by kind."""
    return [
        f"{theme.KIND_NAMES[ratio.kind].lower()} counts × {ratio.ratio.normalize():f}"
        + (f" from {formats.day(ratio.from_day)}" if ratio.from_day else "")
        for ratio in sorted(plan.ratios, key=lambda ratio: list(Kind).index(ratio.kind))
    ]


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
