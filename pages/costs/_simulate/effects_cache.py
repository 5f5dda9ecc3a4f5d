"""The effect of the open rules, worked out once for each version of the database, plan and days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from analytics.catalog import plan_file
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.planning import open_rules
from analytics.planning.open_rules import Unsaid
from analytics.reports.history import charger
from pages.ui import data

MOST_KEPT = 20
Tell = Callable[[int, int], None]
"""Hears how many of how many ways to count the minutes are done."""
Key = tuple[str, str, date | None, date | None]


class Desk:
    """The recorded days as each rule cuts and counts them, and what was worked out from them."""

    def __init__(self) -> None:
        self.charge = charger(data.store())
        self._found: dict[Key, Unsaid] = {}

    def effects(
        self, plan: Plan, since: date | None, until: date | None, tell: Tell | None
    ) -> Unsaid | None:
        """The effects; None where they are still to be worked out and nobody listens."""
        book = data.book(plan.price_book)
        key = (plan_file.dumps(plan), book.version, since, until)
        if key not in self._found:
            if tell is None:
                return None
            while len(self._found) >= MOST_KEPT:
                self._found.pop(next(iter(self._found)), None)
            charge = self._telling(tell, open_rules.meterings(plan, book))
            self._found[key] = open_rules.unsaid(charge, plan, book, since, until)
        return self._found[key]

    def _telling(self, tell: Tell, of: int) -> Callable[[Plan, PriceBook], Sequence[DayCharge]]:
        done = 0

        def charge(plan: Plan, book: PriceBook) -> Sequence[DayCharge]:
            nonlocal done
            tell(done, of)
            done += 1
            return self.charge(plan, book)

        return charge


def desk() -> Desk:
    """The desk of the database as it is now."""
    opened = data.store()
    return _desk(str(opened.path), opened.version)


@st.cache_resource(max_entries=1, show_spinner=False)
def _desk(path: str, version: int) -> Desk:
    return Desk()
