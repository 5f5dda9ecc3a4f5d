"""A quote on the page: the same words and digits as in its PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from analytics.quotes import view
from analytics.quotes.document import is_sample, words_of
from analytics.quotes.words import ENGLISH, LANGUAGES
from pages.sell._calculator import charts, figures, purchases
from pages.ui import drilldown, formats, tables


def show(doc: Mapping[str, Any], *, draft: bool = False) -> None:
    """All of a document that a customer reads."""
    result, plain = doc["result"], formats.plain
    if is_sample(doc):
        st.warning(view.SAMPLE, icon=":material/science:")
    if (code := words_of(doc).code) != ENGLISH:
        st.caption(f"The customer’s documents are in {LANGUAGES[code].name}.")
    claims = partial(figures.quote, doc)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if sender := view.sender(doc):
            st.markdown("  \n".join([f"**{plain(sender[0][0])}**", *map(plain, sender[0][1])]))
        parts = [f"**{name}** {plain(text)}" for name, text in view.heading(doc, draft=draft)]
        st.markdown("  \n".join(parts))
        if doc["settings"]["scope"]:
            st.markdown(plain(doc["settings"]["scope"]))
    with right, st.container(border=True):
        name, total = view.sums(doc)[-1]
        drilldown.figure(name, total, claims, border=False)
        st.caption("  \n".join(f"{plain(label)}: {plain(text)}" for label, text in view.facts(doc)))
    rows = [[plain(cell) for cell in row] for row in view.lines(result)]
    sums = [["", *[""] * 4, f"**{plain(n)}**", f"**{plain(t)}**"] for n, t in view.sums(doc)]
    tables.statement(view.LINE_HEADER, [*rows, *sums])
    st.caption("  \n".join(plain(note) for note in view.tax_notes(doc)))
    if offers := view.options(doc):
        cells = [[plain(cell) for cell in row] for row in offers]
        tables.statement(view.OPTION_HEADER, cells)
    purchases.show(doc, key="quote_purchases")
    months = [
        (
            date.fromisoformat(month["from"]),
            {group: Decimal(amount) for group, amount in month["parts"].items()},
        )
        for month in result["months"]
    ]
    drilldown.heading(f"Cost by month, {result['currency']}", claims, key="quote_months")
    drilldown.chart(
        charts.cost_by_month(months, result["currency"]),
        claims,
        partial(figures.clicked, [since for since, _ in months]),
        key="quote_months",
        alt="Cost of each month of the quote, stacked by what for",
    )
    with st.expander("Estimated minutes", key="quote_minutes", icon=":material/table:"):
        header, usage = view.usage(result)
        tables.statement(header, [[plain(cell) for cell in row] for row in usage])
    with st.expander("Assumptions, what expires, terms", key="quote_words"):
        for text in (*result["assumptions"], *view.lapses(result)):
            st.markdown(f"- {plain(text)}")
        for line in doc["settings"]["terms"].splitlines():
            st.markdown(plain(line))
    st.caption(f"Fingerprint {doc['prints']['all'][:32]} · engine {plain(doc['engine'])}")
