"""Imports of groups: each is taken whole, stands until it is undone, and its rows win over equal ones of earlier imports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.groups import rows as group_rows
from analytics.groups.rows import NAMED, GroupRow
from analytics.ingest.sandbox.ask import read_grid
from analytics.reports.filters import FIELDS
from analytics.storage.rollups import refresh_group_spans
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

TYPED = "typed on the Groups page"


@dataclass(frozen=True, slots=True)
class GroupImport:
    """An import of groups, ``loaded_at`` in UTC. ``is_new`` where it was not there before; ``notes`` are sentences."""

    import_id: str
    file: str
    loaded_at: datetime
    rows: tuple[GroupRow, ...]
    is_new: bool = False
    notes: tuple[str, ...] = ()

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.dimension for row in self.rows))


def import_file(store: Store, path: Path, name: str) -> GroupImport:
    """Take in the rows of a table (CSV, XLSX). Raises Problem where anything is wrong; then nothing is taken."""
    grid = read_grid(path, name)
    return add(store, group_rows.read(grid.rows, name), name, grid.warnings)


def add(
    store: Store, rows: Sequence[GroupRow], file: str, warnings: Sequence[str] = ()
) -> GroupImport:
    """Take in rows. Those of an import that stands already change nothing, and its import is given back."""
    digest = group_rows.digest(rows)
    import_id, now = f"g-{digest[:12]}", datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    with store.write(Act(Right.IMPORT, "import groups", file, after=digest)) as cursor:
        earlier = next((each for each in imports(store) if each.import_id == import_id), None)
        if earlier:
            return earlier
        (number,) = ask(cursor, "load/next_group_import")
        run(
            cursor,
            "load/keep_groups",
            import_no=number["import_no"],
            import_id=import_id,
            file=file,
            digest=digest,
            now=now,
            rows=json.dumps([_fields(row) for row in rows]),
        )
        refresh_group_spans(cursor)
    told = (*warnings, *group_rows.notes(rows))
    return GroupImport(import_id, file, now, tuple(rows), is_new=True, notes=told)


def undo(store: Store, import_id: str) -> GroupImport:
    """Take an import of groups out as if it had never been. Raises Problem where there is none of this id."""
    with store.write(Act(Right.IMPORT, "undo groups", import_id)) as cursor:
        found = next((each for each in imports(store) if each.import_id == import_id), None)
        if found is None:
            raise Problem(
                f'there is no import of groups "{import_id}"',
                hint="Take an id of the list: python -m analytics groups",
            )
        run(cursor, "load/forget_groups", import_id=import_id)
        refresh_group_spans(cursor)
    return found


def imports(store: Store) -> list[GroupImport]:
    """All imports of groups that stand, the newest first."""
    found: dict[tuple[str, str, datetime], list[GroupRow]] = {}
    for row in store.ask("group_rows"):
        key = (row["import_id"], row["file"], row["loaded_at"])
        names = (row[name] for name in ("app", "room", "user", "since", "until"))
        found.setdefault(key, []).append(
            GroupRow(row["line"], row["dimension"], row["value"], *names)
        )
    return [GroupImport(*key, tuple(rows)) for key, rows in found.items()]


def dimensions(store: Store) -> tuple[str, ...]:
    """The dimensions that have any row, by name."""
    return tuple(row["dimension"] for row in store.ask("group_parts"))


def fields(store: Store, text: str) -> tuple[str, ...]:
    """The fields and dimensions of a list with commas. Raises Problem for one that is neither."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    own = dimensions(store)
    for name in names:
        if name not in (*FIELDS, *own):
            groups = f" or a dimension of groups: {', '.join(own)}" if own else ""
            raise Problem(
                f'"{name}" is not a field', where="--by", hint=f"Use {', '.join(FIELDS)}{groups}"
            )
    return names


def chosen(store: Store, pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The values that are asked for by dimension, from texts DIMENSION=VALUE; "" is not mapped. Raises Problem."""
    own = dimensions(store)
    values: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        dimension, sign, value = pair.partition("=")
        if not sign or dimension not in own:
            what = f'"{pair}" has no =' if not sign else f'there is no dimension "{dimension}"'
            hint = f"The dimensions are {', '.join(own)}" if own else "Import groups first"
            raise Problem(what, where="--group", hint=f"Give DIMENSION=VALUE. {hint}")
        values[dimension] = (*values.get(dimension, ()), " ".join(value.split()))
    return values


def names(store: Store, dimension: str, values: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The field that a dimension looks at, and the recorded names that have one of the values, "" being not mapped.

    Raises Problem where it looks at several fields, or changes with days: then no list of names is its group.
    """
    parts = next((row for row in store.ask("group_parts") if row["dimension"] == dimension), None)
    looks_at = [field for field in NAMED if parts and parts[f"has_{field}"]]
    if parts is None or len(looks_at) != 1 or parts["days"]:
        reason = "changes with days" if parts and parts["days"] else "is not told by one of them"
        raise Problem(
            f'the group "{dimension}" is no list of apps, rooms or users: it {reason}',
            hint="Choose it under “over time by”, or filter by rooms",
        )
    (field,) = looks_at
    rows = store.ask("group_names", dimension=dimension, field=field, values=list(values))
    return field, tuple(row["name"] for row in rows)


def values(store: Store) -> tuple[tuple[str, str], ...]:
    """Each dimension with each of its values, in order, and "" for what is not mapped."""
    pairs = [(row["dimension"], row["value"]) for row in store.ask("group_values")]
    return tuple(sorted({*pairs, *((dimension, "") for dimension, _ in pairs)}))


def _fields(row: GroupRow) -> Mapping[str, object]:
    return {
        "line": row.line,
        "dimension": row.dimension,
        "app": row.app,
        "room": row.room,
        "user_id": row.user,
        "value": row.value,
        "since": row.since and row.since.isoformat(),
        "until": row.until and row.until.isoformat(),
        "strength": row.strength,
    }
