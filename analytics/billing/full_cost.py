"""The whole cost of recording, line by line: each with quantity, price, source and evidence.

To the settlement's own lines come those of the recording robot and of storage, at list prices. The
free minutes of whiteboard and TRTC are not taken off: every user of the account draws on them, and
only the vendor knows what the others used.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.accrual import Part, accrue
from analytics.billing.basis import Basis, cost
from analytics.billing.robot import GB, TIERS, Tier, per_thousand, storage_day
from analytics.core.model import MS_PER_MINUTE, Evidence, Figure, PriceBook, Settlement
from analytics.core.money import digits, half_up

USE_PARTS = {
    "fees_used": (Part.FEE,),
    "packs_used": (Part.PACK, Part.EXPIRED),
    "postpaid": (Part.POSTPAID,),
}
"""The lines of a settlement as it is consumed, by their keys; a pack's parts are rounded together."""
OWN = ("monthly_fees", "pack_purchases", *USE_PARTS)
"""The keys of a settlement's own lines, of either basis."""
_NOTHING = Decimal(0)
_DAY = timedelta(days=1)
_TIER_NAMES = {
    Tier.AUDIO: "audio",
    Tier.HD: "HD",
    Tier.FULL_HD: "Full HD",
    Tier.TWO_K: "2K",
    Tier.FOUR_K: "4K",
}


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a full cost; ``amount`` is exact, None where the price was not found.

    ``is_estimate``: the quantity is worked out from something that stands for it.
    """

    key: str
    name: str
    quantity: Decimal
    unit: str
    price: Decimal | None
    per: str
    amount: Decimal | None
    evidence: Evidence
    source: str
    note: str = ""
    is_estimate: bool = False


@dataclass(frozen=True, slots=True)
class Storage:
    """Where and how long recordings are kept (a setting: no export says it).

    ``figure`` is the price in the book, for one GB and month; ``keep_days`` None: forever.
    """

    figure: str = "cos_standard_singapore"
    keep_days: int | None = None
    free_gb: Decimal = _NOTHING


class Measured(NamedTuple):
    """What the robot and the bucket consumed in the reported days."""

    whiteboard_minutes: int
    trtc_minutes: Mapping[Tier, int]
    unsized_streams: int
    """Camera and screen files without width or height, counted as HD."""
    stored: Sequence[tuple[date, int]]
    """The bytes in the bucket on each reported day."""
    unsized_files: int
    """Files whose size in bytes is not stated, counted as nothing."""


class FullCost(NamedTuple):
    """Lines with the amounts that are shown; ``total`` is the sum of these."""

    lines: tuple[CostLine, ...]
    shown: tuple[Decimal | None, ...]
    total: Decimal
    missing: tuple[str, ...]
    """Names of lines without a price, which the total leaves out."""


def stored_days(
    added: Iterable[tuple[date, int]], keep_days: int | None, since: date, until: date
) -> list[tuple[date, int]]:
    """The bytes stored on each day of [since, until): a file counts from its own day on.

    ``keep_days`` is how many days it counts, None forever.
    """
    changes: dict[date, int] = {}
    for day, size in added:
        changes[day] = changes.get(day, 0) + size
        if keep_days is not None and (date.max - day).days > keep_days:
            end = day + keep_days * _DAY
            changes[end] = changes.get(end, 0) - size
    stored = sum(size for day, size in changes.items() if day < since)
    days = []
    for number in range(max((until - since).days, 0)):
        day = since + number * _DAY
        stored += changes.get(day, 0)
        days.append((day, stored))
    return days


def recording_lines(settlement: Settlement, basis: Basis) -> Iterator[CostLine]:
    """The settlement's own lines: fees, packs, postpaid minutes, as they are consumed or as they are paid."""
    book = settlement.last_version
    amounts = cost(settlement, basis).exact
    fee, postpaid = book.figure("monthly_fee"), book.figure("recording_postpaid")
    fee_note = _by_day(settlement, lambda version: version.monthly_fee)
    if basis is Basis.CASH:
        count = Decimal(len(settlement.fees))
        yield _line(
            "monthly_fees", "Monthly fees", count, "periods", fee, amounts.monthly_fees, fee_note
        )
        count = Decimal(len(settlement.purchases))
        yield _of_packs("pack_purchases", "Packs bought", count, "packs", amounts.packs)
    else:
        uses = accrue(settlement).uses
        count = Decimal(sum(use.part is Part.FEE for use in uses))
        note = f"A fee counts evenly over the days of its period. {fee_note}".rstrip()
        yield _line("fees_used", "Monthly fees", count, "days", fee, amounts.monthly_fees, note)
        ms = sum(use.ms for use in uses if use.part in USE_PARTS["packs_used"])
        minutes = Decimal(ms) / MS_PER_MINUTE
        amount = amounts.packs + amounts.expired
        yield _of_packs("packs_used", "Packs, used and expired part", minutes, "minutes", amount)
    note = "What neither the free quota nor a pack paid for."
    if settlement.plan.discount_percent:
        note += f" {settlement.plan.discount_percent:f} percent discount is taken off."
    prices = _by_day(settlement, lambda version: version.postpaid_per_thousand)
    note = f"{note} {prices}".rstrip()
    minutes = Decimal(settlement.totals.postpaid_ms) / MS_PER_MINUTE
    yield _line(
        "postpaid", "Recording, postpaid", minutes, "minutes", postpaid, amounts.postpaid, note
    )


