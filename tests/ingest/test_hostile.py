"""What strangers may send: each is survived, and answered in one sentence."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest import Receipt
from analytics.ingest.common import limits
from analytics.ingest.common.manifest import Options
from analytics.ingest.sandbox import ask
from analytics.storage.store import Store
from tests.support.documents import task, video
from tests.support.exports import flat, row

MB = 1 << 20
EMPTY_OBJECTS = b"[" + b"{}," * (8 * MB) + b"{}]"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit is held on Linux")


def zipped(content: bytes, name: str = "a.csv") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return held.getvalue()


def far_cell() -> bytes:
    """A workbook of some kilobytes with one cell in the last row and column."""
    import xlsxwriter

    held = io.BytesIO()
    book = xlsxwriter.Workbook(held)
    page = book.add_worksheet()
    page.write(0, 0, "VideoId")
    page.write(1_048_575, 16_383, 1)
    book.close()
    return held.getvalue()


# name: (content, a part of the sentence)
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a PNG named .csv": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "this is a PNG picture"),
    "HTML named .csv": (lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "NUL bytes": (lambda: bytes(5000), ""),
    "100,000 columns": (lambda: ",".join(f"c{n}" for n in range(100_000)).encode() + b"\n1\n", "columns"),
    "a column that may be the length or the id": (
        lambda: b"VideoDuration0VideoId,VideoType,RecordStopTime\n1,0,1711503900\n", "no column",
    ),
    "a line of 20 MB": (lambda: b"VideoId,VideoType\n" + b"x" * (20 * MB), ""),
    "JSON nested a thousand deep": (lambda: b'{"a":' * 1500 + b"1" + b"}" * 1500, "nested too deeply"),
    "lists nested a thousand deep": (lambda: b"[" * 5000 + b"]" * 5000, "nested too deeply"),
    "braces without end": (lambda: b"{" * (2 * MB), "breaks off or is damaged"),
    "a string without end": (lambda: b'{"a": "' + b"x" * (8 * MB), "breaks off or is damaged"),
    "a gzip bomb": (lambda: gzip.compress(bytes(200 * MB), 9), "times its size"),
    "a zip bomb": (lambda: zipped(bytes(200 * MB)), "times its size"),
    "a zip in a zip": (lambda: zipped(zipped(b"a"), "b.zip"), "archive inside"),
    "half a gzip": (lambda: gzip.compress(os.urandom(9000))[:4000], "damaged"),
    "a workbook with a far cell": (far_cell, ""),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_a_file_made_to_harm_is_one_sentence(tmp_path: Path, name: str) -> None:
    make, sentence = FILES[name]
    path = tmp_path / "upload"
    path.write_bytes(make())
    room = tmp_path / "room"
    room.mkdir()
    with pytest.raises(Problem) as told:
        ask.inspect(path, room, Options())
    assert sentence in str(told.value)
    assert "\n" not in str(told.value) and "Traceback" not in str(told.value)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Receipt]]:
    """A document of odd values, loaded."""
    folder = tmp_path_factory.mktemp("hostile")
    odd = [
        task(1, video(1, VideoDuration="9" * 5000)),
        task(2, video(2, VideoDuration=float("nan")), video(3, VideoSize=float("inf"))),
        task(3, video(4, UserId="\ud800"), video(5, UserId="a\0b"), video(6, UserId="../../x")),
        task(4, video(7, UserId="x" * 100_000)),
        task(5, video(8, UserId="'; drop table video_rows; --")),
    ]
    text = json.dumps(odd).replace('"' + "9" * 5000 + '"', "9" * 5000)
    path = folder / "upload"
    path.write_text(text.replace('"RoomId": 4294967295', '"RoomId": 1, "RoomId": 1', 1))
    with Store(folder / "recordings.duckdb") as store:
        yield store, ingest.import_file(store, path, "../../x/\x1b[31modd.json")


def test_odd_values_are_refused_row_by_row_and_the_rest_is_loaded(
    loaded: tuple[Store, Receipt],
) -> None:
    store, receipt = loaded
    assert receipt.rows == (8, 5, 3, 0)
    assert [(flaw.line, flaw.column) for flaw in receipt.problems] == [
        ("$[0].VideoInfos[0]", "VideoDuration"),
        ("$[1].VideoInfos[0]", "VideoDuration"),
        ("$[3].VideoInfos[0]", ""),
    ]
    assert all(len(flaw.sentence("f")) < 500 for flaw in receipt.problems)
    assert len(store.ask("import_list")) == 1


def test_a_files_name_is_a_name_and_no_path(loaded: tuple[Store, Receipt]) -> None:
    assert "/" not in loaded[1].file and ".." not in loaded[1].file


@pytest.mark.slow
def test_a_long_list_is_read_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    each = json.dumps(task(1, *(video(number) for number in range(20)), Novel=1)).encode()
    with path.open("wb") as file:
        file.write(b"[" + each)
        for _ in range(6 * MB // len(each)):
            file.write(b",\n" + each)
        file.write(b"]")
    room = tmp_path / "room"
    room.mkdir()
    manifest = ask.inspect(path, room, Options(), careful=True)
    assert manifest.shape == "DescribeOnlineRecord"


def test_the_limits_are_sentences_for_a_person() -> None:
    assert all(sentence.endswith(".") for sentence in limits.SENTENCES)
    assert any("memory" in sentence for sentence in limits.SENTENCES)


def test_a_table_of_odd_bytes_loads_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    content = flat([row("a"), row("b")]).encode().replace(b"teacher", b"te\xffacher", 1)
    path.write_bytes(content)
    room = tmp_path / "room"
    room.mkdir()
    assert ask.inspect(path, room, Options(), careful=True).shape == "flat"


def test_a_file_that_takes_too_long_is_given_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is of the whole import, from the first look to the last commit: others wait behind it."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setattr(limits, "seconds", lambda size: 1)
    path = tmp_path / "upload"
    path.write_bytes(EMPTY_OBJECTS)
    with Store(tmp_path / "recordings.duckdb") as store:
        receipt = ingest.import_file(store, path)
        (flaw,) = receipt.problems
        assert (receipt.status, store.ask("import_list")) == ("refused", [])
    assert flaw.reason.startswith("importing it takes more than 1 seconds")
    left = [path.name for path in temporary.iterdir()]
    assert [name for name in left if not name.startswith("pymp-")] == []


def test_the_limit_of_time_grows_with_the_file() -> None:
    assert [limits.seconds(size) for size in (0, 305_000, 30_000_000)] == [25, 25, 55]


def test_a_preview_has_the_same_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "seconds", lambda size: 1)
    path = tmp_path / "upload"
    path.write_bytes(EMPTY_OBJECTS)
    told = pytest.raises(Problem, match="more than 1 seconds")
    with Store(tmp_path / "recordings.duckdb") as store, told:
        ingest.look(store, path)


@pytest.mark.slow
@pytest.mark.parametrize("blank", ["\n", "\r\n", " \n", "\t\n"])
@pytest.mark.parametrize("where", ["before", "within", "after"])
def test_blank_lines_never_hide_rows(tmp_path: Path, blank: str, where: str) -> None:
    """Wherever they stand: all rows are loaded, or the file is refused and not called empty."""
    header, *rows = flat([row("a"), row("b")]).splitlines(keepends=True)
    many = blank * 200_000
    text = {
        "before": many + header + "".join(rows),
        "within": header + rows[0] + many + rows[1],
        "after": header + "".join(rows) + many,
    }[where]
    path = tmp_path / "upload"
    path.write_text(text, newline="")
    with Store(tmp_path / "recordings.duckdb") as store:
        receipt = ingest.import_file(store, path)
    if receipt.status == "loaded":
        assert receipt.rows.loaded == 2
    else:
        assert "empty" not in receipt.problems[0].reason
