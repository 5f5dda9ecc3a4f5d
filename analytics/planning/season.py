"""Season: a day to come is as the same weekday of its month was in the years before, times the growth since.

Terms and holidays come again in their month, and four weeks know nothing of them. Whole numbers; which day stands for which
is the same for every series, so that kinds keep their proportions.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from analytics.core.money import divide_half_up
from analytics.core.months import add_months
from analytics.core.phrase import Month, Phrase, joined

MOST_YEARS = 3
"""How many years back a month is looked for."""
LEAST_DAYS = 21
"""So many days of a month must be recorded for it to stand for that month."""
LONGEST_GAP = 92
"""What comes before a longer stretch without recordings is not counted: somebody tried, and began later."""
GROWTH_DAYS, FEWEST_GROWTH_DAYS = 60, 10
"""On so many days with recordings growth is measured, the latest; with fewer than ten it is unknown."""
MOST_GROWTH = 4
"""Beyond four times, or below a quarter, a year does not resemble the one before."""
_DAY = timedelta(days=1)
_YEAR_DAYS = 364


@dataclass(frozen=True, slots=True)
class Season:
    """What recorded days say of their months in later years.

    ``growth`` is of one year, None where too little of both years is recorded. ``is_alike`` false: the years do not resemble
    each other, so that no month stands for another.
    """

    first: date
    last: date
    growth: Fraction | None
    is_alike: bool = True

    def samples(self, day: date) -> tuple[date, ...]:
        """The recorded days that stand for a day, the latest year first; none where its month was not recorded."""
        if not self.is_alike:
            return ()
        days = []
        for year in range(day.year - 1, self.first.year - 1, -1):
            if (sample := _same_weekday(day, year, self.first, self.last)) is not None:
                days.append(sample)
                if len(days) == MOST_YEARS:
                    break
        return tuple(days)

    def grown(self, ms: int, years: int) -> int:
        """What ms of ``years`` years before count as, half up.

        Samples are counted from the latest, so that days beyond a year repeat the first year to come: a growth that was
        measured once is not compounded without end.
        """
        if self.growth is None:
            return ms
        top, bottom = self.growth.as_integer_ratio()
        return divide_half_up(ms * top**years, bottom**years)


def season(values: Sequence[int], first: date) -> Season:
    """The season of a series of ms, one value a day from ``first`` on."""
    begin = _begin(values)
    last = first + (len(values) - 1) * _DAY
    start = first + begin * _DAY
    later = earlier = days = 0
    for place in range(len(values) - 1, max(len(values) - 1 - _YEAR_DAYS, begin), -1):
        day = first + place * _DAY
        sample = _same_weekday(day, day.year - 1, start, last)
        if sample is None:
            continue
        ms, ms_before = values[place], values[(sample - first).days]
        if ms or ms_before:
            later, earlier, days = later + ms, earlier + ms_before, days + 1
        if days == GROWTH_DAYS:
            break
    if days < FEWEST_GROWTH_DAYS:
        return Season(start, last, None)
    is_alike = later <= MOST_GROWTH * earlier and earlier <= MOST_GROWTH * later
    return Season(start, last, Fraction(later, earlier) if is_alike else None, is_alike)


def median(values: Iterable[int]) -> int:
    """The middle one, or the mean of the middle two, half up; none is negative."""
    ordered = sorted(values)
    middle, is_odd = divmod(len(ordered), 2)
    if is_odd:
        return ordered[middle]
    return divide_half_up(ordered[middle - 1] + ordered[middle], 2)


def _begin(values: Sequence[int]) -> int:
    """The place of the first recorded value after the last long gap."""
    begin = quiet = 0
    for place, ms in enumerate(values):
        if not ms:
            quiet += 1
            continue
        if quiet > LONGEST_GAP:
            begin = place
        quiet = 0
    return begin


def _same_weekday(day: date, year: int, first: date, last: date) -> date | None:
    """The day of the same weekday nearest to ``day`` in its month of ``year``, recorded from ``first`` to ``last``."""
    length = monthrange(year, day.month)[1]
    begin = max(date(year, day.month, 1), first)
    end = min(date(year, day.month, length), last)
    if (end - begin).days + 1 < LEAST_DAYS:
        return None
    there = date(year, day.month, min(day.day, length))
    near = there + ((day.weekday() - there.weekday() + 3) % 7 - 3) * _DAY
    while near > end:
        near -= 7 * _DAY
    while near < begin:
        near += 7 * _DAY
    return near


def season_words(season: Season, since: date, until: date, otherwise: str) -> Phrase:
    """Which months of ``[since, until)`` come from which years, and from what the others, without a full stop."""
    runs: dict[bool, list[tuple[date, date]]] = {True: [], False: []}
    years: set[int] = set()
    day, was = since, None
    while day < until:
        samples = season.samples(day)
        years |= {sample.year for sample in samples}
        found = runs[bool(samples)]
        if was == bool(samples):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
        was, day = bool(samples), _next_month(day)
    parts = []
    if runs[True]:
        template = (
            "{months} as the same month of {years}, weekday by weekday, {growth}"
            if len(runs[True]) == 1 and _is_one(runs[True][0])
            else "{months} as the same months of {years}, weekday by weekday, {growth}"
        )
        months, growth = _months(runs[True]), _grown(season)
        parts.append(Phrase(template, months=months, years=_years(years), growth=growth))
    if runs[False]:
        template = (
            "{months} as {otherwise} (no such month is recorded)"
            if season.is_alike
            else "{months} as {otherwise} (the last year was more than four times the one before, "
            "or less than a quarter of it)"
        )
        parts.append(Phrase(template, months=_months(runs[False]), otherwise=otherwise))
    return joined(parts, "; ")


def _next_month(day: date) -> date:
    return add_months(day.replace(day=1), 1)


def _is_one(run: tuple[date, date]) -> bool:
    return run[0].replace(day=1) == run[1].replace(day=1)


def _months(runs: Sequence[tuple[date, date]]) -> Phrase:
    texts = [
        Phrase("{month}", month=_month(first))
        if _is_one((first, last))
        else Phrase("{first} to {last}", first=_month(first), last=_month(last))
        for first, last in runs
    ]
    return joined(texts, ", ")


def _month(day: date) -> Month:
    return Month(day.year, day.month, 1)


def _years(years: set[int]) -> str:
    first, last = min(years), max(years)
    if first == last:
        return f"{first}"
    return Phrase("{first} to {last}", first=f"{first}", last=f"{last}")


def _grown(season: Season) -> Phrase:
    if season.growth is None:
        return Phrase("growth unknown (too little of two years is recorded)")
    change = season.growth - 1
    permille = divide_half_up(*(1000 * abs(change)).as_integer_ratio())
    percent = Decimal(permille).scaleb(-1)
    if change < 0:
        return Phrase("growth −{percent} % a year", percent=percent)
    return Phrase("growth +{percent} % a year", percent=percent)
