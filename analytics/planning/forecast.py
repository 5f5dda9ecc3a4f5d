"""Minutes to come: as the month was in the years before, else as the last four weeks; and how far that was off.

Seasonal naive, in whole milliseconds. Lessons follow the week and the school's year: where a month was recorded before, it
tells what comes (`season`); where none was, the median of the last four same weekdays does. The error is not assumed but
measured: the forecast is made again as it would have been some weeks ago and held against what came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from analytics.core.model import DayCharge
from analytics.core.money import divide_half_up
from analytics.planning.season import Season, median, season

WEEKS = 4
"""How many same weekdays a forecast looks at."""
TRIES = 8
"""How many times at most the forecast is tried on the past, a week apart."""
TRIED_DAYS = 30
"""How many days ahead it is tried at most."""
_WEEK = 7
_DAY = timedelta(days=1)


class Expected(NamedTuple):
    """A day to come; in 4 of 5 tries the day was within ``low_ms`` and ``high_ms``."""

    day: date
    ms: int
    low_ms: int
    high_ms: int


class Forecast(NamedTuple):
    """The days after the last recorded one, and what trying on the past showed.

    ``off_permille`` is by how much the sum of ``tried_days`` days was off in the median try, in
    thousandths of what came; None: too little is recorded to try.
    """

    days: tuple[Expected, ...]
    tries: int
    tried_days: int
    """How many days each try forecast: as many as now, at most 30."""
    off_permille: int | None
    worst_permille: int | None
    season: Season | None = None
    """What the recorded months say of the days; None where there are none."""

    @property
    def charges(self) -> tuple[DayCharge, ...]:
        """The expected days as usage to settle."""
        return tuple(DayCharge(day.day, day.ms) for day in self.days)

    @property
    def low(self) -> tuple[DayCharge, ...]:
        """As usage, were every day as much less as the worst try was off."""
        return self._off(-1)

    @property
    def high(self) -> tuple[DayCharge, ...]:
        """As usage, were every day as much more as the worst try was off."""
        return self._off(1)

    def _off(self, sign: int) -> tuple[DayCharge, ...]:
        off = 1000 + sign * min(self.worst_permille or 0, 1000)
        return tuple(DayCharge(day.day, divide_half_up(day.ms * off, 1000)) for day in self.days)


def forecast(recorded: Iterable[DayCharge], days: int) -> Forecast:
    """The ``days`` after the last recorded day; a day between two recorded ones without any is 0."""
    series = every_day(recorded)
    if not series or days <= 0:
        return Forecast((), 0, 0, None, None)
    values = [ms for _, ms in series]
    begin = series[0].day
    expected = _expected(values, begin, days)
    tried_days, tries = _tries(values, begin, days)
    bands = _bands(values, tries, tried_days)
    first = series[-1].day + _DAY
    offs = sorted(
        divide_half_up(1000 * abs(sum(guess) - sum(actual)), sum(actual))
        for guess, actual in tries
        if sum(actual)
    )
    return Forecast(
        days=tuple(
            Expected(day, ms, max(ms - band, 0), ms + band)
            for number, ms in enumerate(expected)
            for day in (first + number * _DAY,)
            for band in (bands.get((len(values) + number) % _WEEK, 0),)
        ),
        tries=len(offs),
        tried_days=tried_days if offs else 0,
        off_permille=median(offs) if offs else None,
        worst_permille=offs[-1] if offs else None,
        season=season(values, begin),
    )


def every_day(recorded: Iterable[DayCharge]) -> list[DayCharge]:
    """The recorded days with those between them, which have 0, ascending."""
    by_day = dict(recorded)
    if not by_day:
        return []
    first, last = min(by_day), max(by_day)
    days = (first + number * _DAY for number in range((last - first).days + 1))
    return [DayCharge(day, by_day.get(day, 0)) for day in days]


class Basis(NamedTuple):
    """The recorded days that an expected day is the median of, and what each of them counts as in it."""

    days: Sequence[DayCharge]
    lengths: Sequence[int]
    is_season: bool
    """Days of the years before, each grown; otherwise the last same weekdays, or all days so far."""


def basis(recorded: Iterable[DayCharge]) -> Callable[[date], Basis]:
    """What any day after the recorded ones is expected from."""
    series = every_day(recorded)
    first = series[0].day
    months = season([ms for _, ms in series], first)

    def of(day: date) -> Basis:
        samples = [series[(sample - first).days] for sample in months.samples(day)]
        if samples:
            lengths = [months.grown(ms, years) for years, (_, ms) in enumerate(samples, start=1)]
            return Basis(samples, lengths, True)
        weekdays = series[(day - first).days % _WEEK :: _WEEK][-WEEKS:] or series
        return Basis(weekdays, [ms for _, ms in weekdays], False)

    return of


def _expected(values: Sequence[int], first: date, days: int) -> list[int]:
    """The ``days`` values after ``values``, whose first is of the day ``first``."""
    months, week = season(values, first), seasonal_naive(values, days)
    expected = []
    for number, ms in enumerate(week, start=len(values)):
        samples = months.samples(first + number * _DAY)
        lengths = [
            months.grown(values[(sample - first).days], years)
            for years, sample in enumerate(samples, start=1)
        ]
        expected.append(median(lengths) if lengths else ms)
    return expected


def seasonal_naive(values: Sequence[int], days: int) -> list[int]:
    """The ``days`` values after ``values``: each the median of the last four a whole week before.

    A weekday that has not come yet is as all days so far.
    """
    week = []
    for number in range(min(days, _WEEK)):
        place = (len(values) + number) % _WEEK
        week.append(median(values[place::_WEEK][-WEEKS:] or values))
    return [week[number % _WEEK] for number in range(days)]


def _tries(
    values: Sequence[int], first: date, days: int
) -> tuple[int, list[tuple[list[int], list[int]]]]:
    """How many days each try forecasts, and for each try, the latest first, what came of it."""
    needed = WEEKS * _WEEK
    tried_days = min(days, TRIED_DAYS, len(values) - needed)
    if tried_days < min(days, _WEEK):
        return 0, []
    starts = range(len(values) - tried_days, needed - 1, -_WEEK)[:TRIES]
    return tried_days, [
        (_expected(values[:start], first, tried_days), list(values[start : start + tried_days]))
        for start in starts
    ]


def _bands(
    values: Sequence[int], tries: Sequence[tuple[list[int], list[int]]], tried_days: int
) -> Mapping[int, int]:
    """For each place in the week, the error that 4 of 5 tried days stayed within."""
    errors: dict[int, list[int]] = {}
    for number, (guess, actual) in enumerate(tries):
        start = len(values) - tried_days - number * _WEEK
        for step, (guess_ms, actual_ms) in enumerate(zip(guess, actual, strict=True)):
            errors.setdefault((start + step) % _WEEK, []).append(abs(guess_ms - actual_ms))
    return {
        place: sorted(distances)[-(-4 * len(distances) // 5) - 1]
        for place, distances in errors.items()
    }
