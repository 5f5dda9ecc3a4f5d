"""Every receipt of a bill: the stored rows, the small tables, the settlement and its payers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from analytics.billing.accrual import Part, accrue
from analytics.billing.meter import charge_days, ratio_spans
from analytics.catalog import price_books
from analytics.catalog.plans import house_edge
from analytics.core.model import DayCharge, Settlement
from analytics.reports import costs, payers
from analytics.selfcheck.checks import Proof, equal, of_settlement, same
from analytics.selfcheck.recompute import Edge, Recount
from analytics.storage.store import Store

STRETCH = 50_000
"""How many rows are read at a time."""


def quick(store: Store, settlement: Settlement) -> tuple[Proof, ...]:
    """The receipts of a settlement that need no look at each row; milliseconds."""
    charged = costs.charged_days(store, settlement.plan, settlement.book)
    return (*of_settlement(settlement, charged), _book(store, settlement))


def thorough(store: Store, settlement: Settlement) -> tuple[Proof, ...]:
    """All receipts, each stored row counted once more in plain Python: seconds for a million."""
    plan, book = settlement.plan, settlement.book
    recount = Recount(Edge(*house_edge(store)), Edge(plan.zone, plan.midnight.value))
    spans = ratio_spans(plan, book)
    again = dict(charge_days(recount.files(_rows(store)), spans, plan.rounding))
    again = {day: again.get(day, 0) for day in sorted(recount.recorded)}
    charged = costs.charged_days(store, plan, book)
    return (
        *_of_imports(store, recount),
        *_of_tables(store, recount),
        same("charged_twice", "Charged by SQL = by plain Python", dict(charged), again),
        *of_settlement(settlement, tuple(DayCharge(*day) for day in again.items())),
        *_of_payers(store, settlement),
        _book(store, settlement),
    )


def _rows(store: Store) -> Iterator[Mapping[str, Any]]:
    (row,) = store.ask("row_numbers")
    for first in range(0, row["after"], STRETCH):
        yield from store.ask("raw_rows", first=first, after=first + STRETCH)


def _of_imports(store: Store, recount: Recount) -> Iterator[Proof]:
    imports = {row["import_no"]: row for row in store.ask("import_list")}
    aside = {row["import_no"]: row for row in store.ask("kept_aside")}
    for unit, title in (("rows", "Rows"), ("ms", "Milliseconds")):
        yield same(
            f"{unit}_in_out",
            f"{title} read = loaded + refused + duplicate",
            {number: row[f"{unit}_read"] for number, row in imports.items()},
            {
                number: sum(row[f"{unit}_{part}"] for part in ("loaded", "refused", "duplicate"))
                for number, row in imports.items()
            },
        )
    lines = {
        number: row["usage_lines"] + row["refused_usage_lines"] for number, row in aside.items()
    }
    yield same(
        "rows_kept",
        "Rows read = rows kept",
        {number: row["rows_read"] for number, row in imports.items()},
        {number: recount.rows[number] + lines[number] for number in aside},
    )
    yield same(
        "ms_kept",
        "Milliseconds read = milliseconds kept",
        {number: row["ms_read"] for number, row in imports.items()},
        recount.ms,
    )
    yield same(
        "refused_told",
        "Rows refused = rows set aside with a reason",
        {number: row["rows_refused"] for number, row in imports.items()},
        {number: row["refused"] for number, row in aside.items()},
    )
    yield same(
        "refused_kept",
        "Rows set aside = rows marked as refused",
        {n: row["refused"] - row["refused_usage_lines"] for n, row in aside.items()},
        recount.refused,
    )
    detail = f"video {min(recount.twice)}" if recount.twice else ""
    yield equal("counted_once", "Videos that count twice = 0", len(recount.twice), 0, detail)


def _of_tables(store: Store, recount: Recount) -> Iterator[Proof]:
    for table, title in (
        ("usage_days", "Minutes a day"),
        ("usage_room_days", "Minutes a room and day"),
        ("usage_room_months", "Minutes a room and month"),
    ):
        kept: dict[tuple[Any, ...], tuple[int, int]] = {}
        for row in store.ask("rollup_rows", rollup=table):
            room = () if row["room"] is None else (row["room"],)
            finished = () if row["finished"] is None else (row["finished"],)
            key = (row["import_no"], row["day"], row["app"], *room, row["kind"], row["billable"])
            before = kept.get((*key, *finished), (0, 0))
            kept[*key, *finished] = (before[0] + row["videos"], before[1] + row["ms"])
        counted = recount.table(table)
        yield same(f"{table}_are_rows", f"{title} = counted row by row", kept, counted)
    (coverage,) = store.ask("coverage")
    yield equal(
        "counted_ms",
        "Milliseconds shown = counted row by row",
        coverage["ms"],
        recount.counted_ms,
    )


def _of_payers(store: Store, settlement: Settlement) -> Iterator[Proof]:
    found = payers.sums(store, settlement)
    yield same(
        "payers_are_draws",
        "Milliseconds of all payers = draws",
        {(one.day, one.source, one.pack): one.ms for one in found},
        {(draw.day, draw.source, draw.pack): draw.ms for draw in settlement.draws},
    )
    uses = accrue(settlement).uses
    money = {
        (use.day, use.name or "postpaid"): use.amount
        for use in uses
        if use.part in (Part.PACK, Part.POSTPAID) and use.amount
    }
    yield same(
        "payers_are_money",
        "Money of all payers = charges and used packs",
        {(one.day, one.pack or "postpaid"): one.amount for one in found if one.amount},
        money,
    )


def _book(store: Store, settlement: Settlement) -> Proof:
    book = settlement.book
    reference = f"{book.id}@{book.version}"
    kept = [one.book for one in price_books.versions(store, book.id) if one.version == book.version]
    title = "Prices = those of the price book's version"
    prices = f"{book.postpaid_per_thousand:f} and {book.monthly_fee:f} {book.currency}"
    if not kept:
        return Proof("book_is_kept", title, prices, "-", False, f"there is no {reference}")
    (own,) = kept
    theirs = f"{own.postpaid_per_thousand:f} and {own.monthly_fee:f} {own.currency}"
    return Proof(
        "book_is_kept", title, prices, theirs, own == book, "" if own == book else reference
    )
