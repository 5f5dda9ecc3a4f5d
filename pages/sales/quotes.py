"""Quotes: the list, one of them as the customer sees it, and what can be done with it."""

from __future__ import annotations

import streamlit as st

from analytics.quotes.repository import Status, kept
from pages.ui import data, formats, quote_actions, quote_list, quote_sheet
from pages.ui.quote_form import today
from pages.ui.quotes import safeguards

safeguards.tampering(st.session_state.get(quote_list.QUOTE))
quote_list.show()
number = st.session_state.get(quote_list.QUOTE)
quote_actions.said()
if number:
    found = kept(data.store(), number, today(), quote_list.revision(number))
    st.subheader(
        formats.plain(f"{found.number}, revision {found.revision}: {found.status}"), anchor=False
    )
    quote_actions.downloads(found)
    quote_actions.steps(found)
    quote_sheet.show(found.document, draft=found.status is Status.DRAFT)
    quote_actions.actual(found)
    safeguards.history(found)
quote_actions.verify()
safeguards.limits()
