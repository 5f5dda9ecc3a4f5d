"""What the edits say, what they would have cost, and keeping them as a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import streamlit as st

from analytics.billing.price_book_diff import Difference, differences
from analytics.billing.settle import outline
from analytics.catalog import plans, price_book, price_books
from analytics.catalog.price_books import Version
from analytics.core.errors import Problem
from analytics.core.model import Amounts, Plan, PriceBook
from analytics.reports import costs
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
        for each in (problem, *problem.also):
            boxes.problem(each)
        st.caption("Nothing is lost: correct the cells above, and what is typed can be saved.")
        return None


def form(draft: BookDraft, found: tuple[Version, ...]) -> None:
    """Where something was typed: what changed, all history at the new prices, and the button."""
    if not draft.is_changed:
        st.caption(
            "Type into the cells, add rows at the end, or tick rows to delete them: that becomes a "
            "new version, and what was said under an older one stays as it was."
        )
        return
    typed = read(draft)
    if typed is not None:
        changes = differences(draft.book, typed)
        st.subheader(f"{formats.count(len(changes), 'change')}, not saved", anchor=False)
        change_table(changes, "As saved", "As typed")
        st.caption(
            "What is typed over an entry is kept as “typed” on this day, unless its row names "
            "another evidence, date or source."
        )
        repriced(draft.book, typed)
    _buttons(draft, typed, {one.version for one in found})


def change_table(lines: Sequence[Difference], before: str, after: str) -> None:
    """Differences entry by entry; nothing where there are none."""
    if not lines:
        return
    st.dataframe(
        {
            "Entry": [line.what for line in lines],
            before: [line.before or formats.NOTHING for line in lines],
            after: [line.after or formats.NOTHING for line in lines],
        },
        key=f"book_changes_{before}",
        hide_index=True,
        height=35 * (min(len(lines), 8) + 1) + 3,
        alt=f"What differs: the entry, {before} and {after}",
    )


def repriced(before: PriceBook, after: PriceBook) -> None:
    """What all recorded days cost under each plan of this book, before and after."""
    saved = plans.saved(data.store())
    own = plans.team(data.store())[0]
    ordered = sorted(saved, key=lambda name: name != own)
    using = [name for name in ordered if saved[name].price_book.partition("@")[0] == before.id]
    lines = []
    for name in (using or [own])[:MOST_PLANS]:
        one, other = (_total(saved[name], book) for book in (before, after))
        change = formats.change(other.total, one.total) or formats.NOTHING
        amounts = [formats.money(each.total, before.currency) for each in (one, other)]
        more = other.total - one.total
        sign = "+" if more > 0 else "−" if more < 0 else ""
        difference = sign + formats.money(abs(more), before.currency)
        lines.append(
            [formats.plain(text) for text in (formats.short(name), *amounts, difference, change)]
        )
    if lines and data.coverage():
        st.markdown("**All recorded days at these prices**")
        st.markdown(
            tables.markdown(
                ["Plan", "At saved prices", "At typed prices", "Difference", "In %"], lines
            )
        )


@cached(50)
def _total(plan: Plan, book: PriceBook) -> Amounts:
    charged = costs.charged_days(data.store(), plan, book)
    return outline(charged, plan, book).totals.shown


def _buttons(draft: BookDraft, typed: PriceBook | None, taken: set[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="book_save_row"):
        id = st.text_input(
            "Price book",
            value=draft.book.id,
            key=draft.key("id"),
            max_chars=60,
            help="Another id makes a price book of its own, such as that of your contract.",
        )
        version = st.text_input(
            "New version", value=_next(taken), key=draft.key("version"), max_chars=60
        )
        title = st.text_input(
            "Title", value=draft.book.title, key=draft.key("title"), max_chars=120
        )
        save = st.button(
            "Save as a new version", key="book_save", type="primary", disabled=typed is None
        )
        st.button("Discard changes", key="book_discard", on_click=draft.start_anew)
    if save and typed is not None:
        keep(
            replace(typed, id=id.strip(), version=version.strip(), title=title.strip()),
            draft,
        )


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


def _next(taken: set[str]) -> str:
    today = date.today().isoformat()  # noqa: DTZ011 - the editor's own day
    names = [today, *(f"{today}, {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
