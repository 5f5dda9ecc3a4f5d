"""The sample is there until it is removed, or until the first own import that loads something."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from analytics import ingest
from analytics.ingest import sample
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.exports import flat, row
from tests.support.terminal import write

EVERYTHING = Filters().parameters()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample in it, closed."""
    path = tmp_path_factory.mktemp("sample") / "recordings.duckdb"
    with Store(path) as store:
        sample.load(store)
    return path


@pytest.fixture
def store(filled: Path, database: Path) -> Iterator[Store]:
    database.write_bytes(filled.read_bytes())
    with Store(database) as opened:
        yield opened


def is_loaded(store: Store) -> bool:
    return bool(store.ask("sample_imports"))


def videos(store: Store) -> int:
    return int(store.ask("coverage")[0]["videos"])


@pytest.mark.slow
def test_what_was_prepared_is_what_would_be_loaded_and_only_where_nothing_is(
    filled: Path, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.prefix", str(tmp_path))
    sample.place(database)
    assert not database.exists()  # nothing was prepared
    sample.prepare()
    sample.place(database)
    sums = []
    for path in (database, filled):
        with Store(path) as store:
            assert (store.is_new, store.loss, is_loaded(store)) == (False, "", True)
            sums.append([store.ask("fingerprint"), store.ask("minutes_by_day", **EVERYTHING)])
    assert sums[0] == sums[1]
    before = database.read_bytes()
    sample.place(database)
    assert database.read_bytes() == before
    monkeypatch.setattr(duckdb, "__version__", "another")
    sample.place(tmp_path / "other.duckdb")
    assert not (tmp_path / "other.duckdb").exists()


def test_the_sample_is_a_year_of_a_school_and_the_billing_pages_lesson(store: Store) -> None:
    assert is_loaded(store)
    (cover,) = store.ask("coverage")
    assert (cover["imports"], cover["own_imports"], cover["rows_refused"]) == (2, 0, 0)
    assert 20_000 < cover["videos"] == cover["rows_read"] < 30_000
    kinds = {each["kind"] for each in store.ask("minutes_by_kind", **EVERYTHING)}
    assert kinds == {"camera", "screen", "whiteboard", "mixed", "audio"}


def test_a_first_own_import_removes_it(store: Store, tmp_path: Path) -> None:
    receipt = ingest.import_file(store, write(tmp_path / "own.csv", flat([row("a")])))
    assert receipt.rows == (1, 1, 0, 0)
    assert (is_loaded(store), videos(store)) == (False, 1)
    assert [each["file"] for each in store.ask("import_list")] == ["own.csv"]


@pytest.mark.parametrize(
    "content",
    ["", "no table", flat([row("a", VideoType=9)]), flat([row("a", VideoDuration=60)])],
    ids=["empty", "no table", "all rows refused", "unit in doubt"],
)
def test_an_import_of_which_nothing_is_loaded_leaves_it(
    store: Store, tmp_path: Path, content: str
) -> None:
    before = videos(store)
    assert ingest.import_file(store, write(tmp_path / "own.csv", content)).status == "refused"
    assert (is_loaded(store), videos(store)) == (True, before)


@pytest.mark.slow
def test_the_samples_own_file_imported_by_a_person_is_theirs(store: Store) -> None:
    receipt = ingest.import_file(store, sample.FOLDER / "school.csv.gz")
    assert (receipt.status, receipt.rows.duplicate) == ("loaded", 0)
    assert not is_loaded(store)
    assert receipt.rows.loaded == videos(store) > 20_000


def test_it_is_removed_by_one_call_and_takes_nothing_else(store: Store) -> None:
    with Store(store.path.with_name("empty.duckdb")) as empty:
        untouched = empty.ask("fingerprint")
    sample.remove(store)
    assert (is_loaded(store), videos(store)) == (False, 0)
    assert store.ask("fingerprint") == untouched
    assert store.ask("known_rooms") == []
    sample.remove(store)


def test_after_own_imports_it_can_be_removed_no_more(store: Store, tmp_path: Path) -> None:
    ingest.import_file(store, write(tmp_path / "own.csv", flat([row("a")])))
    sample.remove(store)
    assert videos(store) == 1
