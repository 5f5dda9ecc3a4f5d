"""Bill lines from the answers of DescribeBillDetail, or from a table of which a person said which column is which.

(Not found: how the console's bill CSV names its columns. The API's own names are known; every other header is asked about once.)
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.billing.bill_lines import BilledSpan, BillLine
from analytics.billing.reconciliation import ms_of_minutes
from analytics.core.errors import Problem
from analytics.core.months import add_months
from analytics.ingest.sandbox.ask import read_grid

_MOST_BYTES = 64 << 20
_NAMES = (
    *("ItemCodeName", "ComponentCodeName", "ProductCodeName", "BusinessCodeName"),
    *("ItemCode", "ComponentCode"),
)
_RECORDING = re.compile(r"record|录制|錄製", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "分钟", "分鐘"), 1),
    **dict.fromkeys(
        ("thousand minutes", "1000 minutes", "1,000 minutes", "千分钟", "千分鐘"), 1000
    ),
}
_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+(?=\.))(\.[0-9]+)?")
_DAY = timedelta(days=1)
_MOST_DECIMALS = 8
_HEADER_ROWS = 20
UNIT = "UsedAmountUnit"
ITEM, AMOUNT = "ItemCodeName", "RealCost"
DAYS = ("FeeBeginTime", "BillDay", "BillMonth")
"""One of them says a line's days; FeeEndTime goes with the first."""
COLUMNS = (
    *(ITEM, "FeeBeginTime", "FeeEndTime", "BillDay", "BillMonth"),
    *("DeductedMeasure", "UsedAmount", UNIT, AMOUNT, "Currency"),
)
"""What of a bill is read, by the API's names."""
UNITS = ("minutes", "thousand minutes")
"""What a person may say of a table that names no unit."""
Chosen = Mapping[str, str]
"""The API's name -> the table's heading; for the unit also one of UNITS."""


@dataclass(frozen=True, slots=True)
class BillTable:
    """A table of bill lines as it is: its name, its header, and (line, cells)."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def is_document(path: Path) -> bool:
    """Whether a file holds JSON, of which no column is asked about."""
    with path.open("rb") as file:
        return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def table(path: Path, name: str) -> BillTable:
    """The one table in a CSV or XLSX file; its header is the first row that is nearly as full as the others. Raises Problem."""
    rows = read_grid(path, name).rows
    first = rows[:_HEADER_ROWS]
    if len(rows) < 2:
        raise Problem("there are no bill lines in it", where=name, hint="Export the bill again")
    filled = [sum(bool(cell.strip()) for cell in cells) for _, cells in first]
    place = next(n for n, count in enumerate(filled) if 3 * count >= 2 * max(filled))
    header = tuple(cell.strip() for cell in first[place][1])
    body = [(line, tuple(cells)) for line, cells in rows[place + 1 :]]
    return BillTable(name, header, tuple(body))


def own_names(header: Sequence[str]) -> dict[str, str]:
    """Which columns have the API's own names."""
    known = {name.lower(): name for name in (*_NAMES[::-1], *COLUMNS)}
    own = {known[label.lower()]: label for label in header if label.lower() in known}
    names = [own[name] for name in _NAMES if name in own]
    return {name: label for name, label in own.items() if name in COLUMNS} | (
        {ITEM: names[0]} if names else {}
    )


def lacking(mapping: Chosen) -> str:
    """What must still be said before lines can be read, as a sentence's part; "" for nothing."""
    if not mapping.get(ITEM):
        return "which column says what is billed"
    if not any(mapping.get(name) for name in DAYS):
        return "which column says the day or month"
    if not mapping.get(AMOUNT):
        return "which column is the amount"
    if not mapping.get("Currency"):
        return "which column is the currency"
    if (mapping.get("UsedAmount") or mapping.get("DeductedMeasure")) and not mapping.get(UNIT):
        return "the unit of the minutes"
    return ""


def lines_of(bill: BillTable, mapping: Chosen, items: Sequence[str] = ()) -> list[BillLine]:
    """The lines of a table about recording, or those of which a name contains one of ``items``. Raises Problem as `read`."""
    if open_question := lacking(mapping):
        raise Problem(
            f"it is not known {open_question}",
            where=bill.name,
            hint="Choose it once under Bill lines on the Reconcile page, which remembers it for this header",
        )
    at = {name: n for n, name in enumerate(bill.header) if name in _NAMES}
    at |= {
        name: bill.header.index(label) for name, label in mapping.items() if label in bill.header
    }
    fixed = {UNIT: mapping[UNIT]} if UNIT in mapping and UNIT not in at else {}
    rows = [
        (line, fixed | {name: cells[n] if n < len(cells) else "" for name, n in at.items()})
        for line, cells in bill.rows
    ]
    return _lines(rows, bill.name, items)


def items_of(bill: BillTable, mapping: Chosen) -> list[str]:
    """The names of what a table bills, for a person to choose from."""
    if mapping.get(ITEM) not in bill.header:
        return []
    at = bill.header.index(mapping[ITEM])
    return sorted({cells[at].strip() for _, cells in bill.rows if at < len(cells)} - {""})


def is_recording(item: str) -> bool:
    """Whether a name says recording."""
    return bool(_RECORDING.search(item))


def read(
    path: Path, items: Sequence[str] = (), remembered: Mapping[str, Chosen] | None = None
) -> list[BillLine]:
    """The lines about recording, or those of which a name contains one of ``items``.

    ``remembered`` are the columns that people chose, by `key_of` a header. Raises Problem where the file is no such document, no
    line is meant, or a cell cannot be read.
    """
    if is_document(path):
        return documents(path, path.name, items)
    bill = table(path, path.name)
    return lines_of(
        bill, (remembered or {}).get(key_of(bill.header)) or own_names(bill.header), items
    )


