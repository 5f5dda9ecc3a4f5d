"""Safeguards of quotes, for everybody to see: the trail, what was changed by hand, and the limits."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.quotes import approval, audit_log
from analytics.quotes.repository import Kept
from analytics.storage import acting
from pages.ui import boxes, data, formats, tables


def tampering(number: str | None) -> None:
    """Say what was changed by hand in the database, above all else."""
    for fault in audit_log.faults(data.store(), number):
        st.error(f"Changed by hand: {formats.plain(fault)}", icon=":material/gpp_bad:")


def history(quote: Kept) -> None:
    """Who did what, when and why."""
    store = data.store()
    with st.expander("Trail", key="quote_trail", icon=":material/history:"):
        _entries(store.ask("quote_trail", number=quote.number), "trail_rows")
        if audit_log.is_intact(store):
            st.caption(
                "No entry was changed since it was written; each carries the mark of the one before."
            )


def _entries(entries: Iterable[dict[str, Any]], key: str) -> None:
    rows = list(entries)
    columns = [
        tables.moment("When (UTC)", [row["done_at"] for row in rows]),
        tables.whole("Revision", [row["revision"] or None for row in rows]),
        tables.text("What", [row["action"] for row in rows]),
        tables.text("Who", [row["who"] for row in rows]),
        tables.text("Reason", [row["reason"] for row in rows]),
        tables.text("Second person", [row["second_person"] for row in rows]),
    ]
    tables.show(columns, key=key, alt="Who did what, when and why")


def _named(book: str) -> str:
    return book or "None: margins are not checked"


def limits() -> None:
    """What one person may issue alone, and who changed that."""
    store = data.store()
    limits = approval.limits(store)
    with st.expander("Limits for issuing", key="limits", icon=":material/gavel:"):
        st.caption(
            "Beyond these a quote needs a reason and a second person; so does loosening them."
        )
        with st.form("limits_form", border=False):
            _limits_form(limits)
        if changes := store.ask("quote_trail", number=""):
            _entries(changes, "limit_changes")


def _limits_form(limits: approval.Limits) -> None:
    store = data.store()
    left, right = st.columns(2)
    discount = left.number_input(
        "Discount above, %", 0.0, 100.0, float(limits.discount_percent), key="limit_discount"
    )
    margin = right.number_input(
        "Margin under, %", 0.0, 100.0, float(limits.margin_percent), key="limit_margin"
    )
    books = ["", *price_books.known(store)]
    book = left.selectbox(
        "Cost price book",
        books,
        index=books.index(limits.cost_book) if limits.cost_book in books else 0,
        format_func=_named,
        key="limit_book",
    )
    who = acting.name("") or right.text_input("Changed by", key="limit_who", max_chars=60)
    reason = left.text_input("Reason", key="limit_reason", max_chars=300)
    second = right.text_input("Second person who agrees", key="limit_second", max_chars=60)
    if not st.form_submit_button("Save limits", key="save_limits"):
        return
    new_limits = approval.Limits(Decimal(f"{discount:.2f}"), Decimal(f"{margin:.2f}"), book)
    try:
        approval.keep_limits(store, new_limits, who, reason=reason, second_person=second)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.rerun()
