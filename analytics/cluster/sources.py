"""Sources of a load as tasks get them, and the engine that runs these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from analytics.ingest.loading.mapping import Answer

Told = tuple[str, int, str]
"""What a task tells of its work: a sheet, the number of a file, a payload in JSON."""


class Source(NamedTuple):
    """A file to be imported, where every worker finds it, with its place in the order and what the person said."""

    number: int
    path: str
    name: str
    options: dict[str, Any]
    now: str
    """The time of the load in UTC, the same for all files, also where a task is run again."""
    answers: tuple[Answer, ...] = ()
    """What people answered before about headers of tables."""


Engine = Callable[[list[Source], str, str], list[Told]]
"""Runs the three stages of `tasks` over files, and has their output written into a lake, by its address, in a place there; what the
last stage tells.
"""
