"""A version as a file to take away, and a file as a version to keep."""

from __future__ import annotations

import re

import streamlit as st

from analytics.billing.price_book_diff import differences
from analytics.catalog import price_book, price_books
from analytics.catalog.price_books import Version
from analytics.core.errors import Problem
from analytics.ingest.sandbox.ask import read_toml
from pages.data._price_book import saving
from pages.ui import boxes, data, formats
from pages.ui.takeaway.button import download

_TURN = "book_file_turn"


def show(version: Version) -> None:
    """Download and upload of the TOML."""
    st.subheader("As a file", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        download(
            "Download this version as TOML",
            price_book.dumps(version.book),
            file_name(version),
            "application/toml",
            key="book_download",
            icon=":material/download:",
        )
        st.caption(
            "The same text as in `data/price_books`; without edits that are not saved.",
            width="stretch",
        )
    with st.expander("Upload a price book", key="book_bring", icon=":material/upload:"):
        _bring()


def file_name(version: Version) -> str:
    """``tencent-intl-2024-03-27.toml``: of a version's name only what every system takes."""
    return f"{version.id}-{re.sub('[^A-Za-z0-9.-]+', '-', version.version).strip('-.')}.toml"


def _bring() -> None:
    turn = st.session_state.get(_TURN, 0)
    upload = st.file_uploader(
        "Price book (TOML)", type="toml", key=f"book_file_{turn}", max_upload_size=1
    )
    if upload is None:
        return
    try:
        name = formats.short(upload.name, 60)
        book = price_book.loads(read_toml(upload.getvalue(), name), name)
    except Problem as problem:
        for mistake in (problem, *problem.also):
            boxes.problem(mistake)
        return
    versions = price_books.versions(data.store(), book.id)
    label = f"{book.id}, version {book.version}: {book.title}, {book.currency}"
    st.markdown(f"**{formats.plain(label)}**")
    if versions:
        changes = differences(versions[0].book, book)
        text = (
            f"{formats.count(len(changes), 'difference')} to {versions[0].version}, the newest here"
        )
        st.caption(formats.plain(f"{text}."))
        saving.change_table(changes, versions[0].version, "This file")
    else:
        st.caption(f"The first of its id, with {formats.count(len(book.figures), 'figure')}.")
    is_meant = saving.confirmed(book, f"book_file_confirmed_{turn}")
    if st.button("Keep this version", key="book_keep_file", type="primary", disabled=not is_meant):
        st.session_state[_TURN] = turn + 1
        saving.keep(book)
