"""The process that writes the views of a large database: `python -m analytics.team.snapshot_child COPY FOLDER DATABASE VERSION STATE`.

Its source is a copy that nobody else writes to. Pages that somebody waits for come first, and it ends with the server.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

from analytics.storage.store import Store
from analytics.team import snapshots

POLITENESS = 5
"""Its nice level."""
SETTINGS = ("set global threads = 1", "set global memory_limit = '512MB'")


def main(copy: str, folder: str, database: str, version: str, state: str) -> None:
    """Write the views of a copy into a folder."""
    with suppress(AttributeError, OSError):
        os.nice(POLITENESS)
    Thread(target=_end_with_the_server, daemon=True).start()
    with Store(Path(copy), is_read_only=True) as store:
        with store.session() as cursor:
            for setting in SETTINGS:
                cursor.execute(setting)
        snapshots.write(store, Path(folder), database, int(version), state)


def _end_with_the_server() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing comes until its other end is closed
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
