"""Databases for the import tests, and imports of texts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.ingest import Options, Receipt
from analytics.storage.store import Store

Load = Callable[..., Receipt]


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture
def load(store: Store, tmp_path: Path) -> Load:
    """``load(content, name="export.csv", **options)``: import a text, bytes or JSON value."""

    def load(content: Any, name: str = "export.csv", **options: Any) -> Receipt:
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return ingest.import_file(store, path, options=Options(**options))

    return load
