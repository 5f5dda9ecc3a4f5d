"""Figures of the Compare page with what they are made of: totals, each day, each pack, each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.billing.accrual import Part, accrue
from analytics.billing.basis import Basis, by_day, cost
from analytics.billing.curves import cumulative, pack_levels
from analytics.core.model import Settlement, Source
from analytics.lineage import Claim, derived_rows
from pages.ui import formats, plan_words
from pages.ui.charts import base
from pages.ui.periods import DAY
from pages.ui.plans import ledger
from pages.ui.plans.sums import NamedBill

"""The name of a plan, and what it makes of the usage."""


def total(
    bill: NamedBill,
    basis: Basis,
    title: str = "",
    since: date | None = None,
    until: date | None = None,
) -> Claim:
    """The cost of the reported days, or of the days [since, until) of them."""
    name, settlement = bill
    amount = cost(settlement, basis).exact.total
    cut: dict[str, Any] = {}
    if since or until:
        cut = {"since": since, "until": until}
        days = by_day(settlement, basis).items()
        inside = (amount for day, amount in days if (since or day) <= day < (until or date.max))
        amount = sum(inside, Decimal(0))
    title = title or plan_words.BASES[basis]
    return lineage.bill(_TOTALS[basis], amount, settlement, title=title, plan=name, **cut)


_TOTALS = {Basis.USE: "use_total", Basis.CASH: "bill_total"}
_PRICES = {Basis.USE: "use_price", Basis.CASH: "bill_price"}


def price(bill: NamedBill, basis: Basis, title: str = "Per 1,000 min") -> Claim:
    """What 1,000 charged minutes of the reported days came to."""
    name, settlement = bill
    value = cost(settlement, basis).per_thousand
    return lineage.bill(_PRICES[basis], value, settlement, title=title, plan=name)


def figures(bill: NamedBill, basis: Basis) -> dict[str, Claim]:
    """The three figures of a plan's card."""
    name, settlement = bill
    charged_ms = settlement.totals.charged_ms
    return {
        plan_words.BASES[basis]: total(bill, basis),
        "Charged minutes": lineage.bill("bill_charged", charged_ms, settlement, plan=name),
        "Per 1,000 min": price(bill, basis),
    }


def told(bill: NamedBill, basis: Basis, title: str, shown_total: Decimal) -> Claim:
    """A cost that is shown as worked out elsewhere; what is not that cost does not add up."""
    claim = total(bill, basis, title)
    value = claim.value if claim.shown == shown_total else shown_total
    return replace(claim, value=value, shown=shown_total)


def totals(basis: Basis, *plans: NamedBill) -> dict[str, Claim]:
    """Every cell of the table of totals."""
    claims: dict[str, Claim] = {}
    for name, settlement in plans:
        bill_totals = settlement.totals
        lines = figures((name, settlement), basis)
        for source, ms in (
            ("quota", bill_totals.quota_ms),
            ("pack", bill_totals.pack_ms),
            ("postpaid", bill_totals.postpaid_ms),
        ):
            title = f"Charged minutes, {ledger.WHAT[Source(source)]}"
            lines[title] = lineage.bill(
                "bill_drawn", ms, settlement, title=title, plan=name, source=source
            )
        lines |= {claim.title: claim for claim in parts((name, settlement), basis).values()}
        claims |= {f"{formats.short(name)}: {line}": claim for line, claim in lines.items()}
    return claims


def parts(bill: NamedBill, basis: Basis) -> dict[str, Claim]:
    """The parts of a cost by the keys of its lines."""
    name, settlement = bill
    amounts = cost(settlement, basis)
    exact, shown = amounts.exact, amounts.shown
    postpaid = lineage.bill("bill_postpaid", exact.postpaid, settlement, plan=name)
    if basis is Basis.CASH:
        fees = lineage.bill("bill_fees", exact.monthly_fees, settlement, plan=name)
        packs = lineage.bill("bill_packs", exact.packs, settlement, plan=name)
        return {"monthly_fees": fees, "packs": packs, "postpaid": postpaid}
    used = {
        key: replace(
            lineage.worked(
                "used_up",
                amount,
                derived_rows.uses_of(settlement, part),
                title=title,
                settlement=settlement,
                plan=name,
            ),
            shown=shown_amount,
        )
        for key, part, title, amount, shown_amount in (
            ("monthly_fees", Part.FEE, "Monthly fees", exact.monthly_fees, shown.monthly_fees),
            ("packs", Part.PACK, "Packs, used part", exact.packs, shown.packs),
            ("expired", Part.EXPIRED, "Packs, expired part", exact.expired, shown.expired),
        )
    }
    rows = derived_rows.ahead(settlement)
    ahead = accrue(settlement).ahead_after
    title = "Still prepaid"
    prepaid = lineage.worked(
        "paid_ahead", ahead, rows, title=title, settlement=settlement, plan=name
    )
    return {**used, "postpaid": postpaid, "prepaid": prepaid}


