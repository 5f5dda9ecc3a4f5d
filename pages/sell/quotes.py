"""Quotes: the list, one of them as the customer sees it, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from analytics.quotes.repository import Status, kept
from pages.sell._quotes import actions, list, safeguards, sheet
from pages.sell._quotes.form import today
from pages.ui import data, formats

safeguards.tampering(st.session_state.get(list.QUOTE))
list.show()
number = st.session_state.get(list.QUOTE)
actions.said()
if number:
    found = kept(data.store(), number, today(), list.revision(number))
    st.subheader(
        formats.plain(f"{found.number}, revision {found.revision}: {found.status}"), anchor=False
    )
    actions.downloads(found)
    actions.steps(found)
    sheet.show(found.document, draft=found.status is Status.DRAFT)
    actions.actual(found)
    safeguards.history(found)
actions.verify()
safeguards.limits()
