"""What the numbers of What-if and Quotes are made of: lines, months, days of an estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.core.model import KINDS, Kind, Plan
from analytics.core.money import price_per_thousand
from analytics.lineage import Claim, derived_rows
from analytics.planning.estimate import Case, Estimate, at
from analytics.quotes.months import MonthCost
from analytics.quotes.quote import Sheet, sheet_of
from pages.sell._calculator.inputs import Inputs
from pages.ui import formats, theme

_NOTHING = Decimal(0)


def totals(now: Inputs) -> dict[str, dict[str, Claim]]:
    """The numbers of each card by its name."""
    expected = sheet_of(now.asked, now.book)
    ms = expected.settlement.totals.charged_ms
    drawn = _drawn(expected, now.estimate)
    lines = _lines(now, expected)
    price = price_per_thousand(expected.total, ms)
    found = {
        "Total": {
            "Total": _claim(now, "quoted", "Total", expected.total, lines),
            **{
                f"Total, {case}": _of(now, f"Total, {case}", at(now.estimate, case), now.plan)
                for case in (Case.LOW, Case.HIGH)
            },
        },
        "All postpaid": {"All postpaid": _of(now, "All postpaid", now.estimate, now.postpaid)},
        "Charged minutes": {
            "Charged minutes": _claim(now, "estimated", "Charged minutes", ms, drawn)
        },
        "Per 1,000 min": {
            "Per 1,000 min": _claim(now, "quoted_price", "Per 1,000 min", price, [*lines, *drawn])
        },
    }
    return found


def costs(now: Inputs, months: Sequence[MonthCost]) -> dict[str, Claim]:
    """All months, each month, and each of its parts."""
    sums = [
        derived_rows.row(one.usage.since, "month", f"{one.charged_ms:,} ms charged", 0, one.total)
        for one in months
    ]
    total = sum((one.total for one in months), _NOTHING)
    found = {"All months": _claim(now, "quoted_months", "All months", total, sums)}
    for one in months:
        title = _month(one.usage.since)
        parts = [
            derived_rows.row(one.usage.since, group, "", 0, amount)
            for group, amount in one.parts.items()
        ]
        found[title] = _claim(now, "quoted_months", title, one.total, parts)
    return found


def minutes(now: Inputs, months: Sequence[MonthCost]) -> dict[str, Claim]:
    """The recorded minutes of each month, expected by kind, low and high."""
    found = {}
    days = _days(now.estimate)
    cases = {case.value: _days(at(now.estimate, case)) for case in (Case.LOW, Case.HIGH)}
    for one in months:
        since, until = one.usage.since, one.usage.until
        name = _month(since)
        found[name] = _estimated(now, name, days, since, until)
        for kind in KINDS:
            if one.usage.ms[kind]:
                title = f"{name}, {theme.KIND_NAMES[kind]}"
                found[title] = _estimated(now, title, days, since, until, kind, one.usage.ms[kind])
        for case, rows in cases.items():
            found[f"{name}, {case}"] = _estimated(now, f"{name}, {case}", rows, since, until)
        found[name] = replace(found[name], value=one.usage.total)
    return found


def quote(doc: Mapping[str, Any]) -> dict[str, Claim]:
    """A kept quote’s total, by its lines, and its months, by their parts."""
    result = doc["result"]
    currency = result["currency"]
    months = result["months"]
    first = date.fromisoformat(months[0]["from"])
    lines = [
        derived_rows.row(first, line["name"], _how(line), 0, Decimal(line["net"]))
        for line in result["lines"]
    ]
    if rebate := Decimal(result["rebate"]):
        lines.append(
            derived_rows.row(first, "rebate", f"{doc['settings']['rebate_percent']} %", 0, -rebate)
        )
    found = {"Total": _kept("quoted", "Total", Decimal(result["total"]), lines, currency)}
    for month in months:
        since = date.fromisoformat(month["from"])
        parts = [
            derived_rows.row(since, group, "", 0, Decimal(amount))
            for group, amount in month["parts"].items()
        ]
        title = _month(since)
        found[title] = _kept("quoted_months", title, Decimal(month["total"]), parts, currency)
    return found


def clicked(months: Sequence[date], point: Mapping[str, Any]) -> str:
    """The name of the month whose bar was clicked."""
    return _month(months[point["point_index"]])


def _month(since: date) -> str:
    return f"Month from {formats.day(since)}"


def _of(now: Inputs, title: str, estimate: Estimate, plan: Plan) -> Claim:
    sheet = sheet_of(replace(now.asked, estimate=estimate, plan=plan), now.book)
    return _claim(now, "quoted", title, sheet.total, _lines(now, sheet))


def _lines(now: Inputs, sheet: Sheet) -> list[derived_rows.Row]:
    rows = []
    for line in sheet.lines:
        of = {"quantity": line.quantity, "unit": line.unit, "list_price": line.list_price}
        how = _how({**of, "per": line.per, "discount": line.discount})
        rows.append(derived_rows.row(now.since, line.name, how, 0, line.net))
    if off := sheet.subtotal - sheet.total:
        rows.append(
            derived_rows.row(now.since, "rebate", f"{now.asked.rebate_percent:f} %", 0, -off)
        )
    return rows


def _how(line: Mapping[str, Any]) -> str:
    price = f"{Decimal(line['quantity']):,f} {line['unit']} × {Decimal(line['list_price']):f}"
    per = f" ÷ {line['per']:,}" if line["per"] != 1 else ""
    off = f" − {Decimal(line['discount']):f}" if Decimal(line["discount"]) else ""
    return f"{price}{per}{off}"


def _drawn(sheet: Sheet, estimate: Estimate) -> list[derived_rows.Row]:
    how = "the day’s estimated recordings, charged as the plan says"
    return [
        derived_rows.row(
            draw.day, " ".join(filter(None, (draw.source.value, draw.pack))), how, draw.ms
        )
        for draw in sheet.settlement.draws
    ]


def _days(estimate: Estimate) -> list[tuple[Kind, derived_rows.Row]]:
    day = lineage.after
    found = []
    for kind, values in estimate.series:
        of = estimate.since
        for ms in values:
            if ms:
                found.append(
                    (kind, derived_rows.row(of, theme.KIND_NAMES[kind], estimate.source, ms))
                )
            of = day(of, "day")
    return found


def _estimated(
    now: Inputs,
    title: str,
    days: Sequence[tuple[Kind, derived_rows.Row]],
    since: date,
    until: date,
    kind: Kind | None = None,
    ms: int | None = None,
) -> Claim:
    rows = [row for of, row in days if since <= row["day"] < until and kind in (None, of)]
    value = sum(row["ms"] for row in rows) if ms is None else ms
    return _claim(now, "estimated", title, value, rows)


def _claim(
    now: Inputs, figure: str, title: str, value: int | Decimal | None, rows: list[derived_rows.Row]
) -> Claim:
    settled = sheet_of(now.asked, now.book).settlement
    claim = _kept(figure, title, value, rows, now.currency)
    return replace(claim, settlement=settled)


def _kept(
    figure: str,
    title: str,
    value: int | Decimal | None,
    rows: list[derived_rows.Row],
    currency: str,
) -> Claim:
    asked = {"currency": currency}
    return lineage.worked(
        figure, value, lambda _: rows, title=title, currency=currency, asked=asked
    )
