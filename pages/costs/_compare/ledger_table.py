"""The ledger of one of the two plans as a table, and the same as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui import drilldown, formats, plan_words
from pages.ui.filters import Chosen
from pages.ui.periods import DAY
from pages.ui.plans import figures, ledger
from pages.ui.plans.cards import Side

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(selection: Chosen, first: Side, second: Side) -> None:
    """Each draw, fee and purchase as a line."""
    sides = {side.side: side for side in (first, second)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.container(width="stretch")
        side_key = st.segmented_control(
            "Plan",
            list(sides),
            default="second",
            required=True,
            key="ledger",
            format_func={
                key: formats.short(side.name, 24) for key, side in sides.items()
            }.__getitem__,
            label_visibility="collapsed",
        )
    side = sides[side_key]
    lines = ledger.lines(side.settlement)
    book = side.settlement.book
    currency = book.currency
    with title:
        drilldown.heading("Ledger", partial(figures.lines, side.bill, lines), key="ledger_table")
    cells = ledger.cells(lines, currency, grouped=True)
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {name: [row[n] for row in cells] for n, name in enumerate(ledger.HEADER)},
        key="ledger_table",
        hide_index=True,
        height=35 * (min(len(cells), 8) + 1) + 3,
        column_config={
            "Minutes": right,
            "Milliseconds": right,
            "Amount": st.column_config.TextColumn(f"Amount ({currency})", alignment="right"),
        },
        alt=f"Ledger of {side.name}: each draw, fee and purchase with day, minutes and amount",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        for ending, mime, make in (
            ("csv", "text/csv", ledger.as_csv),
            ("xlsx", XLSX, ledger.as_xlsx),
        ):
            st.download_button(
                f"Download as {ending.upper()}",
                data=partial(make, lines, currency, plan_words.references(side.settlement)),
                file_name=file_name(side, selection, ending),
                mime=mime,
                key=f"ledger_{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
        exact = formats.plain(formats.money(ledger.total(lines), currency))
        st.caption(
            f"{formats.count(len(lines), 'line')}; the amounts add up to {exact}. Durations are "
            "exact in milliseconds; a day’s charge has up to 8 decimals.",
            width="stretch",
        )
    st.caption(plan_words.settings((side.name, side.settlement)))


def file_name(side: Side, selection: Chosen, ending: str) -> str:
    """``ledger-second-2025-09-01-2026-08-31.csv``: no text from data in a file's name."""
    return f"ledger-{side.side}-{selection.period.since}-{selection.period.until - DAY}.{ending}"
