"""All checks of a bill: the stored rows, the small tables, the settlement and its funding sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from analytics.billing.accrual import Part, accrue
from analytics.billing.meter import ratio_spans
from analytics.catalog import price_books
from analytics.catalog.plans import house_edge
from analytics.core.model import Settlement
from analytics.reports import costs, payers
from analytics.selfcheck import recompute
from analytics.selfcheck.checks import Check, none, of_settlement, same
from analytics.selfcheck.recompute import Edge, Recount, compare
from analytics.storage.store import Store

STRETCH = 500_000
"""How many rows are read at a time."""

Progress = Callable[[float, str], None]
_TABLES = (
    ("usage_days", "Minutes a day", recompute.DAYS),
    ("usage_room_days", "Minutes a room and day", recompute.ROOMS),
    ("usage_room_months", "Minutes a room and month", recompute.MONTHS),
    ("usage_hours", "Minutes an hour", recompute.HOURS),
    ("usage_user_days", "Minutes a user and day", recompute.USERS),
    ("usage_room_totals", "Minutes a room and day over all kinds", recompute.ROOM_TOTALS),
)


def quick(store: Store, settlement: Settlement) -> tuple[Check, ...]:
    """The checks of a settlement that need no look at each row; milliseconds."""
    charged = costs.charged_days(store, settlement.plan, settlement.book)
    return (*of_settlement(settlement, charged), _book(store, settlement))


def thorough(
    store: Store, settlement: Settlement, progress: Progress = lambda fraction, text: None
) -> tuple[Check, ...]:
    """All checks, each stored row counted once more outside the database: seconds for a million.

    ``progress`` hears how much is done, from 0 to 1, and what is done at the moment.
    """
    plan, book = settlement.plan, settlement.book
    recount = Recount(
        Edge(*house_edge(store)),
        Edge(plan.zone, plan.midnight.value),
        ratio_spans(plan, book),
        plan.rounding,
    )
    (last,) = store.ask("row_numbers")
    for first in range(0, last["after"], STRETCH):
        progress(0.6 * first / last["after"], "Counting every stored row")
        recount.add(store.columns("raw_rows", first=first, after=first + STRETCH))
    for part in store.ask("lake_paths", table="video_rows"):
        recount.add(
            store.columns("load/raw_lake_rows", path=part["path"], import_no=part["import_no"])
        )
    charged = recount.charged()
    progress(0.6, "Comparing with the small tables")
    rows = (*_of_imports(store, recount), *_of_tables(store, recount))
    progress(0.8, "Adding up every funding source")
    return (
        *rows,
        same(
            "charged_twice",
            "Charged milliseconds = charged row by row",
            dict(costs.charged_days(store, plan, book)),
            dict(charged),
        ),
        *of_settlement(settlement, charged),
        *_of_payers(store, settlement),
        _book(store, settlement),
    )


def _of_imports(store: Store, recount: Recount) -> Iterator[Check]:
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
        "Rows read = rows stored",
        {number: row["rows_read"] for number, row in imports.items()},
        {number: recount.rows[number] + lines[number] for number in aside},
    )
    yield same(
        "ms_kept",
        "Milliseconds read = milliseconds stored",
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
        {
            import_no: row["refused"] - row["refused_usage_lines"]
            for import_no, row in aside.items()
        },
        recount.refused,
    )
    videos = [f"video {row['video_id']}" for row in store.ask("counted_twice")]
    yield none("counted_once", "Videos that count twice = 0", videos)


def _of_tables(store: Store, recount: Recount) -> Iterator[Check]:
    sums = {"usage_hours": recount.hours, "usage_user_days": recount.users}
    for table, title, keys in _TABLES:
        name = f"{table}_are_rows"
        stored = store.columns("rollup_rows", rollup=table)
        counted = sums.get(table, recount.days).table(*keys)
        yield compare(name, f"{title} = counted row by row", stored, counted, keys)
    (coverage,) = store.ask("coverage")
    yield same(
        "counted_ms",
        "Milliseconds shown = counted row by row",
        {"all": coverage["ms"]},
        {"all": recount.counted_ms},
    )


def _of_payers(store: Store, settlement: Settlement) -> Iterator[Check]:
    sums = payers.sums(store, settlement)
    drawn: Counter[date] = Counter()
    for draw in settlement.draws:
        drawn[draw.day] += draw.ms
    yield same(
        "payers_are_draws",
        "Billed milliseconds of all files = draws of their day",
        {line.day: line.day_ms for line in sums},
        drawn,
    )
    money = {
        (use.day, use.name or "postpaid"): use.amount
        for use in accrue(settlement).uses
        if use.part in (Part.PACK, Part.POSTPAID) and use.amount
    }
    yield same(
        "payers_are_money",
        "Money of all funding sources = charges and used packs",
        {(line.day, line.pack or "postpaid"): line.amount for line in sums if line.amount},
        money,
    )


def _book(store: Store, settlement: Settlement) -> Check:
    """The prices of each version that the settlement stands on are those of the version that is stored."""
    stored = {
        entry.version: replace(entry.book, valid_from=None, earlier=())
        for entry in price_books.versions(store, settlement.book.id)
    }
    versions = [span.book for span in settlement.book.spans()]
    different = [
        f"{book.id}@{book.version}"
        for book in versions
        if stored.get(book.version) != replace(book, valid_from=None, earlier=())
    ]
    return none("book_is_kept", "Prices that are not those of their version = 0", different)
