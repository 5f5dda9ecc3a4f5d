"""Edits of a price book that are not saved: each version's own, kept while one looks elsewhere.

As with plans, the tables start from ``base`` and only then tell what was typed: what is fed with its
own output loses every second edit. ``base`` becomes the draft when the tables have gone and come back.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import streamlit as st

from analytics.core.model import PriceBook
from pages.data._price_book import rows
from pages.data._price_book.rows import Row, Sheets

_STATE = "book_drafts"


class BookDraft:
    """What a person has typed into one version of a price book."""

    def __init__(self, reference: str, book: PriceBook) -> None:
        self.reference, self.book = reference, book
        if not self._kept:
            self._keep(base=rows.of_book(book), draft=rows.of_book(book), turn=0)
        elif self.key(rows.RECORDING) not in st.session_state:
            self._keep(base=self.sheets, turn=self._kept["turn"] + 1)

    def key(self, sheet: str) -> str:
        """The key of a sheet's table."""
        return f"book_{self.reference}_{sheet}_{self._kept['turn']}"

    @property
    def base(self) -> Sheets:
        """What the tables started from."""
        return deepcopy(self._kept["base"])

    @property
    def sheets(self) -> Sheets:
        """What is typed now."""
        return deepcopy(self._kept["draft"])

    @property
    def is_changed(self) -> bool:
        return bool(self.sheets != rows.of_book(self.book))

    def take(self, sheets: Sheets) -> None:
        """Keep what the tables say."""
        self._keep(draft=sheets)

    def add(self, sheet: str, row: Row) -> None:
        """One more row, as if it were typed; for a callback."""
        blank = dict.fromkeys(rows.COLUMNS[sheet])
        sheets = self.sheets
        sheets[sheet].append({**blank, **row})
        self._keep(base=sheets, draft=sheets, turn=self._kept["turn"] + 1)

    def start_anew(self) -> None:
        """Forget what was typed; for a callback."""
        fresh = rows.of_book(self.book)
        self._keep(base=fresh, draft=fresh, turn=self._kept["turn"] + 1)

    @property
    def _kept(self) -> dict[str, Any]:
        state: dict[str, Any] = st.session_state.get(_STATE, {}).get(self.reference, {})
        return state

    def _keep(self, **values: Any) -> None:
        drafts = st.session_state.get(_STATE, {})
        st.session_state[_STATE] = {**drafts, self.reference: {**self._kept, **values}}
