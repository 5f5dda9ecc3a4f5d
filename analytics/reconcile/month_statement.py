"""The statement of a month: minutes, what paid for them, the bill, and who used it; as PDF, XLSX and CSV, with a journal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import typst

from analytics.billing.journal import Accounts, Booking, journal
from analytics.catalog.toml_forms import Form, Text, check, read
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, Plan, Source
from analytics.core.money import half_up
from analytics.core.months import add_months, month_text
from analytics.core.people import Act, Right
from analytics.files.export import csv_bytes, xlsx_bytes
from analytics.groups import imports as groups
from analytics.ingest.sandbox.ask import read_toml_file
from analytics.quotes import glyphs
from analytics.reconcile import closing
from analytics.reports import cost_of_use, costs
from analytics.reports.filters import Filters
from analytics.storage.statements import run
from analytics.storage.store import Store

_DATA = Path(__file__).resolve().parents[2] / "data"
_ACCOUNTS = "accounts"
_HEADER = ("Section", "Item", "Minutes", "Amount")
_JOURNAL = (
    *("Date", "Document", "Account", "Cost centre", "Debit", "Credit", "Period", "Text"),
)  # fmt: skip


class Line(NamedTuple):
    """One line of the statement: a length, an amount in the currency's digits, or both."""

    section: str
    item: str
    ms: int | None = None
    amount: Decimal | None = None

    @property
    def minutes(self) -> Decimal | None:
        """Half up to three decimals."""
        return None if self.ms is None else half_up(Decimal(self.ms) / MS_PER_MINUTE, 3)


@dataclass(frozen=True, slots=True)
class MonthStatement:
    """The lines, of which those of the section "Bill" add up to ``total``, and what they stand on."""

    month: date
    currency: str
    lines: tuple[Line, ...]
    total: Decimal
    about: dict[str, str]


class _AccountsForm(Form):
    postpaid: Text
    monthly_fee: Text
    packs: Text
    prepaid_packs: Text
    payable: Text


def accounts(path: Path) -> Accounts:
    """The accounts of a TOML file. Raises Problem that names what is missing."""
    form = check(_AccountsForm, read(read_toml_file(path), path.name), path.name)
    return Accounts(**form.model_dump())


def kept_accounts(store: Store) -> Accounts | None:
    """The accounts that somebody typed on the Bill page; None where nobody did."""
    text = {row["key"]: row["value"] for row in store.ask("settings")}.get(_ACCOUNTS)
    return Accounts(**json.loads(text)) if text else None


def keep_accounts(store: Store, chart: Accounts) -> None:
    """Keep the accounts for the whole team. Raises Problem where one is empty."""
    values = {name: " ".join(value.split()) for name, value in asdict(chart).items()}
    if empty := [name.replace("_", " ") for name, value in values.items() if not value]:
        raise Problem(
            f"the account of {', '.join(empty)} is empty", hint="Type each of the five accounts"
        )
    with store.write(Act(Right.ADMINISTER, "keep accounts", ", ".join(values.values()))) as cursor:
        run(cursor, "load/keep_setting", key=_ACCOUNTS, value=json.dumps(values))


def statement(store: Store, plan: Plan, month: date) -> MonthStatement:
    """The statement of a month under a plan. Raises Problem where nothing was recorded or paid in it."""
    until = add_months(month, 1)
    settlement = costs.settle_plan(store, plan, month, until)
    shown = settlement.totals.shown
    if not settlement.draws and not shown.total:
        raise Problem(
            f"nothing was recorded or paid in {month_text(month)}", hint="Look at the month's name"
        )
    lines = (
        *_minutes(store, plan, month, until),
        *_bill(settlement),
        *_users(store, plan, month, until),
    )
    last = next((each for each in closing.closed(store) if each.month == month), None)
    return MonthStatement(
        month,
        settlement.book.currency,
        lines,
        shown.total,
        {
            "Month": month_text(month),
            "Price book": f"{settlement.book.id} {settlement.last_version.version}",
            "Days in": plan.zone,
            "State": last.sentence() if last else "Not closed",
            "Data edition": str(last.edition if last else store.version),
        },
    )


def _minutes(store: Store, plan: Plan, month: date, until: date) -> Iterator[Line]:
    rows = cost_of_use.minutes_by(
        store, ("kind",), Filters(month, until), zone=plan.zone, midnight=plan.midnight.value
    )
    for row in rows:
        yield Line("Recorded minutes", str(row["kind"]).capitalize(), row["ms"])


def _bill(settlement: Any) -> Iterator[Line]:
    totals, shown = settlement.totals, settlement.totals.shown
    yield Line("What paid for them", "Free quota", totals.quota_ms)
    for balance in settlement.packs:
        drawn = sum(draw.ms for draw in settlement.draws if draw.pack == balance.pack.name)
        if drawn:
            yield Line("What paid for them", f"Pack {balance.pack.name}", drawn)
    yield Line("What paid for them", str(Source.POSTPAID).capitalize(), totals.postpaid_ms)
    yield Line("What paid for them", "Charged in all", totals.charged_ms)
    yield Line("Bill", "Monthly fees", None, shown.monthly_fees)
    yield Line("Bill", "Pack purchases", None, shown.pack_purchases)
    yield Line("Bill", "Postpaid minutes", totals.postpaid_ms, shown.postpaid)
    yield Line("Bill", "Total", None, shown.total)


