"""The loads that the benchmark times, each in a process of its own, so that memory and caches are its own too.

Called as `python -m tests.bench.loads TASK CSV DATABASE [VIDEOS SEED]`; answers with one JSON object on stdout.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from analytics import ingest
from analytics.core.errors import Problem
from analytics.ingest.sandbox import process
from analytics.storage.store import Store
from tests.bench import script

EXPORT, BARE, IMPORT = "export", "bare", "import"
DOCUMENTS, BARE_DOCUMENTS, IMPORT_DOCUMENTS = "documents", "bare documents", "import documents"


def measure(task: str, csv: Path, database: Path, *more: int) -> dict[str, Any]:
    """Have a fresh process do `task`: seconds, cpu_seconds, memory_mb (its peak, its children's too) and more."""
    command = [sys.executable, "-m", "tests.bench.loads", task, str(csv), str(database)]
    done = subprocess.run(
        [*command, *map(str, more)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["killed"])[-1]
        raise Problem(f"the {task} of the benchmark failed ({last})", hint="Try fewer --videos")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _write_export(csv: Path, database: Path, videos: str, seed: str) -> dict[str, Any]:
    given = {"videos": int(videos), "seed": int(seed), "path": str(csv)}
    with duckdb.connect(str(database), config={"memory_limit": "2GB"}) as connection:
        connection.execute(script("export"), given)
    return {"csv_mb": round(csv.stat().st_size / 1e6)}


def _write_documents(path: Path, database: Path, documents: str, seed: str) -> dict[str, Any]:
    given = {"documents": int(documents), "seed": int(seed), "path": str(path)}
    with duckdb.connect(str(database), config={"memory_limit": "2GB"}) as connection:
        connection.execute(script("documents"), given)
    return {"json_mb": round(path.stat().st_size / 1e6)}


def _load_bare(path: Path, database: Path, name: str = "bare") -> dict[str, Any]:
    with duckdb.connect(str(database)) as connection:
        found = _timed(lambda: connection.execute(script(name), {"path": str(path)}))
        (rows,) = connection.execute("select count(*) from videos").fetchall()[0]
    return {**found, "rows": rows}


def _import(csv: Path, database: Path) -> dict[str, Any]:
    told = [time.perf_counter()]
    peaks_mb = [0]
    receipts: list[ingest.Receipt] = []
    import_file = ingest.import_file  # reads its modules, as the server has by then

    def tell(fraction: float, text: str) -> None:
        told.append(time.perf_counter())
        peaks_mb.extend(peak_of(child) for child in descendants(os.getpid()))

    process.prepare()  # likewise
    with Store(database) as store:
        told = [time.perf_counter()]
        found = _timed(lambda: receipts.append(import_file(store, csv, progress=tell)))
        told.append(time.perf_counter())
    (receipt,) = receipts
    if receipt.status != "loaded":
        raise Problem(f"the import was {receipt.status}: {receipt.problems}")
    silences = [later - earlier for earlier, later in pairwise(told)]
    return {
        **found,
        "rows": receipt.rows._asdict(),
        "memory_mb": max(*peaks_mb, _peak_mb()),
        "longest_silence_s": round(max(silences), 3),
        "database_mb": round(database.stat().st_size / 1e6),
    }


def _timed(work: Callable[[], object]) -> dict[str, Any]:
    start, cpu = time.perf_counter(), _cpu_seconds()
    work()
    seconds = time.perf_counter() - start
    return {"seconds": round(seconds, 3), "cpu_seconds": round(_cpu_seconds() - cpu, 3)}


def _cpu_seconds() -> float:
    """Of this process, of those that it started, and of all that these have waited for."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    ticks = sum(
        sum(map(int, (child / "stat").read_text().rsplit(")", 1)[1].split()[11:15]))
        for child in descendants(os.getpid())
    )
    return used.ru_utime + used.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def descendants(process_id: int) -> list[Path]:
    """The folders in /proc of the processes that a process started, and of those that they did. Linux only."""
    found: list[Path] = []
    for listed in Path(f"/proc/{process_id}/task").glob("*/children"):
        with suppress(OSError):  # it has ended meanwhile
            for child in listed.read_text().split():
                found += [Path("/proc") / child, *descendants(int(child))]
    return found


def peak_of(process_folder: Path) -> int:
    with suppress(OSError):
        for line in (process_folder / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) // 1000
    return 0


def _peak_mb() -> int:
    """The most memory that this process ever had. Linux counts in KB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))


def main() -> None:
    """Do what the command line asks for, and tell the peak of memory last."""
    task, csv, database, *more = sys.argv[1:]
    tasks: dict[str, Callable[..., dict[str, Any]]] = {
        EXPORT: _write_export,
        BARE: _load_bare,
        IMPORT: _import,
        DOCUMENTS: _write_documents,
        BARE_DOCUMENTS: partial(_load_bare, name="bare_documents"),
        IMPORT_DOCUMENTS: _import,
    }
    found = tasks[task](Path(csv), Path(database), *more)
    print(json.dumps({"memory_mb": _peak_mb(), **found}))


if __name__ == "__main__":
    main()
