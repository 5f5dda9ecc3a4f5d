"""What the numbers of the Bill page are made of: each line, month, pack, source and payer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.billing.accrual import Accrual, EffectivePrice, Month
from analytics.billing.full_cost import FullCost, Storage
from analytics.core.model import Source
from analytics.core.money import digits, price_per_thousand, that_add_up
from analytics.lineage import Claim, derived_rows
from pages.ui import data, formats
from pages.ui.periods import DAY
from pages.ui.plans.paid_for import Payer, Total
from pages.ui.plans.sums import NamedBill

_OWN = {"monthly_fees": "bill_fees", "pack_purchases": "bill_packs", "postpaid": "bill_postpaid"}
TOTAL = "Total in full"


def full_cost(of: NamedBill, cost: FullCost, storage: Storage) -> dict[str, Claim]:
    """The total and each line."""
    plan, settled = of
    priced = [line for line in cost.lines if line.amount is not None]
    total = sum((line.amount or Decimal(0) for line in priced), Decimal(0))
    rows = derived_rows.lines(settled, [line.key for line in priced], storage)
    claim = lineage.worked("full_cost", total, rows, title=TOTAL, settlement=settled, plan=plan)
    found = {TOTAL: replace(claim, shown=cost.total)}
    for line in priced:
        if line.key in _OWN:
            claim = lineage.bill(_OWN[line.key], line.amount, settled, title=line.name, plan=plan)
        else:
            name = "robot_trtc" if line.key.startswith("robot_trtc") else line.key
            claim = lineage.worked(
                name,
                line.amount,
                derived_rows.line(settled, line.key, storage),
                title=line.name,
                settlement=settled,
                plan=plan,
                asked=derived_rows.asked(settled, line.key),
            )
        found[line.name] = claim
    return found


def cash(of: NamedBill, found: Accrual, months: Sequence[Month]) -> dict[str, Claim]:
    """Paid and consumed, in all and in each month, and what was prepaid before and after."""
    plan, settled = of
    whole = data.settlement(settled.plan, None, settled.until)
    claims = {
        "Paid": lineage.bill("bill_total", found.paid, settled, title="Paid", plan=plan),
        "Consumed": _used(of, "Consumed", found.used),
        "Still prepaid": _ahead("Still prepaid", found.ahead_after, (plan, whole)),
    }
    if settled.since:
        before = data.settlement(settled.plan, None, settled.since)
        title = "Prepaid before these days"
        claims[title] = _ahead(title, found.ahead_before, (plan, before))
    places = digits(found.currency)
    sides = (found.paid, found.ahead_before), (found.used, found.ahead_after)
    shown = [amount for side in sides for amount in that_add_up(side, places)]
    titles = ("Paid", "Prepaid before these days", "Consumed", "Still prepaid")
    for title, amount in zip(titles, shown, strict=True):
        if title in claims:
            claims[title] = replace(claims[title], shown=amount)
    for month in months:
        since, until = month.first, lineage.after(month.first, "month")
        paid = sum((line.amount for line in found.cash if since <= line.day < until), Decimal(0))
        used = sum((use.amount for use in found.uses if since <= use.day < until), Decimal(0))
        title = paid_in(month.first)
        claim = lineage.bill(
            "bill_total", paid, settled, title=title, plan=plan, since=since, until=until
        )
        claims[title] = replace(claim, shown=month.paid)
        title = used_in(month.first)
        claims[title] = replace(_used(of, title, used, since, until), shown=month.used)
    return claims


def paid_in(month: date) -> str:
    return f"{formats.month(month)}, paid"


def used_in(month: date) -> str:
    return f"{formats.month(month)}, consumed"


def clicked(months: Sequence[Month], point: Mapping[str, Any]) -> str:
    """The name of the bar that was clicked: what was paid, or consumed, in a month."""
    month = months[point["point_index"]].first
    return (paid_in, used_in)[point["curve_number"]](month)


def _used(
    of: NamedBill, title: str, amount: Decimal, since: date | None = None, until: date | None = None
) -> Claim:
    plan, settled = of
    rows = derived_rows.uses(settled)
    return lineage.worked(
        "used_up",
        amount,
        rows,
        title=title,
        settlement=settled,
        plan=plan,
        since=since,
        until=until,
    )


def _ahead(title: str, amount: Decimal, of: NamedBill) -> Claim:
    rows = derived_rows.ahead(of[1])
    return lineage.worked("paid_ahead", amount, rows, title=title, settlement=of[1], plan=of[0])


def prices(of: NamedBill, found: Sequence[EffectivePrice]) -> dict[str, Claim]:
    """What 1,000 minutes of each source came to, and what was consumed for them."""
    plan, settled = of
    claims = {}
    for one in found:
        rows = derived_rows.uses(settled, one.name)
        name = "All minutes" if one.name == "all" else formats.short(one.name)
        price = price_per_thousand(one.amount, one.ms)
        for figure, value, title in (
            ("used_price", price, f"{name}, per 1,000 min"),
            ("used_up", one.amount, f"{name}, consumed"),
        ):
            claims[title] = lineage.worked(
                figure, value, rows, title=title, settlement=settled, plan=plan
            )
    return {title: claim for title, claim in claims.items() if claim.value is not None}


def packs(of: NamedBill, found: Accrual) -> dict[str, Claim]:
    """Used, expired and left of each pack, in minutes and in money."""
    plan, settled = of
    claims = {}
    for one in found.packs:
        name = one.pack.name
        for part, ms, amount in (
            ("used", one.used_ms, one.used),
            ("expired", one.expired_ms, one.expired),
            ("left", one.left_ms, one.left),
        ):
            rows = derived_rows.packs(settled, names=[name])
            if part != "left":
                rows = derived_rows.packs(settled, part, names=[name], sign=1)
            for figure, value, title in (
                (f"packs_{part}", ms, f"{name}, {part}, minutes"),
                ("paid_ahead" if part == "left" else "used_up", amount, f"{name}, {part}, amount"),
            ):
                claims[title] = lineage.worked(
                    figure, value, rows, title=title, settlement=settled, plan=plan
                )
    return claims


def paid_for(
    of: NamedBill, payer: Payer, day: date | None, total: Total, days: dict[date, Total]
) -> dict[str, Claim]:
    """Minutes and money of a payer, in all and on each day."""
    plan, settled = of
    source = payer.source.value if payer.source else None
    claims = {}
    for each, sums in ((day, total), *(days.items() if day is None else ())):
        when = f", {formats.day(each)}" if each else ""
        cut = {"since": each, "until": each + DAY} if each else {}
        for figure, value, what in (
            ("bill_drawn", sums.ms, "minutes"),
            ("paid_for", sums.amount, "amount"),
        ):
            if what == "amount" and payer.source is Source.QUOTA:
                continue
            title = f"{payer.words}{when}, {what}"
            claims[title] = lineage.bill(
                figure,
                value,
                settled,
                title=title,
                plan=plan,
                source=source,
                pack=payer.pack,
                **cut,
            )
    return claims
