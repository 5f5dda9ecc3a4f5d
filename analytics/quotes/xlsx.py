"""A quote's document as XLSX whose formulas come to the same cents when a spreadsheet recalculates.

The sheet Days holds the postpaid milliseconds of each day with the vendor's own rule as a formula:
half up to 8 decimals a day. Nothing from data is ever a formula.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from analytics.core.money import digits
from analytics.quotes import view
from analytics.quotes.lines import POSTPAID, ROBOT

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_HEADER = (
    "Line",
    "Quantity",
    "Unit",
    "Price is for",
    "Unit price",
    "List amount",
    "Discount %",
    "Discount",
    "Net amount",
)
_FIRST_DAY = 1


def as_xlsx(doc: Mapping[str, Any], *, draft: bool = False) -> bytes:
    """The quote as a workbook, the same bytes for the same document."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    issued = date.fromisoformat(doc["settings"]["issued"])
    book.set_properties(
        {
            "title": f"Quote {doc['settings']['number']}",
            "created": datetime(issued.year, issued.month, issued.day),  # noqa: DTZ001
        }
    )
    looks = _Looks(book, doc["result"]["currency"])
    _quote(book.add_worksheet("Quote"), doc, looks, view.heading(doc, draft=draft))
    _days(book.add_worksheet("Days"), doc, looks)
    _months(book.add_worksheet("Months"), doc, looks)
    _words(book.add_worksheet("Terms"), doc, looks)
    book.close()
    return buffer.getvalue()


