"""The pages, by section."""

from __future__ import annotations

from copy import copy
from functools import cache

import streamlit as st

IMPORTS = "Imports"
FIRST = "pages/monitor/overview.py"


def sections() -> dict[str, list[st.Page]]:
    """Pages for one run: a page may be shown once, and making one from its path looks at the disk ten times."""
    return {name: [copy(page) for page in pages] for name, pages in _pages().items()}


def page(title: str) -> st.Page:
    """For a link to it."""
    return next(page for pages in _pages().values() for page in pages if page.title == title)


@cache
def _pages() -> dict[str, list[st.Page]]:
    return {
        "Monitor": [
            st.Page(
                FIRST,
                title="Overview",
                icon=":material/monitoring:",
                url_path="start",  # never seen: the first page has no name in a link
                default=True,
            ),
            # For a person who types its name, as every other page has one.
            _at("overview", FIRST, "Overview"),
            st.Page("pages/monitor/explore.py", title="Explore", icon=":material/explore:"),
            st.Page("pages/monitor/lessons.py", title="Lessons", icon=":material/view_timeline:"),
            _at("lesson", "pages/monitor/lessons.py", "Lessons"),
            st.Page("pages/monitor/waste.py", title="Waste", icon=":material/delete_sweep:"),
        ],
        "Costs": [
            st.Page("pages/costs/bill.py", title="Bill", icon=":material/receipt_long:"),
            st.Page("pages/costs/forecast.py", title="Forecast", icon=":material/trending_up:"),
            _at("ahead", "pages/costs/forecast.py", "Forecast"),
            st.Page("pages/costs/compare.py", title="Compare", icon=":material/payments:"),
            _at("costs", "pages/costs/compare.py", "Compare"),
            _at("scenarios", "pages/costs/compare.py", "Compare"),
            st.Page("pages/costs/simulate.py", title="Simulate", icon=":material/history:"),
            _at("time_machine", "pages/costs/simulate.py", "Simulate"),
            st.Page(
                "pages/costs/assumptions.py", title="Billing assumptions", icon=":material/help:"
            ),
            _at("unclear", "pages/costs/assumptions.py", "Billing assumptions"),
        ],
        "Sell": [
            st.Page("pages/sell/calculator.py", title="Calculator", icon=":material/tune:"),
            _at("what_if", "pages/sell/calculator.py", "Calculator"),
            st.Page("pages/sell/quotes.py", title="Quotes", icon=":material/request_quote:"),
            st.Page("pages/sell/company.py", title="Company", icon=":material/domain:"),
        ],
        "Data": [
            st.Page("pages/data/imports.py", title=IMPORTS, icon=":material/upload_file:"),
            st.Page("pages/data/vendor.py", title="Vendor", icon=":material/cloud_sync:"),
            st.Page("pages/data/reconcile.py", title="Reconcile", icon=":material/balance:"),
            st.Page("pages/data/groups.py", title="Groups", icon=":material/category:"),
            st.Page("pages/data/price_book.py", title="Price book", icon=":material/sell:"),
            st.Page("pages/data/settings.py", title="Settings", icon=":material/settings:"),
        ],
    }


def _at(address: str, script: str, title: str) -> st.Page:
    """A page at an address it once had, so that links that were sent still open it."""
    return st.Page(script, title=title, url_path=address, visibility="hidden")
