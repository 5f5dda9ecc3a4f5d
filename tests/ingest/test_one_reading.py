"""A preview and the import after it read an upload once: what was shown is what is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analytics.ingest import Options, import_file
from analytics.ingest.common.limits import LOOKED_AT_ROWS
from analytics.ingest.loading.preview import Look, look
from analytics.ingest.sandbox import process
from analytics.storage.store import Store
from tests.support import dialects
from tests.support.exports import flat, row

FILES: dict[str, bytes] = {
    "flat.csv": flat([row("a"), row("b", VideoType=3)]).encode(),
    "refused.csv": flat([row("a"), row("b", VideoDuration="abc"), row("a", VideoType=1)]).encode(),
    "extra.csv": flat([row("a", Teacher="Li"), row("b", Teacher="王")]).encode(),
    "words.csv": flat([row("a", VideoType="screen", Status="finished"), row("b", Status="")]).encode(),
    **{path.name: path.read_bytes() for path in sorted(dialects.FOLDER.iterdir()) if path.is_file()},
}  # fmt: skip


def seen(store: Store, folder: Path, content: bytes, **options: Any) -> tuple[Path, Look]:
    path = folder / "upload"
    path.write_bytes(content)
    (folder / "read").mkdir()
    return path, look(store, path, Options(**options), folder=folder / "read")


def fingerprint(store: Store) -> object:
    return store.ask("fingerprint")


def no_child(*_: object) -> int:
    raise AssertionError("a child was started")


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_an_import_after_a_preview_says_and_loads_what_one_without_does(
    name: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, preview = seen(store, tmp_path, FILES[name])
    with Store(tmp_path / "other.duckdb") as other:
        alone = import_file(other, path, name)
        if preview.manifest:
            monkeypatch.setattr(process, "run", no_child)
        after = import_file(store, path, name, manifest=preview.manifest)
        assert after == alone
        assert fingerprint(store) == fingerprint(other)


def test_most_of_these_are_read_once(store: Store, tmp_path: Path) -> None:
    whole = []
    for name in ("flat.csv", "refused.csv", "extra.csv", "words.csv"):
        (tmp_path / name).mkdir()
        whole.append(seen(store, tmp_path / name, FILES[name])[1].manifest is not None)
    assert whole == [True] * 4


@pytest.mark.slow
@pytest.mark.parametrize("rows", [LOOKED_AT_ROWS - 1, LOOKED_AT_ROWS, LOOKED_AT_ROWS + 1])
def test_a_table_of_which_only_the_first_rows_were_seen_is_read_anew(
    rows: int, store: Store, tmp_path: Path
) -> None:
    content = flat([row(f"v{number}") for number in range(rows)]) + "Total" + "," * 5 + "\n"
    path, preview = seen(store, tmp_path, content.encode())
    assert (preview.manifest is not None) is (rows < LOOKED_AT_ROWS)
    assert import_file(store, path, manifest=preview.manifest).rows.read >= rows


def test_what_needs_a_choice_is_not_taken_as_read(store: Store, tmp_path: Path) -> None:
    content = "id,what,Duration,when\na,camera,40,2024-03-27 09:30\n"
    _, preview = seen(store, tmp_path, content.encode())
    assert preview.problems
    assert preview.manifest is None


def test_a_preview_that_keeps_no_folder_gives_nothing_to_load(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(FILES["flat.csv"])
    assert look(store, path).manifest is None
