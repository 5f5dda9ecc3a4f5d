"""Files that were damaged in every way: none is a traceback, none hangs, and every receipt adds up."""

from pathlib import Path

import pytest

from tests.fuzz.run import fuzz

MUTANTS = 300
PARTS = 6


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_damaged_ends_in_a_receipt_that_adds_up(tmp_path: Path, part: int) -> None:
    """The same files each time; `python -m tests.fuzz --files 3000 --seed N` tries others."""
    files = MUTANTS // PARTS
    run = fuzz(tmp_path, files=files, seed=0, first=part * files)
    assert run.findings == []
    assert run.statuses["loaded"] and run.statuses["refused"]
    assert run.statuses.total() == files
