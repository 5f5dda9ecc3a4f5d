"""A number is accepted at one revision, and counts once."""

from datetime import date

import pytest

from analytics.errors import Problem
from analytics.quotes import desk, trail
from analytics.quotes.shelf import Status, counted, kept, listed
from analytics.store import Store
from tests.quotes import request

TODAY = date(2026, 12, 1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def draft(store):
    return desk.save_draft(store, request(number="")).number


def test_a_number_is_accepted_once_and_counts_once(store) -> None:
    number = draft(store)
    desk.issue(store, number, TODAY, "Li")
    desk.revise(store, number, TODAY, "Li")
    assert desk.close(store, number, 1, Status.ACCEPTED, TODAY, "Li").status is Status.ACCEPTED
    assert [row.revision for row in listed(store, TODAY)] == [1]
    actions = [(e["revision"], e["action"]) for e in store.ask("quote_trail", number=number)]
    assert actions[-2:] == [(1, "accepted"), (2, "discarded")]
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        desk.revise(store, number, TODAY, "Li")
    other = draft(store)
    desk.issue(store, other, TODAY, "Li")
    assert [(row.number, row.status) for row in counted(listed(store, TODAY))] == [
        (number, Status.ACCEPTED),
        (other, Status.ISSUED),
    ]


def test_what_was_kept_beside_an_accepted_revision_goes_no_further(store) -> None:
    """As databases have it that were written before a number was accepted once only."""
    number = draft(store)
    desk.issue(store, number, TODAY, "Li")
    desk.revise(store, number, TODAY, "Li")
    with store.write() as cursor:
        trail.log(store, cursor, number, 1, "accepted", "Li")
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        desk.issue(store, number, TODAY, "Li")
    with store.write() as cursor:
        cursor.execute("update quotes set is_issued = true")
        trail.log(store, cursor, number, 2, "issued", "Li")
    assert kept(store, number, TODAY).status is Status.REPLACED
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        desk.close(store, number, 2, Status.ACCEPTED, TODAY, "Li")
    assert [row.revision for row in counted(listed(store, TODAY))] == [1]
