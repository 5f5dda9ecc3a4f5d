"""The pages, by section."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any, Literal

import streamlit as st

IMPORTS = "Imports"
FIRST = "pages/monitor/overview.py"


def sections(unseen: frozenset[str] = frozenset()) -> dict[str, list[st.Page]]:
    """Pages for one run, those of the titles `unseen` out of sight.

    A page may be shown once, and making one from its path looks at the disk ten times.
    """
    return {name: [copy(page) for page in pages] for name, pages in _pages(unseen).items()}


def page(title: str) -> st.Page:
    """For a link to it."""
    return next(
        page for pages in _pages(frozenset()).values() for page in pages if page.title == title
    )


@cache
def _pages(unseen: frozenset[str]) -> dict[str, list[st.Page]]:
    def entry(script: str, *, title: str, **more: Any) -> st.Page:
        visibility: Literal["hidden", "visible"] = "hidden" if title in unseen else "visible"
        return st.Page(script, title=title, visibility=visibility, **more)

    return {
        "Monitor": [
            entry(
                FIRST,
                title="Overview",
                icon=":material/monitoring:",
                url_path="start",  # never seen: the first page has no name in a link
                default=True,
            ),
            # For a person who types its name, as every other page has one.
            _at("overview", FIRST, "Overview"),
            entry("pages/monitor/explore.py", title="Explore", icon=":material/explore:"),
            entry("pages/monitor/lessons.py", title="Lessons", icon=":material/view_timeline:"),
            _at("lesson", "pages/monitor/lessons.py", "Lessons"),
            entry("pages/monitor/waste.py", title="Waste", icon=":material/delete_sweep:"),
            entry("pages/monitor/query.py", title="Query", icon=":material/terminal:"),
        ],
        "Costs": [
            entry("pages/costs/bill.py", title="Bill", icon=":material/receipt_long:"),
            entry("pages/costs/forecast.py", title="Forecast", icon=":material/trending_up:"),
            _at("ahead", "pages/costs/forecast.py", "Forecast"),
            entry("pages/costs/compare.py", title="Compare", icon=":material/payments:"),
            _at("costs", "pages/costs/compare.py", "Compare"),
            _at("scenarios", "pages/costs/compare.py", "Compare"),
            entry("pages/costs/simulate.py", title="Simulate", icon=":material/history:"),
            _at("time_machine", "pages/costs/simulate.py", "Simulate"),
            entry(
                "pages/costs/assumptions.py", title="Billing assumptions", icon=":material/help:"
            ),
            _at("unclear", "pages/costs/assumptions.py", "Billing assumptions"),
        ],
        "Sell": [
            entry("pages/sell/calculator.py", title="Calculator", icon=":material/tune:"),
            _at("what_if", "pages/sell/calculator.py", "Calculator"),
            entry("pages/sell/quotes.py", title="Quotes", icon=":material/request_quote:"),
            entry("pages/sell/company.py", title="Company", icon=":material/domain:"),
        ],
        "Data": [
            entry("pages/data/imports.py", title=IMPORTS, icon=":material/upload_file:"),
            entry("pages/data/vendor.py", title="Vendor", icon=":material/cloud_sync:"),
            entry("pages/data/reconcile.py", title="Reconcile", icon=":material/balance:"),
            entry("pages/data/groups.py", title="Groups", icon=":material/category:"),
            entry("pages/data/price_book.py", title="Price book", icon=":material/sell:"),
            entry("pages/data/settings.py", title="Settings", icon=":material/settings:"),
            entry("pages/data/audit.py", title="Audit", icon=":material/history_edu:"),
        ],
    }


def _at(address: str, script: str, title: str) -> st.Page:
    """A page at an address it once had, so that links that were sent still open it."""
    return st.Page(script, title=title, url_path=address, visibility="hidden")
