"""Answers that a person gave about a header: remembered, and used for the same header without asking again.

Which column is which, with the choices of unit, dates and colons; and what the words for a task's state stand for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from analytics.core.people import Act, Right
from analytics.ingest.tables.columns import key_of
from analytics.storage import acting
from analytics.storage.statements import run
from analytics.storage.store import Store

Columns = dict[str, str]
Answer = dict[str, Any]
"""{"header": its cells, "answers": which column is which, the choices beside it, and words for states}, as JSON takes it."""
_STATES = "states"


def remember_mapping(store: Store, header: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep which column of a header is which: flat column -> header, and the choices unit, dates and colons."""
    _keep(store, header, dict(mapping) | _only_states(_answers(store).get(key_of(header), {})))


def remember_states(store: Store, header: Sequence[str], states: Mapping[str, str]) -> None:
    """Keep what words for a state stand for in tables of a header: word in capitals -> published state."""
    answers = _answers(store).get(key_of(header), {})
    _keep(store, header, answers | {_STATES: answers.get(_STATES, {}) | dict(states)})


def forget_mapping(store: Store, header: Sequence[str]) -> None:
    """Ask again for this header."""
    with store.write(Act(Right.IMPORT, "forget columns", ", ".join(header))) as cursor:
        run(cursor, "load/forget_mapping", header_key=key_of(header))


def remembered(store: Store, header: Sequence[str]) -> Columns | None:
    """The columns that were confirmed for a header, or None."""
    return all_remembered(store).get(key_of(header))


def remembered_states(store: Store, header: Sequence[str]) -> dict[str, str]:
    """What words for a state stand for in tables of a header."""
    states: dict[str, str] = _answers(store).get(key_of(header), {}).get(_STATES, {})
    return states


class Given(NamedTuple):
    """When answers about a header were given, in UTC, and by whom; "" where that was not kept."""

    at: datetime
    by: str


def given(store: Store, header: Sequence[str]) -> Given | None:
    """When and by whom answers about a header were given; None where there are none."""
    key = key_of(header)
    rows = (row for row in store.ask("mappings") if row["header_key"] == key)
    return next((Given(row["saved_at"], row["saved_by"] or "") for row in rows), None)


def all_answers(store: Store) -> tuple[Answer, ...]:
    """What was answered about every header, to be given to another database."""
    return tuple(
        {"header": list(row["header"]), "answers": json.loads(row["mapping"])}
        for row in store.ask("mappings")
    )


def adopt(store: Store, answers: Iterable[Answer]) -> None:
    """Keep what was answered about headers in another database."""
    for row in answers:
        _keep(store, row["header"], row["answers"])


def all_remembered(store: Store) -> dict[str, Columns]:
    """The columns that were confirmed for every header, by its key."""
    columns = {
        key: {name: label for name, label in answers.items() if name != _STATES}
        for key, answers in _answers(store).items()
    }
    return {key: confirmed for key, confirmed in columns.items() if confirmed}


def _answers(store: Store) -> dict[str, dict[str, Any]]:
    return {row["header_key"]: json.loads(row["mapping"]) for row in store.ask("mappings")}


def _only_states(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if name == _STATES}


def _keep(store: Store, header: Sequence[str], answers: Mapping[str, Any]) -> None:
    with store.write(Act(Right.IMPORT, "keep columns", ", ".join(header))) as cursor:
        run(
            cursor, "load/keep_mapping", header_key=key_of(header), header=list(header),
            mapping=json.dumps(answers, ensure_ascii=False), now=datetime.now(UTC).replace(tzinfo=None),
            person=acting.person().name,
        )  # fmt: skip
