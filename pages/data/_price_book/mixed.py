"""The vendor's notice that mixed streams are free for now, and the one entry that charges them."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.billing.statement import plain
from analytics.core.model import Evidence, Kind, PriceBook
from pages.data._price_book.draft import BookDraft
from pages.data._price_book.rows import RATIOS
from pages.ui import formats
from pages.ui.plans.terms import typed

_WHAT_IF = "Not announced: what if"


def notice(draft: BookDraft) -> None:
    """What the book says of mixed streams, with source and date, and the entry to charge them."""
    with st.container(border=True, key="mixed_notice"):
        st.markdown(sentence(draft.book))
        with st.popover("Charge mixed streams from a day on", icon=":material/add:"):
            st.caption("One entry under Minutes by kind; it counts once the version is saved.")
            st.date_input("From day", key="book_mixed_from", format="YYYY-MM-DD", required=True)
            st.number_input("One minute counts as", 0.0, 100.0, 1.0, step=0.1, key="book_mixed")
            st.text_input(
                "Where it was announced",
                key="book_mixed_source",
                placeholder="a page of the vendor; empty: a what-if",
                max_chars=200,
            )
            st.button("Add the entry", key="book_mixed_add", on_click=_add, args=(draft,))


def sentence(book: PriceBook) -> str:
    """What holds for mixed streams now and later, as markdown."""
    charged = [ratio for ratio in book.ratios if ratio.kind is Kind.MIXED and ratio.ratio]
    figure = book.figure("ratio_mixed")
    parts = []
    if not charged:
        parts.append("**Mixed streams are free for now.**")
    for ratio in charged:
        since = f"from {formats.day(ratio.from_day)} on" if ratio.from_day else "from the start"
        parts.append(f"**Mixed streams count × {ratio.ratio.normalize():f} {since}.**")
    if figure:
        parts.append(formats.plain(figure.note))
        origin = f"{figure.evidence.value}, {formats.day(figure.dated)}, {figure.source}"
        parts.append(f"({formats.plain(origin)})")
    return " ".join(filter(None, parts))


def _add(draft: BookDraft) -> None:
    state = st.session_state
    source = state.get("book_mixed_source", "").strip()
    draft.add(
        RATIOS,
        {
            "kind": Kind.MIXED.value,
            "from": state["book_mixed_from"],
            "ratio": plain(typed(state["book_mixed"])),
            "evidence": (Evidence.PUBLISHED if source else Evidence.INFERRED).value,
            "date": date.today(),  # noqa: DTZ011 - the editor's own day
            "source": source or _WHAT_IF,
        },
    )
