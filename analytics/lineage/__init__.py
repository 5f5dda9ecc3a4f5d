"""Where a shown figure comes from: its formula, its questions, and the rows that add up to it.

A ``Claim`` says "this is shown, and it is that figure of those rows". ``FIGURES`` knows each figure
by name: its formula in words, the question that gave it, and whether its rows are recorded files or
the lines of a bill. ``days`` adds the rows up for each billing day, ``reached`` makes the figure of
these sums, ``page`` gives the rows themselves, a stretch at a time.

The rows are read from the stored recordings, the figures on pages mostly from small tables: so this
is a second way to each number, and both must meet exactly.
"""

from analytics.lineage.day_sums import STEPS, DaySum, after, by_step, total
from analytics.lineage.figure_types import Figure, Rows, Unit
from analytics.lineage.figures import FIGURES
from analytics.lineage.trace import (
    ALL,
    Query,
    counted,
    days,
    holds,
    narrowed,
    page,
    queries,
    reached,
)
from analytics.lineage.traced_figure import FILE_PARAMETERS, Claim, bill, files, of_days, worked

__all__ = [
    "ALL",
    "FIGURES",
    "FILE_PARAMETERS",
    "STEPS",
    "Claim",
    "DaySum",
    "Figure",
    "Query",
    "Rows",
    "Unit",
    "after",
    "bill",
    "by_step",
    "counted",
    "days",
    "files",
    "holds",
    "narrowed",
    "of_days",
    "page",
    "queries",
    "reached",
    "total",
    "worked",
]
