"""The recorded history, added up once for each way to cut days, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from analytics.core.model import Kind, Midnight
from analytics.reports import history as recorded
from analytics.reports.history import History, Row
from pages.ui import data
from pages.ui.cache import Keyed, cached
from pages.ui.monthly import Monthly


class Cut(NamedTuple):
    """Where days are cut."""

    zone: str
    midnight: str


class _MonthRows(NamedTuple):
    sums: list[Row]
    mixed: list[Row]


_MONTHS = Monthly[Cut, _MonthRows](
    "Adding up all that was recorded",
    lambda cut, month: _MonthRows(
        recorded.sums(data.store(), *cut, month.since, month.until),
        recorded.files(data.store(), Kind.MIXED, *cut, month.since, month.until),
    ),
)


def history(zone: str, midnight: Midnight) -> History | None:
    """The history as a plan of this zone and edge cuts it; None while it is added up, as the page then says."""
    cut = Cut(zone, midnight.value)
    months = _MONTHS.answers(cut, None, None)
    return None if months is None else _together(cut, Keyed((), months))


def history_now(zone: str, midnight: str) -> History:
    """The same at once, for a job that is under way."""
    cut = Cut(zone, midnight)
    return _together(cut, Keyed((), _MONTHS.now(cut, None, None)))


@cached(4)
def _together(cut: Cut, months: Keyed[Sequence[_MonthRows]]) -> History:
    def files(kind: Kind) -> list[Row]:
        if kind is Kind.MIXED:
            return list(chain.from_iterable(month.mixed for month in months.value))
        return recorded.files(data.store(), kind, *cut)

    sums = list(chain.from_iterable(month.sums for month in months.value))
    return History(*cut, sums, files)
