"""Outcome of an import, read from the database itself: counts, flaws in words, warnings, the receipt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import duckdb

from analytics.core.errors import Problem
from analytics.core.months import month_text
from analytics.ingest.common import units
from analytics.ingest.common.limits import MOST_PROBLEMS, MOST_WARNINGS
from analytics.ingest.loading import flaws
from analytics.ingest.loading.receipt import Counts, Flaw, Receipt
from analytics.ingest.loading.work import Work
from analytics.storage.statements import ask, run

LONGEST_SHOWN = 100
# So many files are named where something about them is in doubt.
MOST_NAMED = 5
# So few rows of one id, but of several kinds, are duplicates that are told one by one.
_FEW_TWINS = 3
# From so many digits on, three and more zeros at the end are no chance.
_CHANCE_DIGITS = 18
# {standing: (rows, their ms)}.
Standings = dict[str, tuple[int, int]]


def problems(refused: list[dict[str, Any]]) -> tuple[Flaw, ...]:
    """Rows of refused_of_import as flaws in words, one for each thing that is wrong."""
    explained = []
    for row in refused:
        values = json.loads(row["source_row"])
        line = int(row["place"]) if row["place"].isdigit() else row["place"]
        for flaw in row["flaws"]:
            column = flaw.split("|", 1)[0]
            value = values.get(column) if column else (values.get("ragged") or ":").split(":", 1)[1]
            explained.append(flaws.explain(line, flaw, value))
    return tuple(explained)


def file_names(doubts: list[dict[str, Any]], count: int) -> str:
    """Files of load/unit_doubts, the first of `count`, by their task and their place."""
    names = []
    for row in doubts:
        place = f"line {row['place']}" if row["place"].isdigit() else row["place"]
        names.append(
            place
            if row["task"].startswith("made-") or not row["task"]
            else f"{_short(row['task'])} ({place})"
        )
    if count > len(names):
        names.append(f"and {count - len(names):,} more")
    return ", ".join(names)


def standings(cursor: duckdb.DuckDBPyConnection, import_no: int) -> Standings:
    rows = ask(cursor, "load/counts", import_no=import_no)
    return {row["standing"]: (row["videos"], row["ms"]) for row in rows}


def is_refused(cursor: duckdb.DuckDBPyConnection, import_no: int, counts: Standings) -> bool:
    """Whether every single row of an import was refused."""
    return _nothing_good(counts, ask(cursor, "load/usage_counts", import_no=import_no)[0])


def _nothing_good(counts: Standings, usage: dict[str, int]) -> bool:
    good = usage["loaded"] + usage["duplicate"] + sum(rows for rows, _ in counts.values())
    refused, _ = counts.get("refused", (0, 0))
    return good == refused and bool(refused or usage["refused"])


def need_own_ids(cursor: duckdb.DuckDBPyConnection, job: Work) -> None:
    """Raises Problem where a column that was taken for the files' ids is that of their lessons."""
    counts = standings(cursor, job.import_no)
    repeated, _ = counts.get("duplicate", (0, 0))
    if job.manifest.shape != "flat" or repeated < _FEW_TWINS:
        return
    rows = sum(videos for videos, _ in counts.values())
    (repeats,) = ask(cursor, "load/same_ids", import_no=job.import_no)
    if repeats["videos"] >= _FEW_TWINS and repeats["videos"] * 5 >= rows:
        raise Problem(
            f"{repeats['videos']:,} of {rows:,} rows have the VideoId of another row that is of another kind, so that it is no file's id",
            hint="Choose the column with an id of each file on the Imports page, or add one",
            shape="flat",
        )


def need_whole_ids(cursor: duckdb.DuckDBPyConnection, job: Work) -> None:
    """Raises Problem where ids are numbers that a spreadsheet cut off after fifteen digits, so that many may have become one.

    Of numbers of 18 digits one in a thousand ends so by chance, of longer ones fewer; of 16 and 17 digits more.
    """
    for row in ask(cursor, "load/cut_ids", import_no=job.import_no):
        by_chance = row["of_all"] * 5 // 10 ** (row["digits"] - 15)
        least = 3 if row["digits"] < _CHANCE_DIGITS else 1
        if (
            row["videos"] >= least
            and row["videos"] > by_chance
            and row["videos"] * 50 >= row["of_all"]
        ):
            raise Problem(
                f"{row['videos']:,} of {row['of_all']:,} VideoIds of {row['digits']} digits are 0 from the 16th digit on, as {row['example']}: "
                "a spreadsheet keeps fifteen digits, so that several may have become one",
                hint="Export the ids as text",
                shape=job.manifest.shape,
            )


def need_unique_ids(cursor: duckdb.DuckDBPyConnection, import_no: int, shape: str) -> None:
    """Raises Problem where ids come again for other files: those of an app, or of a month, that numbers its own."""
    repeated, _ = standings(cursor, import_no).get("duplicate", (0, 0))
    if not repeated:
        return
    (clash,) = ask(cursor, "load/other_files", import_no=import_no)
    if not clash_of_ids(repeated, clash["videos"], clash["apps"]):
        return
    whose = f"app {clash['app']}" if clash["apps"] else "another task"
    raise Problem(
        f"{clash['videos']:,} VideoIds are those of other files, as {clash['example']}: of {clash['here']} here, and of {clash['there']} in {whose}",
        hint="Give each file an id of its own, such as the app or the month before its number; where the earlier import is wrong, undo that",
        shape=shape,
    )


