"""A walk through the pages: what they show, what opens there, and what is done to see all of it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics.lineage import Claim
from pages.ui import data, drilldown
from pages.ui.charts.base import Picture
from pages.ui.drilldown import openers
from tests.support import charts
from tests.support.pages import assert_no_exception, filter_by, open_page


def _nothing(at: AppTest) -> None:
    """The page shows its figures as it is."""


def _a_lesson(at: AppTest) -> None:
    at.text_input(key="task").set_value("task3").run()


def _an_import(at: AppTest) -> None:
    at.session_state[f"import_{data.imports()[0]['import_id']}"] = True
    at.run()


def _days_with_days_before(at: AppTest) -> None:
    at.selectbox(key="period").set_value("Choose days …").run()
    at.date_input(key="days").set_value((date(2024, 3, 20), date(2024, 3, 27))).run()


def _plans_that_draw_on_everything(at: AppTest) -> None:
    at.selectbox(key="first").set_value("Fee").run()
    at.selectbox(key="second").set_value("Packs").run()


def _a_large_pack(at: AppTest) -> None:
    at.selectbox(key="ahead_plan").set_value("Large").run()


def _a_quote(at: AppTest) -> None:
    at.switch_page("pages/sell/calculator.py").run()
    at.text_input(key="q_customer").set_value("北京学校")
    at.text_input(key="q_owner").set_value("Li Wei")
    at.number_input(key="q_rebate").set_value(5.0)
    at.button(key="q_save").click().run()
    at.switch_page("pages/sell/quotes.py").run()
    at.selectbox(key="quote").set_value(data.store().ask("quotes")[0]["number"]).run()


def _more_and_dearer(percent: int) -> Callable[[AppTest], None]:
    def changed(at: AppTest) -> None:
        turn = at.session_state["machine"]["turn"]
        for name, value in (("ratio", 0.25), ("price", 9.0), ("growth", percent)):
            at.slider(key=f"machine_{name}_{turn}").set_value(value)
        at.run()

    return changed


def _bill(plan: str, view: str) -> Callable[[AppTest], None]:
    def chosen(at: AppTest) -> None:
        at.selectbox(key="plan").set_value(plan).run()
        at.session_state["view"] = view
        at.run()

    return chosen


def _a_room_alone(at: AppTest) -> None:
    filter_by(at, "room:1")


def _section(name: str) -> Callable[[AppTest], None]:
    def opened(at: AppTest) -> None:
        at.session_state["below"] = name
        _days_with_days_before(at)

    return opened


def _cash(at: AppTest) -> None:
    at.segmented_control(key="basis").set_value("Cash").run()


def _first(*steps: Callable[[AppTest], None]) -> Callable[[AppTest], None]:
    def all_of_them(at: AppTest) -> None:
        for step in steps:
            step(at)

    return all_of_them


PAGES: dict[str, Callable[[AppTest], None]] = {
    "monitor/overview": _nothing,
    "monitor/overview#a room": _a_room_alone,
    "monitor/overview#cash": _cash,
    "costs/compare#cash": _first(_plans_that_draw_on_everything, _cash),
    "costs/forecast#cash": _cash,
    "costs/bill#fee paid": _first(_bill("Fee", "Full cost"), _cash),
    "costs/compare": _plans_that_draw_on_everything,
    "monitor/explore": _days_with_days_before,
    "monitor/explore#hours": _section("Hours and weekdays"),
    "monitor/explore#lessons": _section("Lessons"),
    "monitor/waste": _nothing,
    "data/imports": _an_import,
    "monitor/lessons": _a_lesson,
    "costs/forecast": _nothing,
    "costs/forecast#a pack that runs out": _a_large_pack,
    "sell/calculator": _nothing,
    "sell/quotes": _a_quote,
    "costs/simulate": _more_and_dearer(0),
    "costs/simulate#growth": _more_and_dearer(50),
    "costs/assumptions": _nothing,
    "costs/bill#fee": _bill("Fee", "Full cost"),
    "costs/bill#packs": _bill("Packs", "Full cost"),
    "costs/bill#cash of a fee": _bill("Fee", "Cash and cost of use"),
    "costs/bill#cash of packs": _bill("Packs", "Cash and cost of use"),
    "costs/bill#who paid": _bill("Packs", "Funding source"),
}
"""Every page whose figures open, after ``#`` which part, and what is done there to show them."""
_QUIET = ("groups", "reconcile", "vendor", "price_book", "settings", "audit")
WITHOUT_FIGURES = dict.fromkeys(["monitor/query", *(f"data/{page}" for page in _QUIET)], _nothing)
"""The pages of which no figure opens."""
CARD_WORDS = 2
NO_FIGURES = {
    "receipts_0": "equations that were proved",
    "receipts_1": "equations that were proved",
    "what_if_swings": "totals of other inputs: set so, the card of the total opens to them",
    "quote_rows": "a click on a row opens the quote, and its total opens there",
    "what_if_average": "the months above, which open, divided by how many they are",
    "quote_lines": "the total of the quote opens to them",
    "quote_usage": "what was estimated when the quote was made: its months open above",
    "packs_worth": "prices below which a pack would pay off: no records make them",
    "customer_rows": "names and words, no figures",
    "trail_rows": "what was done, no figures",
    "limit_changes": "what was done, no figures",
    "payer_files": "rows themselves, which add up to the payer’s days beside them",
}
"""Charts and tables that need no way in, and why."""
DIFFERENCES = {
    "prove_last_import": "a moment: it opens to the rows of that import",
    "prove_the_period": "it opens to the figures on both sides",
    "prove_days_with": "it says how many of how many days",
    "prove_longest_gap": "the same number, its unit with it",
    "prove_rows_refused": "it says how many of how many rows",
    "prove_total_usd": "a quote writes its currency before its amounts",
    "prove_first_pack": "a day: it opens to the minutes that are consumed until then",
}


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
        at = open_page(page.partition("#")[0])
        (PAGES | WITHOUT_FIGURES)[page](at)
        self.offered.clear()
        self.pictures.clear()
        return assert_no_exception(at.run())

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
        cards = {key for key, _ in self.cards(at)}
        return cards | {f"prove_{key}" for key in self.pictures - NO_FIGURES.keys()}

    def _offered(self, key: str, choices: drilldown.Choices) -> None:
        self.offered[key] = choices() if callable(choices) else choices

    def _watched(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def watched(*given: Any, **named: Any) -> Any:
            self.pictures.add(named["key"])
            if isinstance(given[0], Picture):
                charts.checked(given[0])
            return original(*given, **named)

        return watched
