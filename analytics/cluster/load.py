"""Files into a lake in three stages of tasks, and the batch that comes of what they tell."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from analytics.cluster.lake import Batch, Lake, Part
from analytics.cluster.sources import Engine, Source, Told
from analytics.core.errors import Problem
from analytics.ingest.common import zones
from analytics.ingest.common.manifest import Options
from analytics.ingest.loading.mapping import Answer
from analytics.ingest.loading.outcome import clash_of_ids

EDGE = (Options().zone, "stop")
"""Where the small tables of a lake cut days: as a database does whose team has said nothing else."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The batch that a load made, or that was there; None where nothing of its files could be loaded."""

    batch: Batch | None
    receipts: tuple[dict[str, Any], ...]
    is_new: bool


def load(
    sources: Sequence[str],
    engine: Engine,
    lake: Lake,
    options: Options,
    now: datetime,
    answers: Sequence[Answer] = (),
) -> Loaded:
    """Load files, and those in folders, in the order in which they are named; `now` (UTC) is the time of the load, `answers` what people
    said before about headers of tables.

    The same content twice counts once, also where an earlier batch has rows of it. Raises Problem where the engine or a file cannot be
    reached, and where ids of one file are those of other files.
    """
    zones.named(options.zone)
    paths = list(_files(sources))
    digests = {path: _digest(path, options.day) for path in paths}
    known = {digest for batch in lake.batches() for digest in _read_in(batch)}
    fresh: dict[str, Path] = {}
    receipts: dict[Path, dict[str, Any]] = {}
    for path, digest in digests.items():
        if digest in known or digest in fresh:
            receipts[path] = _already(path)
        else:
            fresh[digest] = path
    if not fresh:
        return Loaded(None, tuple(receipts[path] for path in paths), is_new=False)
    said = json.dumps(options.__dict__, sort_keys=True)
    batch_id = "b" + hashlib.sha256("\n".join([said, *fresh]).encode()).hexdigest()[:11]
    place = lake.begin(batch_id)
    try:
        rows = engine(_sources(list(fresh.values()), options, now, answers), lake.address, place)
        batch, by_number = _batch(batch_id, rows, tuple(fresh), now, options.zone)
        for number, path in enumerate(fresh.values(), 1):
            receipts[path] = by_number[number]
        if not batch.rows["read"] and not batch.parts:
            lake.discard(batch_id)
            return Loaded(None, tuple(receipts[path] for path in paths), is_new=False)
        lake.commit(batch)
    except BaseException:
        lake.discard(batch_id)
        raise
    return Loaded(batch, tuple(receipts[path] for path in paths), is_new=True)


def _read_in(batch: Batch) -> Iterator[str]:
    """The contents of which rows are in a batch: a file that was refused whole may be loaded again with another word about it."""
    for digest, receipt in zip(batch.digests, batch.receipts, strict=True):
        if receipt["rows"]["read"]:
            yield digest


def _files(sources: Sequence[str]) -> Iterator[Path]:
    for source in sources:
        path = Path(source).absolute()
        if path.is_dir():
            inside = sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))  # fmt: skip
            if not inside:
                raise Problem("the folder holds no file", where=source, hint="Name another")
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise Problem("there is no such file or folder", where=source, hint="Check its name")


def _digest(path: Path, day: str | None) -> str:
    digest = hashlib.sha256((day or "").encode())
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as fault:
        raise Problem(f"the file cannot be read ({fault.strerror})", where=str(path), hint="Check its rights") from fault  # fmt: skip
    return digest.hexdigest()


def _already(path: Path) -> dict[str, Any]:
    from analytics.ingest.loading.receipt import Counts, Receipt

    warning = "The same content is in the lake already, or was named before; nothing was changed."
    return Receipt("", path.name, "", "already_loaded", "", "", Counts(), Counts(), warnings=(warning,)).to_json()  # fmt: skip


def _sources(
    paths: list[Path], options: Options, now: datetime, answers: Sequence[Answer]
) -> list[Source]:
    return [
        Source(number, str(path), name, dict(options.__dict__), now.isoformat(), tuple(answers))
        for number, (path, name) in enumerate(zip(paths, _names(paths), strict=True), 1)
    ]


