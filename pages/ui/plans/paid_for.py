"""Minutes and cost of each funding source, added up for the page, and the same from the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.accrual import Part, accrue
from analytics.core.model import Settlement, Source
from analytics.reports.payers import DrawSum

_NAMES = {None: "All sources", Source.QUOTA: "Free quota", Source.POSTPAID: "Postpaid"}


class Payer(NamedTuple):
    """Who is looked at: everybody where ``source`` is None."""

    source: Source | None = None
    pack: str | None = None

    @property
    def words(self) -> str:
        """``All sources``, ``Free quota``, ``Pack A``, ``Postpaid``: no two payers have the same."""
        return f"Pack {self.pack}" if self.pack is not None else _NAMES[self.source]

    def is_of(self, source: Source, pack: str | None) -> bool:
        return self.source is None or (self.source, self.pack) == (source, pack)


class Total(NamedTuple):
    """Files, rows of the table (parts of files), ms and money."""

    videos: int = 0
    rows: int = 0
    ms: int = 0
    amount: Decimal = Decimal(0)


def payers_of(draw_sums: Iterable[DrawSum]) -> list[Payer]:
    """All sources, then each payer that paid for anything: quota, packs in order of use, postpaid."""
    payers = dict.fromkeys(Payer(draw_sum.source, draw_sum.pack) for draw_sum in draw_sums)
    order = list(Source)
    return [Payer(), *sorted(payers, key=lambda payer: order.index(payer.source or Source.QUOTA))]


def by_day(draw_sums: Iterable[DrawSum], payer: Payer, day: date | None) -> dict[date, Total]:
    """What a payer paid for on each day, or on the one that is asked for."""
    days: dict[date, Total] = {}
    for draw_sum in draw_sums:
        if payer.is_of(draw_sum.source, draw_sum.pack) and day in (None, draw_sum.day):
            so_far = days.get(draw_sum.day, Total())
            days[draw_sum.day] = Total(
                so_far.videos + draw_sum.videos,
                so_far.rows + draw_sum.shares,
                so_far.ms + draw_sum.ms,
                so_far.amount + draw_sum.amount,
            )
    return days


def page(days: Mapping[date, Total], number: int, size: int) -> tuple[date, date, int]:
    """The first and the last day that hold rows of a page, and how many rows to skip on the first.

    Pages count from 1. A few days are asked for in place of all: a look at each file takes seconds.
    """
    first, so_far = None, 0
    start, end = (number - 1) * size, number * size
    skip = 0
    for day, of_day in days.items():
        if so_far + of_day.rows > start and first is None:
            first, skip = day, start - so_far
        so_far += of_day.rows
        if first is not None and so_far >= end:
            return first, day, skip
    last = max(days)
    return first or last, last, skip


def stretches(days: Mapping[date, Total], most: int) -> Iterator[tuple[date, date]]:
    """All days as stretches (first, last) of about ``most`` rows, none of them in two."""
    first, rows = None, 0
    for day, of_day in days.items():
        first = first or day
        rows += of_day.rows
        if rows >= most:
            yield first, day
            first, rows = None, 0
    if first is not None:
        yield first, max(days)


def total(draw_sums: Iterable[DrawSum], payer: Payer, day: date | None) -> Total:
    """All of it in one; a file that two draws share counts in both."""
    days = by_day(draw_sums, payer, day).values()
    return Total(
        sum(day_total.videos for day_total in days),
        sum(day_total.rows for day_total in days),
        sum(day_total.ms for day_total in days),
        sum((day_total.amount for day_total in days), Decimal(0)),
    )


def in_ledger(settlement: Settlement, payer: Payer, day: date | None) -> tuple[int, Decimal]:
    """Milliseconds drawn and money consumed, as the settlement and its accrual say."""
    draws = [
        draw
        for draw in settlement.draws
        if payer.is_of(draw.source, draw.pack) and day in (None, draw.day)
    ]
    used = sum(
        (
            use.amount
            for use in accrue(settlement).uses
            if use.part is Part.PACK
            and payer.is_of(Source.PACK, use.name)
            and day in (None, use.day)
        ),
        Decimal(0),
    )
    charged = sum((draw.charge for draw in draws), Decimal(0))
    return sum(draw.ms for draw in draws), used + charged