def clash_of_ids(repeated: int, others: int, apps: int) -> bool:
    """Whether of so many repeated ids so many are those of other files, some of them of another app, that it is no chance."""
    least = _FEW_TWINS - 1 if apps else _FEW_TWINS
    return others >= least and others * 2 > repeated


def row_counts(counts: Standings, usage: dict[str, int]) -> tuple[Counts, Counts]:
    """What became of an import's rows, those of the vendor's usage too, and of its ms."""
    loaded, loaded_ms = counts.get("counted", (0, 0))
    refused, refused_ms = counts.get("refused", (0, 0))
    duplicate, duplicate_ms = counts.get("duplicate", (0, 0))
    loaded, refused = loaded + usage["loaded"], refused + usage["refused"]
    known = duplicate + usage["duplicate"]
    return (
        Counts(loaded + refused + known, loaded, refused, known),
        Counts(loaded_ms + refused_ms + duplicate_ms, loaded_ms, refused_ms, duplicate_ms),
    )


def receipt(cursor: duckdb.DuckDBPyConnection, job: Work, unit: units.Unit) -> Receipt:
    counts = standings(cursor, job.import_no)
    usage = ask(cursor, "load/usage_counts", import_no=job.import_no)[0]
    rows, ms = row_counts(counts, usage)
    duplicate, _ = counts.get("duplicate", (0, 0))
    states = ask(cursor, "load/states", import_no=job.import_no)
    first_refused = ask(cursor, "refused_of_import", import_no=job.import_no, most=MOST_PROBLEMS)
    return Receipt(
        import_id=job.file.import_id,
        file=job.file.name,
        shape=job.manifest.shape,
        status="refused" if _nothing_good(counts, usage) else "loaded",
        unit=unit.name,
        unit_reason=unit.reason,
        rows=rows,
        ms=ms,
        problems=problems(first_refused)[:MOST_PROBLEMS],
        warnings=(*_warnings(cursor, job, unit, duplicate), *_unbilled(states)),
        billable_ms=sum(row["billable_ms"] for row in states),
        states={row["status"]: row["videos"] for row in states},
    )


def _warnings(
    cursor: duckdb.DuckDBPyConnection, job: Work, unit: units.Unit, duplicates: int
) -> Iterator[str]:
    yield from job.manifest.warnings
    yield from unit.warnings
    for row in ask(cursor, "load/emptied_cells", import_no=job.import_no):
        cells = "1 cell" if row["cells"] == 1 else f"{row['cells']:,} cells"
        yield f'{cells} of {row["name"]} could not be read, such as "{_short(row["example"])}", and left empty; no minutes depend on them.'
    if job.manifest.extra_columns:
        yield f"Unknown columns are kept aside: {', '.join(job.manifest.extra_columns)}."
    if job.day_start and ask(
        cursor, "load/placed", import_no=job.import_no, day_start=job.day_start
    ):
        yield f"What names no time was placed on {job.options.day}, 12:00 in {job.options.zone}."
    for row in ask(cursor, "load/statuses", import_no=job.import_no):
        files = _files(row["videos"])
        are = "is" if row["videos"] == 1 else "are"
        yield f"{files} of tasks in status {row['status']} {are} kept and never billed."
    yield from _doubts(cursor, job.import_no)
    yield from _twins(cursor, job)
    if "RecordStopTime" in job.manifest.mapping or job.manifest.shape != "flat":
        (open_ended,) = ask(cursor, "load/without_stop", import_no=job.import_no)
        if open_ended["files"]:
            state, count = ("states", "counts") if open_ended["files"] == 1 else ("state", "count")
            yield f"{_files(open_ended['files'])} {state} no stop time, as of {open_ended['example']}, and {count} on the day of the start."
    if any(part.recordings or part.typed for part in job.parts):
        yield from _about_tasks(cursor, job.import_no)
    changes = ask(cursor, "load/usage_changes", import_no=job.import_no, most=MOST_WARNINGS)
    for row in changes:
        yield (
            f"{row['day']}, {row['sub_product']}{row['app'] and ', app ' + row['app']}{row['room'] and ', room ' + row['room']}: "
            f"{row['value'].normalize():f} here and {row['earlier'].normalize():f} in import {row['other_import']}; "
            "the newer counts."
        )
    if more := _beyond(changes):
        yield f"{more:,} more lines of the vendor's usage have changed."
    yield from closed_months(cursor, job.import_no)
    if not duplicates:
        return
    differences = ask(cursor, "load/differences", import_no=job.import_no, most=MOST_WARNINGS)
    for row in differences:
        counterpart = (
            f"import {row['other_import']}, which stays"
            if row["other_import"]
            else "another row of this file, which counts"
        )
        yield (
            f"Video {row['video_id']}: {row['name']} is {_short(row['here'])} here and {_short(row['there']) or 'empty'} in "
            f"{counterpart}."
        )
    if more := _beyond(differences):
        yield f"{more:,} more differences of this sort are not listed."


