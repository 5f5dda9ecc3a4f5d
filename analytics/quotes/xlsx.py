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

from analytics.billing.statement import plain
from analytics.core.money import digits, half_up
from analytics.quotes import buying, view
from analytics.quotes.document import is_sample, words_of
from analytics.quotes.lines import POSTPAID, ROBOT
from analytics.quotes.words import Words

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_A4 = 9
_FIRST_DAY = 1
_NOTHING = Decimal(0)


def as_xlsx(doc: Mapping[str, Any], *, draft: bool = False) -> bytes:
    """The quote as a workbook, the same bytes for the same document; each sheet prints one page wide."""
    words, buffer = words_of(doc), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, _OPTIONS)
    issued = date.fromisoformat(doc["settings"]["issued"])
    book.set_properties(
        {
            "title": f"{words.say('Quote')} {doc['settings']['number']}",
            "created": datetime(issued.year, issued.month, issued.day),  # noqa: DTZ001
        }
    )
    looks = _Looks(book, doc["result"]["currency"], doc["result"]["book_currency"], words)
    head = words.say(view.SAMPLE) if is_sample(doc) else ""
    for name, fill in (("Quote", _quote), ("Days", _days), ("Months", _months), ("Terms", _terms)):
        sheet = book.add_worksheet(words.say(name))
        _print_set_up(sheet, doc, head, words)
        fill(sheet, doc, looks, head, draft)
    book.close()
    return buffer.getvalue()


def _print_set_up(sheet: Any, doc: Mapping[str, Any], head: str, words: Words) -> None:
    """One page across, as many down as there are, each with number and page."""
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    name = view.name(doc, words).replace("&", "&&")
    sheet.set_footer(f"&L{name}&R{words.say('Page {page} of {pages}', page='&P', pages='&N')}")
    if head:
        sheet.set_header(f"&R{head}")


class _Looks:
    """The cell formats of one workbook, and its words."""

    def __init__(self, book: Any, currency: str, book_currency: str, words: Words) -> None:
        self.words, self.say = words, words.say
        self.places = digits(currency)
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.alert = book.add_format({"bold": True, "font_color": "#b3261e"})
        self.strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.amount = book.add_format({"num_format": _amounts(self.places)})
        self.total = book.add_format({"bold": True, "top": 1, "num_format": self.amount.num_format})
        self.price = book.add_format({"num_format": f"{_amounts(digits(book_currency))}####"})
        self.exact = book.add_format({"num_format": "#,##0.00000000"})
        self.number = book.add_format({"num_format": "General"})
        self.whole = book.add_format({"num_format": "#,##0"})
        self.day = book.add_format({"num_format": words.language.cells, "align": "left"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})


def _amounts(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _quote(sheet: Any, doc: Mapping[str, Any], looks: _Looks, head: str, draft: bool) -> None:
    result, chosen, say = doc["result"], doc["settings"], looks.say
    currency, book_currency = result["currency"], result["book_currency"]
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 8, 14)
    title = f"{say('Quote')} {view.name(doc, looks.words)}"
    sheet.write_string(0, 0, title, looks.title)
    if head:
        sheet.write_string(0, 4, head, looks.alert)
    row = 1
    for name, text in view.heading(doc, draft=draft, words=looks.words):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, text)
        row += 1
    per_unit = say("{currency} for 1 {other}", currency=currency, other=book_currency)
    sheet.write_string(row, 0, per_unit)
    sheet.write_number(row, 1, Decimal(result["rate"]), looks.number)
    rate = f"$B${row + 1}"
    row += 1
    sheet.write_string(row, 0, say("Discount on the subtotal, %"))
    sheet.write_number(row, 1, Decimal(chosen["rebate_percent"]), looks.number)
    rebate = f"$B${row + 1}"
    row += 2
    header = (
        *(say(name) for name in ("Line", "Quantity", "Unit", "Price is for")),
        say("Unit price, {currency}", currency=book_currency),
        say("List amount, {currency}", currency=currency),
        say("Discount, %"),
        say("Discount, {currency}", currency=currency),
        say("Net amount, {currency}", currency=currency),
    )
    for column, name in enumerate(header):
        sheet.write_string(row, column, name, looks.strong)
    first = row + 1
    blocks = _blocks(result)
    names = view.line_names(result, looks.words)
    for name, line in zip(names, result["lines"], strict=True):
        row += 1
        block = blocks.pop(0) if line["group"] == POSTPAID else None
        _line(sheet, row, line | {"name": name}, rate, block, looks)
    last, places = row, looks.places
    net = f"I{first + 1}:I{last + 1}"
    row += 1
    for name, formula, value in (
        ("Subtotal, {currency}", f"=SUM({net})", result["subtotal"]),
        ("Discount, {currency}", f"=ROUND(I{last + 2}*{rebate}/100,{places})", result["rebate"]),
        ("Total, {currency}", f"=ROUND(I{last + 2}-I{last + 3},{places})", result["total"]),
    ):
        sheet.write_string(row, 0, say(name, currency=currency), looks.total)
        _formula(sheet, row, 8, formula, looks.total, value)
        row += 1
    row = _options(sheet, _taxes(sheet, row, doc, looks), doc, looks)
    for note in view.tax_notes(doc, looks.words):
        row += 1
        sheet.write_string(row, 0, note)


