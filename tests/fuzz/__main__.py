"""`python -m tests.fuzz --files 3000 --seed N`: exit status 1 if anything was found."""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import tempfile
from multiprocessing.util import get_temp_dir
from pathlib import Path

from tests.fuzz.run import fuzz

MEMORY_BYTES = 6 << 30


def main() -> None:
    """Fuzz as the command line says, and print what was found."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    options.add_argument("--files", type=int, default=3000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--first", type=int, default=0, help="begin with this mutant")
    options.add_argument("--keep", type=Path, help="a folder for mutants with findings")
    given = options.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    folder = given.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    get_temp_dir()  # where multiprocessing listens: not in the folder that goes before it does
    run = fuzz(folder, files=given.files, seed=given.seed, first=given.first)
    for finding in run.findings:
        print(
            f"mutant {finding.number} of {finding.seed}: {', '.join(finding.damages)}\n  {finding.fault}"
        )
    counts = ", ".join(f"{count:,} {status}" for status, count in run.statuses.most_common())
    print(
        f"{given.files:,} files of seed {given.seed}: {counts}; slowest {run.slowest_s:.1f} s; {len(run.findings)} findings"
        + (f" in {folder}" if run.findings or given.keep else "")
    )
    if not given.keep and not run.findings:
        shutil.rmtree(folder)
    sys.exit(bool(run.findings))


if __name__ == "__main__":
    main()
