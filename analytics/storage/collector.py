"""Python's collector of unused objects, as the whole process has it: the server's and a command's."""

from __future__ import annotations

import gc

THRESHOLDS = (20_000, 20, 50)
"""Python's own numbers have it look several times in each run of a page, and take a fifth of a command that answers hundreds of
thousands of rows."""


def look_rarely() -> None:
    """Look for unused objects seldom."""
    gc.set_threshold(*THRESHOLDS)


def pass_over_imports() -> None:
    """Never look at what the imports left: for a server, whose imports live as long as it.

    A process that ends by itself must not: what is passed over is not taken down at its end, and DuckDB's binding then writes of leaks.
    The full look that Streamlit takes after each run is off in .streamlit/config.toml: it is 55 to 70 ms of every click.
    """
    gc.collect()
    gc.freeze()
