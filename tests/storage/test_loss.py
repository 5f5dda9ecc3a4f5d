"""A commit that was acknowledged and is gone is said at the next start, and nothing else is."""

from pathlib import Path

import pytest

from analytics.storage.store import Store


def keep(store: Store, key: str) -> None:
    with store.write() as cursor:
        cursor.execute("insert into settings values ($key, 'x')", {"key": key})


def counter(database: Path) -> Path:
    return database.with_name(database.name + ".commits")


@pytest.fixture
def older(database: Path) -> bytes:
    """A database with three commits, and what it was when it had one."""
    with Store(database) as store:
        keep(store, "one")
    content = database.read_bytes()
    with Store(database) as store:
        keep(store, "two")
        keep(store, "three")
    return content


@pytest.mark.slow
def test_lost_commits_are_counted_and_said_until_something_is_saved(
    database: Path, older: bytes
) -> None:
    database.write_bytes(older)
    for _ in range(2):
        with Store(database) as store:
            assert store.loss == (
                "recordings.duckdb: the last 2 saved changes are missing from the file. Restore a "
                "backup, or import the latest files again; then save anything to clear this notice."
            )
    with Store(database) as store:
        keep(store, "anything")
        assert store.loss == ""
    with Store(database) as store:
        assert store.loss == ""


@pytest.mark.slow
def test_one_lost_commit_is_one(database: Path, older: bytes) -> None:
    database.write_bytes(older)
    counter(database).write_text("2")
    with Store(database) as store:
        assert "the last saved change is missing" in store.loss


@pytest.mark.slow
def test_a_log_that_was_deleted_before_the_first_checkpoint_is_a_loss(database: Path) -> None:
    with Store(database) as store:
        keep(store, "one")
    empty = database.with_name("empty.duckdb")
    Store(empty).close()
    database.write_bytes(empty.read_bytes())
    with Store(database) as store:
        assert "the last saved change is missing" in store.loss


@pytest.mark.slow
def test_a_database_made_anew_has_lost_nothing(database: Path, older: bytes) -> None:
    database.unlink()
    with Store(database) as store:
        assert (store.is_new, store.loss) == (True, "")
        keep(store, "one")
    with Store(database) as store:
        assert store.loss == ""


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "abc", "0", "-1", "1", "9" * 40, "\udcff"])
def test_a_counter_that_is_damaged_or_behind_accuses_nobody(
    database: Path, older: bytes, text: str
) -> None:
    counter(database).write_bytes(text.encode("utf-8", "surrogateescape"))
    with Store(database) as store:
        assert (store.version, store.loss) == (3, "")
    assert counter(database).read_text() == "3"


@pytest.mark.slow
def test_without_its_counter_a_database_opens(database: Path, older: bytes) -> None:
    counter(database).unlink()
    with Store(database) as store:
        assert (store.version, store.loss) == (3, "")
