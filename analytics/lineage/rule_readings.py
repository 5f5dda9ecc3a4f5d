"""The bill as open rules are read: the settlement behind each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from analytics.billing.basis import Basis
from analytics.billing.settle import settle
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.planning.open_rules import read_as
from analytics.planning.what_if import Charge

Days = tuple[date, date] | tuple[None, None]


def settled(
    charge: Charge,
    plan: Plan,
    book: PriceBook,
    basis: Basis,
    labels: Mapping[str, str],
    days: Days,
) -> Settlement:
    """The settlement under a reading of some rules, by their keys; the others as the plan has them.

    Where packs are used from a later day on, they are still paid on the day they were bought: of cash.
    """
    reading = read_as(plan, book, labels)
    charged = charge(reading, book)
    bill = settle(charged, reading, book, *days)
    if basis is Basis.USE or reading.packs == plan.packs:
        return bill
    paid = settle(charged, replace(reading, packs=plan.packs), book, *days)
    exact, shown = (
        replace(amounts, pack_purchases=paid_amounts.pack_purchases)
        for amounts, paid_amounts in (
            (bill.totals.exact, paid.totals.exact),
            (bill.totals.shown, paid.totals.shown),
        )
    )
    totals = replace(bill.totals, exact=exact, shown=shown)
    return replace(bill, purchases=paid.purchases, totals=totals)
