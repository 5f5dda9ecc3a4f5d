"""Saving of edits: what differs, what it would have cost, and the new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.billing.price_book_diff import Difference, differences
from analytics.catalog import price_book, price_books
from analytics.catalog.price_books import Version
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
from analytics.reports import costs
from analytics.reports.costs import Repriced
from pages.data._price_book import choice, rows
from pages.data._price_book.draft import BookDraft
from pages.ui import boxes, data, formats, tables
from pages.ui.cache import cached

MOST_PLANS = 6
_SAID = "book_said"


def said() -> None:
    """Tell what the last click did."""
    if text := st.session_state.pop(_SAID, ""):
        st.toast(formats.plain(text))


def read(draft: BookDraft) -> PriceBook | None:
    """The book as it is typed; None and a sentence for each mistake where it cannot be read."""
    about = {key: getattr(draft.book, key) for key in ("id", "version", "title", "region")}
    try:
        sheets = rows.marked(draft.sheets, draft.book, date.today())  # noqa: DTZ011 - the editor's own day
        return rows.to_book(about | {"currency": draft.book.currency}, sheets)
    except Problem as problem:
        for mistake in (problem, *problem.also):
            boxes.problem(mistake)
        st.caption("Nothing is lost: correct the cells above, and what is typed can be saved.")
        return None


def form(draft: BookDraft, versions: tuple[Version, ...]) -> None:
    """Where something was typed: what changed, from when on, what that changes in money, the button."""
    if not draft.is_changed:
        st.caption(
            "Type into the cells, add rows at the end, or tick rows to delete them: that becomes a "
            "new version, which holds from a day of its own on."
        )
        return
    book = read(draft)
    if book is not None:
        book = replace(book, valid_from=draft.book.valid_from)
        changes = differences(draft.book, book)
        st.subheader(f"{formats.count(len(changes), 'change')}, not saved", anchor=False)
        change_table(changes, "As saved", "As typed")
        st.caption(
            "What is typed over an entry is kept as “typed” on this day, unless its row names "
            "another evidence, date or source."
        )
    _save(draft, book, {version.version for version in versions})


def change_table(lines: Sequence[Difference], before: str, after: str) -> None:
    """Differences entry by entry; nothing where there are none."""
    if not lines:
        return
    tables.show(
        [
            tables.text("Entry", [line.what for line in lines]),
            tables.text(before, [line.before or formats.NOTHING for line in lines]),
            tables.text(after, [line.after or formats.NOTHING for line in lines]),
        ],
        key=f"book_changes_{before}",
        shown=8,
        alt=f"What differs: the entry, {before} and {after}",
    )


def confirmed(book: PriceBook, key: str) -> bool:
    """What keeping a version changes of the recorded days, in money; whether that is meant.

    A version that changes none needs no confirmation.
    """
    effects = _effects(book)
    changed = [effect for effect in effects if effect.after != effect.before]
    if not changed:
        if effects and data.coverage():
            st.caption("No recorded day changes its cost.")
        return True
    st.markdown("**Recorded days with this version**")
    before = [effect.before for effect in changed]
    after = [effect.after for effect in changed]
    pairs = list(zip(after, before, strict=True))
    tables.show(
        [
            tables.text("Plan", [effect.plan for effect in changed]),
            tables.money("Now", before, book.currency),
            tables.money("Then", after, book.currency),
            tables.money("Difference", [a - b for a, b in pairs], book.currency, sign=True),
            tables.percent("Change", [tables.share(a - b, b) for a, b in pairs], sign=True),
        ],
        key=f"{key}_effects",
        shown=MOST_PLANS,
        alt="Each plan whose recorded days would cost something else: now, then and the difference",
    )
    since = formats.day(book.valid_from) if book.valid_from else "the first recorded day"
    return st.checkbox(f"Change what days from {since} on cost", key=key)


@cached(50)
def _effects(book: PriceBook) -> tuple[Repriced, ...]:
    return costs.repriced(data.store(), book)


def _save(draft: BookDraft, typed: PriceBook | None, versions: set[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="book_save_row"):
        id = st.text_input(
            "Price book",
            value=draft.book.id,
            key=draft.key("id"),
            max_chars=60,
            help="Another id makes a price book of its own, such as that of your contract.",
        )
        version = st.text_input(
            "New version", value=_next(versions), key=draft.key("version"), max_chars=60
        )
        valid_from = st.date_input(
            "Valid from",
            value=date.today(),  # noqa: DTZ011 - the editor's own day
            min_value=date(2015, 1, 1),
            max_value=date(2100, 1, 1),
            key=draft.key("valid_from"),
            format="YYYY-MM-DD",
            help="The first billing day of these prices: days before it stay as they are. Empty: "
            "they hold from the start, in place of the version that does so now.",
        )
        title = st.text_input(
            "Title", value=draft.book.title, key=draft.key("title"), max_chars=120
        )
    book = None
    if typed is not None:
        book = replace(
            typed,
            id=id.strip(),
            version=version.strip(),
            title=title.strip(),
            valid_from=valid_from,
        )
    is_meant = book is not None and confirmed(book, draft.key("confirmed"))
    with st.container(horizontal=True):
        save = st.button(
            "Save as a new version", key="book_save", type="primary", disabled=not is_meant
        )
        st.button("Discard changes", key="book_discard", on_click=draft.start_anew)
    if save and book is not None:
        keep(book, draft)


def keep(book: PriceBook, draft: BookDraft | None = None) -> None:
    """Save a version and show it; a sentence where that cannot be."""
    try:
        saved = price_books.save_version(data.store(), price_book.dumps(book), "price book")
    except Problem as problem:
        boxes.problem(problem)
        return
    if draft:
        draft.start_anew()
    choice.follow(f"{saved.id}@{saved.version}")
    st.session_state[_SAID] = f"Saved {saved.id}, version {saved.version}."
    st.rerun()


def _next(versions: set[str]) -> str:
    today = date.today().isoformat()  # noqa: DTZ011 - the editor's own day
    names = [today, *(f"{today}, {number}" for number in range(2, len(versions) + 3))]
    return next(name for name in names if name not in versions)
