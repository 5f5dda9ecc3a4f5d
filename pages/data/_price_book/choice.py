"""Choice of a price book and its version, with its prices in one sentence."""

from __future__ import annotations

from collections import Counter

import streamlit as st

from analytics.catalog import price_books
from analytics.catalog.price_books import Version
from analytics.core.model import Plan, PriceBook
from pages.ui import data, formats
from pages.ui.takeaway import screen

BOOK, VERSION = "book", "version"
_FOLLOW = "book_follow"


def ask() -> tuple[Version, tuple[Version, ...]]:
    """The chosen version and all of its book, the newest first."""
    ids = [reference for reference in data.known_books() if "@" not in reference]
    ids.sort(key=lambda id: id != Plan().price_book)
    followed = st.session_state.pop(_FOLLOW, None)
    if followed:
        st.session_state[BOOK], _, st.session_state[VERSION] = followed.partition("@")
    elif st.session_state.get(BOOK, ids[0]) not in ids:
        del st.session_state[BOOK]
    left, right = st.columns(2)
    id = left.selectbox("Price book", ids, key=BOOK, bind="query-params")
    versions = price_books.versions(data.store(), id)
    by_name = {entry.version: entry for entry in versions}
    if st.session_state.get(VERSION, versions[0].version) not in by_name:
        del st.session_state[VERSION]
    version = right.selectbox(
        "Version, the newest first", list(by_name), key=VERSION, bind="query-params"
    )
    return by_name[version], versions


def follow(reference: str) -> None:
    """Show this version in the next run."""
    st.session_state[_FOLLOW] = reference


def verdict(version: Version) -> None:
    """What the version charges, who says so, and since when it is here."""
    book = version.book
    price, fee = (
        formats.plain(formats.money(amount, book.currency))
        for amount in (book.postpaid_per_thousand, book.monthly_fee)
    )
    screen.headline(
        f"{price} per 1,000 minutes, {fee} a month with "
        f"{formats.whole(book.quota_minutes)} free minutes"
    )
    marks = Counter(figure.evidence.value for figure in book.figures)
    evidence = ", ".join(f"{number} {mark}" for mark, number in marks.items())
    parts = [
        book.title,
        f"version {version.version}",
        *([f"valid from {formats.day(book.valid_from)}"] if book.valid_from else []),
        origin(version),
        f"{formats.count(len(book.figures), 'figure')}: {evidence}",
    ]
    st.caption(" · ".join(map(formats.plain, parts)))


def origin(version: Version) -> str:
    """``shipped with the dashboard``, ``saved on 23 Nov 2026, 11:06``."""
    if version.is_shipped or version.saved_at is None:
        return "shipped with the dashboard"
    coverage = data.coverage()
    return f"saved on {formats.moment(version.saved_at, coverage.zone if coverage else 'UTC')}"


def price_of(book: PriceBook, kind: str) -> str:
    """What a kind counts from when on, for a table."""
    ratios = [ratio for ratio in book.ratios if ratio.kind == kind]
    parts = [
        (f"× {ratio.ratio.normalize():f}" if ratio.ratio else "free")
        + (f" from {formats.day(ratio.from_day)}" if ratio.from_day else "")
        for ratio in ratios
    ]
    return ", ".join(parts) or formats.NOTHING
