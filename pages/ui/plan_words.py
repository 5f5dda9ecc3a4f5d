"""A plan and its rules in words: what every chart of costs says it was made under."""

from __future__ import annotations

from analytics.model import Kind, Midnight, Plan, PriceBook, QuotaReset, Rounding, Settlement
from pages.ui import formats, theme

ROUNDINGS = {
    Rounding.DAY: "Each app’s daily sum up",
    Rounding.FILE: "Each file up",
    Rounding.TASK_KIND: "Each task’s sum of a kind up",
    Rounding.EXACT: "Not at all",
}
MIDNIGHTS = {
    Midnight.STOP: "The day it stopped",
    Midnight.START: "The day it started",
}
RESETS = {
    QuotaReset.ANNIVERSARY: "With each fee period",
    QuotaReset.CALENDAR: "With each calendar month",
}


def settings(settlement: Settlement) -> str:
    """All settings of a settlement in one line of markdown."""
    plan, book = settlement.plan, settlement.book
    return " · ".join(
        formats.plain(text)
        for text in (
            f"prices {book.id} {book.version}, {price(plan, book)}",
            f"days in {plan.zone}",
            f"a recording counts on {_lower(MIDNIGHTS[plan.midnight])}",
            f"rounding to whole minutes: {_lower(ROUNDINGS[plan.rounding])}",
            fee(plan),
            packs(plan),
            *ratios(plan),
        )
    )


def price(plan: Plan, book: PriceBook) -> str:
    """``$7.00 per 1,000 minutes, 10% off``."""
    text = f"{formats.money(book.postpaid_per_thousand, book.currency)} per 1,000 minutes"
    return f"{text}, {plan.discount_percent:f}% off" if plan.discount_percent else text


def fee(plan: Plan) -> str:
    """The monthly fee and when its quota starts anew."""
    if plan.monthly_fee is None:
        return "no monthly fee, so no free quota"
    months = plan.monthly_fee.months
    term = f"for {formats.count(months, 'month')}" if months else "renewed without end"
    reset = _lower(RESETS[plan.quota_reset])
    return f"monthly fee from {formats.day(plan.monthly_fee.from_day)} {term}, free quota {reset}"


def packs(plan: Plan) -> str:
    """``3 packs of 550,000 minutes``."""
    if not plan.packs:
        return "no packs"
    minutes = formats.whole(sum(pack.minutes for pack in plan.packs))
    return f"{formats.count(len(plan.packs), 'pack')} of {minutes} minutes"


def ratios(plan: Plan) -> list[str]:
    """What the plan charges differently from the price book, kind by kind."""
    return [
        f"{theme.KIND_NAMES[ratio.kind].lower()} counts × {ratio.ratio.normalize():f}"
        + (f" from {formats.day(ratio.from_day)}" if ratio.from_day else "")
        for ratio in sorted(plan.ratios, key=lambda ratio: list(Kind).index(ratio.kind))
    ]


def fee_notice(book: PriceBook) -> str:
    """What the vendor asks for and what switching the fee on does, with the price book's figures."""
    amount = formats.plain(formats.money(book.monthly_fee, book.currency))
    quota = formats.whole(book.quota_minutes)
    return (
        f"**No monthly fee in this plan.** The billing page’s example does not name it, but the "
        f"vendor requires one before recording works: {amount} a month for the whole account. "
        f"Switched on, it adds {amount} for each month and {quota} free minutes in each."
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
