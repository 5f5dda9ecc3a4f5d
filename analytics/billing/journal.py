"""Journal of a month: the bill as bookings that balance, packs as prepaid expense that is used up by their minutes.

A pack is booked as prepaid when it is bought and as expense by the minutes that are drawn from it or expire; fees and postpaid
charges are expense of the month in which they are charged. Accounts are the user's. (A convention: how to book is nobody's
publication but the accountant's.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from analytics.billing.accrual import accrue
from analytics.core.apportion import largest_remainder
from analytics.core.model import Settlement
from analytics.core.money import digits, half_up, scaled
from analytics.core.months import add_months, month_text

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts to book on, as the user names them."""

    postpaid: str
    monthly_fee: str
    packs: str
    """The expense of used and expired pack minutes."""
    prepaid_packs: str
    payable: str


class Booking(NamedTuple):
    """One line: either debit or credit is 0."""

    day: date
    document: str
    account: str
    cost_centre: str
    debit: Decimal
    credit: Decimal
    period: str
    text: str


def journal(
    before: Settlement,
    after: Settlement,
    month: date,
    accounts: Accounts,
    shares: Sequence[tuple[str, int]] = (("", 1),),
) -> tuple[Booking, ...]:
    """The bookings of a month, debits and credits equal.

    ``before`` settles all days until the month, ``after`` all until its end. ``shares`` divide expense among cost centres, which
    have no zero sum.
    """
    places = digits(after.book.currency)
    period, day = f"{month:%Y-%m}", add_months(month, 1) - timedelta(days=1)
    document = f"RECORDING-{period}"
    lines: list[Booking] = []

    def book(account: str, centre: str, debit: Decimal, credit: Decimal, text: str) -> None:
        if debit or credit:
            lines.append(Booking(day, document, account, centre, debit, credit, period, text))

    def expense(account: str, against: str, amount: Decimal, text: str) -> None:
        units = largest_remainder(int(amount.scaleb(places)), [share for _, share in shares])
        for (centre, _), part in zip(shares, units, strict=True):
            book(account, centre, scaled(part, places), _NOTHING, text)
        book(against, "", _NOTHING, amount, text)

    inside = [line for line in after.purchases if line.day >= month]
    for purchase in inside:
        amount = half_up(purchase.amount, places)
        text = f"Resource pack {purchase.name}, bought {purchase.day}"
        book(accounts.prepaid_packs, "", amount, _NOTHING, text)
        book(accounts.payable, "", _NOTHING, amount, text)
    used_before = _used_up(before, places)
    for name, used in _used_up(after, places).items():
        text = f"Resource pack {name}, minutes used and expired"
        expense(
            accounts.packs, accounts.prepaid_packs, used - used_before.get(name, _NOTHING), text
        )
    fees = sum((line.amount for line in after.fees if line.day >= month), _NOTHING)
    expense(accounts.monthly_fee, accounts.payable, half_up(fees, places), "Monthly feature fee")
    postpaid = after.totals.exact.postpaid - before.totals.exact.postpaid
    expense(
        accounts.postpaid,
        accounts.payable,
        half_up(postpaid, places),
        f"Postpaid recording minutes, {month_text(month)}",
    )
    return tuple(lines)


def _used_up(settlement: Settlement, places: int) -> Mapping[str, Decimal]:
    """What of each pack's price is expense by the end: differences of these are whole, and add up to the price."""
    return {
        account.pack.name: half_up(account.used + account.expired, places)
        for account in accrue(settlement).packs
    }
