"""A file before it is imported: what its columns were taken for, and its first rows as they will be read."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analytics.core.errors import Problem
from analytics.ingest.common import states, units, zones
from analytics.ingest.common.limits import LOOKED_AT_ROWS, PREVIEW_ROWS
from analytics.ingest.common.manifest import Guess, Manifest, Options
from analytics.ingest.loading import flaws, mapping, outcome, work
from analytics.ingest.loading.outcome import MOST_NAMED
from analytics.ingest.loading.receipt import Flaw
from analytics.ingest.sandbox import ask
from analytics.ingest.tables.column_map import KIND_OF
from analytics.ingest.tables.words import key
from analytics.storage.store import Store

_NEVER_SURE = ("", "looks")


@dataclass(frozen=True)
class PreviewRow:
    """A row as it will be read: times are in the import's zone, lengths in ms; None where a cell cannot be read.

    `extra` are its values in the columns that are not known, in their order.
    """

    line: int | str
    video_id: str
    kind: str | None
    ms: int | None
    play_ms: int | None
    started_at: datetime | None
    stopped_at: datetime | None
    room: str
    app: str
    task_id: str
    user_id: str
    status: str
    extra: tuple[str | None, ...]
    problems: tuple[Flaw, ...]


@dataclass(frozen=True)
class Look:
    """What was seen of a file.

    `guesses` has an entry for each flat column; `header` are the file's own columns to choose from, with `samples` of
    each; `mapping` is what was taken, to be given back in Options.mapping with changes. `problems` are sentences that
    say what must be chosen before it can be imported; `unit_problem` is that of the lengths' unit alone, `unknown_states` are words for a
    state that Options.states should explain, with their numbers of rows, and `state_problem` asks about them; `unknown_kinds` are
    words for a kind with the name under which a mapping explains each, and their rows, which are refused otherwise. JSON documents ask
    for nothing: `is_table` is False. `manifest` is there for a table that was read to its end and is kept, for an import of it
    under the same options.
    """

    is_table: bool
    form: str
    header: tuple[str, ...] = ()
    header_line: int = 0
    guesses: tuple[Guess, ...] = ()
    samples: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mapping: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    unit_reason: str = ""
    unit_problem: str = ""
    unknown_states: tuple[tuple[str, int], ...] = ()
    state_problem: str = ""
    unknown_kinds: tuple[tuple[str, str, int], ...] = ()
    unknown: tuple[str, ...] = ()
    rows: tuple[PreviewRow, ...] = ()
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    manifest: Manifest | None = None

    @property
    def is_sure(self) -> bool:
        """Whether it can be imported without asking: nothing is missing, nothing needed is taken by its looks alone."""
        times = [g for g in self.guesses if g.column in ("RecordStopTime", "RecordStartTime")]
        needed = [g for g in self.guesses if g.needed and g not in times]
        is_needed_sure = all(guess.how not in _NEVER_SURE for guess in needed)
        return not self.problems and (
            not self.is_table
            or (is_needed_sure and any(guess.how not in _NEVER_SURE for guess in times))
        )


def look(
    store: Store,
    path: Path,
    options: Options = Options(),  # noqa: B008 - frozen
    now: datetime | None = None,
    folder: Path | None = None,
) -> Look:
    """Look at the first rows of a file, in a process of its own; `now` as in import_file.

    What that process wrote is kept in `folder`, if one is given, so that an import need not read a whole table again.
    Raises Problem where the file cannot be read at all.
    """
    options = replace(options, zone=zones.named(options.zone))
    with tempfile.TemporaryDirectory(prefix="recordings-") as name:
        place = folder or Path(name)
        sketch = ask.look(path, place, options, remembered=mapping.all_remembered(store))
        if sketch.manifest is None:
            return Look(False, sketch.form, warnings=tuple(sketch.warnings))
        rows = _rows(store, sketch.manifest, options, now or datetime.now(UTC).replace(tzinfo=None))
    known_states = mapping.remembered_states(store, sketch.header) | (options.states or {})
    unit, problem = _unit(store, sketch.manifest, options, rows)
    words = _unknown_states(rows, known_states)
    state_problem = str(states.question(words)) if words else ""
    return Look(
        is_table=True,
        form=sketch.form,
        header=tuple(sketch.header),
        header_line=sketch.header_line,
        guesses=tuple(sketch.guesses),
        samples=tuple(sketch.samples.items()),
        mapping=tuple(sketch.manifest.mapping.items()),
        unit=unit.name,
        unit_reason=unit.reason,
        unit_problem=problem,
        unknown_states=tuple(words.items()),
        unknown=tuple(sketch.manifest.extra_columns),
        rows=tuple(_row(row, len(sketch.manifest.extra_columns)) for row in rows[:PREVIEW_ROWS]),
        problems=(*sketch.problems, *filter(None, [problem, state_problem])),
        state_problem=state_problem,
        unknown_kinds=_unknown_kinds(rows),
        warnings=tuple(sketch.warnings) + unit.warnings,
        manifest=sketch.manifest if folder and sketch.is_whole else None,
    )


def _rows(
    store: Store, manifest: Manifest, options: Options, now: datetime
) -> list[dict[str, Any]]:
    table = manifest.rows
    if table is None:
        return []
    return store.ask(
        "preview",
        path=str(table.path),
        columns=dict.fromkeys(table.columns, "VARCHAR"),
        unit=options.unit or manifest.unit,
        zone=options.zone,
        app=options.app,
        has_day=options.day is not None,
        earliest=work.first_moment(options.zone),
        latest=work.end_of_tomorrow(options.zone, now),
        most=LOOKED_AT_ROWS,
    )


def _unit(
    store: Store, manifest: Manifest, options: Options, rows: Sequence[dict[str, Any]]
) -> tuple[units.Unit, str]:
    """The unit with its reason, as an import of these rows would say, and the sentence where a person must choose."""
    unit = options.unit or manifest.unit
    scope = {"rows": [_file(row) for row in rows], "factor": units.FACTORS[unit]}
    votes = [units.Vote(**row) for row in store.ask("preview_unit_votes", **scope)]
    (clocks,) = store.ask("preview_clock", rows=scope["rows"])

    def names(vote_names: tuple[str, ...]) -> str:
        doubts = store.ask("preview_unit_doubts", votes=list(vote_names), most=MOST_NAMED, **scope)
        return outcome.file_names(doubts, sum(row.files for row in votes if row.vote in vote_names))

    evidence = units.Evidence(tuple(votes), **clocks)
    try:
        return units.decide(manifest.unit, options.unit, evidence, manifest.unit_source, names), ""
    except Problem as problem:
        source = f", as {manifest.unit_source} says" if manifest.unit_source else ""
        return units.Unit(unit, f"{units.NAMES[unit]}{source}"), str(problem)


def _unknown_kinds(rows: Sequence[dict[str, Any]]) -> tuple[tuple[str, str, int], ...]:
    """Words of rows that are refused for their kind, the name under which a mapping explains each, and their rows."""
    words = Counter(
        json.loads(row["texts"]).get("VideoType") or ""
        for row in rows
        if any(flaw.startswith("VideoType|") for flaw in row["flaws"])
    )
    return tuple(
        (word, f"{KIND_OF}{key(word)}", count) for word, count in words.most_common() if key(word)
    )


def _unknown_states(rows: Sequence[dict[str, Any]], answers: Mapping[str, str]) -> dict[str, int]:
    return states.unknown(
        Counter(answers.get(row["status"], row["status"]) for row in rows if not row["flaws"])
    )


def _file(row: dict[str, Any]) -> dict[str, Any]:
    names = ("kind", "ms", "play_ms", "started_at", "stopped_at", "place")
    return {"task": row["task_id"], **{name: row[name] for name in names}}


def _row(row: dict[str, Any], extras: int) -> PreviewRow:
    texts = json.loads(row["texts"])
    place = row["place"]
    line = int(place) if place.isascii() and place.isdecimal() else place
    problems = []
    for flaw in row["flaws"]:
        column = flaw.split("|", 1)[0]
        value = texts.get(column) if column else (row["ragged"] or ":").split(":", 1)[1]
        problems.append(flaws.explain(line, flaw, value))
    values = {
        name: row[name]
        for name in (
            "video_id", "kind", "ms", "play_ms", "started_at", "stopped_at", "room", "app", "task_id", "user_id", "status",
        )
    }  # fmt: skip
    return PreviewRow(
        line=line, extra=tuple(row["extra"] or ())[:extras], problems=tuple(problems), **values
    )
