"""Quotes: the list, one of them as the customer sees it, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from analytics.quotes.repository import Status, kept
from pages.sell._quotes import (
    actions,
    approvals,
    customers,
    list,
    margin,
    pipeline,
    safeguards,
    share_link,
    sheet,
)
from pages.sell._quotes.form import today
from pages.ui import data, formats

safeguards.tampering(st.session_state.get(list.QUOTE))
approvals.show()
list.show()
number = st.session_state.get(list.QUOTE)
actions.said()
if number:
    quote = kept(data.store(), number, today(), list.revision(number))
    st.subheader(
        formats.plain(f"{quote.number}, revision {quote.revision}: {quote.status}"), anchor=False
    )
    margin.show(quote)
    actions.downloads(quote)
    share_link.show(quote)
    actions.steps(quote)
    sheet.show(quote.document, draft=quote.status is Status.DRAFT)
    actions.actual(quote)
    safeguards.history(quote)
pipeline.show()
customers.section()
actions.verify()
safeguards.limits()
