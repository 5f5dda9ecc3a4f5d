"""The sample: a year of a school that does not exist, and the lesson of the vendor's billing page.

`python -m analytics.ingest.sample` loads it ahead of time, once the product is installed: the first start then copies that
database, which takes it a second less than the two imports.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import duckdb

from analytics import ingest
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest.loading import load as loading
from analytics.storage.store import Store

FOLDER = Path(__file__).parents[2] / "data" / "samples"
_CODE = Path(__file__).parents[1]
_MAKERS = (FOLDER, _CODE / "sql", _CODE / "ingest", _CODE / "storage" / "schema.py")
"""What the sample's database comes from: where one of these has changed, an earlier one is no longer true."""
# The billing page names no day for its lesson; any day of the sample's year will do.
LESSON_DAY = "2026-06-15"


def load(store: Store) -> None:
    """Load the sample into an empty database."""
    for name, options in (
        ("school.csv.gz", ingest.Options()),
        ("billing_page.json", ingest.Options(day=LESSON_DAY)),
    ):
        receipt = ingest.import_file(store, FOLDER / name, options=options, is_sample=True)
        if receipt.status != "loaded" or receipt.rows.refused:
            raise Problem(
                f"the sample {name} did not load whole", hint="Get the project's files again"
            )


def prepare() -> None:
    """Make the database of a first start, and keep it beside the interpreter. Raises Problem as `load`."""
    ready = _prepared()
    for old in ready.parent.glob("sample-*.duckdb*"):
        old.unlink()
    draft = ready.with_name(f"{ready.name}.new")
    with Store(draft) as store:
        load(store)
    draft.replace(ready)


def place(path: Path) -> None:
    """Put the prepared database where there is none yet; nothing where none was prepared from these very files."""
    ready = _prepared()
    if path.exists() or not ready.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.new")
    shutil.copyfile(ready, draft)
    draft.chmod(0o600)
    draft.replace(path)


def _prepared() -> Path:
    digest = hashlib.sha256(duckdb.__version__.encode())
    for maker in _MAKERS:
        for path in sorted(maker.rglob("*")) if maker.is_dir() else [maker]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return Path(sys.prefix) / f"sample-{digest.hexdigest()[:16]}.duckdb"


def remove(store: Store) -> None:
    """Take the sample out, and nothing else."""
    with store.write(Act(Right.IMPORT, "remove sample")) as cursor:
        for row in store.ask("sample_imports"):
            loading.forget(cursor, row["import_no"])


if __name__ == "__main__":
    prepare()
