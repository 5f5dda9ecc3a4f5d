"""How fast the product is, as ratios within one run, so that figures from different machines can be compared.

An export of a year is made, loaded by a bare DuckDB and by the product in turns, and asked what pages ask.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, DayCharge, MonthlyFee, Pack, Plan
from analytics.storage.store import Store
from tests.bench import costs, explore, loads, questions

SEED = 11
FEWEST = 100
# An export takes some 215 bytes a row, each database 65, and there are two at a time.
_BYTES_A_VIDEO = 500
_MANY = 2_000_000
_MOST_DOCUMENTS = 100_000
_SETTLED_DAYS, _PACKS = 3 * 365, 12

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """A figure and what it should be at most, or at least."""

    name: str
    value: float
    bound: float
    at_most: bool = True

    @property
    def met(self) -> bool:
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def run(videos: int, seed: int = SEED, tell: Tell = lambda text: None) -> dict[str, Any]:
    """All figures of one run over `videos` made-up videos; `tell` hears what is done at the moment.

    Everything lies in a temporary folder (TMPDIR says where), and is removed in the end. Raises Problem where the disk is
    too small, or where two ways of asking the same give different answers.
    """
    if videos < FEWEST:
        raise Problem(f"{videos} is too few", where="--videos", hint=f"Give at least {FEWEST}")
    with tempfile.TemporaryDirectory(prefix="recordings-bench-") as name:
        folder = Path(name)
        _need_space(folder, videos)
        tell(f"making an export of {videos:,} videos")
        csv = folder / "export.csv"
        made = loads.measure(loads.EXPORT, csv, folder / "maker.duckdb", videos, seed)
        (folder / "maker.duckdb").unlink(missing_ok=True)
        loaded = _loads((loads.BARE, loads.IMPORT), csv, folder, 2 if videos > _MANY else 3, tell)
        _check_rows(videos, loaded["import"]["rows"])
        documents = _documents(folder, min(videos // 10, _MOST_DOCUMENTS), seed, tell)
        tell("asking what pages ask")
        with Store(_database(folder)) as store:
            rows = questions.frame(store)
            answers = questions.compare(store, rows)
            explored = explore.compare(store, rows)
            del rows
            tell("asking what the pages about costs ask")
            timings = costs.timings(store)
    tell("settling three years")
    figures = {
        "videos": videos,
        "seed": seed,
        "machine": {
            "processors": os.cpu_count(),
            "python": platform.python_version(),
            "duckdb": duckdb.__version__,
        },
        "export_mb": made["csv_mb"],
        **loaded,
        "import_against_bare": round(loaded["import"]["seconds"] / loaded["bare"]["seconds"], 2),
        "documents": documents,
        "questions": answers,
        "explore": explored,
        "costs": [{**timing._asdict(), "seconds": round(timing.seconds, 4)} for timing in timings],
        "settlement_ms": _settlement_ms(seed),
    }
    return {**figures, "targets": [_target_json(target) for target in targets(figures)]}


def targets(figures: dict[str, Any]) -> Iterator[Target]:
    """What the figures of a run should reach; the memory is meant for 1 and 10 million videos."""
    loaded = figures["import"]
    yield Target("import, times the bare load", figures["import_against_bare"], 2.2)
    most = 1000 if figures["videos"] <= _MANY else 2700
    yield Target("import, peak memory in MB", loaded["memory_mb"], most)
    yield Target("import, longest silence in seconds", loaded["longest_silence_s"], 1.0)
    documents = figures["documents"]
    yield Target("import of documents, times the bare load", documents["import_against_bare"], 2.0)
    asked = figures["questions"]
    slowest = max(asked, key=lambda question: question["rollup_ms"])
    yield Target(f"{slowest['question']}, ms", slowest["rollup_ms"], 40.0)
    whole = [question for question in asked if question["whole"]]
    for name, of, bound in (("raw_sql", asked, 1.0), ("pandas", whole, 10.0)):
        least = min(of, key=lambda question: question[f"faster_than_{name}"])
        words = f"{least['question']}, times faster than {name.replace('_', ' ')}"
        yield Target(words, least[f"faster_than_{name}"], bound, at_most=False)
    yield from (Target(*each) for each in explore.targets(figures["explore"], figures["videos"]))
    yield Target("settlement in ms", figures["settlement_ms"], 10.0)
    for timing in figures["costs"]:
        if timing["limit"] is not None:
            words = f"{timing['many']:,} {timing['name']}, seconds"
            yield Target(words, timing["seconds"], timing["limit"])


def table(figures: dict[str, Any]) -> Iterator[str]:
    """The figures for a person, line by line."""
    machine = figures["machine"]
    yield (
        f"{figures['videos']:,} videos, {figures['export_mb']:,} MB of CSV; {machine['processors']} processors, "
        f"DuckDB {machine['duckdb']}, Python {machine['python']}"
    )
    yield f"\n{'':18}{'seconds':>10}{'of CPU':>10}{'memory MB':>12}"
    for name in ("bare", "import"):
        load = figures[name]
        yield f"{name:18}{load['seconds']:>10.2f}{load['cpu_seconds']:>10.2f}{load['memory_mb']:>12,}"
    yield f"{'import / bare':18}{figures['import_against_bare']:>10.2f}"
    documents = figures["documents"]
    yield f"\n{documents['documents']:,} documents, {documents['json_mb']:,} MB of JSON"
    for name in ("bare", "import"):
        load = documents[name]
        yield f"{name:18}{load['seconds']:>10.2f}{load['cpu_seconds']:>10.2f}{load['memory_mb']:>12,}"
    yield f"{'import / bare':18}{documents['import_against_bare']:>10.2f}"
    yield f"\n{'question':32}{'rollup':>10}{'raw SQL':>10}{'pandas':>10}   times faster than SQL, pandas"
    for each in figures["questions"]:
        yield (
            f"{each['question']:32}{each['rollup_ms']:>7.1f} ms{each['raw_sql_ms']:>7.1f} ms{each['pandas_ms']:>7.1f} ms"
            f"{each['faster_than_raw_sql']:>14.1f}{each['faster_than_pandas']:>10.1f}"
        )
    yield from explore.table(figures["explore"])
    yield f"\nsettlement of 3 years with {_PACKS} packs: {figures['settlement_ms']:.2f} ms"
    yield f"\n{'costs':48}{'of':>12}{'seconds':>10}"
    for timing in figures["costs"]:
        yield f"{timing['name']:48}{timing['many']:>12,}{timing['seconds']:>10.3f}"
    yield ""
    for target in figures["targets"]:
        bound = "at most" if target["at_most"] else "at least"
        yield (
            f"{'met   ' if target['met'] else 'MISSED'}  {target['name']}: {target['value']:,} "
            f"({bound} {target['bound']:,})"
        )


def _documents(folder: Path, count: int, seed: int, tell: Tell) -> dict[str, Any]:
    """The same of DescribeOnlineRecord documents, a line each."""
    tell(f"making {count:,} documents")
    path, own = folder / "documents.json", folder / "documents"
    own.mkdir()
    made = loads.measure(loads.DOCUMENTS, path, own / "maker.duckdb", count, seed)
    both = (loads.BARE_DOCUMENTS, loads.IMPORT_DOCUMENTS)
    bare, ours = _loads(both, path, own, 3, tell).values()
    shutil.rmtree(own)
    if ours["rows"]["loaded"] != bare["rows"]:
        raise Problem(
            f"the documents hold {bare['rows']} files, but the receipt says {ours['rows']}",
            hint="The import is wrong",
        )
    ratio = round(ours["seconds"] / bare["seconds"], 2)
    return {"documents": count, **made, "bare": bare, "import": ours, "import_against_bare": ratio}


def _loads(
    tasks: tuple[str, ...], path: Path, folder: Path, rounds: int, tell: Tell
) -> dict[str, Any]:
    """The best of several bare loads and imports in turns, and the most memory that each took."""
    found: dict[str, list[dict[str, Any]]] = {task: [] for task in tasks}
    for turn in range(1, rounds + 1):
        for task, results in found.items():
            tell(f"{task}, {turn} of {rounds}")
            database = folder / "bare.duckdb" if task.startswith("bare") else _database(folder)
            for old in folder.glob(f"{database.name}*"):
                old.unlink()
            results.append(loads.measure(task, path, database))
    (folder / "bare.duckdb").unlink(missing_ok=True)
    worst = ("memory_mb", "longest_silence_s")
    return {
        task: {
            **min(results, key=lambda result: result["seconds"]),
            **{name: max(r[name] for r in results) for name in worst if name in results[0]},
            "all_seconds": [result["seconds"] for result in results],
        }
        for task, results in found.items()
    }


def _check_rows(videos: int, rows: dict[str, int]) -> None:
    if rows["read"] != videos or rows["loaded"] + rows["refused"] != videos:
        raise Problem(
            f"{videos} videos were written, but the receipt says {rows}",
            hint="The import or the maker of the export is wrong",
        )


def _settlement_ms(seed: int) -> float:
    """The best of twenty settlements of three years that draw a quota, twelve packs and then postpaid."""
    dice = Random(seed)
    first = date(2024, 1, 31)
    usage = [
        DayCharge(first + timedelta(days=day), int(dice.random() * 400 * MS_PER_MINUTE))
        for day in range(_SETTLED_DAYS)
    ]
    packs = tuple(
        Pack(f"pack {number}", 10_000, Decimal("60.00"), first + timedelta(days=90 * number))
        for number in range(_PACKS)
    )
    plan = Plan(monthly_fee=MonthlyFee(first), packs=packs)
    book = price_book.load(plan.price_book)
    best = float("inf")
    for _ in range(20):
        start = time.perf_counter()
        settle(usage, plan, book)
        best = min(best, (time.perf_counter() - start) * 1000)
    return round(best, 3)


def _database(folder: Path) -> Path:
    return folder / "recordings.duckdb"


def _need_space(folder: Path, videos: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < videos * _BYTES_A_VIDEO:
        raise Problem(
            f"the disk has {free >> 20:,} MB left, too little for {videos:,} videos",
            where=str(folder.parent),
            hint="Give fewer --videos, or name another folder in TMPDIR",
        )


def _target_json(target: Target) -> dict[str, Any]:
    return {**vars(target), "met": target.met}
