"""Texts lose the blanks at their ends. A file without any blank is not searched for them, which must not be seen."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from analytics.ingest.loading import content
from analytics.storage.store import Store
from tests.ingest.conftest import Load
from tests.support.exports import flat, row

NAMES = (
    "select video_id, app, task_id, room, user_id, status, finish_reason from videos order by all"
)

CAME_AT = datetime(2024, 3, 28)  # noqa: DTZ001 - UTC


@pytest.mark.parametrize(
    ("text", "has_blank"),
    [
        (b"a,b\n1,2\n", False),
        (b"", False),
        (b"a,b\n1, 2\n", True),
        (b"x" * (3 << 20) + b" ", True),
        ("a,b\n1,\N{NO-BREAK SPACE}2\n".encode(), True),
        ("a,b\n1,\N{IDEOGRAPHIC SPACE}2\n".encode(), True),
        (gzip.compress(b"a,b\n1,2\n", mtime=0), True),
    ],
)
def test_a_blank_may_be_any_blank_anywhere(tmp_path: Path, text: bytes, has_blank: bool) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text)
    with ThreadPoolExecutor(1) as beside:
        file = content.identify(path, "a.csv", CAME_AT, None, beside, is_sample=False)
    assert (file.has_blank, file.digest) == (has_blank, hashlib.sha256(text).hexdigest())


def zipped(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", text)
    return packed.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    "packed", [str.encode, zipped, lambda text: gzip.compress(text.encode(), mtime=0)]
)
@pytest.mark.parametrize("blank", [" ", "\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}"])
def test_with_blanks_and_without_the_names_are_the_same(
    load: Load, store: Store, blank: str, packed: Callable[[str], bytes]
) -> None:  # fmt: skip
    names = {
        "RoomId": "7",
        "UserId": "amy",
        "TaskId": "t",
        "SdkAppId": "1400000001",
        "FinishReason": "auto",
    }
    padded = {name: f"{blank}{value}{blank}" for name, value in names.items()}
    load(flat([row("a", **names)]))
    load(packed(flat([row("b", **padded)])), "padded")
    with store.session() as cursor:
        first, second = cursor.execute(NAMES).fetchall()
    assert (first[0], second[0]) == ("a", "b")
    assert first[1:] == second[1:]
    assert "AUTO" in first
