"""Two settlements of the same usage side by side: which is cheaper, by how much, and why."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from analytics import curves
from analytics.curves import Crossing
from analytics.model import Settlement
from pages.ui import formats, sums, tables

Named = tuple[str, Settlement]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of two plans costs less; ``cheaper`` is None where both cost the same."""

    cheaper: int | None
    difference: Decimal
    share: Decimal
    """Of what the dearer plan costs."""


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
    """The totals of both plans and their difference as a markdown table."""
    names = [formats.plain(formats.short(name, 32)) for name, _ in (first, second)]
    one, other = first[1], second[1]
    with_difference = comparable(one, other)
    header = ["", *names, *(["Difference"] if with_difference else [])]
    rows = [
        *_minute_rows(one, other, with_difference),
        *_money_rows(one, other, with_difference),
    ]
    return tables.markdown(header, rows)


def _minute_rows(one: Settlement, other: Settlement, difference: bool) -> list[list[str]]:
    parts = (
        ("Charged minutes", "charged_ms"),
        ("– from the free quota", "quota_ms"),
        ("– from packs", "pack_ms"),
        ("– postpaid", "postpaid_ms"),
    )
    rows = []
    for label, name in parts:
        a, b = getattr(one.totals, name), getattr(other.totals, name)
        row = [label, formats.minutes(a), formats.minutes(b)]
        rows.append([*row, _signed(b - a, formats.minutes(abs(b - a)))] if difference else row)
    return rows


def _money_rows(one: Settlement, other: Settlement, difference: bool) -> list[list[str]]:
    a, b = one.totals.shown, other.totals.shown
    amounts: list[tuple[str, Decimal | None, Decimal | None]] = [
        ("Monthly fees", a.monthly_fees, b.monthly_fees),
        ("Packs bought", a.pack_purchases, b.pack_purchases),
        ("Postpaid", a.postpaid, b.postpaid),
        ("**Total**", a.total, b.total),
        (
            "Price per 1,000 min",
            sums.price_per_thousand(one),
            sums.price_per_thousand(other),
        ),
    ]
    return [_money_row(*each, one, other, difference) for each in amounts]


def _money_row(
    label: str,
    a: Decimal | None,
    b: Decimal | None,
    one: Settlement,
    other: Settlement,
    difference: bool,
) -> list[str]:
    strong = "**" if label.startswith("**") else ""

    def shown(amount: Decimal | None, of: Settlement) -> str:
        if amount is None:
            return formats.NOTHING
        return f"{strong}{formats.plain(formats.money(amount, of.book.currency))}{strong}"

    row = [label, shown(a, one), shown(b, other)]
    if not difference:
        return row
    change = None if a is None or b is None else b - a
    text = shown(None if change is None else abs(change), one)
    return [*row, text if not change else _signed(change, text)]


def _signed(change: Decimal | int, text: str) -> str:
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"**{sign}**{text}" if text.startswith("**") else f"{sign}{text}"
