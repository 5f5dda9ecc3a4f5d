"""One file into the database, in one transaction: the rows that count, the rows refused, and what became of each."""

from __future__ import annotations

import json
import re
from typing import Any

import duckdb

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest.common import states, units
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.loading import outcome, work
from analytics.ingest.loading.progress import Teller
from analytics.ingest.loading.receipt import Receipt
from analytics.ingest.loading.work import File, Work
from analytics.storage.lakes import renew_views
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

# From so many lines on, looking for twins among all rows is cheaper than among those of the import.
MANY_LINES = 200_000
# So many refused rows are looked at for a dialect that the first rows did not show.
MOST_REFUSED_READ = 20_000
# A file of many lines is read carefully where of so many rows more than one is refused.
MANY_TO_ONE = 100


class Irregular(Exception):
    """The quick way of reading does not fit this file; read it record by record instead."""


class AlreadyLoaded(Exception):
    """The same content is in the database by now; another thread was quicker."""


def load(store: Store, file: File, manifest: Manifest, options: Options, tell: Teller) -> Receipt:
    """Load a file that was understood.

    Raises Irregular, AlreadyLoaded, or Problem where the lengths' unit is in doubt.
    """
    rows = manifest.rows
    if file.has_nul and rows and rows.is_as_given:
        raise Irregular("it has zero bytes, which are no text")
    with store.write(Act(Right.IMPORT, "import", file.name, after=file.digest)) as cursor:
        tell.follow(cursor)
        _make_way(cursor, file)
        number = ask(cursor, "load/next_number")[0]["import_no"]
        job = Work(file, manifest, options, number)
        tell(0.3, "reading rows", until=0.7)
        _append(cursor, job)
        for word, state in (options.states or {}).items():
            run(cursor, "load/state", import_no=number, word=word, state=state)
        tell(0.7, "checking", until=0.85)
        unit = _unit(cursor, job)
        counts = _set_refused_aside(cursor, job)
        _know_states(cursor, job)
        outcome.need_whole_ids(cursor, job)
        if not file.is_sample and not outcome.is_refused(cursor, number, counts):
            for row in ask(cursor, "sample_imports"):
                forget(cursor, row["import_no"])
        run(cursor, "load/elect_usages", import_no=number, stays=True)
        touched = _elect(cursor, job)
        if touched:
            outcome.need_own_ids(cursor, job)
            outcome.need_unique_ids(cursor, number, manifest.shape)
        tell(0.85, "adding up", until=0.95)
        refresh_rollups(cursor, sorted({number, *touched}))
        receipt = outcome.receipt(cursor, job, unit)
        if manifest.shape == "flat" and not receipt.rows.read:
            raise Problem(
                "the table has a header and no rows of recordings",
                hint="Look for lines that are no rows of it, or export it again",
                shape="flat",
            )
        outcome.remember(cursor, job, receipt)
        tell(0.95, "saving")
    return receipt


def _make_way(cursor: duckdb.DuckDBPyConnection, file: File) -> None:
    """Forget the refused import of the same content. Its digest is waited for only where there may be one."""
    if not ask(cursor, "imports_of_size", bytes=file.bytes):
        return
    for row in ask(cursor, "import_named", import_id=None, digest=file.digest):
        if stands_for(row, file):
            raise AlreadyLoaded
        if row["status"] == "refused":
            forget(cursor, row["import_no"])


def stands_for(earlier: dict[str, Any], file: File) -> bool:
    """Whether a remembered import of the same content makes this one needless: not if nothing of it was loaded, nor if
    it is the sample and the file a person's own.
    """
    return earlier["status"] != "refused" and (file.is_sample or not earlier["is_sample"])


