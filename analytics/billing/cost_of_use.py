"""Cost of use: what the recorded files of a room, a user or any other part have used up.

A day costs its postpaid charges and, for each pack, the pack's price × minutes drawn ÷ minutes
bought; minutes of the free quota cost nothing by themselves. Among apps a day's cost is divided by
their charged minutes, as the bill rounds them; within a day and app every charged millisecond of a
file costs the same, before any rounding, so that no room is cheap because its lesson came first and
what rounding adds is borne by all. What no file used up, monthly fees and expired minutes of packs, is
shared. (All a convention: the vendor settles whole days and names no room.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from analytics.billing.accrual import DECIMALS, Accrual, Part
from analytics.billing.basis import shown_parts, used_parts
from analytics.core.apportion import largest_remainder
from analytics.core.model import MS_PER_MINUTE, DayCharge, Plan, PriceBook, Settlement
from analytics.core.money import digits, divide_half_up, scaled

_FINE_DECIMALS = 24
"""Of the cost of one ms: fine enough that sums over files stay exact to ``_WEIGHT_DECIMALS``."""
_WEIGHT_DECIMALS = 12
_NOTHING = Decimal(0)
Key = tuple[str | None, ...]


class Shared(StrEnum):
    """How fees and expired minutes are spread over rows: by charged ms, evenly, or left out."""

    PROPORTIONAL = "proportional"
    EVEN = "even"
    NONE = "none"


class Fees(StrEnum):
    """When a monthly fee counts: whole on the first day of its period, or each day's share of it."""

    BEGUN = "begun"
    DAILY = "daily"


class AppDay(NamedTuple):
    """One app on one recorded day: its files' ms after the ratio, and these as the bill rounds them."""

    day: date
    app: str | None
    ms: int
    charged_ms: int


class Rate(NamedTuple):
    """What one charged ms of an app's files cost on a day, in units of 24 decimals."""

    day: date
    app: str | None
    per_ms: int


class Use(NamedTuple):
    """What was recorded under a key: files and ms of every status, ms after the ratio, exact cost.

    ``cost`` is the sum of charged ms × their rates, in units of 24 decimals.
    """

    key: Key
    files: int
    ms: int
    charged_ms: int
    cost: int


class Sums(NamedTuple):
    """What rows add up to, in the smallest unit of the currency: used by files, and shared."""

    usage: int
    shared: int


class CostRow(NamedTuple):
    """The cost of a key, in the currency's digits; rows add up to the ``Sums`` they are made from."""

    key: Key
    files: int
    ms: int
    charged_ms: int
    usage: Decimal
    shared: Decimal

    @property
    def total(self) -> Decimal:
        return self.usage + self.shared


def whole_days(apps: Iterable[AppDay]) -> tuple[DayCharge, ...]:
    """The charge of each day, all apps together, in the order of the days given."""
    days: dict[date, int] = {}
    for day, _, _, charged_ms in apps:
        days[day] = days.get(day, 0) + charged_ms
    return tuple([DayCharge(day, ms) for day, ms in days.items()])


def rates(settlement: Settlement, accrual: Accrual, apps: Iterable[AppDay]) -> list[Rate]:
    """The rate of each app on each reported day; none where the day, or all of the app, was free.

    ``accrual`` is the settlement's; ``apps`` are those from which its days were added up.
    """
    amounts: defaultdict[date, Decimal] = defaultdict(Decimal)
    for use in accrual.uses:
        if use.part in (Part.POSTPAID, Part.PACK):
            amounts[use.day] += use.amount
    fine = 10 ** (_FINE_DECIMALS - DECIMALS)
    costs = {day: int(amount.scaleb(DECIMALS)) * fine for day, amount in amounts.items()}
    charged = dict(settlement.days)
    return [
        Rate(day, app, divide_half_up(cost * charged_ms, charged[day] * ms))
        for day, app, ms, charged_ms in apps
        if ms and (cost := costs.get(day))
    ]


