"""A walk through the pages: what they show, what opens there, and what is done to see all of it."""

from collections.abc import Callable, Mapping
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


PAGES: dict[str, Callable[[AppTest], None]] = {
    "usage/overview": _nothing,
    "usage/waste": _nothing,
    "usage/lesson": _a_lesson,
}
"""Every page whose figures open, and what is done there before they are shown."""
CARD_WORDS = 2


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

    def wanted(self, at: AppTest) -> set[str]:
        """The keys of the buttons that the cards, charts and tables of the page must have."""
        labels = [metric.label.lower().split()[:CARD_WORDS] for metric in at.metric]
        return {f"prove_{'_'.join(label)}" for label in labels} | {
            f"prove_{key}" for key in self.pictures
        }

    def _offered(self, key: str, choices: proof.Choices) -> None:
        self.offered[key] = choices() if callable(choices) else choices

    def _watched(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.pictures.add(named["key"])
            return original(*given, **named)

        return watched
