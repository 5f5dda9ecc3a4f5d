"""All versions of a price book, and two of them side by side."""

from __future__ import annotations

import streamlit as st

from analytics.billing.price_book_diff import differences
from analytics.catalog import price_books
from analytics.catalog.price_books import Version
from analytics.core.model import Kind
from pages.data._price_book import choice, saving
from pages.ui import data, formats, plan_words


def show(chosen: Version, found: tuple[Version, ...]) -> None:
    """The versions with their prices, then what another one says differently."""
    st.subheader("Versions", anchor=False)
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "Version": [one.version for one in found],
            "Valid from": [_since(one, found) for one in found],
            "Per 1,000 min": [_money(one, "postpaid_per_thousand") for one in found],
            "Monthly fee": [_money(one, "monthly_fee") for one in found],
            "Free minutes": [formats.whole(one.book.quota_minutes) for one in found],
            "Mixed stream": [choice.price_of(one.book, Kind.MIXED) for one in found],
            "Packs on offer": [str(len(one.book.offers)) for one in found],
            "Where from": [choice.origin(one) for one in found],
        },
        key="book_versions",
        hide_index=True,
        column_config=dict.fromkeys(
            ["Per 1,000 min", "Monthly fee", "Free minutes", "Packs on offer"], right
        ),
        alt="Versions of the price book with price, fee, free minutes and where they come from",
    )
    others = [ref for ref in data.known_books() if "@" in ref and ref != chosen.reference]
    first = next((n for n, ref in enumerate(others) if ref.startswith(f"{chosen.id}@")), None)
    other = st.selectbox(
        "Compare with",
        others,
        index=first,
        placeholder="Another version or book",
        format_func=plan_words.book,
        key=f"book_compare_{chosen.reference}",
    )
    if other:
        _compare(chosen, other)


def _compare(chosen: Version, reference: str) -> None:
    other = price_books.named(data.store(), reference).book
    changes = differences(other, chosen.book)
    names = [f"{other.id} {other.version}", f"{chosen.id} {chosen.version}"]
    if not changes:
        st.caption(formats.plain(f"{' and '.join(names)} say the same."))
        return
    saving.change_table(changes, *names)
    st.caption(f"{formats.count(len(changes), 'difference')}.")


def _since(version: Version, found: tuple[Version, ...]) -> str:
    """From when on a version holds; of two from one day the older is replaced by the younger."""
    day = version.book.valid_from
    since = formats.day(day) if day else "since ever"
    same = next(one for one in found if one.book.valid_from == day)
    return since if same is version else f"replaced by {same.version}"


def _money(version: Version, field: str) -> str:
    return formats.money(getattr(version.book, field), version.book.currency)
