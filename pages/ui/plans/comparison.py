"""Two settlements of the same usage side by side: which is cheaper, by how much, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.billing import curves
from analytics.billing.curves import Crossing
from analytics.core.model import Settlement
from pages.ui import formats, tables
from pages.ui.plans import sums

Named = tuple[str, Settlement]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of two plans costs less; ``cheaper`` is None where both cost the same."""

    cheaper: int | None
    difference: Decimal
    share: Decimal
    """Of what the more expensive plan costs."""


def verdict(first: Settlement, second: Settlement) -> Verdict:
    """Compare the totals that are shown."""
    one, other = first.totals.shown.total, second.totals.shown.total
    dearer = max(one, other)
    difference = abs(one - other)
    if not difference:
        return Verdict(None, Decimal(0), Decimal(0))
    return Verdict(0 if one < other else 1, difference, difference / dearer)


def comparable(first: Settlement, second: Settlement) -> bool:
    """Both are in one currency."""
    return first.book.currency == second.book.currency


def crossings(first: Settlement, second: Settlement) -> tuple[Crossing, ...]:
    """The days on which the cheaper plan changes; none where two currencies cannot be compared."""
    return curves.crossings(first, second) if comparable(first, second) else ()


def paid_before(settlement: Settlement) -> tuple[list[str], Decimal]:
    """Packs that reported draws come from though they were bought before the reported days."""
    since = settlement.since
    drawn = {draw.pack for draw in settlement.draws}
    earlier = [
        balance.pack
        for balance in settlement.packs
        if since and balance.pack.bought < since and balance.pack.name in drawn
    ]
    return [pack.name for pack in earlier], sum((p.price for p in earlier), Decimal(0))


def table(first: Named, second: Named) -> str:
    """The totals of both plans as a markdown table: minutes by what paid for them, then amounts."""
    header = ["", *(formats.plain(formats.short(name)) for name, _ in (first, second))]
    settled = (first[1], second[1])
    return tables.markdown(header, [*_minute_rows(settled), *_money_rows(settled)])


def _minute_rows(settled: Sequence[Settlement]) -> list[list[str]]:
    parts = (
        ("Charged minutes", "charged_ms"),
        ("· free quota", "quota_ms"),
        ("· packs", "pack_ms"),
        ("· postpaid", "postpaid_ms"),
    )
    return [
        [label, *(formats.minutes(getattr(each.totals, name)) for each in settled)]
        for label, name in parts
    ]


def _money_rows(settled: Sequence[Settlement]) -> list[list[str]]:
    parts: list[tuple[str, Callable[[Settlement], Decimal | None]]] = [
        ("Monthly fees", lambda each: each.totals.shown.monthly_fees),
        ("Packs bought", lambda each: each.totals.shown.pack_purchases),
        ("Postpaid", lambda each: each.totals.shown.postpaid),
        ("**Total**", lambda each: each.totals.shown.total),
        ("Per 1,000 min", sums.price_per_thousand),
    ]
    return [
        [label, *(_money(label, amount(each), each) for each in settled)] for label, amount in parts
    ]


def _money(label: str, amount: Decimal | None, of: Settlement) -> str:
    if amount is None:
        return formats.NOTHING
    text = formats.plain(formats.money(amount, of.book.currency))
    return f"**{text}**" if label.startswith("**") else text