def closed_months(cursor: duckdb.DuckDBPyConnection, import_no: int) -> Iterator[str]:
    """Closed months whose content an import changes: it is loaded all the same."""
    for row in ask(cursor, "load/closed_months_of_import", import_no=import_no):
        (content,) = ask(cursor, "month_content", since=row["month"], **row)
        if content["hash"] != row["fingerprint"]:
            what = f"{_files(row['files'])} of {row['ms']:,} ms" if row["files"] else "billed usage"
            yield (
                f"{month_text(row['month'])} was closed by {_short(row['by_name'])} on {row['happened_at']:%Y-%m-%d} and is changed by this import "
                f"({what}): python -m analytics months says what that costs."
            )


def _unbilled(states: list[dict[str, Any]]) -> Iterator[str]:
    if states and not any(row["billable_ms"] for row in states):
        yield (
            "Nothing of this file is billable: files of camera, screen and whiteboard are billed, of tasks that are FINISHED."
        )


def _doubts(cursor: duckdb.DuckDBPyConnection, import_no: int) -> Iterator[str]:
    """What a person should look at, though each value alone can be read."""
    (shortened,) = ask(cursor, "load/shortened", import_no=import_no)
    for column, files in shortened.items():
        if files:
            yield (
                f"{column} of {_files(files)} is a number that a spreadsheet shortened, as in 1.23E+09, so that several may have "
                "become one. Export the ids as text."
            )


_REASONS = {
    "address": "the address of",
    "place": "the task, user and place of",
    "spelling": "almost the VideoId of",
}


def _twins(cursor: duckdb.DuckDBPyConnection, job: Work) -> Iterator[str]:
    """Files that may be others under another id, so that their minutes may count twice."""
    run(cursor, "load/twin_keys", import_no=job.import_no)
    if job.import_no > 1:
        run(cursor, "load/twin_keys_elsewhere", import_no=job.import_no)
    (twins,) = ask(cursor, "load/id_twins", import_no=job.import_no)
    if twins["videos"]:
        has = "has" if twins["videos"] == 1 else "have"
        yield (
            f"{_files(twins['videos'])} {has} the kind, the length and {_REASONS[twins['reason']]} another file, as {_short(twins['example'])} and "
            f"{_short(twins['other'])}: if they are the same, {twins['ms']:,} ms count twice. Then undo this import ({job.file.import_id}), "
            "write the ids alike and import it again."
        )


def _about_tasks(cursor: duckdb.DuckDBPyConnection, import_no: int) -> Iterator[str]:
    """What documents tell of tasks that does not go together with their files."""
    (tasks,) = ask(cursor, "load/task_doubts", import_no=import_no)
    if tasks["without_files"]:
        yield (
            f"{_tasks(tasks['without_files'])} FINISHED with a length and without files: nothing of that is counted. "
            "Import the result with its files."
        )
    if tasks["failed_with_files"]:
        yield (
            f"{_tasks(tasks['failed_with_files'])} FINISHED with an error and with files: the files count. "
            "Whether the vendor bills them is not published."
        )
    left_open = ask(cursor, "load/left_open", import_no=import_no, most=MOST_WARNINGS)
    for row in left_open:
        files = _files(row["videos"])
        yield (
            f"Task {_short(row['task_id'])} is FINISHED here, and {files} of it that came while it was not, and not again, "
            "stay unbilled: import its result with all files."
        )
    if more := _beyond(left_open):
        yield f"{more:,} more tasks have such files."


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def _tasks(count: int) -> str:
    return "1 task is" if count == 1 else f"{count:,} tasks are"


def remember(cursor: duckdb.DuckDBPyConnection, job: Work, receipt: Receipt) -> None:
    remember_receipt(
        cursor,
        receipt,
        import_no=job.import_no,
        digest=job.file.digest,
        bytes=job.file.bytes,
        is_sample=job.file.is_sample,
        app=job.options.app,
        day=job.options.day,
        zone=job.options.zone,
        extra_columns=job.manifest.extra_columns,
        loaded_at=job.file.came_at,
        source=job.file.source,
    )


def remember_receipt(cursor: duckdb.DuckDBPyConnection, receipt: Receipt, **facts: Any) -> None:
    """Keep a receipt, with the facts of its import that it does not tell."""
    run(
        cursor,
        "load/remember",
        **facts,
        warnings=list(receipt.warnings),
        **{
            name: getattr(receipt, name)
            for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
        },
        **{f"rows_{name}": value for name, value in receipt.rows._asdict().items()},
        **{f"ms_{name}": value for name, value in receipt.ms._asdict().items()},
    )


def _beyond(listed: list[dict[str, Any]]) -> int:
    """How many there are of which these are the first."""
    return listed[0]["of_all"] - len(listed) if listed else 0


def _short(value: str | None) -> str:
    text = value or ""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
