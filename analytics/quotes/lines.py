"""The lines of a quote: quantity, unit, list price, discount and net, out of a settlement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.robot import Tier, per_thousand
from analytics.core.model import (
    MS_PER_MINUTE,
    DatedAmount,
    Draw,
    Pack,
    PriceBook,
    Settlement,
    Source,
)
from analytics.core.money import digits, half_up
from analytics.core.phrase import Phrase
from analytics.planning.estimate import month_spans
from analytics.quotes.request import FreeMinutes

FEES, PACKS, POSTPAID, ROBOT = "fees", "packs", "postpaid", "robot"
GROUPS = (FEES, PACKS, POSTPAID, ROBOT)
_NOTHING = Decimal(0)
_WHITEBOARD = "whiteboard_postpaid"
_TIERS = {
    Tier.AUDIO: Phrase("audio"),
    Tier.HD: "HD",
    Tier.FULL_HD: "Full HD",
    Tier.TWO_K: "2K",
    Tier.FOUR_K: "4K",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line; amounts are rounded, ``list_amount`` − ``discount`` = ``net``.

    ``list_price`` is exact, in the quote's currency, for ``per`` units. ``book_price`` is the same
    in the price book's currency.
    """

    group: str
    name: str
    quantity: Decimal
    unit: str
    per: int
    book_price: Decimal
    list_price: Decimal
    discount_percent: Decimal
    list_amount: Decimal
    discount: Decimal
    net: Decimal
    since: date | None = None
    """The first day of its price, where the postpaid price changes within the term."""


