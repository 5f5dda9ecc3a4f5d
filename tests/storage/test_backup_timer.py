"""Backups by the clock: made when due, the newest kept, a person's own left alone; each can be brought back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.catalog import server_settings
from analytics.catalog.server_settings import BackupSettings
from analytics.core.errors import Problem
from analytics.storage import backup, backup_timer
from analytics.storage.store import Store

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.slow
def test_a_backup_is_made_when_it_is_due_and_the_newest_are_kept(database: Path) -> None:
    folder = database.parent / "elsewhere"
    settings = BackupSettings(timedelta(hours=6), 2, folder)
    with Store(database) as store:
        made = [backup_timer.look(store, settings, NOON + timedelta(hours=n)) for n in range(0, 19, 3)]  # fmt: skip
        own = folder / "recordings-mine.duckdb"
        backup.backup(store, own)
        assert [path is not None for path in made] == [True, False] * 3 + [True]
        assert sorted(path.name for path in folder.iterdir()) == [
            "recordings-20261201-000000Z.duckdb",
            "recordings-20261201-060000Z.duckdb",
            "recordings-mine.duckdb",
        ]
        (fingerprint,) = store.ask("fingerprint")
    later = NOON + timedelta(hours=20)
    assert backup_timer.age(database, settings, later) == timedelta(hours=2)
    assert made[-1] and backup.restore(database, made[-1]).fingerprint == fingerprint["hash"]


def test_a_backup_that_fails_is_said_and_made_later(database: Path) -> None:
    settings = BackupSettings(timedelta(hours=6), 2, database.parent / "folder")
    settings.folder.write_text("a file")
    with Store(database) as store:
        with pytest.raises(Problem, match="backup cannot be written"):
            backup_timer.look(store, settings, NOON)
        settings.folder.unlink()
        assert backup_timer.look(store, settings, NOON)


def test_the_settings_name_how_often_how_many_and_where(database: Path) -> None:
    file = database.with_name("settings.toml")
    file.write_text('[backup]\nevery = "6h"\nkeep = 3\nfolder = "../far"\n')
    folder = (database.parent / "../far").resolve()
    assert server_settings.load(database).backup == BackupSettings(timedelta(hours=6), 3, folder)
    for text, sentence in (
        ('[backup]\nevery = "5m"', "is no time between two backups"),
        ('[backup]\nevery = "6h"\nkeep = 0', "is no number of backups"),
        ("[backup]\nkeep = 3", "every"),
    ):
        file.write_text(text)
        with pytest.raises(Problem, match=sentence):
            server_settings.load(database)