def sums(settlement: Settlement, accrual: Accrual, shared: Shared, fees: Fees = Fees.BEGUN) -> Sums:
    """What all rows of the reported days add up to; ``accrual`` is the settlement's.

    Used by files: the shown postpaid charges and the used parts of packs. Shared: monthly fees and
    the expired parts of packs. With ``Fees.DAILY`` both together are the cost of use of ``basis``; with
    ``Fees.BEGUN`` the fees are those that the settlement reports.
    """
    shown = shown_parts(settlement, used_parts(accrual))
    places = digits(settlement.book.currency)
    monthly_fees = (
        shown.monthly_fees if fees is Fees.DAILY else settlement.totals.shown.monthly_fees
    )
    shared_cost = _NOTHING if shared is Shared.NONE else monthly_fees + shown.expired
    return Sums(int((shown.postpaid + shown.packs).scaleb(places)), int(shared_cost.scaleb(places)))


def spread(
    uses: Sequence[Use], whole: Sums, currency: str, shares: Sequence[int] | None = None
) -> list[CostRow]:
    """The cost of each use, by largest remainder; ``shares`` weigh what is shared, else charged ms do."""
    places = digits(currency)
    usage = largest_remainder(whole.usage, list(map(_weight, uses)))
    shared = largest_remainder(whole.shared, _by_length(uses) if shares is None else shares)
    amounts = {units: scaled(units, places) for units in {*usage, *shared}}
    return [
        CostRow(use.key, use.files, use.ms, use.charged_ms, amounts[cost], amounts[share])
        for use, cost, share in zip(uses, usage, shared, strict=True)
    ]


def part(
    cells: Sequence[Use], is_meant: Sequence[bool], whole: Sums, shares: Sequence[int] | None = None
) -> Sums:
    """What those cells add up to that are meant, so that all parts together are the whole.

    ``cells`` are everything, told apart by what a filter looks at: a filter on a room comes to what
    the row of that room says where nothing is filtered.
    """
    usage = largest_remainder(whole.usage, list(map(_weight, cells)))
    shared = largest_remainder(whole.shared, _by_length(cells) if shares is None else shares)
    return Sums(
        sum(cost for cost, meant in zip(usage, is_meant, strict=True) if meant),
        sum(share for share, meant in zip(shared, is_meant, strict=True) if meant),
    )


def even_shares(cells: Sequence[Use], rows: Sequence[Key]) -> list[int]:
    """The weight of each cell where each of the rows they are parts of has an equal share.

    ``rows`` are the keys of these rows, cell by cell. Within a row charged ms weigh.
    """
    parts: defaultdict[Key, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        parts[row].append(place)
    weights = [Fraction(0)] * len(cells)
    for places in parts.values():
        lengths = _by_length([cells[place] for place in places])
        for place, length in zip(places, lengths, strict=True):
            weights[place] = Fraction(length, sum(lengths))
    return [int(weight * 10**_FINE_DECIMALS) for weight in weights]


def merged(
    uses: Sequence[Use], weights: Sequence[int], keys: Sequence[Key]
) -> list[tuple[Use, int]]:
    """The uses, and their weights, added up under these keys, in the order in which keys come first."""
    rows: dict[Key, tuple[Use, int]] = {}
    for use, weight, key in zip(uses, weights, keys, strict=True):
        before, sum_before = rows.get(key, (Use(key, 0, 0, 0, 0), 0))
        numbers = (total + number for total, number in zip(before[1:], use[1:], strict=True))
        rows[key] = Use(key, *numbers), sum_before + weight
    return list(rows.values())


def postpaid_rate(plan: Plan, book: PriceBook) -> int:
    """What one ms costs at the postpaid price less the plan's discount, in units of 24 decimals."""
    price = book.postpaid_per_thousand * (100 - plan.discount_percent)
    numerator, denominator = price.as_integer_ratio()
    return divide_half_up(numerator * 10**_FINE_DECIMALS, denominator * 100 * 1000 * MS_PER_MINUTE)


def amount(units: int) -> Decimal:
    """A cost in units of 24 decimals, exactly."""
    return scaled(units, _FINE_DECIMALS)


def _weight(use: Use) -> int:
    """The exact cost without the last digits, in which sums over files may be off."""
    return divide_half_up(use.cost, 10 ** (_FINE_DECIMALS - _WEIGHT_DECIMALS))


def _by_length(uses: Sequence[Use]) -> list[int]:
    """Charged ms; where nothing was charged recorded ms, where nothing is long the number of files."""
    for measure in ("charged_ms", "ms", "files"):
        lengths: list[int] = [getattr(use, measure) for use in uses]
        if any(lengths):
            return lengths
    return [1] * len(uses)
