"""The process that reads what strangers made: it may run out of memory or time without taking the product with it.

Called as `python -m analytics.ingest.child JOB` with a JSON job; answers with one pickled Manifest or Problem in the
job's folder. The parent trusts the tables that this process wrote, and nothing else of the file.
"""

from __future__ import annotations

import gzip
import json
import pickle
import resource
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from analytics.errors import Problem
from analytics.ingest import documents, tables
from analytics.ingest.manifest import Manifest, Options

MEMORY_BYTES = 3 << 30
SECONDS = 900
UNPACKED_BYTES = 4 << 30
ANSWER = "answer.pickle"
_MAGIC = {
    b"\x89PNG": "a PNG picture", b"\xff\xd8\xff": "a JPEG picture", b"GIF8": "a GIF picture", b"%PDF": "a PDF document",
    b"PK\x03\x04": "a zip or Excel file", b"PAR1": "a Parquet file", b"SQLite": "a SQLite database", b"\x7fELF": "a program",
}  # fmt: skip


def inspect(path: Path, folder: Path, options: Options, *, careful: bool = False) -> Manifest:
    """Have a child process understand the file at `path`; its tables are written into `folder`.

    Raises Problem for a file that cannot be read, is too large unpacked, or takes too long.
    """
    job = {
        "path": str(path.absolute()),
        "folder": str(folder),
        "options": vars(options),
        "careful": careful,
    }
    command = [sys.executable, "-m", "analytics.ingest.child", json.dumps(job)]
    home = Path(__file__).parents[2]
    try:
        done = subprocess.run(command, cwd=home, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as fault:
        raise Problem(
            f"reading it took more than {SECONDS // 60} minutes", hint="Split the file"
        ) from fault
    answer = folder / ANSWER
    if done.returncode or not answer.exists():
        raise Problem(
            f"reading it needs more than {MEMORY_BYTES >> 30} GB of memory, or the file is damaged",
            hint="Split the file, or export it again",
        )
    found = pickle.loads(answer.read_bytes())
    if isinstance(found, Problem):
        raise found
    if not isinstance(found, Manifest):
        raise TypeError(type(found))
    return found


def main() -> None:
    """Do the job named on the command line."""
    job = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    folder = Path(job["folder"])
    found: Manifest | Problem
    try:
        found = _understand(
            Path(job["path"]), folder, Options(**job["options"]), careful=job["careful"]
        )
    except Problem as problem:
        found = problem
    except UnicodeDecodeError as fault:
        found = Problem(f"byte {fault.start:,} is not UTF-8", hint="Save the file as UTF-8")
    (folder / ANSWER).write_bytes(pickle.dumps(found))


def _understand(path: Path, folder: Path, options: Options, *, careful: bool) -> Manifest:
    plain = _unpacked(path, folder)
    with plain.open("rb") as file:
        start = file.read(4096)
    for magic, name in _MAGIC.items():
        if start.startswith(magic):
            raise Problem(
                f"this is {name}, not a table or JSON", hint="Export the recordings as CSV or JSON"
            )
    if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return documents.inspect(plain, folder, options)
    return tables.inspect(plain, folder, careful=careful)


def _unpacked(path: Path, folder: Path) -> Path:
    with path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return path
    plain = folder / "plain"
    if plain.exists():
        return plain
    size = 0
    try:
        with gzip.open(path) as packed, plain.open("wb") as target:
            while block := packed.read(1 << 20):
                size += len(block)
                if size > UNPACKED_BYTES:
                    raise Problem(
                        f"it unpacks to more than {UNPACKED_BYTES >> 30} GB", hint="Split the file"
                    )
                target.write(block)
    except (OSError, EOFError, zlib.error) as fault:
        raise Problem(f"the gzip file is damaged ({fault})", hint="Pack it again") from fault
    return plain


if __name__ == "__main__":
    main()
