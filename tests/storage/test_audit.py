"""Every commit says who did what, in its own transaction, and a record that was changed is found out."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import ingest
from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.core.people import OWNER, Person, Right, Role
from analytics.storage import acting, audit
from analytics.storage.jobs import JOBS, Job, Queue
from analytics.storage.store import Store
from tests.support.exports import flat, row
from tests.support.terminal import Terminal

ANNA = Person("anna", frozenset({Role.ANALYST}))
VERA = Person("vera", frozenset({Role.VIEWER}))
SAM = Person("sam", frozenset({Role.SALES}))


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def export(folder: Path) -> Path:
    path = folder / "lessons.csv"
    path.write_text(flat([row("a")]))
    return path


def acts(store: Store) -> list[tuple[str, str, str]]:
    return [(r["person"], r["action"], r["thing"]) for r in store.ask("audit_log")]


def test_a_change_is_recorded_with_its_person_and_version(store: Store, tmp_path: Path) -> None:
    with acting.as_person(ANNA):
        receipt = ingest.import_file(store, export(tmp_path))
        ingest.undo(store, receipt.import_id)
    with acting.as_person(SAM):
        plans.save(store, "ours", Plan())
    assert acts(store) == [
        ("anna", "import", "lessons.csv"),
        ("anna", "undo import", f"lessons.csv {receipt.import_id}"),
        ("sam", "keep plan", "ours"),
    ]
    rows = store.ask("audit_log")
    assert [r["version"] for r in rows] == [1, 2, 3] and rows[0]["after"] == rows[1]["before"] != ""
    assert audit.broken(rows) is None


def test_who_may_not_changes_nothing_and_the_attempt_is_recorded(
    store: Store, tmp_path: Path
) -> None:
    with acting.as_person(VERA):
        receipt = ingest.import_file(store, export(tmp_path))
        assert receipt.status == "refused"
        assert "vera (viewer) may look, and not import" in receipt.problems[0].reason
        with pytest.raises(Problem, match="may look, and not plan"):
            plans.save(store, "ours", Plan())
    with acting.as_person(SAM), pytest.raises(Problem, match="not administer"), store.write():
        pass
    assert [(who, what) for who, what, _ in acts(store)] == [
        ("vera", "refused: import"),
        ("vera", "refused: keep plan"),
        ("sam", "refused: change"),
    ]
    assert store.version == 0


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        (Role.VIEWER, set()),
        (Role.ANALYST, {Right.IMPORT}),
        (Role.SALES, {Right.PLAN, Right.QUOTE}),
        (Role.ADMIN, set(Right)),
    ],
)
def test_each_role_has_its_rights(role: Role, rights: set[Right]) -> None:
    person = Person("p", frozenset({role}))
    assert {right for right in Right if person.may(right)} == rights


def test_a_job_acts_for_whoever_began_it(store: Store) -> None:
    seen: list[Person] = []
    queue = Queue("test of acting")
    with acting.as_person(ANNA):
        job = JOBS.begin(Job[None](queue), lambda job: seen.append(acting.person()))
    job.wait(10)
    assert seen == [ANNA] and acting.person() == OWNER


def test_a_row_that_is_changed_or_taken_away_is_found_out(
    store: Store,
    database: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(4):
        plans.save(store, f"plan {number}", Plan())
    rows = store.ask("audit_log")
    assert audit.broken(rows) is None
    for place in range(4):
        changed = [dict(each) for each in rows]
        changed[place]["person"] = "somebody else"
        assert audit.broken(changed) == place + 1
        if place < 3:  # that the last is gone is told by nothing but a copy of the record
            assert audit.broken([*rows[:place], *rows[place + 1 :]]) == place + 1
    with store.write() as cursor:
        cursor.execute("update audit_log set thing = 'another' where number = 2")
    store.close()
    said = Terminal(capsys, monkeypatch)("audit", "--json")
    assert said.status == 1 and "from row 2 on" in said.err
    listed = json.loads(said.out)
    assert [each["number"] for each in listed] == [1, 2, 3, 4, 5] and listed[0]["at"].endswith("Z")
