"""Exports into the database: understand a file in a child process, load it in one transaction, answer with a receipt.

The names below are read when they are first asked for: the fork server of the sandbox needs none of them, and no child should
hold the database's library.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analytics.ingest.common.manifest import Guess, Options
    from analytics.ingest.loading.conflicts import Conflict, Disputed, conflicts, disputed, resolve
    from analytics.ingest.loading.import_file import (
        import_file,
        stopped,
        undo,
        undo_preview,
    )
    from analytics.ingest.loading.mapping import forget_mapping, remember_mapping, remembered
    from analytics.ingest.loading.preview import Look, PreviewRow, look
    from analytics.ingest.loading.receipt import Counts, Flaw, Receipt
    from analytics.ingest.loading.refused import refused_csv, refused_flaws

__all__ = [
    "Conflict",
    "Counts",
    "Disputed",
    "Flaw",
    "Guess",
    "Look",
    "Options",
    "PreviewRow",
    "Receipt",
    "conflicts",
    "disputed",
    "forget_mapping",
    "import_file",
    "look",
    "refused_csv",
    "refused_flaws",
    "remember_mapping",
    "remembered",
    "resolve",
    "stopped",
    "undo",
    "undo_preview",
]

_HOMES = {
    "loading.conflicts": ("Conflict", "Disputed", "conflicts", "disputed", "resolve"),
    "loading.import_file": ("import_file", "stopped", "undo", "undo_preview"),
    "loading.preview": ("Look", "PreviewRow", "look"),
    "common.manifest": ("Guess", "Options"),
    "loading.mapping": ("forget_mapping", "remember_mapping", "remembered"),
    "loading.receipt": ("Counts", "Flaw", "Receipt"),
    "loading.refused": ("refused_csv", "refused_flaws"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
