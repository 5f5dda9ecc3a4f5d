"""The ledger of one of the two plans as a table, and the same as a file."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.costs._compare.cards import Side
from pages.ui import drilldown, formats, plan_words, tables
from pages.ui.filters import Chosen
from pages.ui.plans import figures, ledger


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
    claims = partial(figures.lines, side.bill, lines)
    with title:
        drilldown.heading("Ledger", claims, key="ledger_table")
    exact = formats.plain(formats.money(ledger.total(lines), currency))
    prices = plan_words.references(side.settlement)
    drilldown.table(
        ledger.columns(lines, currency),
        claims,
        lambda row, column: figures.line_title(lines[row], is_amount="Amount" in column),
        key="ledger_table",
        shown=8,
        placeholder="",
        alt=f"Ledger of {side.name}: each draw, fee and purchase with day, minutes and amount",
        caption=f"{formats.count(len(lines), 'line')}; the amounts add up to {exact}. Durations are "
        "exact in milliseconds; a day’s charge has up to 8 decimals.",
        rows=tables.Every(lambda: ledger.filed(lines, currency, prices), len(lines)),
        about={
            "Plan": side.name,
            "Days": selection.period.text,
            "Settings": plan_words.settings(side.bill).replace("\\", ""),
        },
    )
