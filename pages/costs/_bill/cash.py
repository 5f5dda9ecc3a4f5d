"""Cash and accrual: what is paid when, what is consumed when, and what each pack came to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.billing.accrual import Accrual, EffectivePrice, PackAccount, Part, accrue
from analytics.billing.basis import Month, by_month
from analytics.core.money import digits, that_add_up
from pages.costs._bill import charts, choice, downloads
from pages.costs._bill import figures as proofs
from pages.ui import drilldown, formats, tables
from pages.ui.plans import ledger
from pages.ui.selfcheck.bill import Bill
from pages.ui.takeaway import screen

HEADER = ("Day", "What", "For", "Minutes", "Paid", "Consumed")
_NAMES = {"free quota": "Free quota, for the fee", "postpaid": "Postpaid", "all": "All"}


def show(bill: Bill) -> None:
    """The equation, the months, the packs, and what 1,000 minutes of each source came to."""
    accrual = accrue(bill.settlement)
    months = by_month(bill.settlement)
    _verdict(bill, accrual)
    if not months:
        st.caption("Nothing was paid or consumed in this period.")
        return
    named_bill = (bill.name, bill.settlement)
    claims = partial(proofs.cash, named_bill, accrual, months)
    drilldown.button(claims, key="prove_bill_months", label="Show source")
    drilldown.chart(
        charts.paid_and_used(months, bill.currency),
        claims,
        lambda point: proofs.clicked(months, point),
        key="bill_months",
        alt="Paid and consumed in each month",
    )
    choice.settings(bill)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        drilldown.heading("By month", claims, key="bill_month_table")
        _months(bill, months, claims)
    with right:
        prices = partial(proofs.prices, named_bill, accrual.prices)
        drilldown.heading("What 1,000 minutes came to", prices, key="bill_prices")
        _prices(bill, accrual.prices, prices)
    if accrual.packs:
        packs = partial(proofs.packs, named_bill, accrual)
        drilldown.heading("Packs: used + expired + left = bought", packs, key="bill_packs")
        _packs(bill, accrual.packs, packs)
    _dated(bill, accrual)


def _verdict(bill: Bill, accrual: Accrual) -> None:
    amounts = proofs.sides(bill.settlement, accrual).values()
    paid, before, used, after = (_money(bill, amount) for amount in amounts)
    screen.headline(f"{paid} paid, {used} consumed")
    choice.about(bill)
    st.markdown(
        f"Paid {paid} + prepaid before these days {before} = consumed {used} + "
        f"**still prepaid {after}**"
    )


def _months(bill: Bill, months: Sequence[Month], claims: drilldown.Choices) -> None:
    drilldown.table(
        [
            tables.month("Month", [month.first for month in months]),
            tables.money("Paid", [month.paid for month in months], bill.currency),
            tables.money("Consumed", [month.used for month in months], bill.currency),
        ],
        claims,
        lambda row, column: (proofs.used_in if column.startswith("Consumed") else proofs.paid_in)(
            months[row].first
        ),
        key="bill_month_table",
        shown=len(months),
        alt="Paid and consumed in each month",
    )


def _prices(bill: Bill, prices: Sequence[EffectivePrice], claims: drilldown.Choices) -> None:
    names = [_NAMES.get(price.name, price.name) for price in prices]
    drilldown.table(
        [
            tables.text("Minutes from", names),
            tables.minutes("Minutes", [price.ms for price in prices]),
            tables.money("Consumed", [price.amount for price in prices], bill.currency),
            tables.money("Per 1,000 min", [price.per_thousand for price in prices], bill.currency),
        ],
        claims,
        lambda row, column: proofs.price_title(prices[row].name, is_price=column.startswith("Per")),
        key="bill_prices",
        shown=len(prices),
        alt="Minutes, what was consumed for them and what 1,000 came to, by what they were drawn from",
        caption="Fees and expired minutes included: what was really consumed for the minutes of each source.",
    )


def _packs(bill: Bill, packs: Sequence[PackAccount], claims: drilldown.Choices) -> None:
    amounts = [
        that_add_up((pack.used, pack.expired, pack.left), digits(bill.currency)) for pack in packs
    ]
    parts = zip(*amounts, strict=True)
    columns = [
        tables.text("Pack", [account.pack.name for account in packs], width=130),
        tables.day("From", [account.pack.bought for account in packs]),
        tables.day("Until", [account.pack.expires for account in packs]),
        tables.minutes("Used min", [account.used_ms for account in packs], 1),
        tables.minutes("Expired min", [account.expired_ms for account in packs], 1),
        tables.minutes("Left min", [account.left_ms for account in packs], 1),
        tables.whole("Bought min", [account.pack.minutes for account in packs]),
        *(
            tables.money(name, list(part), bill.currency)
            for name, part in zip(("Used", "Expired", "Left"), parts, strict=True)
        ),
        tables.money("Bought", [account.pack.price for account in packs], bill.currency),
        tables.money("Per 1,000 used", [account.per_thousand for account in packs], bill.currency),
    ]
    drilldown.table(
        columns,
        claims,
        lambda row, column: _pack_figure(packs[row].pack.name, column),
        key="bill_packs",
        shown=len(packs),
        alt="Each pack with its minutes and its price: used, expired, left and bought",
    )


def _pack_figure(pack: str, column: str) -> str:
    """The figure that a cell of a pack opens: its minutes or its money; "" for names, days and what was bought."""
    part = column.split(" ")[0].lower()
    if part not in ("used", "expired", "left"):
        return "" if column else f"{pack}, used, minutes"
    return f"{pack}, {part}, {'minutes' if column.endswith(' min') else 'amount'}"


def _dated(bill: Bill, accrual: Accrual) -> None:
    """Every dated amount as a file: what was paid on a day, what was consumed on it."""
    paid = [(line.day, "paid", line.name, None, line.amount, None) for line in accrual.cash]
    used = [
        (
            use.day,
            "consumed",
            f"{use.name}, expired" if use.part is Part.EXPIRED else use.name or use.part.value,
            ledger.minutes(use.ms) if use.ms else None,
            None,
            use.amount,
        )
        for use in accrual.uses
    ]
    rows = sorted([*paid, *used], key=lambda row: (row[0], row[1]))
    header = (*HEADER[:4], f"Paid ({bill.currency})", f"Consumed ({bill.currency})")
    tables.files(
        downloads.every(bill, header, lambda: rows, len(rows)),
        key="bill_cash",
        title="Each payment and each use with its day",
        caption=f"{formats.count(len(rows), 'dated line')}: each payment on its day, each use on its "
        "day, to 8 decimals.",
        about=downloads.about(bill),
    )


def _money(bill: Bill, amount: Decimal) -> str:
    return formats.plain(formats.money(amount, bill.currency))
