"""One file into the database from first to last: hashed, understood by a child, loaded, answered with a receipt."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest.common import limits, zones
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.loading import content, load, mapping, outcome, work
from analytics.ingest.loading.progress import Progress, Teller, told
from analytics.ingest.loading.receipt import Counts, Receipt, refusal
from analytics.ingest.loading.refused import named
from analytics.ingest.loading.work import File
from analytics.ingest.sandbox import ask
from analytics.storage.store import Store, is_open_here

_TAKEN_OUT = ("the same content was loaded and undone at this moment. Import it again",)


def import_file(
    store: Store,
    path: Path,
    name: str | None = None,
    *,
    options: Options = Options(),  # noqa: B008 - frozen
    progress: Progress = lambda fraction, text: None,
    cancelled: Callable[[], bool] = lambda: False,
    is_sample: bool = False,
    source: str = "",
    now: datetime | None = None,
    manifest: Manifest | None = None,
) -> Receipt:
    """Load one file and say what became of each row; a file that cannot be loaded is answered as refused.

    `name` is what the person calls the file, where `path` is a spool; `manifest` is there where a preview has read the whole of
    it, under the same options. Never raises for bad input. Nothing of a refused
    file is left behind, except its rows where every single one was refused. `cancelled` is asked twice a second and
    more: once it says so the import stops, and nothing of the file is left; what `progress` raises does the same, and
    so does a file that takes longer than limits.seconds, for others wait behind it.
    `source` is "sync" or "callback" for what the vendor sent: what a callback says, any other document outranks.
    `now` (UTC; else the clock's) is the time of the import, after which nothing can have been recorded.
    """
    begun = monotonic()
    most_s = 0

    def tell_on(fraction: float, text: str) -> None:
        if cancelled():
            raise stopped()
        if monotonic() - begun > most_s:
            raise limits.too_long(most_s)
        progress(fraction, text)

    name = _whole_characters(Path(name or path.name).name)
    try:
        if is_open_here(path):
            raise Problem(
                "this is the database itself, not an export", hint="Name a file with recordings"
            )
        options = replace(options, zone=zones.named(options.zone))
        most_s = limits.seconds(content.size(path))
        with told(tell_on) as tell, tempfile.TemporaryDirectory(prefix="recordings-") as folder:
            came_at = now or datetime.now(UTC).replace(tzinfo=None)
            return _import(
                store,
                path,
                Path(folder),
                name,
                came_at,
                options,
                tell,
                manifest,
                is_sample=is_sample,
                source=source,
            )
    except Problem as problem:
        return refusal(name, problem)


def undo(store: Store, import_id: str) -> None:
    """Take an import out; what it had kept out as duplicates counts again. Raises Problem for an unknown id."""
    row = named(store, import_id)
    act = Act(Right.IMPORT, "undo import", f"{row['file']} {import_id}", before=row["digest"])
    with store.write(act) as cursor:
        load.forget(cursor, row["import_no"])


def undo_preview(store: Store, import_id: str) -> dict[str, Any]:
    """What an undo would take out: file, videos, ms, recordings, returning (videos that other imports bring back)."""
    row = named(store, import_id)
    (preview,) = store.ask("undo_preview", import_no=row["import_no"])
    return {"file": row["file"], "refused": row["rows_refused"], **preview}


def _import(
    store: Store,
    path: Path,
    folder: Path,
    name: str,
    came_at: datetime,
    options: Options,
    tell: Teller,
    manifest: Manifest | None,
    *,
    is_sample: bool,
    source: str,
) -> Receipt:
    """Load a file, with a folder for what is made of it. A child looks at it, and it is loaded, while its content is hashed,
    unless the same content may be in the database already.
    """
    size = content.size(path)
    _need_space(store, size)
    check_day(options, came_at)
    tell(0.0, "looking at the file", until=0.3)
    with ThreadPoolExecutor(2) as beside:
        looking = None
        inspect = partial(
            ask.inspect,
            path,
            folder,
            options,
            remembered=mapping.all_remembered(store),
            alive=tell.check,
        )
        may_be_known = store.ask("imports_of_size", bytes=size)
        if not may_be_known and not manifest:
            looking = beside.submit(inspect)
        file = content.identify(
            path, name, came_at, options.day, beside, is_sample=is_sample, source=source
        )
        if may_be_known and (earlier := _earlier(store, file, options)):
            return earlier
        manifest = manifest or (looking.result() if looking else inspect())
        options = _with_known_states(store, manifest, options)
        try:
            return _load(store, file, manifest, partial(inspect, careful=True), options, tell)
        except load.AlreadyLoaded:
            return _earlier(store, file, options) or refusal(name, Problem(*_TAKEN_OUT))


def _load(
    store: Store,
    file: File,
    manifest: Manifest,
    inspect_carefully: Callable[[], Manifest],
    options: Options,
    tell: Teller,
) -> Receipt:
    try:
        receipt = load.load(store, file, manifest, options, tell)
    except load.Irregular:
        tell(0.1, "reading it record by record", until=0.3)
        manifest = inspect_carefully()
        try:
            receipt = load.load(store, file, manifest, options, tell)
        except load.Irregular as fault:
            raise Problem(
                f"it cannot be read: {fault}", hint="Save it as CSV (UTF-8) and import that"
            ) from fault
    if manifest.header and receipt.status == "loaded":
        if options.mapping:
            mapping.remember_mapping(store, manifest.header, manifest.mapping)
        if options.states:
            mapping.remember_states(store, manifest.header, options.states)
    return receipt


def _with_known_states(store: Store, manifest: Manifest, options: Options) -> Options:
    """The options, with what was said earlier about words for a state in tables of this header."""
    known_states = mapping.remembered_states(store, manifest.header) if manifest.header else {}
    return (
        replace(options, states=known_states | (options.states or {})) if known_states else options
    )


def stopped() -> Problem:
    """What an import ends in that a person stopped."""
    return Problem(
        "the import was stopped, and nothing of this file was kept",
        hint="Import it again to have it",
    )


def check_day(options: Options, now: datetime) -> None:
    """Raises Problem where the day that was given is one on which nothing can have been recorded."""
    if options.day is None:
        return
    noon = datetime.fromisoformat(f"{options.day}T12:00")
    if not work.first_moment("UTC") <= noon < work.end_of_tomorrow("UTC", now):
        raise Problem(
            f"{options.day} is before {work.FIRST_YEAR} or after tomorrow",
            where="--day",
            hint="Give the day of the lesson, as in 2024-03-27",
        )


def _earlier(store: Store, file: File, options: Options) -> Receipt | None:
    imports = store.ask("import_named", import_id=None, digest=file.digest)
    was = next((row for row in imports if load.stands_for(row, file)), None)
    if was is None:
        return None

    def again(prefix: str) -> Counts:
        read, refused = was[f"{prefix}_read"], was[f"{prefix}_refused"]
        return Counts(read, 0, refused, read - refused)

    refused = store.ask("refused_of_import", import_no=was["import_no"], most=limits.MOST_PROBLEMS)
    return Receipt(
        was["import_id"], file.name, was["shape"], "already_loaded", was["unit"], was["unit_reason"], again("rows"), again("ms"),
        outcome.problems(refused)[: limits.MOST_PROBLEMS],
        (f"The same content was loaded as {was['file']}; nothing was changed.", *_otherwise(was, options)),
    )  # fmt: skip


def _otherwise(was: dict[str, Any], options: Options) -> Iterator[str]:
    """What was said this time and not when the content was loaded, so that it was not done."""
    choices = {"unit": options.unit or was["unit"], "zone": options.zone, "app": options.app}
    for name, value in choices.items():
        if value != (was[name] or ""):
            yield (
                f'It was loaded with the {name} "{was[name] or ""}", not "{value}": to have it so, undo that import '
                f"({was['import_id']}) and import the file again."
            )


def _need_space(store: Store, size: int) -> None:
    free = shutil.disk_usage(store.path.parent).free
    if free < 2 * size + (64 << 20):
        raise Problem(
            f"the disk of the database has {free >> 20:,} MB left, too little for this file",
            hint="Free some space and import it again",
        )


def _whole_characters(name: str) -> str:
    """A file's name without bytes that are no characters."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
