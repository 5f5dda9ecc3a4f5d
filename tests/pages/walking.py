"""A walk through the pages: what they show, what opens there, and what is done to see all of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.lineage import Claim
from pages.ui import proof
from pages.ui.proof import openers
from tests.pages.looking import look, well


def _nothing(at: AppTest) -> None:
    """The page shows its figures as it is."""


def _a_lesson(at: AppTest) -> None:
    at.text_input(key="task").set_value("task3").run()


def _days_with_days_before(at: AppTest) -> None:
    at.selectbox(key="period").set_value("Choose days …").run()
    at.date_input(key="days").set_value((date(2024, 3, 20), date(2024, 3, 27))).run()


def _plans_that_draw_on_everything(at: AppTest) -> None:
    at.selectbox(key="first").set_value("Fee").run()
    at.selectbox(key="second").set_value("Packs").run()


PAGES: dict[str, Callable[[AppTest], None]] = {
    "usage/overview": _nothing,
    "billing/costs": _plans_that_draw_on_everything,
    "usage/explore": _days_with_days_before,
    "usage/waste": _nothing,
    "usage/lesson": _a_lesson,
}
"""Every page whose figures open, and what is done there before they are shown."""
CARD_WORDS = 2
NO_FIGURES = {
    "receipts_0": "equations that were proved",
    "receipts_1": "equations that were proved",
    "lessons_by_step": "the card of the lessons opens to each step",
}
"""Charts and tables that need no way in, and why."""
DIFFERENCES = {"prove_the_period": "it opens to the figures on both sides"}


class Walk:
    """What the page that is looked at shows, and what its buttons offer."""

    def __init__(self, monkeypatch: Any) -> None:
        self.offered: dict[str, Mapping[str, Claim]] = {}
        self.pictures: set[str] = set()
        monkeypatch.setattr(openers, "offered", self._offered)
        for name in ("dataframe", "plotly_chart"):
            monkeypatch.setattr(st, name, self._watched(getattr(st, name)))

    def visit(self, page: str) -> AppTest:
        """A page with all its figures on it."""
        at = look(page)
        PAGES[page](at)
        self.offered.clear()
        self.pictures.clear()
        return well(at.run())

    def cards(self, at: AppTest) -> list[tuple[str, str]]:
        """The key of the button of each card, and the text of its figure."""
        found = []
        for metric in at.metric:
            stem = "_".join(["prove", *metric.label.lower().split()[:CARD_WORDS]])
            every = [key for key in self.offered if key == stem or key.startswith(f"{stem}_")]
            number = sum(1 for key, _ in found if key in every)
            found.append((every[number] if number < len(every) else stem, metric.value))
        return found

    def wanted(self, at: AppTest) -> set[str]:
        """The keys of the buttons that the cards, charts and tables of the page must have."""
        return {key for key, _ in self.cards(at)} | {
            f"prove_{key}" for key in self.pictures - NO_FIGURES.keys()
        }

    def _offered(self, key: str, choices: proof.Choices) -> None:
        self.offered[key] = choices() if callable(choices) else choices

    def _watched(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.pictures.add(named["key"])
            return original(*given, **named)

        return watched
