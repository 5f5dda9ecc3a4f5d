"""Figures of Calculator and Quotes with what they are made of: lines, months, days of an estimate."""

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
from analytics.planning.estimate import Case, Estimate, MonthUsage, at
from analytics.quotes.months import MonthCost
from analytics.quotes.quote import Sheet, sheet_of
from pages.sell._calculator.inputs import Inputs
from pages.ui import formats, theme

_NOTHING = Decimal(0)


def totals(inputs: Inputs) -> dict[str, dict[str, Claim]]:
    """The numbers of each card by its name."""
    expected = sheet_of(inputs.asked, inputs.book)
    ms = expected.settlement.totals.charged_ms
    drawn = _drawn(expected)
    lines = _lines(inputs, expected)
    price = price_per_thousand(expected.total, ms)
    claims = {
        "Total": {
            "Total": _claim(inputs, "quoted", "Total", expected.total, lines),
            **{
                f"Total, {case}": _of(
                    inputs, f"Total, {case}", at(inputs.estimate, case), inputs.plan
                )
                for case in (Case.LOW, Case.HIGH)
            },
        },
        "All postpaid": {
            "All postpaid": _of(inputs, "All postpaid", inputs.estimate, inputs.postpaid)
        },
        "Charged minutes": {
            "Charged minutes": _claim(inputs, "estimated", "Charged minutes", ms, drawn)
        },
        "Per 1,000 min": {
            "Per 1,000 min": _claim(
                inputs, "quoted_price", "Per 1,000 min", price, [*lines, *drawn]
            )
        },
    }
    return claims


def costs(inputs: Inputs, months: Sequence[MonthCost]) -> dict[str, Claim]:
    """All months, each month, and each of its parts."""
    sums = [
        derived_rows.row(
            month.usage.since, "month", f"{month.charged_ms:,} ms charged", 0, month.total
        )
        for month in months
    ]
    total = sum((month.total for month in months), _NOTHING)
    claims = {"All months": _claim(inputs, "quoted_months", "All months", total, sums)}
    for month in months:
        title = _month(month.usage.since)
        parts = [
            derived_rows.row(month.usage.since, group, "", 0, amount)
            for group, amount in month.parts.items()
        ]
        claims[title] = _claim(inputs, "quoted_months", title, month.total, parts)
    return claims


def minutes(inputs: Inputs, months: Sequence[MonthCost]) -> dict[str, Claim]:
    """The recorded minutes of each month, expected by kind, low and high."""
    claims = {}
    days = _days(inputs.estimate)
    cases = {case.value: _days(at(inputs.estimate, case)) for case in (Case.LOW, Case.HIGH)}
    for month in months:
        since, until = month.usage.since, month.usage.until
        name = _month(since)
        claims[name] = _estimated(inputs, name, days, since, until)
        for kind in KINDS:
            if month.usage.ms[kind]:
                title = f"{name}, {theme.KIND_NAMES[kind]}"
                claims[title] = _estimated(
                    inputs, title, days, since, until, kind, month.usage.ms[kind]
                )
        for case, rows in cases.items():
            claims[f"{name}, {case}"] = _estimated(inputs, f"{name}, {case}", rows, since, until)
        claims[name] = replace(claims[name], value=month.usage.total)
    return claims


def cells(inputs: Inputs, months: Sequence[MonthCost]) -> dict[str, Claim]:
    """The minutes and the cost of each month, as the table has them."""
    amounts = costs(inputs, months).items()
    return minutes(inputs, months) | {f"{title}, cost": claim for title, claim in amounts}


