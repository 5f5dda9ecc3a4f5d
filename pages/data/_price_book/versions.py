"""All versions of a price book, and two of them side by side."""

from __future__ import annotations

import streamlit as st

from analytics.billing.price_book_diff import differences
from analytics.catalog import price_books
from analytics.catalog.price_books import Version
from analytics.core.model import Kind
from pages.data._price_book import choice, saving
from pages.ui import data, formats, plan_words


def show(current: Version, versions: tuple[Version, ...]) -> None:
    """The versions with their prices, then what another one says differently."""
    st.subheader("Versions", anchor=False)
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "Version": [version.version for version in versions],
            "Valid from": [_since(version, versions) for version in versions],
            "Per 1,000 min": [_money(version, "postpaid_per_thousand") for version in versions],
            "Monthly fee": [_money(version, "monthly_fee") for version in versions],
            "Free minutes": [formats.whole(version.book.quota_minutes) for version in versions],
            "Mixed stream": [choice.price_of(version.book, Kind.MIXED) for version in versions],
            "Packs on offer": [str(len(version.book.offers)) for version in versions],
            "Where from": [choice.origin(version) for version in versions],
        },
        key="book_versions",
        hide_index=True,
        column_config=dict.fromkeys(
            ["Per 1,000 min", "Monthly fee", "Free minutes", "Packs on offer"], right
        ),
        alt="Versions of the price book with price, fee, free minutes and where they come from",
    )
    references = [ref for ref in data.known_books() if "@" in ref and ref != current.reference]
    first = next((n for n, ref in enumerate(references) if ref.startswith(f"{current.id}@")), None)
    reference = st.selectbox(
        "Compare with",
        references,
        index=first,
        placeholder="Another version or book",
        format_func=plan_words.book,
        key=f"book_compare_{current.reference}",
    )
    if reference:
        _compare(current, reference)


def _compare(current: Version, reference: str) -> None:
    book = price_books.named(data.store(), reference).book
    changes = differences(book, current.book)
    names = [f"{book.id} {book.version}", f"{current.id} {current.version}"]
    if not changes:
        st.caption(formats.plain(f"{' and '.join(names)} say the same."))
        return
    saving.change_table(changes, *names)
    st.caption(f"{formats.count(len(changes), 'difference')}.")


def _since(version: Version, versions: tuple[Version, ...]) -> str:
    """From when on a version holds; of two from one day the older is replaced by the younger."""
    day = version.book.valid_from
    since = formats.day(day) if day else "since ever"
    newest = next(entry for entry in versions if entry.book.valid_from == day)
    return since if newest is version else f"replaced by {newest.version}"


def _money(version: Version, field: str) -> str:
    return formats.money(getattr(version.book, field), version.book.currency)
