"""Where people sign in, a guarded quote goes out once another person approved it as it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal as D

import pytest

from analytics.core.errors import Problem
from analytics.core.people import Person, Role
from analytics.quotes import audit_log, inbox, lifecycle
from analytics.quotes.repository import Status, kept
from analytics.storage import acting
from analytics.storage.store import Store
from tests.support.quotes import request

TODAY = date(2026, 12, 1)
MEI = Person("mei@x.example", frozenset({Role.SALES}))
ANN = Person("ann@x.example", frozenset({Role.ADMIN}))
BOB = Person("bob@x.example", frozenset({Role.ADMIN, Role.SALES}))


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    acting.ask_sign_in(lambda: BOB)
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened
    acting.forget_sign_in()


@contextmanager
def by(who: Person) -> Iterator[None]:
    with acting.as_person(who):
        yield


def big(store: Store, percent: int = 50, **changes) -> str:
    with by(MEI):
        asked = request(rebate_percent=D(percent), **{"number": "", **changes})
        return lifecycle.save_draft(store, asked).number


def waits(store: Store) -> list[str]:
    return [each.quote.number for each in inbox.waiting(store, TODAY)]


def test_another_person_who_may_decide_approves_and_then_it_is_issued(store) -> None:
    number = big(store)
    with by(MEI):
        with pytest.raises(Problem, match="it needs an approval"):
            lifecycle.issue(store, number, TODAY, "Li", reason="x", second_person="Somebody typed")
        with pytest.raises(Problem, match="Enter a reason"):
            inbox.ask_for(store, number, TODAY, " ")
        inbox.ask_for(store, number, TODAY, "A pilot")
        with pytest.raises(Problem, match="not given yet"):
            lifecycle.issue(store, number, TODAY, "Li")
        with pytest.raises(Problem, match="may look, and not administer"):
            inbox.decide(store, number, TODAY, approve=True)
    (waiting,) = inbox.waiting(store, TODAY)
    assert (waiting.step.asked_by, waiting.step.reason) == ("mei@x.example", "A pilot")
    assert "above the limit" in waiting.breaches[0]
    with by(ANN):
        inbox.decide(store, number, TODAY, approve=True, why="Once")
    assert waits(store) == []
    with by(MEI):
        issued = lifecycle.issue(store, number, TODAY, "A name that nobody checks")
    assert issued.status is Status.ISSUED
    *_, asked, approved, entry = store.ask("quote_trail", number=number)
    assert (asked["action"], approved["action"], approved["who"]) == (inbox.ASKED, inbox.APPROVED, "ann@x.example")  # fmt: skip
    assert (entry["who"], entry["second_person"], entry["reason"]) == ("mei@x.example", "ann@x.example", "A pilot")  # fmt: skip
    assert audit_log.faults(store, number) == ()


def test_nobody_decides_on_what_is_the_own(store) -> None:
    number = big(store, owner="Bob <bob@x.example>")
    with by(BOB):
        inbox.ask_for(store, number, TODAY, "A pilot")
        with pytest.raises(Problem, match="second person is the first"):
            inbox.decide(store, number, TODAY, approve=True)
    other = big(store, owner="bob@x.example")
    with by(MEI):
        inbox.ask_for(store, other, TODAY, "A pilot")
    with by(BOB), pytest.raises(Problem, match="second person is the first"):
        inbox.decide(store, other, TODAY, approve=True)


def test_a_draft_that_is_changed_has_to_be_asked_for_again(store) -> None:
    number = big(store)
    with by(MEI):
        inbox.ask_for(store, number, TODAY, "A pilot")
    with by(ANN):
        inbox.decide(store, number, TODAY, approve=True)
    big(store, 60, number=number)
    with by(MEI), pytest.raises(Problem, match="it needs an approval"):
        lifecycle.issue(store, number, TODAY, "Li")
    assert inbox.state(store, kept(store, number, TODAY)) is None
    with by(ANN), pytest.raises(Problem, match="does not wait"):
        inbox.decide(store, number, TODAY, approve=True)


def test_a_refusal_says_why_and_can_be_asked_for_once_more(store) -> None:
    number = big(store)
    with by(MEI):
        inbox.ask_for(store, number, TODAY, "A pilot")
    with by(ANN):
        with pytest.raises(Problem, match="Enter why"):
            inbox.decide(store, number, TODAY, approve=False)
        inbox.decide(store, number, TODAY, approve=False, why="Too much")
    with by(MEI):
        with pytest.raises(Problem, match="refused: Too much"):
            lifecycle.issue(store, number, TODAY, "Li")
        inbox.ask_for(store, number, TODAY, "Please")
    assert waits(store) == [number]


def test_a_quote_within_the_limits_needs_nobody_and_without_a_sign_in_there_is_no_inbox(
    store,
) -> None:
    number = big(store, 5)
    with by(MEI):
        with pytest.raises(Problem, match="within the limits"):
            inbox.ask_for(store, number, TODAY, "A pilot")
        assert lifecycle.issue(store, number, TODAY, "Li").status is Status.ISSUED
    acting.forget_sign_in()
    with pytest.raises(Problem, match="nobody signs in here"):
        inbox.ask_for(store, big(store), TODAY, "A pilot")