class Robot(NamedTuple):
    """The ms of the recording robot on each day from ``since`` on, and which of it is charged.

    ``free`` are minutes a month that are taken off: whiteboard minutes in each month of the term, TRTC
    minutes in each calendar month. There a month's sum counts in whole minutes, a part of one as one.
    """

    since: date
    ms: tuple[int, ...]
    whiteboard: bool
    trtc: Tier | None
    free: FreeMinutes = FreeMinutes()

    def minutes(self, key: str, since: date, until: date | None) -> tuple[int, int]:
        """Charged and free whole minutes of the days of ``[since, until)``, a part of one counts."""
        first = max((since - self.since).days, 0)
        last = len(self.ms) if until is None else max((until - self.since).days, 0)
        if not (free := self._free(key)):
            return -(-sum(self.ms[first:last]) // MS_PER_MINUTE), 0
        days = self._by_day(free, self._months(key))[first:last]
        return sum(paid for paid, _ in days), sum(taken for _, taken in days)

    def _free(self, key: str) -> int:
        return self.free.whiteboard if key == _WHITEBOARD else self.free.trtc

    def _months(self, key: str) -> list[int]:
        """How many days each month has: of the term for the fee's minutes, else of the calendar."""
        until = self.since + timedelta(len(self.ms))
        first = self.since if key == _WHITEBOARD else self.since.replace(day=1)
        return [(end - max(begin, self.since)).days for begin, end in month_spans(first, until)]

    def _by_day(self, free: int, months: list[int]) -> list[tuple[int, int]]:
        """Charged and free minutes of each day: the first of a month are the free ones."""
        days, start = [], 0
        for length in months:
            ms = before = 0
            for day_ms in self.ms[start : start + length]:
                ms += day_ms
                now = -(-ms // MS_PER_MINUTE)
                paid = max(now - free, 0) - max(before - free, 0)
                days.append((paid, now - before - paid))
                before = now
            start += length
        return days


def line_items(
    settlement: Settlement, listed: Settlement, robot: Robot, currency: str, rate: Decimal
) -> tuple[Line, ...]:
    """Fee, free minutes, packs, postpaid minutes and the robot's; a price of its own is a line of its own.

    ``listed`` is the settlement without the plan's discount. A robot line whose price the book does
    not know is left out.
    """
    places = digits(currency)

    def line(
        group: str,
        name: str,
        quantity: Decimal,
        unit: str,
        per: int,
        price: Decimal,
        listed: Decimal,
        net: Decimal,
        percent: Decimal = _NOTHING,
        since: date | None = None,
    ) -> Line:
        list_amount, net_amount = half_up(listed * rate, places), half_up(net * rate, places)
        return Line(
            group,
            name,
            quantity,
            unit,
            per,
            price,
            price * rate,
            percent,
            list_amount,
            list_amount - net_amount,
            net_amount,
            since,
        )

    def lines() -> Iterator[Line]:
        plan, totals = settlement.plan, settlement.totals
        steps = _steps(settlement, lambda book: book.monthly_fee)
        for step in steps if settlement.fees else ():
            fee_amounts = [fee.amount for fee in settlement.fees if step.holds(fee.day)]
            fees = sum(fee_amounts, _NOTHING)
            name, count = Phrase("Monthly fee{step}", step=step.words), Decimal(len(fee_amounts))
            if fee_amounts:
                yield line(FEES, name, count, "months", 1, step.book.monthly_fee, fees, fees)
        if settlement.fees:
            quotas = sorted({settlement.book.on(fee.day).quota_minutes for fee in settlement.fees})
            each = Phrase("{minutes}", minutes=quotas[0])
            for more in quotas[1:]:
                each = Phrase("{minutes} or {more}", minutes=each, more=more)
            quota = Phrase("Free minutes of the fee ({minutes} a month)", minutes=each)
            quota_minutes = _minutes(totals.quota_ms)
            yield line(FEES, quota, quota_minutes, "minutes", 1000, _NOTHING, _NOTHING, _NOTHING)
        for pack, packs in _kinds_of_pack(settlement):
            amount = pack.price * packs
            name = Phrase(
                "Pack {name}: {minutes} minutes, {months} months",
                name=short_name(pack.name),
                minutes=pack.minutes,
                months=pack.months,
            )
            unit = "pack" if packs == 1 else "packs"
            yield line(PACKS, name, Decimal(packs), unit, 1, pack.price, amount, amount)
        steps = _steps(settlement, lambda book: book.postpaid_per_thousand)
        for step in [step for step in steps if _postpaid(settlement, step)] or steps[:1]:
            draws, full = (_postpaid(bill, step) for bill in (settlement, listed))
            yield line(
                POSTPAID,
                Phrase("Recording, postpaid{step}", step=step.words),
                _minutes(sum(draw.ms for draw in draws)),
                "minutes",
                1000,
                step.book.postpaid_per_thousand,
                sum((draw.charge for draw in full), _NOTHING),
                sum((draw.charge for draw in draws), _NOTHING),
                plan.discount_percent,
                step.since if len(steps) > 1 else None,
            )
        for name, key in _robot(robot):
            for step in _steps(settlement, lambda book, key=key: robot_price(book, key)):  # type: ignore[misc]
                price = robot_price(step.book, key)
                minutes, free_minutes = robot.minutes(key, step.since, step.until)
                if free_minutes and price is not None:
                    yield line(
                        ROBOT, Phrase("{name}, free{step}", name=name, step=step.words),
                        Decimal(free_minutes), "minutes", 1000, _NOTHING, _NOTHING, _NOTHING,
                    )  # fmt: skip
                if minutes and price is not None:
                    cost = per_thousand(minutes, price)
                    name_then = Phrase("{name}{step}", name=name, step=step.words)
                    yield line(
                        ROBOT, name_then, Decimal(minutes), "minutes", 1000, price, cost, cost
                    )

    return tuple(lines())


class _Step(NamedTuple):
    """The days ``[since, until)`` on which one price holds, and a version that says it."""

    book: PriceBook
    since: date
    until: date | None
    words: str

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


def _steps(settlement: Settlement, price: Callable[[PriceBook], Decimal | None]) -> list[_Step]:
    """The days of one price after another; one step where it does not change."""
    starts: list[tuple[PriceBook, date]] = []
    for version, _ in settlement.book.spans():
        if not starts or price(version) != price(starts[-1][0]):
            starts.append((version, version.valid_from or date.min))
    ends = [*(since for _, since in starts[1:]), None]
    return [
        _Step(version, since, until, _words(starts.index((version, since)), since, until))
        for (version, since), until in zip(starts, ends, strict=True)
    ]


def _words(number: int, since: date, until: date | None) -> str:
    if number:
        return Phrase(", from {day}", day=since)
    return Phrase(", until {day}", day=until - timedelta(days=1)) if until else ""


def _postpaid(settlement: Settlement, step: _Step) -> list[Draw]:
    return [
        draw for draw in settlement.draws if draw.source is Source.POSTPAID and step.holds(draw.day)
    ]


def short_name(name: str, longest: int = 40) -> str:
    """A pack's name on a line of a quote, cut where it is too long for that."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def robot_price(book: PriceBook, key: str) -> Decimal | None:
    """The list price of the robot's minutes, for 1,000; None where it was not found."""
    figure = book.figure(key)
    return figure.value if figure else None


def _robot(robot: Robot) -> Iterator[tuple[Phrase, str]]:
    """The name and the figure of each line of the robot."""
    if robot.whiteboard:
        yield Phrase("Recording robot, whiteboard minutes"), _WHITEBOARD
    if robot.trtc:
        tier = _TIERS[robot.trtc]
        yield Phrase("Recording robot, TRTC {tier} minutes", tier=tier), f"trtc_{robot.trtc}"


def _minutes(ms: int) -> Decimal:
    return half_up(Decimal(ms) / MS_PER_MINUTE, 3).normalize() + _NOTHING


def _kinds_of_pack(settlement: Settlement) -> list[tuple[Pack, int]]:
    """The packs bought in the term, those alike together, in the order of purchase."""
    packs = {balance.pack.name: balance.pack for balance in settlement.packs}
    bought: list[DatedAmount] = sorted(settlement.purchases)
    packs_by_kind: dict[tuple[int, Decimal, int], list[Pack]] = {}
    for purchase in bought:
        pack = packs[purchase.name]
        packs_by_kind.setdefault((pack.minutes, pack.price, pack.months), []).append(pack)
    return [(same_packs[0], len(same_packs)) for same_packs in packs_by_kind.values()]
