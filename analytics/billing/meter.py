"""From recorded files to charged milliseconds a day: the ratio of the kind, then the rounding.

Published: the length of every successfully recorded file counts, each kind on its own, and the
mixed stream is free for now (tencentcloud 1176/55513). Inferred: the screen share counts as an
audio-visual stream. Not found: whether audio files count (a ratio, 0 unless said), and how
milliseconds become minutes (a setting).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from analytics.core.model import (
    KINDS,
    MS_PER_MINUTE,
    DayCharge,
    Kind,
    Plan,
    PriceBook,
    Ratio,
    RecordedFile,
    Rounding,
)
from analytics.core.money import divide_half_up


class RatioSpan(NamedTuple):
    """On the days of ``[since, until)`` a minute of ``kind`` counts as ``ratio`` minutes."""

    kind: Kind
    since: date | None
    """None: from the start."""
    until: date | None
    """None: without end."""
    ratio: Decimal


def ratio_spans(plan: Plan, book: PriceBook) -> tuple[RatioSpan, ...]:
    """The ratio of every kind on every day: for each kind, spans without a gap, ascending.

    From the first day on that the plan says anything about a kind, the plan alone counts for that
    kind. A kind that neither says anything about has the ratio 0.
    """
    return tuple(span for kind in KINDS for span in _spans_of(kind, plan, book))


def _spans_of(kind: Kind, plan: Plan, book: PriceBook) -> list[RatioSpan]:
    plan_ratios = _by_day(plan.ratios, kind)
    first = next(iter(plan_ratios), date.max)
    book_ratios = {day: ratio for day, ratio in _listed(book, kind).items() if day < first}
    steps = list(({date.min: Decimal(0)} | book_ratios | plan_ratios).items())
    ends = [day for day, _ in steps[1:]] + [None]
    return [
        RatioSpan(kind, None if day == date.min else day, end, ratio)
        for (day, ratio), end in zip(steps, ends, strict=True)
    ]


def _listed(book: PriceBook, kind: Kind) -> dict[date, Decimal]:
    """The ratio of a kind by the day from which it holds, through all versions of a book."""
    listed: dict[date, Decimal] = {}
    for version, _ in book.spans():
        start, ratio = version.valid_from or date.min, Decimal(0)
        listed = {day: listed_ratio for day, listed_ratio in listed.items() if day < start}
        later: dict[date, Decimal] = {}
        for day, listed_ratio in _by_day(version.ratios, kind).items():
            if day <= start:
                ratio = listed_ratio
            else:
                later[day] = listed_ratio
        if not listed or list(listed.values())[-1] != ratio:
            listed[start] = ratio
        listed |= later
    return listed


def _by_day(ratios: Iterable[Ratio], kind: Kind) -> dict[date, Decimal]:
    return dict(
        sorted((ratio.from_day or date.min, ratio.ratio) for ratio in ratios if ratio.kind is kind)
    )


def charged_ms(ms: int, ratio: Decimal) -> int:
    """A file's duration times its ratio, half up to a whole millisecond."""
    numerator, denominator = ratio.as_integer_ratio()
    return divide_half_up(ms * numerator, denominator)


def minute_up(ms: int) -> int:
    """``ms`` up to a whole minute, in milliseconds."""
    return -(-ms // MS_PER_MINUTE) * MS_PER_MINUTE


def ratio_on(spans: Sequence[RatioSpan], kind: Kind, day: date) -> Decimal:
    """The ratio of ``kind`` on ``day``, out of ``ratio_spans``."""
    return next(
        span.ratio
        for span in spans
        if span.kind is kind
        and (span.since is None or span.since <= day)
        and (span.until is None or day < span.until)
    )


_SCOPES: dict[Rounding, Callable[[int, RecordedFile], object]] = {
    Rounding.DAY: lambda _, file: file.app,
    Rounding.FILE: lambda number, _: number,
    Rounding.TASK_KIND: lambda _, file: (file.app, file.task, file.kind),
    Rounding.EXACT: lambda _, file: None,
}


def charge_days(
    files: Iterable[RecordedFile], spans: Sequence[RatioSpan], rounding: Rounding
) -> tuple[DayCharge, ...]:
    """The charge of each recorded day, ascending; a day on which all was free is there with 0.

    Each file counts its duration times its ratio, half up to a whole ms. Then ``rounding`` takes up
    to a whole minute: each app's daily sum, each file, each task's daily sum per kind, or nothing.
    """
    scope = _SCOPES[rounding]
    ratios: dict[tuple[Kind, date], Decimal] = {}
    days: defaultdict[date, defaultdict[object, int]] = defaultdict(lambda: defaultdict(int))
    for number, file in enumerate(files):
        key = (file.kind, file.day)
        if key not in ratios:
            ratios[key] = ratio_on(spans, *key)
        days[file.day][scope(number, file)] += charged_ms(file.ms, ratios[key])
    up = (lambda ms: ms) if rounding is Rounding.EXACT else minute_up
    return tuple(DayCharge(day, sum(map(up, sums.values()))) for day, sums in sorted(days.items()))
