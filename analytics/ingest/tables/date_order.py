"""Whether 03/04/2024 is a day of March or of April, by all the days of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from analytics.core.errors import Problem
from analytics.ingest.tables import times, words

_MOST_DAYS = 31
# Before the vendor had this product.
_FIRST_YEAR = 2015


def _is_year(two_digits: int) -> bool:
    """Whether these may be the last digits of a year in which there were recordings, tomorrow's included."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    return _FIRST_YEAR <= 2000 + two_digits <= tomorrow.year


class DayOrder:
    """Gathers cells with days, of which `cells` is the number; those whose order is open decide together."""

    def __init__(self) -> None:
        self.cells = 0
        self._seen: Counter[str] = Counter()
        self._firsts: set[int] = set()
        self._lasts: set[str] = set()
        self._example = ""

    def add(self, cell: str) -> None:
        """A cell that does not begin with a year."""
        day = times.open_order(cell)
        if not day:
            return
        self._example = self._example or cell
        if len(day.last) < 4:
            self._seen["short"] += 1
            self._seen["ymd"] += len(day.last) == 1
            if len(self._firsts) < 400:
                self._firsts.add(day.first)
                self._lasts.add(day.last)
            self._seen["last_is_year"] += int(day.last) > 31
        self._seen["days"] += 1
        self._seen["dmy"] += day.first > 12
        self._seen["mdy"] += day.second > 12
        self._seen["open"] += day.sign != "."

    def decide(self, languages: Sequence[str], label: str) -> tuple[str, list[str]]:
        """dmy, mdy, ymd or "" where each cell says itself, and what is to be said of it. Raises Problem as `_undecided`."""
        seen = self._seen
        if not seen:
            return "", []
        is_day_first = any(language in words.DAY_FIRST for language in languages[:1])
        if seen["short"] and not is_day_first and len(self._firsts) == len(self._lasts) == 1:
            (first,), (last,) = self._firsts, map(int, self._lasts)
            if _is_year(first) and last <= _MOST_DAYS:
                return self._undecided(label) if _is_year(last) else "ymd", []
        if seen["short"] and not seen["last_is_year"] and len(self._lasts) > 1:
            is_year_first = len(self._firsts) == 1 or seen["ymd"]
            return "ymd" if is_year_first else self._undecided(label), []
        if seen["dmy"] and seen["mdy"]:
            return "", []
        if seen["dmy"] or seen["mdy"]:
            return "dmy" if seen["dmy"] else "mdy", []
        if not seen["open"]:
            return "dmy", []
        if is_day_first:
            return "dmy", [f"Days such as {self._example} were read as day/month/year."]
        return self._undecided(label), []

    def refuse_other(self, order: str, label: str) -> None:
        """Raises Problem where some days can only be in another order than was chosen for an earlier file."""
        contrary = {"dmy": "mdy", "mdy": "dmy"}.get(order, "")
        if self._seen[contrary]:
            raise Problem(
                f"days such as {self._example[:40]} are in another order here than was chosen earlier for this header",
                where=label,
                hint="Choose the order of day and month of this file on the Imports page",
            )

    def _undecided(self, label: str) -> str:
        """Nothing, where few cells are open and are refused one by one. Raises Problem where most are."""
        if self._seen["days"] * 2 <= self.cells:
            return ""
        raise Problem(
            f'"{self._example[:40]}" may be two days, and nothing in the file says which',
            where=label,
            hint="Choose the order of day and month on the Imports page, or export times as 2024-03-27 09:30",
        )