def _options(sheet: Any, row: int, doc: Mapping[str, Any], looks: _Looks) -> int:
    """The offers side by side, where there are several; the first free row."""
    options = doc["result"].get("options", ())
    if not options:
        return row
    row += 1
    say, currency = looks.say, doc["result"]["currency"]
    header = (
        *(say(name) for name in ("Option", "Usage, %", "Minutes")),
        say("Net total, {currency}", currency=currency),
        say("To pay"),
    )
    for column, name in enumerate(header):
        sheet.write_string(row, column, name, looks.strong)
    for option in options:
        row += 1
        sheet.write_string(row, 0, option["name"])
        sheet.write_number(row, 1, Decimal(option["usage_percent"]), looks.number)
        sheet.write_number(row, 2, Decimal(option["charged_ms"]) / 60000, looks.whole)
        sheet.write_number(row, 3, Decimal(option["total"]), looks.amount)
        sheet.write_number(row, 4, Decimal(view.offer_total(option)), looks.amount)
    return row + 1


def _taxes(sheet: Any, row: int, doc: Mapping[str, Any], looks: _Looks) -> int:
    """Taxes, gross and what is left to pay, under the total in the row before; the first free row."""
    result, currency, places = doc["result"], doc["result"]["currency"], looks.places
    say = looks.say
    net, first = f"I{row}", row + 1

    def sum_row(name: str, formula: str, value: str, percent: str = "") -> None:
        nonlocal row
        sheet.write_string(row, 0, name, looks.total)
        if percent:
            sheet.write_number(row, 6, Decimal(percent), looks.number)
        _formula(sheet, row, 8, formula, looks.total, value)
        row += 1

    names = view.tax_names(doc, looks.words)
    for name, tax in zip(names, result.get("taxes", ()), strict=True):
        formula = f"=ROUND({net}*G{row + 1}/100,{places})"
        sum_row(name, formula, tax["amount"], tax["percent"])
    if "gross" in result:
        formula = f"=ROUND({net}+SUM(I{first}:I{row}),{places})"
        name = say("Total {currency}, taxes included", currency=currency)
        sum_row(name, formula, result["gross"])
    if "payable" in result:
        gross = f"I{row}"
        percent = doc["settings"]["withholding_percent"]
        formula = f"=ROUND({net}*G{row + 1}/100,{places})"
        sum_row(say("Withheld"), formula, result["withheld"], percent)
        name = say("Payable {currency}", currency=currency)
        sum_row(name, f"=ROUND({gross}-I{row},{places})", result["payable"])
    return row


def _formula(sheet: Any, row: int, column: int, formula: str, look: Any, value: str) -> None:
    """A formula with the number that it comes to, for readers that do not calculate."""
    sheet.write_formula(row, column, formula, look, Decimal(value) + _NOTHING)


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
    sheet.write_string(row, 2, looks.say(line["unit"]))
    sheet.write_number(row, 3, line["per"], looks.whole)
    sheet.write_number(row, 4, Decimal(line["book_price"]), looks.price)
    if block is not None:
        first, last = _FIRST_DAY + 1 + block[0], _FIRST_DAY + max(block[1], block[0] + 1)
        days = looks.say("Days")
        listed = f"=ROUND(SUM({days}!C{first}:C{last})*{rate},{places})"
        net = f"=ROUND(SUM({days}!D{first}:D{last})*{rate},{places})"
    else:
        exact = f"B{number}*E{number}/D{number}"
        if line["group"] == ROBOT:
            exact = f"ROUND({exact},8)"
        listed = f"=ROUND({exact}*{rate},{places})"
        net = f"=F{number}"
    _formula(sheet, row, 5, listed, looks.amount, line["list_amount"])
    sheet.write_number(row, 6, Decimal(line["discount_percent"]), looks.number)
    off = f"=ROUND(F{number}-I{number},{places})"
    _formula(sheet, row, 7, off, looks.amount, line["discount"])
    _formula(sheet, row, 8, net, looks.amount, line["net"])