def _names(paths: list[Path]) -> list[str]:
    """How people call the files: by their name, by their path where two have one name."""
    names = [path.name for path in paths]
    return [str(path) if names.count(path.name) > 1 else path.name for path in paths]


def _batch(
    batch_id: str, rows: list[Told], digests: tuple[str, ...], now: datetime, zone: str
) -> tuple[Batch, dict[int, dict[str, Any]]]:
    """The batch, and the receipt of each file by its number: what its tasks told, and what became of its rows among all."""
    by_sheet: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for sheet, number, payload in rows:
        by_sheet[sheet].append((number, json.loads(payload)))
    receipts = dict(by_sheet["receipt"])
    rows_of: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    ms_of: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    clashes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    standings: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for number, totals in by_sheet["totals"]:
        _count(standings[totals["standing"]], totals["videos"], totals["ms"])
        rows_of[number][totals["standing"]] += totals["videos"]
        ms_of[number][totals["standing"]] += totals["ms"]
        if totals["clashes"]:
            clashes[number].append(totals)
    for number, found in clashes.items():
        _need_own_ids(receipts[number]["file"], rows_of[number]["duplicate"], found)
    for number, receipt in receipts.items():
        if receipt["status"] != "refused" and number in rows_of:
            _settle(receipt["rows"], rows_of[number])
            _settle(receipt["ms"], ms_of[number])
    states: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for receipt in receipts.values():
        receipt["billable_ms"], receipt["states"] = 0, {}
    for number, state in by_sheet["state"]:
        status, receipt = state["status"], receipts[number]
        _count(states[status], state["videos"], state["billable_ms"])
        receipt["billable_ms"] += state["billable_ms"]
        receipt["states"][status] = receipt["states"].get(status, 0) + state["videos"]
    facts, print_ = 0, 0
    for _, part in by_sheet["print"]:
        facts += part["facts"]
        print_ ^= int(part["hash"], 16)
    parts = sorted((Part(**part) for _, part in by_sheet["file"]), key=lambda part: part.path)
    batch = Batch(
        batch_id,
        now.isoformat(timespec="seconds"),
        zone,
        _sum(receipts, "rows"),
        _sum(receipts, "ms"),
        facts,
        f"{print_:032x}",
        dict(sorted(standings.items())),
        dict(sorted(states.items())),
        made_by(*EDGE),
        tuple(parts),
        tuple(receipts[number] for number in sorted(receipts)),
        digests,
    )
    return batch, receipts


def made_by(zone: str, midnight: str) -> dict[str, str]:
    """What small tables depend on beside the rows: where days are cut, and whose hashes stand in them."""
    return {"zone": zone, "midnight": midnight, "duckdb": duckdb.__version__}


def _count(sums: list[int], rows: int, ms: int) -> None:
    sums[0] += rows
    sums[1] += ms


def _settle(counts: dict[str, int], standings: dict[str, int]) -> None:
    """What counts is known once the rows of all files have met: the rest of what was not refused is a duplicate."""
    moved = counts["loaded"] - standings["counted"]
    usage = counts["loaded"] + counts["duplicate"] - standings["counted"] - standings["duplicate"]
    counts["loaded"] -= moved - usage
    counts["duplicate"] += moved - usage


def _sum(receipts: dict[int, dict[str, Any]], name: str) -> dict[str, int]:
    totals = dict.fromkeys(("read", "loaded", "refused", "duplicate"), 0)
    for receipt in receipts.values():
        for part in totals:
            totals[part] += receipt[name][part]
    return totals


def _need_own_ids(file: str, repeated: int, found: list[dict[str, Any]]) -> None:
    """Raises Problem where ids come again for other files, for which one machine refuses a file."""
    clash = {name: sum(each[name] for each in found) for name in ("clashes", "apps")}
    if clash_of_ids(repeated, clash["clashes"], clash["apps"]):
        raise Problem(
            f"{clash['clashes']:,} VideoIds are those of other files, as {found[0]['example']}; nothing of this batch was kept",
            where=file,
            hint="Give each file an id of its own, such as the app or the month before its number, or leave this file out",
        )
