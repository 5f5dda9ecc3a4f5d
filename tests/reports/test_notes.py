"""Notes about days: kept for all, about everything or one value, and told where they say something."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.reports import notes
from analytics.storage.store import Store

MONDAY, TUESDAY, FRIDAY = date(2024, 3, 25), date(2024, 3, 26), date(2024, 3, 29)


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def test_a_note_is_kept_and_can_be_taken_away(store: Store) -> None:
    notes.keep(store, TUESDAY, FRIDAY, "  exam\nweek ", "Li", "room", "101")
    notes.keep(store, MONDAY, TUESDAY, "new term", "Chen")
    term, exams = notes.notes(store)
    assert (term.text, term.who, term.last) == ("new term", "Chen", MONDAY)
    assert (exams.text, exams.field, exams.value) == ("exam week", "room", "101")
    notes.delete(store, term.id)
    notes.delete(store, term.id)
    assert notes.notes(store) == [exams]


@pytest.mark.parametrize(
    ("since", "until", "chosen", "told"),
    [
        (MONDAY, TUESDAY, {}, False),
        (MONDAY, FRIDAY, {}, True),
        (FRIDAY, date(2024, 4, 1), {}, False),
        (MONDAY, FRIDAY, {"room": ["101", "102"]}, True),
        (MONDAY, FRIDAY, {"room": ["102"]}, False),
        (MONDAY, FRIDAY, {"app": ["1"], "room": []}, True),
    ],
)
def test_a_note_is_told_with_its_days_and_its_room(
    store: Store, since: date, until: date, chosen: dict[str, list[str]], told: bool
) -> None:
    notes.keep(store, TUESDAY, FRIDAY, "exam week", "Li", "room", "101")
    (note,) = notes.notes(store)
    assert note.is_about(since, until, chosen) is told


@pytest.mark.parametrize(
    ("text", "who", "until", "field", "says"),
    [
        (" ", "Li", FRIDAY, "", "a note needs a text"),
        ("x", "", FRIDAY, "", "a note needs a name"),
        ("x" * 301, "Li", FRIDAY, "", "the text has 301 letters"),
        ("x", "Li", MONDAY, "", "a note is about a day at least"),
        ("x", "Li", FRIDAY, "planet", '"planet" cannot have notes'),
    ],
)
def test_a_note_that_says_nothing_is_refused(
    store: Store, text: str, who: str, until: date, field: str, says: str
) -> None:
    with pytest.raises(Problem, match=says):
        notes.keep(store, MONDAY, until, text, who, field, "1")
    assert notes.notes(store) == []
