"""The list of quotes with search, status, totals and validity."""

from __future__ import annotations

import streamlit as st

from analytics.quotes.repository import Listed, Status, counted, listed
from pages.sell._quotes.form import today
from pages.ui import data, formats, tables

QUOTE = "quote"
DONE = "quote_done"
"""Number and revision that the last step was about: that one stays in view."""
_MOST = 50
_TABLE = "quote_rows"


def show() -> None:
    """Search, the table, and the choice of the quote that is shown."""
    quotes = listed(data.store(), today())
    if not quotes:
        with st.container(border=True, key="no_quotes"):
            st.subheader("No quotes yet", anchor=False)
            st.markdown("Calculate a price first, then make the quote there.")
            st.page_link("pages/sell/calculator.py", label="Calculator", icon=":material/tune:")
        return
    search = st.text_input(
        "Search", key="search_quotes", placeholder="Number, customer, owner or status"
    )
    matches = listed(data.store(), today(), search)
    if not matches:
        st.caption("No quotes found. Try a shorter search.")
        return
    _table(matches[:_MOST])
    if len(matches) > _MOST:
        st.caption(f"{len(matches) - _MOST} more: search for one of them.")
    _totals(matches)
    numbers = list(dict.fromkeys(row.number for row in matches))
    number = st.session_state.get(QUOTE)
    if number is not None and number not in numbers:
        numbers = [*numbers, *({row.number for row in quotes} & {number})]
    st.selectbox(
        "Open a quote",
        numbers,
        index=None,
        key=QUOTE,
        bind="query-params",
        placeholder="Choose one",
    )


def _table(rows: list[Listed]) -> None:
    """A row for each revision; a click opens it."""
    currencies = {row.currency for row in rows}
    currency = "" if len(currencies) > 1 else rows[0].currency
    issued = [None if row.status is Status.DRAFT else row.issued for row in rows]
    tables.show(
        [
            tables.text("Quote", [f"{row.number} r{row.revision}" for row in rows]),
            tables.text("Customer", [row.customer for row in rows], width=220),
            tables.text("Owner", [row.owner for row in rows]),
            tables.text("Status", [row.status.value for row in rows]),
            tables.money("Total", [row.total for row in rows], currency),
            *([] if currency else [tables.text("Currency", [row.currency for row in rows])]),
            tables.day("Valid until", [row.valid_until for row in rows]),
            tables.day("Issued", issued),
        ],
        key=_TABLE,
        on_click=lambda row, _: _open(rows[row]),
        alt="Quotes by number and revision with customer, status, total and days; a click opens one",
    )


def _open(row: Listed) -> None:
    st.session_state[QUOTE] = row.number
    st.session_state[DONE] = row.number, row.revision


def revision(number: str) -> int | None:
    """Which of a quote's revisions is shown; None: its only one."""
    rows = [row for row in listed(data.store(), today()) if row.number == number]
    if len(rows) < 2:
        return None
    names = {f"Revision {row.revision}: {row.status}": row.revision for row in rows}
    last = st.session_state.get(DONE, ("", 0))
    first = next(
        (n for n, revision in names.items() if (number, revision) == last), next(iter(names))
    )
    states = "_".join(f"{row.revision}{row.status}" for row in rows)
    label = st.segmented_control(
        "Revision", list(names), default=first, required=True, key=f"revision_{number}_{states}"
    )
    return names[label]


def _totals(quotes: list[Listed]) -> None:
    """How much is open and how much is won, by currency."""
    parts, latest = [], counted(quotes)
    for status in ("issued", "accepted"):
        for currency in sorted({row.currency for row in latest}):
            rows = [r for r in latest if r.status == status and r.currency == currency]
            if rows:
                amount = formats.money(sum((r.total for r in rows), rows[0].total * 0), currency)
                parts.append(f"{len(rows)} {status}: {formats.plain(amount)}")
    if parts:
        st.caption(" · ".join(parts))