def forget(cursor: duckdb.DuckDBPyConnection, import_no: int) -> None:
    """Take an import out as if it had never been: rows that were its duplicates count again."""
    run(cursor, "load/twins_of_import", import_no=import_no)
    run(cursor, "load/elect_usages", import_no=import_no, stays=False)
    run(cursor, "load/forget", import_no=import_no)
    run(cursor, "load/forget_names")
    if ask(cursor, "lake_of_import", import_no=import_no):
        run(cursor, "load/forget_batch", import_no=import_no)
        renew_views(cursor)
    refresh_rollups(cursor, elect_twins(cursor))


def _append(cursor: duckdb.DuckDBPyConnection, job: Work) -> None:
    for part in job.parts:
        _append_part(cursor, job, part)


def _append_part(cursor: duckdb.DuckDBPyConnection, job: Work, part: Manifest) -> None:
    options = job.options
    common = {
        "import_no": job.import_no,
        "app": options.app,
        "unit": options.unit or part.unit,
        "zone": options.zone,
        "day_start": job.day_start,
        "earliest": job.earliest,
        "latest": job.latest,
        "prefix": part.prefix,
        "is_tidy": job.is_tidy,
    }
    if part.typed:
        run(cursor, "load/online_rows", path=str(part.typed.rows), **common)
        run(cursor, "load/online_recordings", path=str(part.typed.recordings), **common)
        if ask(cursor, "load/far_files", **common)[0]["files"]:
            raise Irregular("files lie on days on which nothing can have been recorded")
    is_typed = part.typed is not None and part.typed.is_all
    for script, table in (
        ("load/rows", None if is_typed else part.rows),
        ("load/recordings", part.recordings),
        ("load/usages", part.usages),
    ):
        if table:
            columns = dict.fromkeys(table.columns, "VARCHAR")
            form = {"path": str(table.path), "delimiter": table.delimiter, "skip": table.skip}
            form["buffer"] = work.buffer_bytes(cursor, table, table.lines or job.file.lines)
            try:
                run(cursor, script, columns=columns, **form, **common)
            except (duckdb.InvalidInputException, duckdb.ConversionException) as fault:
                raise Irregular(_broken_line(fault)) from fault


def _broken_line(fault: duckdb.Error) -> str:
    """Where the reading of a table ended, in place of the engine's own words."""
    line = re.search(r"^\s*(?:CSV Error on )?Line: (\d+)", str(fault), re.MULTILINE)
    return (
        f"line {line[1]} cannot be told apart into cells"
        if line
        else "a line cannot be told apart into cells"
    )


def _unit(cursor: duckdb.DuckDBPyConnection, job: Work) -> units.Unit:
    """The unit of the file, or of most files inside it with the reason for each."""
    part_units = [_unit_of(cursor, job, part) for part in job.parts]
    if len(part_units) == 1:
        return part_units[0]
    names = [unit.name for unit in part_units]
    parts = list(zip(job.parts, part_units, strict=True))
    return units.Unit(
        max(names, key=names.count),
        "; ".join(f"{part.member}: {unit.reason}" for part, unit in parts),
        tuple(f"{part.member}: {warning}" for part, unit in parts for warning in unit.warnings),
    )


def _unit_of(cursor: duckdb.DuckDBPyConnection, job: Work, part: Manifest) -> units.Unit:
    """What the files of a part say about their unit."""
    given = job.options.unit
    factor = units.FACTORS[given or part.unit]
    scope = {"import_no": job.import_no, "factor": factor, "prefix": part.prefix}
    votes = [units.Vote(**row) for row in ask(cursor, "load/unit_votes", **scope)]
    if not votes and part.unit_reason:
        return units.Unit(part.unit, part.unit_reason)
    totals = ask(cursor, "load/total_time_votes", **scope) if part.recordings or part.typed else []
    (clocks,) = ask(cursor, "load/clock", **scope)
    evidence = units.Evidence(tuple(votes), tuple(units.Vote(**row) for row in totals), **clocks)

    def names(vote_names: tuple[str, ...]) -> str:
        doubts = ask(
            cursor,
            "load/unit_doubts",
            votes=list(vote_names),
            most=outcome.MOST_NAMED,
            skip=part.skip,
            **scope,
        )
        return outcome.file_names(doubts, sum(row.files for row in votes if row.vote in vote_names))

    try:
        return units.decide(part.unit, given, evidence, part.unit_source, names)
    except Problem as problem:
        raise Problem(
            problem.what, where=part.member, hint=problem.hint, shape=part.shape
        ) from problem


