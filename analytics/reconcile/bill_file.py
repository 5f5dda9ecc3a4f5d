"""Bill lines from the answers of DescribeBillDetail, or from a CSV with the same names in its header."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.billing.bill_lines import BilledSpan, BillLine
from analytics.billing.reconciliation import ms_of_minutes
from analytics.core.errors import Problem
from analytics.core.months import add_months

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
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = timedelta(days=1)


def read(path: Path, items: Sequence[str] = ()) -> list[BillLine]:
    """The lines about recording, or those of which a name contains one of ``items``.

    Raises Problem where the file is no such document, no line is meant, or a cell cannot be read.
    """
    rows = list(_rows(path))
    if not rows:
        raise Problem(
            "there are no bill lines in it",
            where=path.name,
            hint="Give answers of DescribeBillDetail",
        )
    meant = [row for row in rows if _is_meant(row, items)]
    if not meant:
        names = sorted({str(row.get("ItemCodeName") or row.get("ItemCode") or "?") for row in rows})
        raise Problem(
            f"no line is about recording; its items are {', '.join(names[:5])}",
            where=path.name,
            hint="Name the item with --bill-item",
        )
    return [_line(row, f"{path.name}, line {number}") for number, row in enumerate(meant, 1)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Problem("it is larger than 64 MB", where=path.name, hint="Give one month at a time")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    if text.lstrip()[:1] in ("{", "["):
        try:
            document = json.loads(text, parse_float=Decimal)
        except (ValueError, RecursionError) as fault:
            raise Problem(
                "it is not whole JSON", where=path.name, hint="Save the answer again"
            ) from fault
        for answer in document if isinstance(document, list) else [document]:
            yield from _components(answer)
        return
    yield from csv.DictReader(io.StringIO(text))


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
    amount = _number(row, "RealCost", where)
    if amount is None:
        raise Problem("RealCost is not told", where=where, hint="Export the bill with its amounts")
    deducted, used = (_ms(row, name, where) for name in ("DeductedMeasure", "UsedAmount"))
    return BillLine(since, until, deducted, used, amount, str(row.get("Currency") or "").upper())


def _span(row: Mapping[str, Any], where: str) -> tuple[date, date]:
    """The days of a line: of its fee, else its day, else its month."""
    try:
        if begin := str(row.get("FeeBeginTime") or ""):
            since = date.fromisoformat(begin[:10])
            end = str(row.get("FeeEndTime") or begin)
            until = date.fromisoformat(end[:10])
            is_midnight = end[11:] in ("00:00:00", "") and until > since
            return since, until if is_midnight else until + _DAY
        if day := str(row.get("BillDay") or ""):
            since = date.fromisoformat(day[:10])
            return since, since + _DAY
        month = date.fromisoformat(f"{str(row.get('BillMonth') or '')[:7]}-01")
        return month, add_months(month, 1)
    except ValueError as fault:
        raise Problem(
            "its days cannot be read",
            where=where,
            hint="Give FeeBeginTime and FeeEndTime as 2026-10-01 00:00:00",
        ) from fault


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
    return Decimal(text)


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
            "amount_difference": f"{span.amount_difference:f}",
            "deducted_holds_quota": span.holds_quota,
        }
        for span in spans
    ]
