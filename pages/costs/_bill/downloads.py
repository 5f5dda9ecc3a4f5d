"""Facts in the files of a bill's tables, and the version of the prices in each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from pages.ui import plan_words, tables
from pages.ui.plans.ledger import PRICES
from pages.ui.selfcheck.bill import Bill

Rows = Callable[[], Iterable[Sequence[object]]]


def every(bill: Bill, header: Sequence[str], rows: Rows, count: int) -> tables.Every:
    """All rows of a table with the version of the prices; ``rows`` is asked only when a file is wanted."""
    return tables.Every(lambda: ([*header, PRICES], ((*row, bill.prices) for row in rows())), count)


def about(bill: Bill) -> dict[str, object]:
    """The settings that the figures of a bill were made under."""
    return {
        "Plan": bill.name,
        "Days": bill.now.period.text,
        PRICES: bill.prices,
        "Settings": plan_words.settings((bill.name, bill.settlement)).replace("\\", ""),
    }
