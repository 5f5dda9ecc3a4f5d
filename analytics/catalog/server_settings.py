"""Settings of the server: `settings.toml` beside the database, or the file that $RECORDINGS_SETTINGS names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from analytics.catalog.toml_forms import Form, Text, at, check, read, read_file
from analytics.core.errors import Problem

FILE = "settings.toml"


class _Form(Form):
    watch: Text | None = None


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`watch` is the folder whose files are imported; None for none."""

    watch: Path | None = None


def load(database: Path) -> ServerSettings:
    """The settings of the server of a database; all are off where there is no file.

    A folder is named from the place of the settings file. Raises Problem for a file that cannot be read, an unknown key, and
    a folder that is watched while the database lies in it.
    """
    env_path = os.environ.get("RECORDINGS_SETTINGS")
    path = Path(env_path) if env_path else database.with_name(FILE)
    if not env_path and not path.exists():
        return ServerSettings()
    form = check(_Form, read(read_file(path), path.name), path.name)
    if form.watch is None:
        return ServerSettings()
    folder = (path.absolute().parent / Path(form.watch).expanduser()).resolve()
    if folder in database.resolve().parents:
        raise Problem(
            f'the database lies in "{form.watch}"',
            where=at(path.name, "watch"),
            hint="Name a folder that holds nothing but exports",
        )
    return ServerSettings(folder)
