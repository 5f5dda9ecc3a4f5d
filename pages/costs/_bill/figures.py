"""Figures of the Bill page with what they are made of: each line, month, pack, source and payer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.billing.accrual import Accrual, EffectivePrice
from analytics.billing.basis import Basis, Month, cost
from analytics.billing.full_cost import FullCost, Storage
from analytics.core.model import Settlement, Source
from analytics.core.money import digits, half_up, price_per_thousand
from analytics.lineage import Claim, derived_rows
from pages.ui import data, formats
from pages.ui.periods import DAY
from pages.ui.plans import figures
from pages.ui.plans.paid_for import Payer, Total
from pages.ui.plans.sums import NamedBill

_OWN = {"monthly_fees": "bill_fees", "pack_purchases": "bill_packs", "postpaid": "bill_postpaid"}
_USED = ("fees_used", "packs_used")
TOTAL = "Total in full"


def full_cost(bill: NamedBill, cost: FullCost, storage: Storage) -> dict[str, Claim]:
    """The total and each line."""
    plan, settlement = bill
    priced = [line for line in cost.lines if line.amount is not None]
    total = sum((line.amount or Decimal(0) for line in priced), Decimal(0))
    rows = derived_rows.lines(settlement, [line.key for line in priced], storage)
    claim = lineage.worked("full_cost", total, rows, title=TOTAL, settlement=settlement, plan=plan)
    claims = {TOTAL: replace(claim, shown=cost.total)}
    for line in priced:
        if line.key in _OWN:
            claim = lineage.bill(
                _OWN[line.key], line.amount, settlement, title=line.name, plan=plan
            )
        elif line.key in _USED:
            rows = derived_rows.line(settlement, line.key, storage)
            claim = lineage.worked(
                "used_up", line.amount, rows, title=line.name, settlement=settlement, plan=plan
            )
        else:
            name = "robot_trtc" if line.key.startswith("robot_trtc") else line.key
            claim = lineage.worked(
                name,
                line.amount,
                derived_rows.line(settlement, line.key, storage),
                title=line.name,
                settlement=settlement,
                plan=plan,
                asked=derived_rows.asked(settlement, line.key),
            )
        claims[line.name] = claim
    return claims


def cash(bill: NamedBill, accrual: Accrual, months: Sequence[Month]) -> dict[str, Claim]:
    """Paid and consumed, in all and in each month, and what was prepaid before and after."""
    plan, settlement = bill
    claims = {
        "Paid": figures.total(bill, Basis.CASH, "Paid"),
        "Consumed": figures.total(bill, Basis.USE, "Consumed"),
        "Still prepaid": _ahead("Still prepaid", accrual.ahead_after, bill),
    }
    if settlement.since:
        before = data.settlement(settlement.plan, None, settlement.since)
        title = "Prepaid before these days"
        claims[title] = _ahead(title, accrual.ahead_before, (plan, before))
    for title, amount in sides(bill[1], accrual).items():
        if title in claims:
            claims[title] = replace(claims[title], shown=amount)
    for month in months:
        since, until = month.first, lineage.after(month.first, "month")
        for basis, title, amount in (
            (Basis.CASH, paid_in(month.first), month.paid),
            (Basis.USE, used_in(month.first), month.used),
        ):
            claim = figures.total(bill, basis, title, since=since, until=until)
            claims[title] = replace(claim, shown=amount)
    return claims


def sides(settlement: Settlement, accrual: Accrual) -> dict[str, Decimal]:
    """The four amounts of paid + prepaid before = consumed + still prepaid, as they are shown."""
    paid, used = (cost(settlement, basis).shown.total for basis in (Basis.CASH, Basis.USE))
    before = half_up(accrual.ahead_before, digits(accrual.currency))
    return {
        "Paid": paid,
        "Prepaid before these days": before,
        "Consumed": used,
        "Still prepaid": paid + before - used,
    }


def paid_in(month: date) -> str:
    return f"{formats.month(month)}, paid"


def used_in(month: date) -> str:
    return f"{formats.month(month)}, consumed"


def clicked(months: Sequence[Month], point: Mapping[str, Any]) -> str:
    """The name of the bar that was clicked: what was paid, or consumed, in a month."""
    month = months[point["point_index"]].first
    return (paid_in, used_in)[point["curve_number"]](month)


def _ahead(title: str, amount: Decimal, bill: NamedBill) -> Claim:
    rows = derived_rows.ahead(bill[1])
    return lineage.worked("paid_ahead", amount, rows, title=title, settlement=bill[1], plan=bill[0])


def prices(bill: NamedBill, effective_prices: Sequence[EffectivePrice]) -> dict[str, Claim]:
    """What 1,000 minutes of each source came to, and what was consumed for them."""
    plan, settlement = bill
    claims = {}
    for effective in effective_prices:
        rows = derived_rows.uses(settlement, effective.name)
        price = price_per_thousand(effective.amount, effective.ms)
        for figure, value, title in (
            ("used_price", price, price_title(effective.name, is_price=True)),
            ("used_up", effective.amount, price_title(effective.name, is_price=False)),
        ):
            claims[title] = lineage.worked(
                figure, value, rows, title=title, settlement=settlement, plan=plan
            )
    return {title: claim for title, claim in claims.items() if claim.value is not None}


def price_title(source: str, *, is_price: bool) -> str:
    """The name of what 1,000 minutes of a source came to, or of what was consumed for all of its minutes."""
    name = "All minutes" if source == "all" else formats.short(source)
    return f"{name}, {'per 1,000 min' if is_price else 'consumed'}"


def packs(bill: NamedBill, accrual: Accrual) -> dict[str, Claim]:
    """Used, expired and left of each pack, in minutes and in money."""
    plan, settlement = bill
    claims = {}
    for balance in accrual.packs:
        name = balance.pack.name
        for part, ms, amount in (
            ("used", balance.used_ms, balance.used),
            ("expired", balance.expired_ms, balance.expired),
            ("left", balance.left_ms, balance.left),
        ):
            rows = derived_rows.packs(settlement, names=[name])
            if part != "left":
                rows = derived_rows.packs(settlement, part, names=[name], sign=1)
            for figure, value, title in (
                (f"packs_{part}", ms, f"{name}, {part}, minutes"),
                ("paid_ahead" if part == "left" else "used_up", amount, f"{name}, {part}, amount"),
            ):
                claims[title] = lineage.worked(
                    figure, value, rows, title=title, settlement=settlement, plan=plan
                )
    return claims


def paid_for(
    bill: NamedBill, payer: Payer, day: date | None, total: Total, days: dict[date, Total]
) -> dict[str, Claim]:
    """Minutes and money of a payer, in all and on each day."""
    plan, settlement = bill
    source = payer.source.value if payer.source else None
    claims = {}
    for claim_day, sums in ((day, total), *(days.items() if day is None else ())):
        cut = {"since": claim_day, "until": claim_day + DAY} if claim_day else {}
        for figure, value, measure in (
            ("bill_drawn", sums.ms, "minutes"),
            ("paid_for", sums.amount, "amount"),
        ):
            if measure == "amount" and payer.source is Source.QUOTA:
                continue
            title = _payer_title(payer, claim_day, measure)
            claims[title] = lineage.bill(
                figure,
                value,
                settlement,
                title=title,
                plan=plan,
                source=source,
                pack=payer.pack,
                **cut,
            )
    return claims


def payer_title(payer: Payer, day: date, column: str) -> str:
    """The name of a payer's figure of a day that a cell opens; the monthly fee has no amount of a day."""
    is_amount = column.startswith("Amount") and payer.source is not Source.QUOTA
    return _payer_title(payer, day, "amount" if is_amount else "minutes")


def _payer_title(payer: Payer, day: date | None, measure: str) -> str:
    day_text = f", {formats.day(day)}" if day else ""
    return f"{payer.words}{day_text}, {measure}"
