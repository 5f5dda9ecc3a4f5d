"""Settings of the server: `settings.toml` beside the database, or the file that $RECORDINGS_SETTINGS names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from analytics.catalog.toml_forms import Form, Text, at, check, mistake, read, read_file
from analytics.core.errors import Problem

FILE = "settings.toml"
SITES = ("intl", "cn")
SYNCED = ("records", "usage", "deals")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _every(things: str) -> Callable[[object], timedelta]:
    """A validator of a time between two such things. Syncs more often than the vendor's days end would only cost requests."""

    def span(value: object) -> timedelta:
        match = re.fullmatch(r"([1-9][0-9]{0,3})([mhd])", value) if isinstance(value, str) else None
        every = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
        if not timedelta(minutes=15) <= every <= timedelta(days=31):
            raise mistake(
                value, f"is no time between two {things}", 'Write "15m" to "31d", such as "6h".'
            )
        return every

    return span


def _keep(value: object) -> int:
    if type(value) is not int or not 1 <= value <= 1000:
        raise mistake(value, "is no number of backups", "Write 1 to 1000.")
    return value


def _app(value: object) -> str:
    if not isinstance(value, str) or not (value.isascii() and value.isdecimal()):
        raise mistake(value, "is no SdkAppId", 'Write its digits in quotes, such as "1400000001".')
    return value


def _site(value: object) -> str:
    if value not in SITES:
        raise mistake(value, "is no site", 'Write "intl" or "cn".')
    return str(value)


def _sort(value: object) -> str:
    if value not in SYNCED:
        raise mistake(value, "is nothing to sync", f"Choose of {', '.join(SYNCED)}.")
    return str(value)


class _SyncForm(Form):
    every: Annotated[timedelta, BeforeValidator(_every("syncs"))] | None = None
    site: Annotated[str, BeforeValidator(_site)] = "intl"
    apps: list[Annotated[str, BeforeValidator(_app)]] = Field(default_factory=list)
    what: list[Annotated[str, BeforeValidator(_sort)]] = Field(default_factory=lambda: list(SYNCED))


class _BackupForm(Form):
    every: Annotated[timedelta, BeforeValidator(_every("backups"))]
    keep: Annotated[int, BeforeValidator(_keep)] = 7
    folder: Text = "backups"


class _Form(Form):
    watch: Text | None = None
    sync: _SyncForm = _SyncForm()
    backup: _BackupForm | None = None


@dataclass(frozen=True, slots=True)
class SyncSettings:
    """How this server syncs with the vendor's API: `every` so often (None: when somebody asks), which apps (none: all that are
    known), and which sorts.
    """

    every: timedelta | None = None
    site: str = "intl"
    apps: tuple[str, ...] = ()
    what: tuple[str, ...] = SYNCED


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """A backup so often into a folder, of which the newest are kept."""

    every: timedelta
    keep: int
    folder: Path


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """`watch` is the folder whose files are imported; None for none. `backup` is None for none by the clock."""

    watch: Path | None = None
    sync: SyncSettings = SyncSettings()
    backup: BackupSettings | None = None


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
    sync = SyncSettings(
        form.sync.every, form.sync.site, tuple(form.sync.apps), tuple(form.sync.what)
    )
    backup = _backup(form.backup, path) if form.backup else None
    if form.watch is None:
        return ServerSettings(sync=sync, backup=backup)
    folder = (path.absolute().parent / Path(form.watch).expanduser()).resolve()
    if folder in database.resolve().parents:
        raise Problem(
            f'the database lies in "{form.watch}"',
            where=at(path.name, "watch"),
            hint="Name a folder that holds nothing but exports",
        )
    return ServerSettings(folder, sync, backup)


def _backup(form: _BackupForm, path: Path) -> BackupSettings:
    folder = (path.absolute().parent / Path(form.folder).expanduser()).resolve()
    return BackupSettings(form.every, form.keep, folder)