def _blocks(result: Mapping[str, Any]) -> list[tuple[int, int]]:
    """The rows of the postpaid days of each postpaid line, the last excluded; each price has its own days."""
    days = [day for day, _, _ in result["postpaid_days"]]
    starts = [line.get("from", "") for line in result["lines"] if line["group"] == POSTPAID]
    firsts = [bisect_left(days, start) for start in starts]
    firsts[0] = 0
    return list(zip(firsts, [*firsts[1:], len(days)], strict=True))


def _days(sheet: Any, doc: Mapping[str, Any], looks: _Looks, *_: Any) -> None:
    """Postpaid ms of each day, its charge at the list price and after the discount."""
    result, currency = doc["result"], doc["prices"]["currency"]
    sheet.set_column(0, 6, 20)
    sheet.repeat_rows(0)
    say = looks.say
    names = (
        say("Day"),
        say("Postpaid ms"),
        say("At list price, {currency}", currency=currency),
        say("Charged, {currency}", currency=currency),
    )
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, looks.strong)
    price_name = say("{currency} for {minutes} minutes", currency=currency, minutes=1000)
    sheet.write_string(0, 5, price_name, looks.strong)
    sheet.write_string(0, 6, say("Discount, %"), looks.strong)
    percent = Decimal(doc["settings"]["plan"]["discount_percent"])
    price_of: dict[int, tuple[str, Decimal]] = {}
    prices = [line["book_price"] for line in result["lines"] if line["group"] == POSTPAID]
    for place, (block, price) in enumerate(zip(_blocks(result), prices, strict=True), start=1):
        sheet.write_number(place, 5, Decimal(price), looks.price)
        price_of |= dict.fromkeys(range(*block), (f"$F${place + 1}", Decimal(price)))
    for number, (day, ms, charge) in enumerate(result["postpaid_days"]):
        row = _FIRST_DAY + number
        place_of_price, listed = price_of[number]
        sheet.write_datetime(row, 0, date.fromisoformat(day), looks.day)
        sheet.write_number(row, 1, ms, looks.whole)
        exact = f"B{row + 1}*{place_of_price}/60000000"
        at_list = half_up(Decimal(ms) * listed / 60_000_000, 8)
        _formula(sheet, row, 2, f"=ROUND({exact},8)", looks.exact, plain(at_list))
        net = f"=ROUND({exact}*(100-$G$2)/100,8)"
        _formula(sheet, row, 3, net, looks.exact, charge)
    sheet.write_number(1, 6, percent, looks.number)


def _months(sheet: Any, doc: Mapping[str, Any], looks: _Looks, *_: Any) -> None:
    """Minutes of each month by kind, and its part of the total."""
    result = doc["result"]
    sheet.set_column(0, 12, 15)
    sheet.repeat_rows(0)
    kinds = list(view.KIND_WORDS)
    say = looks.say
    names = (say("{kind}, minutes", kind=say(view.KIND_WORDS[kind])) for kind in kinds)
    cost = say("Cost, {currency}", currency=result["currency"])
    header = [say("Month from"), *names, say("Charged, minutes"), cost]
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, looks.strong)
    for number, month in enumerate(result["months"], 1):
        sheet.write_datetime(number, 0, date.fromisoformat(month["from"]), looks.day)
        for column, kind in enumerate(kinds, 1):
            sheet.write_number(number, column, Decimal(month["ms"][kind]) / 60000, looks.whole)
        sheet.write_number(number, 6, Decimal(month["charged_ms"]) / 60000, looks.whole)
        sheet.write_number(number, 7, Decimal(month["total"]), looks.amount)
    last = len(result["months"]) + 1
    sheet.write_string(last, 0, say("Term"), looks.total)
    _formula(sheet, last, 7, f"=SUM(H2:H{last})", looks.total, result["total"])


def _terms(sheet: Any, doc: Mapping[str, Any], looks: _Looks, *_: Any) -> None:
    """Scope, assumptions, what expires, terms, and the fingerprint."""
    chosen, result = doc["settings"], doc["result"]
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    say, words = looks.say, looks.words
    rows = [(say("Scope"), chosen["scope"])]
    rows += [(say("Assumption"), text) for text in view.assumptions(result, words)]
    rows += [(say("Expires"), text) for text in view.lapses(result, words)]
    if bought := buying.printed(doc, words):
        lines = [
            ", ".join(f"{name}: {cell}" for name, cell in zip(bought["header"], row, strict=True))
            for row in bought["rows"]
        ]
        rows += [(bought["title"], text) for text in (*lines, *bought["sentences"])]
    rows += [(say("Terms"), chosen["terms"]), (say("Fingerprint"), doc["prints"]["all"])]
    for row, (name, text) in enumerate(rows):
        sheet.write_string(row, 0, name, looks.wrapped)
        sheet.write_string(row, 1, text, looks.wrapped)
