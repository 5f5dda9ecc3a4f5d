"""What somebody is left with is of one edition of the data, whatever is committed while the page is made."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics import ingest
from analytics.catalog import plans, price_book, price_books
from analytics.storage.store import Store
from pages.ui import cache, data, database
from tests.support.pages import ROOT, assert_no_exception, load, row, write

PAGES = [
    *("monitor/overview", "monitor/explore", "monitor/lessons", "monitor/waste", "costs/bill"),
    *("costs/forecast", "costs/compare", "costs/simulate", "costs/assumptions"),
    *("sell/calculator", "sell/quotes", "data/imports", "data/price_book"),
]
SESSIONS, AGAIN = 20, 8
Change = Callable[[], object]


@pytest.fixture
def changes(database: Path, tmp_path: Path) -> list[Change]:
    """What others do meanwhile: import, undo, a new price, another plan of the team's."""
    load(database, write(tmp_path / "first.csv", [row(n, day=n) for n in range(6)]))
    numbers = count(100)

    def add() -> None:
        number = next(numbers)
        more = [row(number, day=number % 9, RoomId=str(number)), row(number + 1000, VideoType=2)]
        path = write(tmp_path / f"{number}.csv", more)
        assert ingest.import_file(data.store(), path).status == "loaded"

    def undo() -> None:
        ingest.undo(data.store(), data.store().ask("import_list")[0]["import_id"])

    def reprice() -> None:
        book = price_books.load(data.store(), "tencent-intl")
        number = next(numbers)
        text = price_book.dumps(book)
        for name, old, new in (
            ("version", book.version, f"v{number}"),
            ("value", book.postpaid_per_thousand, book.postpaid_per_thousand + number),
        ):
            text = text.replace(f'{name} = "{old}"', f'{name} = "{new}"', 1)
        price_books.save_version(data.store(), text)

    def replan() -> None:
        name, plan = plans.team(data.store())
        plans.save(data.store(), name, replace(plan, discount_percent=Decimal(next(numbers) % 50)))

    return [add, reprice, add, undo, replan, add]


class Others:
    """Somebody else commits a change right before the n-th question of the page that is being made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.plan(0, lambda: None)
        self._are_at_it = threading.local()
        ask = Store.ask

        def watched(store: Store, question: str, **given: Any) -> Any:
            if not getattr(self._are_at_it, "now", False) and self._left:
                self._left -= 1
                if not self._left:
                    other = threading.Thread(target=self._commit)
                    other.start()
                    if self._is_awaited:
                        other.join()
            return ask(store, question, **given)

        monkeypatch.setattr(Store, "ask", watched)

    def plan(self, questions: int, change: Change, *, is_awaited: bool = True) -> None:
        self._left, self._change, self._is_awaited = questions, change, is_awaited

    def _commit(self) -> None:
        self._are_at_it.now = True
        before = data.store().version
        self._change()
        assert data.store().version > before


@contextmanager
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every answer is worked out anew."""
    with monkeypatch.context() as patch:
        patch.setattr(cache.Entry, "answer", lambda entry, work, spinner: work())
        yield


def figures(at: AppTest) -> list[str]:
    """All that a page says and shows, in its order."""
    assert_no_exception(at)
    elements = [element for element in at.main if element.type != "download_button"]
    return [f"{element.type}: {_shown(element)}" for element in elements]


def _shown(element: Any) -> str:
    match element.type:
        case "dataframe":
            return str(element.value.to_csv())
        case "plotly_chart":
            return str(element.proto.spec)
        case "metric":
            return f"{element.label} {element.value} {element.delta}"
    return str(getattr(element.proto, "body", "") or getattr(element.proto, "label", ""))


def open_session(page: str) -> AppTest:
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.switch_page(f"pages/{page}.py")
    return at


def assert_pages_are_of_one_edition(
    monkeypatch: pytest.MonkeyPatch, changes: list[Change], seed: int = 1
) -> None:
    """Sessions that look at pages while others commit: each shows what a page shows that asks for everything anew."""
    dice, others = random.Random(seed), Others(monkeypatch)
    sessions = [(page, open_session(page)) for page in (PAGES * 2)[:SESSIONS]]
    every_change = cycle(changes)
    for page, session in [*sessions, *sessions[:AGAIN]]:
        others.plan(dice.randrange(1, 12), next(every_change))
        session.run()
        others.plan(0, lambda: None)
        with nothing_kept(monkeypatch):
            truth = open_session(page).run()
        assert session.session_state[database.EDITION].version == data.store().version
        assert figures(session) == figures(truth), page


def test_twenty_sessions_see_pages_of_one_edition_each(monkeypatch, changes) -> None:
    assert_pages_are_of_one_edition(monkeypatch, changes)


def one_key_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "edition", lambda: database.Edition("one", 1))


def no_page_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store, "is_at", lambda store, version: True)


@pytest.mark.parametrize("plant", [one_key_for_all, no_page_is_made_again])
def test_a_fault_in_the_key_or_in_the_check_is_found(monkeypatch, changes, plant) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        assert_pages_are_of_one_edition(monkeypatch, changes)


def test_commits_wait_for_a_page_that_they_straddled_twice(monkeypatch, changes) -> None:
    others = Others(monkeypatch)
    commits: list[threading.Thread] = []

    def again() -> None:
        commits.append(threading.current_thread())
        others.plan(6, again, is_awaited=len(commits) < database.MOST_AGAIN)
        changes[1]()

    others.plan(6, again)
    session = open_session("monitor/overview").run()
    others.plan(0, again)
    assert_no_exception(session)
    assert len(commits) > database.MOST_AGAIN
    for commit in commits:
        commit.join()
