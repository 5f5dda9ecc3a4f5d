"""With LOG_FORMAT=json each event is one line of JSON, without names of people."""

import io
import json
import logging
from pathlib import Path

import pytest

from analytics.core.people import Act, Person, Right, Role
from analytics.storage import acting
from analytics.storage.store import Store
from pages.server import logs


def test_each_event_is_one_line_without_names(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger("analytics")
    before = (list(logger.handlers), logger.level, logger.propagate)
    heard = io.StringIO()
    monkeypatch.setattr("sys.stderr", heard)
    monkeypatch.setenv(logs.VARIABLE, "json")
    try:
        logs.begin()
        with (
            Store(database) as store,
            acting.as_person(Person("anna@s.example", frozenset({Role.ADMIN}))),
            store.write(Act(Right.PLAN, "keep plan", "a\nplan")),
        ):
            pass
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logging.getLogger("analytics.storage").exception("it failed")
    finally:
        logger.handlers[:], logger.level, logger.propagate = before
    events = [json.loads(line) for line in heard.getvalue().splitlines()]
    assert [(each["level"], each["event"]) for each in events] == [
        ("info", "commit 1: keep plan"),
        ("error", "it failed"),
    ]
    assert "two\nlines" in events[1]["trace"] and "anna" not in heard.getvalue()
