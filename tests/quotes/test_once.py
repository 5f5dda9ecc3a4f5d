"""A number is accepted at one revision, and counts once."""

from datetime import date

import pytest

from analytics.core.errors import Problem
from analytics.quotes import audit_log, lifecycle
from analytics.quotes.repository import Status, counted, kept, listed
from analytics.storage.store import Store
from tests.support.quotes import request

TODAY = date(2026, 12, 1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def draft(store):
    return lifecycle.save_draft(store, request(number="")).number


@pytest.mark.slow
def test_a_number_is_accepted_once_and_counts_once(store) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    lifecycle.revise(store, number, TODAY, "Li")
    assert lifecycle.close(store, number, 1, Status.ACCEPTED, TODAY, "Li").status is Status.ACCEPTED
    assert [row.revision for row in listed(store, TODAY)] == [1]
    actions = [(e["revision"], e["action"]) for e in store.ask("quote_trail", number=number)]
    assert actions[-2:] == [(1, "accepted"), (2, "discarded")]
    assert audit_log.faults(store, number) == ()
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        lifecycle.revise(store, number, TODAY, "Li")
    other = draft(store)
    lifecycle.issue(store, other, TODAY, "Li")
    assert [(row.number, row.status) for row in counted(listed(store, TODAY))] == [
        (number, Status.ACCEPTED),
        (other, Status.ISSUED),
    ]


@pytest.mark.slow
def test_what_was_kept_beside_an_accepted_revision_goes_no_further(store) -> None:
    """As databases have it that were written before a number was accepted once only."""
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    lifecycle.revise(store, number, TODAY, "Li")
    with store.write() as cursor:
        audit_log.log(cursor, number, 1, "accepted", "Li")
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        lifecycle.issue(store, number, TODAY, "Li")
    with store.write() as cursor:
        cursor.execute("update quotes set is_issued = true")
        audit_log.log(cursor, number, 2, "issued", "Li")
    assert kept(store, number, TODAY).status is Status.REPLACED
    with pytest.raises(Problem, match="revision 1 of Q-2026-0001 was accepted"):
        lifecycle.close(store, number, 2, Status.ACCEPTED, TODAY, "Li")
    assert [row.revision for row in counted(listed(store, TODAY))] == [1]
