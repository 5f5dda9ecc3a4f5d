"""Rows that lie in lakes: the views through which questions read them as if they were here, and the way to object storage."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import duckdb

from analytics.core.errors import Problem
from analytics.storage.statements import ask

if TYPE_CHECKING:
    from pyarrow.fs import FileSystem

REQUIREMENTS = "analytics/storage/requirements.txt"
TABLES = ("video_rows", "refused_rows", "recording_rows")
PLACE = "batches/batch="
"""What stands in the path of each file of a lake."""
_SCHEME = "lake"


def is_remote(lake: str) -> bool:
    """Whether a lake is the address of object storage, such as s3://bucket/folder, and no folder."""
    return "://" in lake


def files_of(lake: str) -> tuple[FileSystem, str]:
    """The file system that a lake lies in, and its folder there. Raises Problem where the address cannot be read."""
    import pyarrow.fs

    if not is_remote(lake):
        return pyarrow.fs.LocalFileSystem(), lake
    if "@" in lake:
        raise Problem(
            "an address with keys would be kept in the database",
            where=shown(lake),
            hint="Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        )
    try:
        files, folder = pyarrow.fs.FileSystem.from_uri(lake)
    except (OSError, ValueError) as fault:
        raise Problem(
            "this is no address of object storage",
            where=shown(lake),
            hint="Give it as s3://BUCKET/FOLDER, with ?endpoint_override=HOST:PORT for a storage of your own",
        ) from fault
    return files, folder.rstrip("/")


def shown(lake: str) -> str:
    """A lake's name for people, without what its storage is told."""
    return lake.split("?")[0].rsplit("@", 1)[-1]


def is_about(fault: duckdb.Error) -> bool:
    """Whether a question failed for a file of a lake that could not be read."""
    return PLACE in str(fault)


def path_of(lake: str, path: str) -> str:
    """Under which name DuckDB reads a file of a lake: `path` is that within its file system."""
    return f"{_name(lake)}://{path}" if is_remote(lake) else path


def connect(connection: duckdb.DuckDBPyConnection) -> None:
    """Let DuckDB read the object storage of the lakes that the database knows. Raises Problem without the library for it."""
    for row in ask(connection, "lakes"):
        if is_remote(row["lake"]) and _name(row["lake"]) not in connection.list_filesystems():
            connection.register_filesystem(_wrapped(row["lake"]))


def disconnect(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the object storage up; else DuckDB complains of what is left when the process ends."""
    with suppress(duckdb.Error):  # of a connection that is closed there is nothing left
        for name in connection.list_filesystems():
            if name.startswith(_SCHEME):
                connection.unregister_filesystem(name)


def renew_views(cursor: duckdb.DuckDBPyConnection) -> None:
    """Put the views over the files of the batches that there are."""
    connect(cursor)
    for table in TABLES:
        paths = [row["path"] for row in ask(cursor, "lake_paths", table=table)]
        rows = (
            cursor.read_parquet(paths, hive_partitioning=True)
            if paths
            else cursor.view(f"no_lake_{table}")
        )
        rows.create_view(f"lake_{table}", replace=True)


def _wrapped(lake: str) -> Any:
    try:
        from fsspec.implementations.arrow import ArrowFSWrapper
    except ModuleNotFoundError as fault:
        raise Problem(
            "a lake in object storage needs a library that is not installed",
            where=shown(lake),
            hint=f"Run: pip install -r {REQUIREMENTS}",
        ) from fault
    scheme = _name(lake)

    class Objects(ArrowFSWrapper):  # type: ignore[misc]
        """Files of one lake, under a scheme of its own."""

        protocol = scheme
        cachable = False

        @classmethod
        def _strip_protocol(cls, path: str) -> str:
            return path.removeprefix(f"{scheme}://")

        def glob(self, path: str, **_: Any) -> list[str]:
            """A file of a lake never goes while its batch is there: it is not looked for each time that a question is asked."""
            return [path]

        @property
        def fsid(self) -> str:
            return scheme

    return Objects(files_of(lake)[0])


def _name(lake: str) -> str:
    return _SCHEME + hashlib.sha256(lake.encode()).hexdigest()[:12]
