"""Databases of these tests are made as a person's are, step by step."""

import pytest

from analytics.storage import store


@pytest.fixture(autouse=True)
def _steps_of_the_schema_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "template", None)
