"""Parts of a database, for people who may see a part of the recordings alone: each is a database of its own.

It holds the files of certain apps, rooms, users or groups, what is told of their lessons, and the team's plan with its prices; what
pages, links, drawers, exports, API, messages and typed SQL ask of it can answer nothing else, whichever question it is. It is made
anew after commits, when somebody comes who sees it. Costs are those of these recordings alone: free minutes and packs are not
shared with what is not seen.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock
from time import monotonic

import duckdb

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.storage.statements import run
from analytics.storage.store import Store

MOST = 12
"""Parts that are open at once; the one that nobody asked for longest is made anew."""
RESTS = 3
"""Times what the last edition of a part took, before its next is begun: commits that follow each other make few."""
KEPT = 2
"""Editions of a part that are open: the newest, and the one before for pages that are under way."""


def checked(pairs: Iterable[str], where: str = "") -> tuple[str, ...]:
    """Texts FIELD=VALUE, in order and each once: app, room, user or a dimension of groups. Raises Problem for another text."""
    found = set()
    for pair in pairs:
        field, sign, value = (part.strip() for part in pair.partition("="))
        if not (field and sign and value):
            hint = "Write app=…, room=…, user=… or DIMENSION=VALUE"
            raise Problem(f'"{pair}" says no part of the recordings', where=where, hint=hint)
        found.add(f"{field}={' '.join(value.split())}")
    return tuple(sorted(found))


def in_words(sees: Iterable[str]) -> str:
    """What is seen, for people."""
    return " or ".join(pair.replace("=", " ", 1) for pair in sees)


def part(store: Store, sees: tuple[str, ...]) -> Store:
    """The newest edition of what those may see of a database who see these names and groups; () for all.

    Raises Problem where it cannot be made.
    """
    if not sees:
        return store
    if store.is_read_only:
        raise Problem(
            "a replica shows everything or nothing, and you see a part of the recordings",
            hint="Open the dashboard that owns the data",
        )
    with _registering:
        if store not in _parts:
            _parts[store] = Parts(store)
            store.at_close.append(lambda: _end(store))
    return _parts[store].of(sees)


def edition(store: Store, path: str, version: int) -> Store | None:
    """The part of a database that is known as `path` and open in this edition."""
    parts = _parts.get(store)
    return parts.edition(path, version) if parts else None


def place(part: Store) -> str:
    """By which a part is known through all of its editions."""
    return str(part.path.parent.parent)


_parts: dict[Store, Parts] = {}
_registering = Lock()


class Parts:
    """The parts of one open database."""

    def __init__(self, whole: Store) -> None:
        """They lie in a folder beside `whole`, which only its owner may enter; what an earlier process left there is removed."""
        self._whole = whole
        self._folder = whole.path.with_name(f"{whole.path.name}.parts")
        self._open: OrderedDict[tuple[str, ...], list[Store]] = OrderedDict()
        self._not_before: dict[tuple[str, ...], float] = {}
        self._making = Lock()
        shutil.rmtree(self._folder, ignore_errors=True)

    def of(self, sees: tuple[str, ...]) -> Store:
        """The part of the newest edition, or of one that was made just now. Raises Problem where it cannot be made."""
        with self._making:
            editions = self._open.setdefault(sees, [])
            self._open.move_to_end(sees)
            begun = monotonic()
            is_old = not editions or editions[-1].version != self._whole.version
            if not editions or (is_old and begun >= self._not_before[sees]):
                editions.append(self._made(sees))
                self._not_before[sees] = monotonic() + RESTS * (monotonic() - begun)
                for older in editions[:-KEPT]:
                    _drop(older)
                del editions[:-KEPT]
            while len(self._open) > MOST:
                _, unused = self._open.popitem(last=False)
                for edition in unused:
                    _drop(edition)
            return editions[-1]

    def edition(self, path: str, version: int) -> Store | None:
        """The part at a path that is open in this edition."""
        # Not locked: nobody waits here while another's part is made.
        every = [each for editions in list(self._open.values()) for each in list(editions)]
        return next((e for e in every if (place(e), e.version) == (path, version)), None)

    def close(self) -> None:
        """Close all parts and remove them."""
        with self._making:
            for editions in self._open.values():
                for edition in editions:
                    edition.close()
            self._open.clear()
            shutil.rmtree(self._folder, ignore_errors=True)

    def _made(self, sees: tuple[str, ...]) -> Store:
        name = hashlib.sha256(json.dumps(sees).encode()).hexdigest()[:16]
        path = self._folder / name / str(self._whole.version) / self._whole.path.name
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            shutil.rmtree(path.parent, ignore_errors=True)
            path.parent.mkdir(parents=True)
            _fill(self._whole, path, sees)
        except OSError as fault:
            raise Problem(
                f"what you may see cannot be gathered ({fault.strerror})",
                where=self._folder.name,
                hint="Check the disk's space and the folder's rights",
            ) from fault
        return Store(path)


def _end(store: Store) -> None:
    _parts.pop(store).close()


def _fill(whole: Store, path: Path, sees: tuple[str, ...]) -> None:
    Store(path).close()
    zone, midnight = plans.house_edge(whole)
    name, plan = plans.team(whole)
    fields = [dict(zip(("field", "value"), pair.split("=", 1), strict=True)) for pair in sees]
    with whole.session() as cursor:
        run(cursor, "load/part_begin", path=str(path))
        try:
            cursor.execute("begin")
            run(
                cursor,
                "load/part_fill",
                sees=json.dumps(fields),
                zone=zone,
                midnight=midnight,
                plan=name,
                price_book=plan.price_book.partition("@")[0],
            )
            cursor.execute("commit")
        finally:
            with suppress(duckdb.Error):
                cursor.execute("rollback")
            with suppress(duckdb.Error):
                run(cursor, "load/part_end")


def _drop(part: Store) -> None:
    part.close()
    shutil.rmtree(part.path.parent, ignore_errors=True)
