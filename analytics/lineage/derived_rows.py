"""The rows of what is worked out from a settlement: uses, packs, and what comes with recording."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from analytics.billing.accrual import Part, Use, accrue, share
from analytics.billing.cost_of_use import CostRow
from analytics.billing.full_cost import USE_PARTS, Measured, Storage, companion_spans
from analytics.billing.robot import GB, LARGEST_PIXELS, Tier, per_thousand, storage_day
from analytics.core.model import MS_PER_MINUTE, PackBalance, PriceBook, Settlement, Source
from analytics.reports import side_costs
from analytics.storage.store import Store

Row = dict[str, Any]
Made = Callable[[Store], list[Row]]
_NOTHING = Decimal(0)
_PARTS = {"free quota": Part.FEE, "postpaid": Part.POSTPAID}


def row(day: date, what: str, how: str = "", ms: int = 0, amount: Decimal = _NOTHING) -> Row:
    """A line that is worked out."""
    return {"day": day, "what": what, "how": how, "ms": ms, "amount": amount}


def uses(settlement: Settlement, source: str = "all") -> Made:
    """What a source consumed on each day: 'all', 'free quota', 'postpaid' or a pack; with its minutes."""
    return lambda _: list(_uses(settlement, source))


def uses_of(settlement: Settlement, *parts: Part) -> Made:
    """What some parts of the cost of use consumed on each day."""
    rows = [_use(use) for use in accrue(settlement).uses if use.part in parts]
    return lambda _: rows


def _use(use: Use) -> Row:
    is_lost = use.part is Part.EXPIRED
    how = f"{use.ms:,} ms of the pack expired" if is_lost else ""
    name = " ".join(filter(None, (use.part.value, use.name)))
    return row(use.day, name, how, 0 if is_lost else use.ms, use.amount)


def _uses(settlement: Settlement, source: str) -> Iterator[Row]:
    for use in accrue(settlement).uses:
        is_pack = use.part in (Part.PACK, Part.EXPIRED)
        if source == "all" or (use.name == source if is_pack else _PARTS.get(source) is use.part):
            yield _use(use)
    if source in ("all", "free quota"):
        for draw in settlement.draws:
            if draw.source is Source.QUOTA:
                yield row(draw.day, "free quota", "paid by the fee", draw.ms)


def costs_of_days(rows: Sequence[CostRow]) -> Made:
    """The cost of use of some files on each day: what they used, and their part of what is shared."""
    lines = [
        row(date.fromisoformat(cost.key[0]), what, "", ms, amount)
        for cost in rows
        if cost.key[0]
        for what, ms, amount in (
            ("postpaid charges and used parts of packs", cost.charged_ms, cost.usage),
            ("share of the monthly fee and of what expired", 0, cost.shared),
        )
        if ms or amount
    ]
    return lambda _: lines


def ahead(settlement: Settlement) -> Made:
    """What was prepaid before and all that was paid, and all that was consumed taken off it."""
    accrual = accrue(settlement)
    before = []
    if settlement.since and accrual.ahead_before:
        before = [row(settlement.since, "prepaid before", amount=accrual.ahead_before)]
    paid = [row(line.day, f"paid: {line.name}", amount=line.amount) for line in accrual.cash]
    used = [
        row(use.day, f"consumed: {use.name or use.part.value}", amount=-use.amount)
        for use in accrual.uses
    ]
    return lambda _: [*before, *paid, *used]


def packs(
    settlement: Settlement, *parts: str, names: Collection[str] | None = None, sign: int = -1
) -> Made:
    """Of some packs the ``parts`` 'bought', 'used', 'expired'; what is not bought counts ``sign``."""
    rows = [
        line
        for balance in settlement.packs
        if names is None or balance.pack.name in names
        for part, line in _pack(settlement, balance, sign)
        if (not parts or part in parts) and (line["ms"] or line["amount"])
    ]
    return lambda _: rows


def _pack(settlement: Settlement, balance: PackBalance, sign: int) -> Iterator[tuple[str, Row]]:
    pack = balance.pack
    draws = [use for use in accrue(settlement).uses if use.name == pack.name]
    drawn_ms = sum(use.ms for use in draws if use.part is Part.PACK)
    yield "bought", row(pack.bought, f"bought: {pack.name}", "", pack.ms, pack.price)
    before = balance.used_ms - drawn_ms
    amount = share(pack.price, before, pack.ms)
    start = settlement.since or pack.bought
    yield (
        "used",
        row(start, f"drawn before: {pack.name}", "until these days", sign * before, sign * amount),
    )
    for use in draws:
        part = "used" if use.part is Part.PACK else "expired"
        yield part, row(use.day, f"{part}: {pack.name}", "", sign * use.ms, sign * use.amount)
    if balance.expired_ms and not any(use.part is Part.EXPIRED for use in draws):
        lost = pack.price - share(pack.price, balance.used_ms, pack.ms)
        yield (
            "expired",
            row(start, f"expired before: {pack.name}", "", sign * balance.expired_ms, sign * lost),
        )


def line(settlement: Settlement, key: str, storage: Storage) -> Made:
    """One line of the full cost by its key."""
    if key == "storage":
        return partial(_storage, settlement, storage)
    if key.startswith("robot_"):
        return partial(_robot, settlement, storage, key)
    if key in USE_PARTS:
        return uses_of(settlement, *USE_PARTS[key])
    rows = {
        "monthly_fees": [
            row(entry.day, "monthly fee", "", 0, entry.amount) for entry in settlement.fees
        ],
        "pack_purchases": [
            row(entry.day, f"pack bought: {entry.name}", "", 0, entry.amount)
            for entry in settlement.purchases
        ],
    }
    return lambda _: rows[key]


def lines(settlement: Settlement, keys: Iterable[str], storage: Storage) -> Made:
    """Several lines of the full cost."""
    makers = [line(settlement, key, storage) for key in keys]
    return lambda store: [row for maker in makers for row in maker(store)]


def asked(settlement: Settlement, key: str) -> dict[str, Any]:
    """What the question of a line of robot or storage is asked with."""
    plan = settlement.plan
    names = {"hd": Tier.HD, "full_hd": Tier.FULL_HD, "two_k": Tier.TWO_K}
    limits = {name: LARGEST_PIXELS[tier] for name, tier in names.items()}
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    span = {"since": settlement.since, "until": settlement.until}
    if key == "storage":
        return edge
    return {**edge, **span, **(limits if "trtc" in key else {})}


def _robot(settlement: Settlement, storage: Storage, key: str, store: Store) -> list[Row]:
    question, tier = "robot_months", key.removeprefix("robot_trtc_")
    name = "whiteboard_postpaid"
    if tier != key:
        question, name = "trtc_months", f"trtc_{tier}"
    rows = []
    for book, since, until in companion_spans(settlement, storage):
        price, so_far = _price(book, name), 0
        parameters = asked(settlement, key) | {"since": since, "until": until}
        for month in store.ask(question, **parameters):
            if tier != key and month["tier"] != tier:
                continue
            minutes = month["minutes"] if tier == key else -(-month["ms"] // MS_PER_MINUTE)
            cost = per_thousand(so_far + minutes, price) - per_thousand(so_far, price)
            so_far += minutes
            how = f"{minutes:,} minutes × {price:f} ÷ 1,000"
            rows.append(row(month["month"], "recording robot", how, minutes * MS_PER_MINUTE, cost))
    return rows


def _storage(settlement: Settlement, storage: Storage, store: Store) -> list[Row]:
    nothing = Measured(0, {}, 0, (), 0)
    sizes = side_costs.stored_bytes(store, settlement.plan)
    return [
        row(
            day,
            "storage",
            f"{size / GB:,.6f} GB stored" if size else "nothing stored",
            amount=storage_day(size, _price(book, storage.figure), storage.free_gb),
        )
        for book, since, until in companion_spans(settlement, storage)
        for day, size in side_costs.stored_as(nothing, sizes, since, until, storage).stored
    ]


def _price(book: PriceBook, name: str) -> Decimal:
    figure = book.figure(name)
    return figure.value if figure and figure.value is not None else _NOTHING
