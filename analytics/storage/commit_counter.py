"""The number of saved changes, kept beside the database, so that a loss can be told at the start."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


class CommitCounter:
    """A small file with the number of commits that were acknowledged.

    A database whose write-ahead log was deleted opens without an error and without its last
    commits: then it holds fewer of them than this file says.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".commits")

    def keep(self, commits: int) -> None:
        """Remember `commits`. A disk too full for it is no fault: a counter that lags says nothing."""
        draft = self._path.with_name(self._path.name + ".new")
        with suppress(OSError):
            draft.write_text(str(commits))
            draft.replace(self._path)

    def missing(self, commits: int) -> int:
        """How many acknowledged commits a database with `commits` of them lacks; else 0 or less."""
        try:
            text = self._path.read_text().strip()
        except (OSError, ValueError):
            return 0
        return int(text) - commits if text.isdecimal() and len(text) < 19 else 0


def loss(file: str, missing: int) -> str:
    """The sentence about `missing` commits of a database."""
    subject = "saved change is" if missing == 1 else f"{missing} saved changes are"
    return (
        f"{file}: the last {subject} missing from the file. Restore a backup, or import the latest "
        "files again; then save anything to clear this notice."
    )
