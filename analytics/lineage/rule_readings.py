"""The bill as open rules are read: the settlement behind each outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from analytics.billing.settle import settle
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.planning.open_rules import read_as
from analytics.planning.what_if import Charge

Days = tuple[date, date] | tuple[None, None]


def settled(
    charge: Charge, plan: Plan, book: PriceBook, labels: Mapping[str, str], days: Days
) -> Settlement:
    """The settlement under a reading of some rules, by their keys; the others as the plan has them.

    Where packs are used from a later day on, they are still paid on the day they were bought.
    """
    read = read_as(plan, book, labels)
    charged = charge(read, book)
    bill = settle(charged, read, book, *days)
    if read.packs == plan.packs:
        return bill
    paid = settle(charged, replace(read, packs=plan.packs), book, *days)
    exact, shown = (
        replace(one, pack_purchases=other.pack_purchases)
        for one, other in (
            (bill.totals.exact, paid.totals.exact),
            (bill.totals.shown, paid.totals.shown),
        )
    )
    totals = replace(bill.totals, exact=exact, shown=shown)
    return replace(bill, purchases=paid.purchases, totals=totals)