def _of_packs(key: str, name: str, quantity: Decimal, unit: str, amount: Decimal) -> CostLine:
    note = "Prices are those of the plan."
    per = "pack" if unit == "packs" else ""
    return CostLine(
        key, name, quantity, unit, None, per, amount, Evidence.INFERRED, "The plan", note
    )


def _by_day(settlement: Settlement, price: Callable[[PriceBook], Decimal]) -> str:
    """Which price held from which day on, in a sentence; "" where it did not change."""
    steps: list[tuple[Decimal, date]] = []
    for version, since in settlement.versions:
        if not steps or steps[-1][0] != price(version):
            steps.append((price(version), version.valid_from or since))
    if len(steps) < 2:
        return ""
    later = ", ".join(f"{amount:f} from {since}" for amount, since in steps[1:])
    return f"The price was {steps[0][0]:f} at first, {later}."


def companion_spans(
    settlement: Settlement, storage: Storage
) -> list[tuple[PriceBook, date | None, date | None]]:
    """The reported days ``[since, until)`` of one list of side prices after another, None: unbounded."""
    names = ("whiteboard_postpaid", *(f"trtc_{tier}" for tier in TIERS), storage.figure)

    def prices(version: PriceBook) -> list[Decimal | None]:
        return [figure.value if (figure := version.figure(name)) else None for name in names]

    starts: list[tuple[PriceBook, date | None]] = []
    for version, until in settlement.book.spans():
        since = version.valid_from
        is_before = until and settlement.since and until <= settlement.since
        is_after = since and settlement.until and since >= settlement.until
        if not (is_before or is_after or (starts and prices(starts[-1][0]) == prices(version))):
            begin = max(filter(None, (since, settlement.since)), default=None)
            starts.append((version, begin if starts else settlement.since))
    ends = [*(since for _, since in starts[1:]), settlement.until]
    return [(version, since, end) for (version, since), end in zip(starts, ends, strict=True)]