def key_of(header: Sequence[str]) -> str:
    """What the columns of a bill are remembered under, apart from those of recordings."""
    return f"bill {hashlib.sha256(chr(31).join(header).encode()).hexdigest()[:32]}"


def documents(path: Path, name: str, items: Sequence[str] = ()) -> list[BillLine]:
    """The lines of saved answers of DescribeBillDetail. Raises Problem as `read`."""
    return _lines(list(enumerate(_components_of(path, name), 1)), name, items)


def _lines(
    rows: Sequence[tuple[int, Mapping[str, Any]]], name: str, items: Sequence[str]
) -> list[BillLine]:
    if not rows:
        raise Problem(
            "there are no bill lines in it",
            where=name,
            hint="Give answers of DescribeBillDetail",
        )
    meant = [(line, row) for line, row in rows if _is_meant(row, items)]
    if not meant:
        names = sorted({str(row.get(ITEM) or row.get("ItemCode") or "?") for _, row in rows})
        raise Problem(
            f"no line is about recording; its items are {', '.join(names[:5])}",
            where=name,
            hint="Name the item with --bill-item",
        )
    return [_line(row, f"{name}, line {number}") for number, row in meant]


def _components_of(path: Path, name: str) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Problem("it is larger than 64 MB", where=name, hint="Give one month at a time")
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        raise Problem("it is not whole JSON", where=name, hint="Save the answer again") from fault
    for answer in document if isinstance(document, list) else [document]:
        yield from _components(answer)


def _components(answer: Any) -> Iterator[dict[str, Any]]:
    answer = answer.get("Response", answer) if isinstance(answer, dict) else {}
    for detail in answer.get("DetailSet") or ():
        for component in (detail.get("ComponentSet") or ()) if isinstance(detail, dict) else ():
            if isinstance(component, dict):
                yield {**detail, **component}


def _is_meant(row: Mapping[str, Any], items: Sequence[str]) -> bool:
    names = [str(row.get(name) or "") for name in _NAMES]
    if items:
        return any(item.lower() in name.lower() for item in items for name in names)
    return any(_RECORDING.search(name) for name in names)


def _line(row: Mapping[str, Any], where: str) -> BillLine:
    since, until = _span(row, where)
    amount = _number(row, AMOUNT, where)
    if amount is None:
        raise Problem("RealCost is not told", where=where, hint="Export the bill with its amounts")
    if -int(amount.normalize().as_tuple().exponent) > _MOST_DECIMALS:
        raise Problem(
            f"RealCost has more than {_MOST_DECIMALS} decimals", where=where, hint="Fix the cell"
        )
    deducted, used = (_ms(row, name, where) for name in ("DeductedMeasure", "UsedAmount"))
    return BillLine(since, until, deducted, used, amount, str(row.get("Currency") or "").upper())


def _span(row: Mapping[str, Any], where: str) -> tuple[date, date]:
    """The days of a line: of its fee, else its day, else its month."""
    try:
        if begin := str(row.get("FeeBeginTime") or ""):
            since = _day(begin)
            end = str(row.get("FeeEndTime") or begin)
            until = _day(end)
            is_midnight = end[11:] in ("00:00:00", "") and until > since
            return since, until if is_midnight else until + _DAY
        if day := str(row.get("BillDay") or ""):
            since = _day(day)
            return since, since + _DAY
        month = _day(f"{str(row.get('BillMonth') or '').strip()[:7]}-01")
        return month, add_months(month, 1)
    except ValueError as fault:
        raise Problem(
            "its days cannot be read",
            where=where,
            hint="Give FeeBeginTime and FeeEndTime as 2026-10-01 00:00:00",
        ) from fault


def _day(text: str) -> date:
    return date.fromisoformat(text.strip()[:10].replace("/", "-"))


def _ms(row: Mapping[str, Any], name: str, where: str) -> int | None:
    value = _number(row, name, where)
    if value is None:
        return None
    unit = " ".join(str(row.get("UsedAmountUnit") or "").lower().split())
    if unit not in _UNITS:
        raise Problem(
            f'UsedAmountUnit "{unit}" is not a known unit of minutes',
            where=where,
            hint="Write minutes or thousand minutes",
        )
    return ms_of_minutes(value * _UNITS[unit])


def _number(row: Mapping[str, Any], name: str, where: str) -> Decimal | None:
    text = str(row.get(name) if row.get(name) is not None else "").strip()
    if text in ("", "-"):
        return None
    if not _NUMBER.fullmatch(text):
        raise Problem(f'{name}: "{text}" is not a number', where=where, hint="Fix the cell")
    return Decimal(text.replace(",", ""))


def document(spans: Iterable[BilledSpan]) -> list[dict[str, Any]]:
    """The spans as plain JSON values; what is not told is null."""
    return [
        {
            "since": span.since.isoformat(),
            "until": span.until.isoformat(),
            "lines": span.lines,
            "deducted_ms": span.deducted_ms,
            "used_ms": span.used_ms,
            "amount": f"{span.amount:f}",
            "currency": span.currency,
            "ours_quota_ms": span.quota_ms,
            "ours_pack_ms": span.pack_ms,
            "ours_postpaid_ms": span.postpaid_ms,
            "ours_postpaid": f"{span.postpaid:f}",
            "pack_difference_ms": span.pack_difference_ms,
            "postpaid_difference_ms": span.postpaid_difference_ms,
            "amount_difference": None
            if span.amount_difference is None
            else f"{span.amount_difference:f}",
            "ours_currency": span.ours_currency,
            "deducted_holds_quota": span.holds_quota,
        }
        for span in spans
    ]
