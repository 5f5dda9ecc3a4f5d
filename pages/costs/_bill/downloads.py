"""A table of the bill as CSV and XLSX, its prices' version in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import streamlit as st

from analytics.files.export import csv_bytes, xlsx_bytes
from pages.costs._compare.ledger_table import XLSX
from pages.ui import formats, plan_words
from pages.ui.plans.ledger import PRICES
from pages.ui.selfcheck.bill import Bill

Rows = Callable[[], Iterable[Sequence[object]]]
MOST_IN_XLSX = 100_000


def offer(
    bill: Bill, table: str, header: Sequence[str], rows: Rows, *, count: int, remark: str = ""
) -> None:
    """Both buttons; ``rows`` is asked only when one is clicked."""
    columns = [*header, PRICES]

    def all_rows() -> Iterator[Sequence[object]]:
        return ((*row, bill.prices) for row in rows())

    def as_csv() -> bytes:
        return csv_bytes(columns, all_rows())

    def as_xlsx() -> bytes:
        settings = plan_words.settings((bill.name, bill.settlement)).replace("\\", "")
        about = {
            "Plan": bill.name,
            "Days": bill.now.period.text,
            PRICES: bill.prices,
            "Settings": settings,
        }
        return xlsx_bytes(columns, all_rows(), sheet=table.capitalize(), about=about)

    with st.container(horizontal=True, vertical_alignment="center"):
        for ending, mime, make in (("csv", "text/csv", as_csv), ("xlsx", XLSX, as_xlsx)):
            st.download_button(
                f"Download as {ending.upper()}",
                data=make,
                file_name=bill.file_name(table, ending),
                mime=mime,
                key=f"bill_{table}_{ending}",
                icon=":material/download:",
                on_click="ignore",
                disabled=ending == "xlsx" and count > MOST_IN_XLSX,
            )
        if remark:
            st.caption(formats.plain(remark), width="stretch")
