"""Cash and accrual: what is paid when, what is consumed when, and what each pack came to."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.billing.accrual import (
    Accrual,
    EffectivePrice,
    Month,
    PackAccount,
    Part,
    accrue,
    by_month,
)
from analytics.core.money import digits, that_add_up
from pages.costs._bill import charts, choice, downloads
from pages.ui import drilldown, formats, tables
from pages.ui.charts import base
from pages.ui.plans import bill_figures as proofs
from pages.ui.plans import ledger
from pages.ui.selfcheck.bill import Bill

HEADER = ("Day", "What", "For", "Minutes", "Paid", "Consumed")
_NAMES = {"free quota": "Free quota, for the fee", "postpaid": "Postpaid", "all": "**All**"}


def show(bill: Bill) -> None:
    """The equation, the months, the packs, and what 1,000 minutes of each source came to."""
    accrual = accrue(bill.settlement)
    months = by_month(accrual)
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
        config=base.CONFIG,
        alt="Paid and consumed in each month",
    )
    choice.settings(bill)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        drilldown.heading("By month", claims, key="bill_month_table")
        _months(bill, months)
    with right:
        prices = partial(proofs.prices, named_bill, accrual.prices)
        drilldown.heading("What 1,000 minutes came to", prices, key="bill_prices")
        _prices(bill, accrual.prices)
    if accrual.packs:
        packs = partial(proofs.packs, named_bill, accrual)
        drilldown.heading("Packs: used + expired + left = bought", packs, key="bill_packs")
        _packs(bill, accrual.packs)
    _dated(bill, accrual)


def _verdict(bill: Bill, accrual: Accrual) -> None:
    places = digits(bill.currency)
    sides = (accrual.paid, accrual.ahead_before), (accrual.used, accrual.ahead_after)
    (paid, before), (used, after) = (
        [_money(bill, amount) for amount in that_add_up(side, places)] for side in sides
    )
    st.header(f"{paid} paid, {used} consumed", anchor=False)
    choice.about(bill)
    st.markdown(
        f"Paid {paid} + prepaid before these days {before} = consumed {used} + "
        f"**still prepaid {after}**"
    )


def _months(bill: Bill, months: Sequence[Month]) -> None:
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "Month": [formats.month(month.first) for month in months],
            "Paid": [formats.money(month.paid, bill.currency) for month in months],
            "Consumed": [formats.money(month.used, bill.currency) for month in months],
        },
        key="bill_month_table",
        hide_index=True,
        height="content",
        column_config={"Paid": right, "Consumed": right},
        alt="Paid and consumed in each month",
    )


def _prices(bill: Bill, prices: Sequence[EffectivePrice]) -> None:
    rows = [
        [
            _NAMES.get(price.name, formats.plain(formats.short(price.name))),
            formats.minutes(price.ms),
            _money(bill, price.amount),
            formats.NOTHING if price.per_thousand is None else _money(bill, price.per_thousand),
        ]
        for price in prices
    ]
    st.markdown(tables.markdown(["Minutes from", "Minutes", "Consumed", "Per 1,000 min"], rows))
    st.caption(
        "Fees and expired minutes included: what was really consumed for the minutes of each source."
    )


def _packs(bill: Bill, packs: Sequence[PackAccount]) -> None:
    header = ["Pack", "In", "Used", "+ Expired", "+ Left", "= Bought", "Per 1,000 used"]
    st.markdown(tables.markdown(header, [line for pack in packs for line in _lines(bill, pack)]))


def _lines(bill: Bill, account: PackAccount) -> list[list[str]]:
    pack = account.pack
    parts = (account.used_ms, account.expired_ms, account.left_ms)
    bought, minutes = formats.minutes_that_add_up(parts)
    amounts = that_add_up((account.used, account.expired, account.left), digits(bill.currency))
    per_thousand = account.per_thousand
    days = f"{formats.day(pack.bought)} to {formats.day(pack.expires)}"
    return [
        [f"**{formats.plain(formats.short(pack.name))}**", "minutes", *minutes, bought, ""],
        [
            days,
            bill.currency,
            *(_money(bill, amount) for amount in amounts),
            _money(bill, pack.price),
            formats.NOTHING if per_thousand is None else _money(bill, per_thousand),
        ],
    ]


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
    downloads.offer(
        bill,
        "cash",
        (*HEADER[:4], f"Paid ({bill.currency})", f"Consumed ({bill.currency})"),
        lambda: rows,
        count=len(rows),
        remark=f"{formats.count(len(rows), 'dated line')}: each payment on its day, each use on its "
        "day, to 8 decimals.",
    )


def _money(bill: Bill, amount: Decimal) -> str:
    return formats.plain(formats.money(amount, bill.currency))
