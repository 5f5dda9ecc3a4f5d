"""Databases of these tests are made as a person's are, step by step."""

import pytest

from analytics.storage import store

_create = store._create


@pytest.fixture(autouse=True)
def _steps_of_the_schema_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_create", _create)