def cell(month: MonthUsage, heading: str) -> str:
    """The name by which `cells` tells what stands below a heading for a month; "" where nothing does."""
    name = _month(month.since)
    if heading.startswith("Cost"):
        return f"{name}, cost"
    if heading in ("Low", "High"):
        return f"{name}, {heading.lower()}"
    kind = next((kind for kind in KINDS if theme.KIND_NAMES[kind] == heading), None)
    if kind is None:
        return name
    return f"{name}, {heading}" if month.ms[kind] else ""


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
    claims = {"Total": _kept("quoted", "Total", Decimal(result["total"]), lines, currency)}
    for month in months:
        since = date.fromisoformat(month["from"])
        parts = [
            derived_rows.row(since, group, "", 0, Decimal(amount))
            for group, amount in month["parts"].items()
        ]
        title = _month(since)
        claims[title] = _kept("quoted_months", title, Decimal(month["total"]), parts, currency)
    return claims


def clicked(months: Sequence[date], point: Mapping[str, Any]) -> str:
    """The name of the month whose bar was clicked."""
    return _month(months[point["point_index"]])


def _month(since: date) -> str:
    return f"Month from {formats.day(since)}"


def _of(inputs: Inputs, title: str, estimate: Estimate, plan: Plan) -> Claim:
    sheet = sheet_of(replace(inputs.asked, estimate=estimate, plan=plan), inputs.book)
    return _claim(inputs, "quoted", title, sheet.total, _lines(inputs, sheet))


def _lines(inputs: Inputs, sheet: Sheet) -> list[derived_rows.Row]:
    rows = []
    for line in sheet.lines:
        fields = {"quantity": line.quantity, "unit": line.unit, "list_price": line.list_price}
        how = _how({**fields, "per": line.per, "discount": line.discount})
        rows.append(derived_rows.row(inputs.since, line.name, how, 0, line.net))
    if rebate := sheet.subtotal - sheet.total:
        rows.append(
            derived_rows.row(
                inputs.since, "rebate", f"{inputs.asked.rebate_percent:f} %", 0, -rebate
            )
        )
    return rows


def _how(line: Mapping[str, Any]) -> str:
    price = f"{Decimal(line['quantity']):,f} {line['unit']} × {Decimal(line['list_price']):f}"
    per = f" ÷ {line['per']:,}" if line["per"] != 1 else ""
    off = f" − {Decimal(line['discount']):f}" if Decimal(line["discount"]) else ""
    return f"{price}{per}{off}"


def _drawn(sheet: Sheet) -> list[derived_rows.Row]:
    how = "the day’s estimated recordings, charged as the plan says"
    return [
        derived_rows.row(
            draw.day, " ".join(filter(None, (draw.source.value, draw.pack))), how, draw.ms
        )
        for draw in sheet.settlement.draws
    ]


def _days(estimate: Estimate) -> list[tuple[Kind, derived_rows.Row]]:
    after = lineage.after
    rows = []
    for kind, values in estimate.series:
        day = estimate.since
        for ms in values:
            if ms:
                rows.append(
                    (kind, derived_rows.row(day, theme.KIND_NAMES[kind], estimate.source, ms))
                )
            day = after(day, "day")
    return rows


def _estimated(
    inputs: Inputs,
    title: str,
    days: Sequence[tuple[Kind, derived_rows.Row]],
    since: date,
    until: date,
    kind: Kind | None = None,
    ms: int | None = None,
) -> Claim:
    rows = [
        row for row_kind, row in days if since <= row["day"] < until and kind in (None, row_kind)
    ]
    value = sum(row["ms"] for row in rows) if ms is None else ms
    return _claim(inputs, "estimated", title, value, rows)


def _claim(
    inputs: Inputs,
    figure: str,
    title: str,
    value: int | Decimal | None,
    rows: list[derived_rows.Row],
) -> Claim:
    settlement = sheet_of(inputs.asked, inputs.book).settlement
    claim = _kept(figure, title, value, rows, inputs.currency)
    return replace(claim, settlement=settlement)


def _kept(
    figure: str,
    title: str,
    value: int | Decimal | None,
    rows: list[derived_rows.Row],
    currency: str,
) -> Claim:
    request = {"currency": currency}
    return lineage.worked(
        figure, value, lambda _: rows, title=title, currency=currency, asked=request
    )