def _set_refused_aside(cursor: duckdb.DuckDBPyConnection, job: Work) -> outcome.Standings:
    table = job.manifest.rows
    counts = outcome.standings(cursor, job.import_no)
    rows = sum(videos for videos, _ in counts.values())
    if job.is_quick and _reads_more(cursor, job, rows):
        raise Irregular("cells are written in another way than the first ones")
    if "refused" not in counts:
        return counts
    skip = table.skip if table else 0
    if job.is_quick and rows + skip != job.lines:
        raise Irregular("a row is not a line, so that lines cannot be told by counting rows")
    run(
        cursor,
        "load/flaws",
        import_no=job.import_no,
        skip=skip,
        unit=job.options.unit or job.manifest.unit,
        zone=job.options.zone,
        has_day=job.day_start is not None,
        earliest=job.earliest,
        latest=job.latest,
    )
    return counts


def _know_states(cursor: duckdb.DuckDBPyConnection, job: Work) -> None:
    """Raises Problem where files are in a state that no published word covers."""
    statuses = ask(cursor, "load/statuses", import_no=job.import_no)
    words = states.unknown({row["status"]: row["videos"] for row in statuses})
    if words:
        problem = states.question(words)
        raise Problem(problem.what, hint=problem.hint, shape=job.manifest.shape)


def _reads_more(cursor: duckdb.DuckDBPyConnection, job: Work, rows: int) -> bool:
    """Whether a table is worth reading carefully: any odd cell that would be understood is, but in a large file not a
    handful, which is refused with its reasons. A header further down always is: the rows below it may mean something else.
    """
    (odd,) = ask(cursor, "load/odd_rows", import_no=job.import_no)
    is_looked_at = rows <= MANY_LINES or odd["videos"] * MANY_TO_ONE >= rows
    texts = ask(
        cursor,
        "load/refused_texts",
        import_no=job.import_no,
        most=MOST_REFUSED_READ,
        has_length=is_looked_at,
    )
    ids: list[dict[str, Any]] = []
    if is_looked_at:
        ids = ask(cursor, "load/worded_ids", import_no=job.import_no, most=MOST_REFUSED_READ)
    statuses = ask(cursor, "load/statuses", import_no=job.import_no)
    if (
        not texts
        and not ids
        and not states.unknown({row["status"]: row["videos"] for row in statuses})
    ):
        return False
    from analytics.ingest import tables  # the words that people use take time to read

    refused_rows = [json.loads(row["source_row"]) for row in texts]
    if not is_looked_at and tables.holds_header(refused_rows):
        return True
    return tables.reads_more(
        refused_rows if is_looked_at else [],
        [row["status"] for row in statuses],
        [row["video_id"] for row in ids],
    )


def _elect(cursor: duckdb.DuckDBPyConnection, job: Work) -> list[int]:
    if job.lines > MANY_LINES:
        run(cursor, "load/twins_all")
    else:
        run(cursor, "load/twins_of_import", import_no=job.import_no)
    # The typed rows of a file stand before its others, so that the first of a video may not be the first in the file.
    if any(part.typed and not part.typed.is_all for part in job.parts):
        if ask(cursor, "load/repeated", import_no=job.import_no)[0]["videos"]:
            raise Irregular("videos are repeated among documents of several kinds")
    return elect_twins(cursor)


def elect_twins(cursor: duckdb.DuckDBPyConnection) -> list[int]:
    """Let one row of each video in temp table twins count; the numbers of the imports of which other rows count than before."""
    run(cursor, "load/elect")
    return [row["import_no"] for row in ask(cursor, "load/elected_imports")]
