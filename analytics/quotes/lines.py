"""The lines of a quote: quantity, unit, list price, discount and net, out of a settlement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from analytics.billing.robot import Tier, per_thousand
from analytics.core.model import MS_PER_MINUTE, DatedAmount, Pack, PriceBook, Settlement
from analytics.core.money import digits, half_up

FEES, PACKS, POSTPAID, ROBOT = "fees", "packs", "postpaid", "robot"
GROUPS = (FEES, PACKS, POSTPAID, ROBOT)
_NOTHING = Decimal(0)
_TIERS = {
    Tier.AUDIO: "audio",
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


def line_items(
    settlement: Settlement,
    list_postpaid: Decimal,
    robot_whiteboard: int,
    robot_trtc: tuple[Tier, int] | None,
    currency: str,
    rate: Decimal,
) -> tuple[Line, ...]:
    """Fee, free minutes, packs, postpaid minutes and the robot's.

    ``list_postpaid``: the postpaid charges before the plan's discount, exact, in the book's
    currency. ``robot_…``: whole minutes. A robot line whose price the book does not know is left
    out.
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
        )

    def lines() -> Iterator[Line]:
        plan, book, totals = settlement.plan, settlement.book, settlement.totals
        if settlement.fees:
            fees = totals.exact.monthly_fees
            count = Decimal(len(settlement.fees))
            yield line(FEES, "Monthly fee", count, "months", 1, book.monthly_fee, fees, fees)
            free = f"Free minutes of the fee ({book.quota_minutes:,} a month)"
            drawn = _minutes(totals.quota_ms)
            yield line(FEES, free, drawn, "minutes", 1000, _NOTHING, _NOTHING, _NOTHING)
        for pack, packs in _kinds_of_pack(settlement):
            amount = pack.price * packs
            name = f"Pack {short_name(pack.name)}: {pack.minutes:,} minutes, {pack.months} months"
            unit = "pack" if packs == 1 else "packs"
            yield line(PACKS, name, Decimal(packs), unit, 1, pack.price, amount, amount)
        yield line(
            POSTPAID,
            "Recording, postpaid",
            _minutes(totals.postpaid_ms),
            "minutes",
            1000,
            book.postpaid_per_thousand,
            list_postpaid,
            totals.exact.postpaid,
            plan.discount_percent,
        )
        for name, key, minutes in _robot(robot_whiteboard, robot_trtc):
            if (price := robot_price(book, key)) is not None:
                cost = per_thousand(minutes, price)
                yield line(ROBOT, name, Decimal(minutes), "minutes", 1000, price, cost, cost)

    return tuple(lines())


def short_name(name: str, longest: int = 40) -> str:
    """A pack's name on a line of a quote, cut where it is too long for that."""
    return name if len(name) <= longest else f"{name[: longest - 1]}…"


def robot_price(book: PriceBook, key: str) -> Decimal | None:
    """The list price of the robot's minutes, for 1,000; None where it was not found."""
    figure = book.figure(key)
    return figure.value if figure else None


def _robot(whiteboard: int, trtc: tuple[Tier, int] | None) -> Iterator[tuple[str, str, int]]:
    if whiteboard:
        yield "Recording robot, whiteboard minutes", "whiteboard_postpaid", whiteboard
    if trtc:
        tier, minutes = trtc
        yield f"Recording robot, TRTC {_TIERS[tier]} minutes", f"trtc_{tier}", minutes


def _minutes(ms: int) -> Decimal:
    return half_up(Decimal(ms) / MS_PER_MINUTE, 3).normalize() + _NOTHING


def _kinds_of_pack(settlement: Settlement) -> list[tuple[Pack, int]]:
    """The packs bought in the term, those alike together, in the order of purchase."""
    packs = {balance.pack.name: balance.pack for balance in settlement.packs}
    bought: list[DatedAmount] = sorted(settlement.purchases)
    alike: dict[tuple[int, Decimal, int], list[Pack]] = {}
    for purchase in bought:
        pack = packs[purchase.name]
        alike.setdefault((pack.minutes, pack.price, pack.months), []).append(pack)
    return [(some[0], len(some)) for some in alike.values()]