def added_up(spans: Sequence[Sequence[CostLine]]) -> list[CostLine]:
    """Lines of several spans of days as one line a key: the unit price is the last one's."""
    lines = []
    for key_lines in zip(*spans, strict=True):
        amounts = [line.amount for line in key_lines if line.amount is not None]
        prices = list(
            dict.fromkeys(f"{line.price:f}" for line in key_lines if line.price is not None)
        )
        note = f" One price after another: {', '.join(prices)}." if len(prices) > 1 else ""
        lines.append(
            replace(
                key_lines[-1],
                quantity=sum((line.quantity for line in key_lines), _NOTHING),
                amount=sum(amounts, _NOTHING) if amounts else None,
                note=f"{key_lines[-1].note}{note}",
            )
        )
    return lines


def companion_lines(measured: Measured, book: PriceBook, storage: Storage) -> Iterator[CostLine]:
    """What comes with a recording, at the book's list prices."""
    yield _thousands(
        "robot_whiteboard",
        "Recording robot, whiteboard",
        measured.whiteboard_minutes,
        book.figure("whiteboard_postpaid"),
        "Clock minutes from start to stop, pauses included (inferred).",
    )
    for tier in TIERS:
        note = "From the sizes of the recorded files, which stand for those received."
        if tier is Tier.HD and measured.unsized_streams:
            note += f" {measured.unsized_streams:,} files without a size count as HD."
        yield _thousands(
            f"robot_trtc_{tier}",
            f"Recording robot, TRTC {_TIER_NAMES[tier]}",
            measured.trtc_minutes.get(tier, 0),
            book.figure(f"trtc_{tier}"),
            note,
            is_estimate=True,
        )
    yield _storage_line(measured, book.figure(storage.figure), storage)


def full_cost(lines: Iterable[CostLine], currency: str, hidden: Collection[str] = ()) -> FullCost:
    """The lines whose key is not ``hidden``, each shown half up to the currency's digits."""
    visible = tuple(line for line in lines if line.key not in hidden)
    places = digits(currency)
    amounts = tuple(
        None if cost_line.amount is None else half_up(cost_line.amount, places)
        for cost_line in visible
    )
    missing = tuple(line.name for line in visible if line.amount is None and line.quantity)
    return FullCost(
        visible, amounts, sum(filter(None, amounts), half_up(_NOTHING, places)), missing
    )


def _thousands(
    key: str, name: str, minutes: int, figure: Figure | None, note: str, is_estimate: bool = False
) -> CostLine:
    price = figure.value if figure else None
    amount = None if price is None else per_thousand(minutes, price)
    return _line(key, name, Decimal(minutes), "minutes", figure, amount, note, is_estimate)


def _storage_line(measured: Measured, figure: Figure | None, storage: Storage) -> CostLine:
    price = figure.value if figure else None
    amount = None
    if price is not None:
        days = [storage_day(size, price, storage.free_gb) for _, size in measured.stored]
        amount = sum(days, _NOTHING)
    duration = "forever" if storage.keep_days is None else f"for {storage.keep_days} days"
    note = f"If files are kept {duration}; a GB is 2^30 bytes, a day costs a thirtieth."
    if measured.unsized_files:
        note += f" {measured.unsized_files:,} files state no size and count as nothing."
    gb_days = half_up(Decimal(sum(size for _, size in measured.stored)) / GB, 3)
    return _line("storage", "Storage (COS)", gb_days, "GB days", figure, amount, note, True)


def _line(
    key: str,
    name: str,
    quantity: Decimal,
    unit: str,
    figure: Figure | None,
    amount: Decimal | None,
    note: str = "",
    is_estimate: bool = False,
) -> CostLine:
    if figure is None:
        none = "The price book says nothing about it."
        return CostLine(
            key, name, quantity, unit, None, "", amount, Evidence.NOT_FOUND, none, note, is_estimate
        )
    evidence = figure.evidence
    if is_estimate and evidence is Evidence.PUBLISHED:
        evidence = Evidence.INFERRED
    notes = " ".join(filter(None, (note, figure.note)))
    return CostLine(
        key,
        name,
        quantity,
        unit,
        figure.value,
        figure.per,
        amount,
        evidence,
        figure.source,
        notes,
        is_estimate,
    )
