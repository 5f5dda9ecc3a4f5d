"""Warnings of a settlement: what to know before trusting it, one short sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from analytics.core.model import MS_PER_MINUTE, Evidence, PackBalance, Settlement
from analytics.core.money import half_up, text

FAR_DAYS = 180
"""No school has holidays as long as that."""


def warnings_for(settlement: Settlement, start: date, end: date) -> tuple[str, ...]:
    """The warnings of a settlement that reports ``[start, end)``."""
    return tuple(_warnings(settlement, start, end))


def _warnings(settlement: Settlement, start: date, end: date) -> Iterator[str]:
    plan, book = settlement.plan, settlement.last_version
    if settlement.first_recorded is None:
        yield "There is no recorded day: nothing is charged."
    yield from _far_days([day for day, _ in settlement.days])
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
    books = [version.book for version in settlement.versions] or [book]
    if any(
        figure.evidence is Evidence.SECOND_HAND for version in books for figure in version.figures
    ):
        yield f"Prices of {book.id} are second-hand: compare them with your own contract."


def _far_days(days: list[date]) -> Iterator[str]:
    """Recorded days, in order, that lie half a year and more from all others and are few beside them: a wrong date, perhaps.

    Each costs the fees of the months between, so that it is worth a look.
    """
    groups: list[list[date]] = []
    for day in days:
        if groups and (day - groups[-1][-1]).days <= FAR_DAYS:
            groups[-1].append(day)
        else:
            groups.append([day])
    largest = max(map(len, groups), default=0)
    for number, group in enumerate(groups):
        if len(group) * 10 > largest:
            continue
        neighbours = [groups[at] for at in (number - 1, number + 1) if 0 <= at < len(groups)]
        gap = min(
            max((neighbour[0] - group[-1]).days, (group[0] - neighbour[-1]).days)
            for neighbour in neighbours
        )
        subject = (
            f"{group[0]} is"
            if len(group) == 1
            else f"{len(group):,} days from {group[0]} to {group[-1]} are"
        )
        yield f"{subject} {gap:,} days from the next recorded day: check the date, for the fees of the months between are counted."


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
    minutes, rest_ms = divmod(ms, MS_PER_MINUTE)
    return f"{half_up(Decimal(ms) / MS_PER_MINUTE, 1):,f}" if rest_ms else f"{minutes:,}"