def so_far(basis: Basis, *plans: NamedBill) -> dict[str, Claim]:
    """The cost up to each day under each plan, the last day first."""
    claims = {}
    for name, settlement in plans:
        for day, amount in reversed(cumulative(settlement, basis)):
            title = _so_far(name, day)
            claims[title] = lineage.bill(
                _TOTALS[basis], amount, settlement, title=title, plan=name, until=day + DAY
            )
    return claims


def _so_far(plan: str, day: date) -> str:
    return f"{formats.short(plan)}: cost up to {formats.day(day)}"


def clicked_cost(plans: Sequence[NamedBill], point: Mapping[str, Any]) -> str:
    """The name of the day and plan that was clicked."""
    number = point["curve_number"]  # curves first, then the rings where they cross
    return _so_far(plans[number if number < len(plans) else 0][0], base.day(point))


def draws(bill: NamedBill) -> dict[str, Claim]:
    """What each day was drawn from."""
    name, settlement = bill
    claims = {}
    for draw in settlement.draws:
        title = drawn(draw.day, draw.source, draw.pack)
        claims[title] = lineage.bill(
            "bill_drawn",
            draw.ms,
            settlement,
            title=title,
            plan=name,
            since=draw.day,
            until=draw.day + DAY,
            source=draw.source.value,
            pack=draw.pack,
        )
    return claims


def drawn(day: date, source: Source, pack: str | None) -> str:
    """The name of one day's draw."""
    return f"{formats.day(day)}, {ledger.WHAT[source]}{' ' + pack if pack else ''}"


def clicked_draw(settlement: Settlement, point: Mapping[str, Any]) -> str:
    """The name of the draw whose bar was clicked; what nothing is drawn from has no bars."""
    packs = [(Source.PACK, balance.pack.name) for balance in settlement.packs]
    payers = [(Source.QUOTA, None), *packs, (Source.POSTPAID, None)]
    used_payers = {(draw.source, draw.pack) for draw in settlement.draws}
    bars = [payer for payer in payers if payer in used_payers]
    source, pack = bars[point["curve_number"]]
    return drawn(base.day(point), source, pack)


def packs_left(bill: NamedBill) -> dict[str, Claim]:
    """What is left in each pack at the end of each day on which it is valid, the last day first."""
    name, settlement = bill
    claims = {}
    levels = pack_levels(settlement)
    for balance in settlement.packs:
        pack = balance.pack
        reported_ms = sum(draw.ms for draw in settlement.draws if draw.pack == pack.name)
        begin = pack.ms - balance.used_ms + reported_ms
        for day, left_ms in reversed(levels[pack.name]):
            if day < pack.expires:
                title = _left(pack.name, day)
                claims[title] = lineage.bill(
                    "pack_left",
                    left_ms,
                    settlement,
                    title=title,
                    plan=name,
                    begin_ms=begin,
                    until=day + DAY,
                    source=Source.PACK.value,
                    pack=pack.name,
                )
    return claims


def _left(pack: str, day: date) -> str:
    return f"{pack}, left on {formats.day(day)}"


def clicked_level(settlement: Settlement, point: Mapping[str, Any]) -> str:
    """The name of the pack and day that was clicked; packs of which nothing was left have no line."""
    levels = pack_levels(settlement)
    names = [balance.pack.name for balance in settlement.packs]
    drawn_names = [name for name in names if any(level.left_ms for level in levels[name])]
    return _left(drawn_names[point["curve_number"]], base.day(point))


def lines(bill: NamedBill, ledger_lines: Sequence[ledger.Line]) -> dict[str, Claim]:
    """Each line of the ledger: its minutes, its amount."""
    name, settlement = bill
    claims = {}
    sources = {word: source for source, word in ledger.WHAT.items()}
    for line in ledger_lines:
        days: dict[str, Any] = {"since": line.day, "until": line.day + DAY, "plan": name}
        title = _line(line)
        if line.what in sources:
            source = sources[line.what]
            claims[f"{title}, minutes"] = lineage.bill(
                "bill_drawn",
                line.ms or 0,
                settlement,
                title=title,
                source=source.value,
                pack=line.pack or None,
                **days,
            )
            if source is Source.POSTPAID:
                claims[f"{title}, amount"] = lineage.bill(
                    "bill_postpaid", line.amount, settlement, title=title, **days
                )
        else:
            figure = "bill_fees" if line.what == ledger.FEE else "bill_packs"
            claims[title] = lineage.bill(
                figure, line.amount, settlement, title=title, pack=line.pack or None, **days
            )
    return claims


def line_title(line: ledger.Line, *, is_amount: bool) -> str:
    """The name of the figure that a line of the ledger is: of a draw its minutes, or its amount if it has one."""
    if line.what in (ledger.FEE, ledger.PURCHASE):
        return _line(line)
    is_amount = is_amount and line.what == ledger.WHAT[Source.POSTPAID]
    return f"{_line(line)}, {'amount' if is_amount else 'minutes'}"


def _line(line: ledger.Line) -> str:
    return f"{formats.day(line.day)}, {line.what}{' ' + line.pack if line.pack else ''}"
