"""Bill lines beside our ledger: what packs took and what was charged, as the vendor's billing centre counted it.

Published (billing 2018-07-09, DescribeBillDetail): RealTotalMeasure is the usage before packs, DeductedMeasure what packs took of it,
UsedAmount the rest, which is settled; all are texts. Measures are told for some products alone, "-" elsewhere. (Not found: whether the
free quota stands in DeductedMeasure.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.core.model import Settlement, Source


class BillLine(NamedTuple):
    """A component of the bill over the days [since, until); a measure is None where it is not told."""

    since: date
    until: date
    deducted_ms: int | None
    used_ms: int | None
    amount: Decimal
    currency: str


class BilledSpan(NamedTuple):
    """The bill lines of some days beside our draws on them."""

    since: date
    until: date
    lines: int
    deducted_ms: int | None
    used_ms: int | None
    amount: Decimal
    currency: str
    quota_ms: int
    pack_ms: int
    postpaid_ms: int
    postpaid: Decimal
    ours_currency: str

    @property
    def pack_difference_ms(self) -> int | None:
        """What the vendor took from packs beyond ours."""
        return None if self.deducted_ms is None else self.deducted_ms - self.pack_ms

    @property
    def postpaid_difference_ms(self) -> int | None:
        """What the vendor settled beyond ours."""
        return None if self.used_ms is None else self.used_ms - self.postpaid_ms

    @property
    def amount_difference(self) -> Decimal | None:
        """What the vendor charged beyond ours; None where the two are not in one currency."""
        return self.amount - self.postpaid if self.currency == self.ours_currency else None

    @property
    def holds_quota(self) -> bool:
        """The vendor's deduction is our packs and the free quota together."""
        return bool(self.quota_ms) and self.deducted_ms == self.quota_ms + self.pack_ms


def compare(lines: Iterable[BillLine], settlement: Settlement) -> tuple[BilledSpan, ...]:
    """Each span of days that bill lines name, with what our settlement draws on these days; the first one first."""
    spans: defaultdict[tuple[date, date, str], list[BillLine]] = defaultdict(list)
    for line in lines:
        spans[line.since, line.until, line.currency].append(line)
    found = []
    for (since, until, currency), members in sorted(spans.items()):
        draws = [draw for draw in settlement.draws if since <= draw.day < until]
        ms = {source: sum(draw.ms for draw in draws if draw.source is source) for source in Source}
        found.append(
            BilledSpan(
                since, until, len(members),
                _sum([line.deducted_ms for line in members]), _sum([line.used_ms for line in members]),
                sum((line.amount for line in members), Decimal(0)), currency,
                ms[Source.QUOTA], ms[Source.PACK], ms[Source.POSTPAID],
                sum((draw.charge for draw in draws), Decimal(0)), settlement.book.currency,
            )
        )  # fmt: skip
    return tuple(found)


def _sum(lengths: list[int | None]) -> int | None:
    told = [ms for ms in lengths if ms is not None]
    return sum(told) if told else None
