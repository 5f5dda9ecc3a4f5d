"""The pages, by section."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

IMPORTS = "Imports"


def sections() -> dict[str, list[st.Page]]:
    """Pages for one run: a page may be shown once, and making one from its path looks at the disk ten times."""
    return {name: [copy(page) for page in pages] for name, pages in _known().items()}


def page(title: str) -> st.Page:
    """For a link to it."""
    return next(page for pages in _known().values() for page in pages if page.title == title)


@cache
def _known() -> dict[str, list[st.Page]]:
    return {
        "Usage": [
            st.Page(
                "pages/usage/overview.py",
                title="Overview",
                icon=":material/monitoring:",
                url_path="start",  # never seen: the first page has no name in a link
                default=True,
            ),
            # For who types its name, as every other page has one.
            st.Page(
                "pages/usage/overview.py",
                title="Overview",
                url_path="overview",
                visibility="hidden",
            ),
            st.Page("pages/usage/explore.py", title="Explore", icon=":material/explore:"),
            st.Page("pages/usage/waste.py", title="Waste", icon=":material/delete_sweep:"),
            st.Page("pages/usage/lesson.py", title="Lesson", icon=":material/view_timeline:"),
            st.Page("pages/usage/imports.py", title=IMPORTS, icon=":material/upload_file:"),
        ],
        "Billing": [
            st.Page("pages/billing/costs.py", title="Costs", icon=":material/payments:"),
            st.Page("pages/billing/ahead.py", title="Ahead", icon=":material/trending_up:"),
            st.Page(
                "pages/billing/time_machine.py", title="Time machine", icon=":material/history:"
            ),
            st.Page("pages/billing/bill.py", title="Bill", icon=":material/receipt_long:"),
            st.Page("pages/billing/unclear.py", title="Unclear rules", icon=":material/help:"),
            st.Page("pages/billing/price_book.py", title="Price book", icon=":material/sell:"),
        ],
        "Sales": [
            st.Page("pages/sales/what_if.py", title="What-if", icon=":material/tune:"),
            st.Page("pages/sales/scenarios.py", title="Scenarios", icon=":material/compare:"),
            st.Page("pages/sales/quotes.py", title="Quotes", icon=":material/request_quote:"),
        ],
    }
