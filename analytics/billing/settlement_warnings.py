"""What a person should know before trusting a settlement, one short sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from analytics.core.model import MS_PER_MINUTE, Evidence, PackBalance, Settlement
from analytics.core.money import half_up, text


def warnings_for(settlement: Settlement, start: date, end: date) -> tuple[str, ...]:
    """The warnings of a settlement that reports ``[start, end)``."""
    return tuple(_warnings(settlement, start, end))


def _warnings(settlement: Settlement, start: date, end: date) -> Iterator[str]:
    plan, book = settlement.plan, settlement.last_version
    if settlement.first_recorded is None:
        yield "There is no recorded day: nothing is charged."
    fee = plan.monthly_fee
    if fee is None:
        yield (
            "No monthly fee is in the plan, but the vendor requires one: switching it on adds "
            f"{text(book.monthly_fee, book.currency)} a month and {book.quota_minutes:,} free "
            "minutes in each."
        )
    else:
        begins, ends = fee.from_day, fee.ends
        outside = [day for day, _ in settlement.days if not begins <= day < ends]
        if outside:
            days = "1 day" if len(outside) == 1 else f"{len(outside):,} days"
            yield (
                f"{days} with usage, the first {outside[0]}, outside the monthly fee: no free "
                "quota there, and the vendor stops recording without the fee."
            )
    for balance in settlement.packs:
        yield from _about_pack(balance, start, end)
    used = [version.book for version in settlement.versions] or [book]
    if any(f.evidence is Evidence.SECOND_HAND for version in used for f in version.figures):
        yield f"Prices of {book.id} are second-hand: compare them with your own contract."


def _about_pack(balance: PackBalance, start: date, end: date) -> Iterator[str]:
    pack = balance.pack
    if pack.bought >= end > date.min:
        yield f"Pack {pack.name} is bought on {pack.bought}, after the reported days: not counted."
    elif balance.expired_ms and start < pack.expires:
        yield (
            f"Pack {pack.name} expired on {pack.expires} with {_minutes(balance.expired_ms)} of "
            f"{pack.minutes:,} minutes unused."
        )


def _minutes(ms: int) -> str:
    whole, rest = divmod(ms, MS_PER_MINUTE)
    return f"{half_up(Decimal(ms) / MS_PER_MINUTE, 1):,f}" if rest else f"{whole:,}"