def _users(store: Store, plan: Plan, month: date, until: date) -> Iterator[Line]:
    """The cost of use by app and by each group, each with its total."""
    for field in ("app", *groups.dimensions(store)):
        rows = cost_of_use.by_fields(store, plan, (field,), Filters(month, until))
        section = f"Cost of use by {field.replace('_', ' ')}"
        for row in rows:
            name = row.key[0] or ("not named" if field == "app" else "not mapped")
            yield Line(section, name, row.charged_ms, row.total)
        total = sum((row.total for row in rows), Decimal(0))
        yield Line(section, "Total", sum(row.charged_ms for row in rows), total)


def bookings(
    store: Store, plan: Plan, month: date, chart: Accounts, cost_centre: str | None
) -> tuple[Booking, ...]:
    """The journal of a month; expense is divided by what each value of a dimension used. Raises Problem for an unknown one."""
    until = add_months(month, 1)
    shares: list[tuple[str, int]] = [("", 1)]
    if cost_centre:
        (field,) = groups.fields(store, cost_centre)
        rows = cost_of_use.by_fields(store, plan, (field,), Filters(month, until))
        totals = [int(row.total * 10**3) for row in rows]
        weights = totals if any(totals) else [row.charged_ms for row in rows]
        shares = [
            (row.key[0] or "", weight) for row, weight in zip(rows, weights, strict=True)
        ] or shares
    before, after = (costs.settle_plan(store, plan, None, day) for day in (month, until))
    return journal(before, after, month, chart, shares)


def document(result: MonthStatement, lines: tuple[Booking, ...] = ()) -> dict[str, Any]:
    """The statement and its journal as plain JSON values; minutes and amounts are text, what a line has none of is null."""
    return {
        "month": f"{result.month:%Y-%m}",
        "currency": result.currency,
        "total": f"{result.total:f}",
        "lines": [
            {
                "section": line.section,
                "item": line.item,
                "ms": line.ms,
                "minutes": None if line.minutes is None else f"{line.minutes:f}",
                "amount": None if line.amount is None else f"{line.amount:f}",
            }
            for line in result.lines
        ],
        "journal": [
            {
                "date": line.day.isoformat(),
                "document": line.document,
                "account": line.account,
                "cost_centre": line.cost_centre,
                "debit": f"{line.debit:f}",
                "credit": f"{line.credit:f}",
                "period": line.period,
                "text": line.text,
            }
            for line in lines
        ],
        "about": result.about,
    }


def files(result: MonthStatement) -> dict[str, bytes]:
    """``statement-2026-10.pdf``, ``.xlsx`` and ``.csv``, the same figures in each."""
    stem = f"statement-{result.month:%Y-%m}"
    header = (*_HEADER[:3], f"{_HEADER[3]} ({result.currency})")
    rows = [(line.section, line.item, line.minutes, line.amount) for line in result.lines]
    return {
        f"{stem}.pdf": as_pdf(result),
        f"{stem}.xlsx": xlsx_bytes(header, rows, sheet="Statement", about=result.about),
        f"{stem}.csv": csv_bytes(header, rows),
    }


def journal_csv(lines: tuple[Booking, ...]) -> bytes:
    """The bookings as CSV, an amount of 0 left empty."""
    rows = [
        (*line[:4], line.debit or None, line.credit or None, line.period, line.text)
        for line in lines
    ]
    return csv_bytes(_JOURNAL, rows)


def as_pdf(result: MonthStatement) -> bytes:
    """The printed statement, dated by the month's last day, so that the same data give the same bytes."""
    sections: dict[str, list[tuple[str, str, str]]] = {}
    for line in result.lines:
        minutes = "" if line.minutes is None else f"{line.minutes.normalize():,f}"
        amount = "" if line.amount is None else f"{line.amount:,f}"
        sections.setdefault(line.section, []).append((line.item, minutes, amount))
    data = {
        "title": f"Statement {month_text(result.month)}",
        "currency": result.currency,
        "total": f"{result.currency} {result.total:,f}",
        "about": list(result.about.items()),
        "sections": [[name, rows] for name, rows in sections.items()],
    }
    text = json.dumps(data, ensure_ascii=False)
    if missing := glyphs.missing(text):  # a sign without a glyph would vanish in silence
        text = text.translate(dict.fromkeys(map(ord, missing), "?"))
    day = add_months(result.month, 1) - timedelta(days=1)
    try:
        output: Any = typst.compile(
            str(_DATA / "templates" / "statement.typ"),
            format="pdf",
            font_paths=glyphs.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"statement": text},
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    except typst.TypstError as fault:
        raise Problem(f"it could not be printed ({fault.message})", where="statement") from fault
    content: bytes = output[0] if isinstance(output, list) else output
    return content
