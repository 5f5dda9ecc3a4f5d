"""The share link of an issued quote: made, copied, withdrawn; how often it was opened."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from urllib.parse import urlsplit

import streamlit as st

from analytics.core.errors import Problem
from analytics.messages import channels
from analytics.quotes import sharing
from analytics.quotes.repository import Kept, Status
from analytics.quotes.sharing import Link
from pages.sell._quotes.form import attempt, today
from pages.ui import data, formats


def show(quote: Kept) -> None:
    """The link with its views where there is one; else a button that makes it."""
    store = data.store()
    made = sharing.link(store, quote.number, quote.revision)
    if not made and quote.status is not Status.ISSUED:
        return
    owner = quote.document["settings"]["owner"]
    with st.container(border=True, key="share"):
        if not made:
            st.markdown("**Share link**: the customer reads and signs without signing in.")
            if st.button("Make a link", key="share_make", icon=":material/link:"):
                attempt(lambda: sharing.share(store, quote.number, quote.revision, today(), owner))
            return
        st.markdown(f"**Share link** · {_views(made)}")
        st.code(f"{_address()}/quote/{made.token}", language=None)
        with st.container(horizontal=True):
            preview = f"{_here()}/quote/{made.token}?preview"
            st.link_button("See it as the customer", preview, icon=":material/visibility:")
            if st.button("Withdraw", key="share_withdraw", icon=":material/link_off:"):
                attempt(lambda: sharing.withdraw(store, quote.number, quote.revision, owner))
        if quote.status is not Status.ISSUED:
            return
        until = formats.day(date.fromisoformat(quote.document["settings"]["valid_until"]))
        st.caption(f"Open until {until} for whoever has it, then it shows nothing.")


def _views(made: Link) -> str:
    if not made.last_view:
        return "not opened yet"
    times = "once" if made.views == 1 else f"{made.views:,} times"
    return f"opened {times}, last {formats.day(made.last_view.date())}, {made.last_view:%H:%M} UTC"


def _address() -> str:
    """Where people open the dashboard: as channels.toml says, else as this page was opened."""
    with suppress(Problem):  # of a channel, which the Settings page tells
        told = channels.load(data.store().path).address
        if told != channels.DEFAULT_ADDRESS:
            return told
    return _here()


def _here() -> str:
    """The address of this dashboard, as the browser has it, without the page."""
    parts = urlsplit(st.context.url or f"{channels.DEFAULT_ADDRESS}/")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}"
