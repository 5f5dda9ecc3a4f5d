"""Damaged files through the import, each held against what must be true of any."""

from __future__ import annotations

import faulthandler
import random
import re
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from analytics import ingest
from analytics.ingest import Options, Receipt
from analytics.reports.filters import Filters, minutes_by
from analytics.storage.store import Store
from tests.fuzz.mutants import mutant
from tests.fuzz.seeds import seeds

# The product gives up after 25 s and one for each MB, and needs some for that where a machine does much else.
SLOW_S = 45
HANG_S = 120
# What is never said to a person: a traceback, or an engine's own words.
_ENGINE = re.compile(
    r"Traceback|duckdb|pyarrow|calamine|crashed|INTERNAL|"
    r"(Invalid Input|Conversion|Binder|IO|Parser|Catalog|Serialization|Out of Memory|Out of Range|Not implemented) Error|"
    r"\b(Type|Value|Key|Index|Attribute|Overflow|Recursion|Assertion|Unicode\w+)Error"
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A mutant that showed a fault: which, of which file, how it was damaged, and what was wrong with the answer."""

    number: int
    seed: str
    damages: list[str]
    fault: str


@dataclass
class Run:
    """What came of a run: receipts by status, seconds of the slowest file, and the findings."""

    statuses: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0
    findings: list[Finding] = field(default_factory=list)


def fuzz(folder: Path, *, files: int, seed: int, first: int = 0) -> Run:
    """Import mutants `first` to `first + files` of a seed, in a database of their own in `folder`.

    A mutant is the same whenever it is made, so that a finding is seen again by its number. Mutants with findings stay in
    `folder`. A hang ends the process with the traceback of every thread.
    """
    folder.mkdir(parents=True, exist_ok=True)
    good = seeds()
    pool = list(good.values())
    run = Run()
    earlier, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary")
    Path(tempfile.tempdir).mkdir(exist_ok=True)
    try:
        with Store(folder / "fuzz.duckdb") as store:
            for number in range(first, first + files):
                rng = random.Random(f"{seed}-{number}")
                name = rng.choice(list(good))
                data, damages = mutant(rng, good[name], pool)
                path = folder / f"mutant-{seed}-{number}"
                path.write_bytes(data)
                faulthandler.dump_traceback_later(HANG_S, exit=True)
                begun = monotonic()
                faults = list(_faults(store, path, Path(name).name, _options(rng), run.statuses))
                took = monotonic() - begun
                faulthandler.cancel_dump_traceback_later()
                run.slowest_s = max(run.slowest_s, took)
                if took > SLOW_S:
                    faults.append(f"it took {took:.0f} s")
                run.findings += [Finding(number, name, damages, fault) for fault in faults]
                if not faults:
                    path.unlink()
    finally:
        tempfile.tempdir = earlier
    return run


def _options(rng: random.Random) -> Options:
    return Options(
        unit=rng.choice((None, None, None, "ms", "s")),
        app=rng.choice(("", "", "1400000000")),
        day=rng.choice((None, None, "2024-03-27")),
        zone=rng.choice(("Asia/Shanghai", "Asia/Shanghai", "UTC", "America/Sao_Paulo")),
    )


def _faults(
    store: Store, path: Path, name: str, options: Options, statuses: Counter[str]
) -> Iterator[str]:
    (before,) = store.ask("fingerprint")
    try:
        receipt = ingest.import_file(store, path, name, options=options)
        statuses[receipt.status] += 1
        yield from _of_receipt(receipt)
        yield from _of_database(store, receipt)
        if receipt.status == "loaded":
            again = ingest.import_file(store, path, name, options=options)
            if again.status != "already_loaded":
                yield f"the same file again is {again.status}"
        for row in store.ask("import_list"):
            ingest.undo(store, row["import_id"])
    except Exception:  # noqa: BLE001 - that is what is looked for
        yield traceback.format_exc()
    (after,) = store.ask("fingerprint")
    if after != before:
        yield "after the undo the fingerprint is another"
    for left in Path(tempfile.gettempdir()).iterdir():
        if left.name.startswith(
            "pymp-"
        ):  # where multiprocessing listens, as long as this process lives
            continue
        yield f"{left.name} is left in the folder for temporary files"
        left.rename(path.with_name(f"{path.name}-left-{left.name}"))


def _of_receipt(receipt: Receipt) -> Iterator[str]:
    for unit, counts in (("rows", receipt.rows), ("ms", receipt.ms)):
        if counts.read != counts.loaded + counts.refused + counts.duplicate or min(counts) < 0:
            yield f"{unit} do not add up: {counts}"
    if receipt.status == "refused" and not receipt.problems:
        yield "it is refused without a reason"
    if receipt.status == "refused" and receipt.rows.loaded:
        yield "it is refused, and rows of it are loaded"
    if receipt.status == "loaded" and receipt.shape == "flat" and not receipt.rows.read:
        yield "a table without a row is loaded"
    if sum(receipt.states.values()) > receipt.rows.loaded:
        yield f"more files in a state than were loaded: {receipt.states}"
    if receipt.billable_ms > receipt.ms.loaded:
        yield f"{receipt.billable_ms} ms are billable of {receipt.ms.loaded}"
    texts = [
        receipt.unit_reason,
        *receipt.warnings,
        *(flaw.reason.replace(flaw.value or "\0", "") for flaw in receipt.problems),
        *(flaw.hint for flaw in receipt.problems),
    ]
    for text in texts:
        if _ENGINE.search(text) or "\n" in text:
            yield f"an engine speaks: {text}"


def _of_database(store: Store, receipt: Receipt) -> Iterator[str]:
    """What the receipt says was loaded is what a question for all minutes gives."""
    rows = minutes_by(store, (), Filters(), zone="UTC")
    seen = (sum(row["ms"] or 0 for row in rows), sum(row["billable_ms"] or 0 for row in rows))
    if seen != (receipt.ms.loaded, receipt.billable_ms):
        yield f"the receipt says {receipt.ms.loaded} and {receipt.billable_ms} ms, the database {seen}"
    listed = [row for row in store.ask("import_list") if row["import_id"] == receipt.import_id]
    if receipt.status == "loaded" and len(listed) != 1:
        yield "a loaded file is not in the list of imports"