class _Looks:
    """The cell formats of one workbook."""

    def __init__(self, book: Any, currency: str) -> None:
        places = digits(currency)
        self.places = places
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.strong = book.add_format({"bold": True, "bottom": 1})
        self.amount = book.add_format(
            {"num_format": "#,##0" + ("." + "0" * places if places else "")}
        )
        self.total = book.add_format({"bold": True, "top": 1, "num_format": self.amount.num_format})
        self.number = book.add_format({"num_format": "#,##0.######"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def _quote(
    sheet: Any, doc: Mapping[str, Any], looks: _Looks, heading: list[tuple[str, str]]
) -> None:
    result, chosen = doc["result"], doc["settings"]
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 8, 14)
    sheet.write_string(
        0, 0, f"Quote {chosen['number']}, revision {chosen['revision']}", looks.title
    )
    row = 1
    for name, text in heading:
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
        row += 1
    sheet.write_string(row, 0, f"{result['currency']} for 1 {result['book_currency']}")
    sheet.write_number(row, 1, Decimal(result["rate"]), looks.number)
    rate = f"$B${row + 1}"
    row += 1
    sheet.write_string(row, 0, "Discount on the subtotal, %")
    sheet.write_number(row, 1, Decimal(chosen["rebate_percent"]), looks.number)
    rebate = f"$B${row + 1}"
    row += 2
    for column, name in enumerate(_HEADER):
        sheet.write_string(row, column, name, looks.strong)
    first = row + 1
    blocks = _blocks(result)
    for line in result["lines"]:
        row += 1
        _line(sheet, row, line, rate, blocks.pop(0) if line["group"] == POSTPAID else None, looks)
    last, places = row, looks.places
    net = f"I{first + 1}:I{last + 1}"
    row += 1
    for name, formula, value in (
        ("Subtotal", f"=SUM({net})", result["subtotal"]),
        ("Discount", f"=ROUND(I{last + 2}*{rebate}/100,{places})", result["rebate"]),
        ("Total", f"=ROUND(I{last + 2}-I{last + 3},{places})", result["total"]),
    ):
        sheet.write_string(row, 0, f"{name}, {result['currency']}", looks.total)
        sheet.write_formula(row, 8, formula, looks.total, value)
        row += 1
    sheet.write_string(row + 1, 0, chosen["tax_note"])


def _line(
    sheet: Any,
    row: int,
    line: Mapping[str, Any],
    rate: str,
    block: tuple[int, int] | None,
    looks: _Looks,
) -> None:
    number, places = row + 1, looks.places
    sheet.write_string(row, 0, line["name"])
    sheet.write_number(row, 1, Decimal(line["quantity"]), looks.number)
    sheet.write_string(row, 2, line["unit"])
    sheet.write_number(row, 3, line["per"], looks.whole)
    sheet.write_number(row, 4, Decimal(line["book_price"]), looks.number)
    if block is not None:
        first, last = _FIRST_DAY + 1 + block[0], _FIRST_DAY + max(block[1], block[0] + 1)
        listed = f"=ROUND(SUM(Days!C{first}:C{last})*{rate},{places})"
        net = f"=ROUND(SUM(Days!D{first}:D{last})*{rate},{places})"
    else:
        exact = f"B{number}*E{number}/D{number}"
        if line["group"] == ROBOT:
            exact = f"ROUND({exact},8)"
        listed = f"=ROUND({exact}*{rate},{places})"
        net = f"=F{number}"
    sheet.write_formula(row, 5, listed, looks.amount, line["list_amount"])
    sheet.write_number(row, 6, Decimal(line["discount_percent"]), looks.number)
    sheet.write_formula(
        row, 7, f"=ROUND(F{number}-I{number},{places})", looks.amount, line["discount"]
    )
    sheet.write_formula(row, 8, net, looks.amount, line["net"])


def _blocks(result: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The rows of the postpaid days of each postpaid line, the last excluded; each price has its own days."""
    days = [day for day, _, _ in result["postpaid_days"]]
    starts = [line.get("from", "") for line in result["lines"] if line["group"] == POSTPAID]
    firsts = [bisect_left(days, start) for start in starts]
    firsts[0] = 0
    return list(zip(firsts, [*firsts[1:], len(days)], strict=True))


def _days(sheet: Any, doc: Mapping[str, Any], looks: _Looks) -> None:
    """Postpaid ms of each day, its charge at the list price and after the discount."""
    result, currency = doc["result"], doc["prices"]["currency"]
    sheet.set_column(0, 5, 20)
    names = ("Day", "Postpaid ms", f"At list price, {currency}", f"Charged, {currency}")
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, looks.strong)
    sheet.write_string(0, 5, f"{currency} for 1,000 minutes", looks.strong)
    sheet.write_string(0, 6, "Discount %", looks.strong)
    percent = Decimal(doc["settings"]["plan"]["discount_percent"])
    price_of: dict[int, str] = {}
    prices = [line["book_price"] for line in result["lines"] if line["group"] == POSTPAID]
    for place, (block, price) in enumerate(zip(_blocks(result), prices, strict=True), start=1):
        sheet.write_number(place, 5, Decimal(price), looks.number)
        price_of |= dict.fromkeys(range(*block), f"$F${place + 1}")
    for number, (day, ms, charge) in enumerate(result["postpaid_days"]):
        row = _FIRST_DAY + number
        sheet.write_string(row, 0, day)
        sheet.write_number(row, 1, ms, looks.whole)
        exact = f"B{row + 1}*{price_of[number]}/60000000"
        sheet.write_formula(row, 2, f"=ROUND({exact},8)", looks.number)
        sheet.write_formula(row, 3, f"=ROUND({exact}*(100-$G$2)/100,8)", looks.number, charge)
    sheet.write_number(1, 6, percent, looks.number)


def _months(sheet: Any, doc: Mapping[str, Any], looks: _Looks) -> None:
    """Minutes of each month by kind, and its part of the total."""
    result = doc["result"]
    sheet.set_column(0, 12, 15)
    kinds = list(view.KIND_WORDS)
    header = ["Month from", *(view.KIND_WORDS[kind] for kind in kinds), "Charged", "Cost"]
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, looks.strong)
    for number, month in enumerate(result["months"], 1):
        sheet.write_string(number, 0, month["from"])
        for column, kind in enumerate(kinds, 1):
            sheet.write_number(number, column, Decimal(month["ms"][kind]) / 60000, looks.whole)
        sheet.write_number(number, 6, Decimal(month["charged_ms"]) / 60000, looks.whole)
        sheet.write_number(number, 7, Decimal(month["total"]), looks.amount)
    last = len(result["months"]) + 1
    sheet.write_string(last, 0, "Term", looks.total)
    sheet.write_formula(last, 7, f"=SUM(H2:H{last})", looks.total, result["total"])


def _words(sheet: Any, doc: Mapping[str, Any], looks: _Looks) -> None:
    """Scope, assumptions, what expires, terms, and the fingerprint."""
    chosen, result = doc["settings"], doc["result"]
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    rows = [("Scope", chosen["scope"])]
    rows += [("Assumption", text) for text in result["assumptions"]]
    rows += [("Expires", text) for text in view.lapses(result)]
    rows += [("Terms", chosen["terms"]), ("Fingerprint", doc["prints"]["all"])]
    for row, (name, text) in enumerate(rows):
        sheet.write_string(row, 0, name, looks.wrapped)
        sheet.write_string(row, 1, text, looks.wrapped)
