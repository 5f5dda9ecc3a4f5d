"""The margin of a quote, for those who may see it; it stands in no document and on no shared page."""

from __future__ import annotations

import json

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.people import Right
from analytics.quotes import approval
from analytics.quotes.document import canonical
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import quote
from analytics.quotes.repository import Kept
from analytics.storage import acting
from pages.ui import data, formats
from pages.ui.cache import cached


def show(shown: Kept) -> None:
    """Total, cost and what is left, or why it cannot be said."""
    if not acting.person().may(Right.QUOTE):
        return
    try:
        text = _text(canonical(shown.document), approval.limits(data.store()).cost_book)
    except Problem as problem:
        text = f"Margin unknown: {problem}"
    st.caption(
        f":material/lock: {formats.plain(text)}", help="Only on this page, for sales and admins."
    )


@cached(40)
def _text(document: str, cost_book: str) -> str:
    if not cost_book:
        return (
            "No margin: choose what it is compared with under Limits for issuing, Cost price book."
        )
    doc = json.loads(document)
    quoted = quote(request_of(doc), book_of(doc))
    costs = approval.cost(quoted, data.store())
    percent = approval.margin_percent(quoted, data.store())
    if costs is None or percent is None:
        return (
            f"No margin: the costs of {cost_book} are in another currency, or nothing is charged."
        )
    left, cost = (formats.money(each, quoted.currency) for each in (quoted.total - costs, costs))
    return f"Margin {percent} %: {left} over a cost of {cost} by {cost_book}, before tax."
