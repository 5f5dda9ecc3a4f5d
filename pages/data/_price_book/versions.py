"""All versions of a price book, and two of them side by side."""

from __future__ import annotations

import streamlit as st

from analytics.billing.price_book_diff import differences
from analytics.catalog import price_books
from analytics.catalog.price_books import Version
from analytics.core.model import Kind
from pages.data._price_book import choice, saving
from pages.ui import data, formats, plan_words, tables


def show(current: Version, versions: tuple[Version, ...]) -> None:
    """The versions with their prices, then what another one says differently."""
    st.subheader("Versions", anchor=False)
    currencies = {version.book.currency for version in versions}
    currency = "" if len(currencies) > 1 else current.book.currency
    books = [version.book for version in versions]
    tables.show(
        [
            tables.text("Version", [version.version for version in versions]),
            tables.day("Valid from", [book.valid_from for book in books]),
            tables.text("In force", [_standing(version, versions) for version in versions]),
            tables.money(
                "Per 1,000 min", [b.postpaid_per_thousand for b in books], currency, is_exact=True
            ),
            tables.money("Monthly fee", [book.monthly_fee for book in books], currency),
            tables.whole("Free minutes", [book.quota_minutes for book in books]),
            *([] if currency else [tables.text("Currency", [book.currency for book in books])]),
            tables.text("Mixed stream", [choice.price_of(book, Kind.MIXED) for book in books]),
            tables.whole("Packs on offer", [len(book.offers) for book in books]),
            tables.text("Where from", [choice.origin(version) for version in versions]),
        ],
        key="book_versions",
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


def _standing(version: Version, versions: tuple[Version, ...]) -> str:
    """Whether a version holds from its day on; of two from one day the older is replaced by the younger."""
    day = version.book.valid_from
    newest = next(entry for entry in versions if entry.book.valid_from == day)
    if newest is not version:
        return f"replaced by {newest.version}"
    return "from its day" if day else "from the start"
