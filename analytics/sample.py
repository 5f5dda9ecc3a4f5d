"""The sample: a year of a school that does not exist, and the lesson of the vendor's billing page."""

from __future__ import annotations

from pathlib import Path

from analytics import ingest
from analytics.errors import Problem
from analytics.ingest import load as loading
from analytics.store import Store

FOLDER = Path(__file__).parents[1] / "data" / "samples"
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


def is_loaded(store: Store) -> bool:
    """True while the database holds the sample."""
    return bool(store.ask("sample_imports"))


def remove(store: Store) -> None:
    """Take the sample out, and nothing else."""
    with store.write() as cursor:
        for row in store.ask("sample_imports"):
            loading.forget(cursor, row["import_no"])
