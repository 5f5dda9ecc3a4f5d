"""Usage for a quote out of what was recorded, and a quote against what was recorded afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from analytics.billing.settle import settle
from analytics.core.errors import Problem
from analytics.core.model import KINDS, Kind
from analytics.core.money import digits, divide_half_up, half_up
from analytics.core.months import add_months
from analytics.core.phrase import Phrase, joined
from analytics.planning.estimate import Estimate, Origin, month_spans
from analytics.planning.season import median, season, season_words
from analytics.quotes.document import document
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import of_option, quote
from analytics.reports import costs
from analytics.reports.filters import Filters
from analytics.storage.store import Store

_DAY = timedelta(days=1)
_WEEK = 7
_FREE = (Kind.MIXED, Kind.AUDIO)


def from_history(
    store: Store, filters: Filters, since: date, months: int, percent: Decimal = Decimal(100)
) -> Estimate:
    """The recorded days that the filters leave, carried on over a term, at ``percent`` of that.

    A month that was recorded in the years before is as it was then, weekday on weekday, with the growth since; one that was
    not takes the recorded weeks in their order. Whole weeks are repeated where there is at least one; the days of a week cut
    off at the end are left out then. Of camera, screen share and whiteboard only finished recordings count; the whiteboard's
    minutes stand for the robot's.
    """
    edition = store.version
    rows = store.ask("minutes_by_day", **filters.parameters())
    if not rows:
        hint = "Widen the filters, or describe the classes instead."
        raise Problem("nothing was recorded there", where="Usage from history", hint=hint)
    first, last = filters.since or rows[0]["day"], rows[-1]["day"]
    end = filters.until - _DAY if filters.until else last
    span = (end - first).days + 1
    span = span // _WEEK * _WEEK or span
    recorded: dict[tuple[Kind, date], int] = {}
    sums: defaultdict[date, int] = defaultdict(int)
    for row in rows:
        kind, day = Kind(row["kind"]), row["day"]
        recorded[kind, day] = row["ms"] if kind in _FREE else row["billable_ms"]
        sums[day] += row["ms"]
    begin = rows[0]["day"]
    school_year = season(
        [sums[begin + number * _DAY] for number in range((last - begin).days + 1)], begin
    )
    shift = (since.weekday() - first.weekday()) % _WEEK if span >= _WEEK else 0
    share = Fraction(percent) / 100
    until = add_months(since, months)
    length = (until - since).days
    samples = [school_year.samples(since + number * _DAY) for number in range(length)]

    def carried(kind: Kind, number: int) -> int:
        if days := samples[number]:
            return median(
                school_year.grown(recorded.get((kind, day), 0), years)
                for years, day in enumerate(days, start=1)
            )
        return recorded.get((kind, first + (shift + number) % span * _DAY), 0)

    series = tuple(
        (
            kind,
            tuple(
                divide_half_up(*(carried(kind, number) * share).as_integer_ratio())
                for number in range(length)
            ),
        )
        for kind in KINDS
    )
    otherwise = Phrase("the recorded weeks in their order")
    words = season_words(school_year, since, until, otherwise)
    return Estimate(
        since,
        series,
        dict(series)[Kind.WHITEBOARD],
        _words(filters, first, first + span * _DAY, words, percent),
        origin=Origin(
            filters.since, filters.until, filters.apps, filters.rooms, filters.kinds, percent, months,
            edition, is_sample=bool(store.ask("sample_imports")),
        ),
    )  # fmt: skip


def read_again(store: Store, estimate: Estimate) -> Estimate:
    """The same estimate out of what is recorded today; a class model is as it was."""
    origin = estimate.origin
    if origin is None:
        return estimate
    filters = Filters(origin.since, origin.until, origin.apps, origin.rooms, origin.kinds)
    today = from_history(store, filters, estimate.since, origin.months, origin.percent)
    return replace(today, low_percent=estimate.low_percent, high_percent=estimate.high_percent)


def _words(filters: Filters, first: date, until: date, words: str, percent: Decimal) -> Phrase:
    parts = [
        Phrase(
            "what was recorded in the {days} days from {first} to {last}",
            days=(until - first).days,
            first=first,
            last=until - _DAY,
        )
    ]
    if filters.apps:
        parts.append(Phrase("{count} of the apps", count=len(filters.apps)))
    if filters.rooms:
        parts.append(Phrase("{count} of the rooms", count=len(filters.rooms)))
    if filters.kinds:
        parts.append(Phrase("{count} of the kinds", count=len(filters.kinds)))
    recorded = joined(parts, ", ")
    if percent == 100:
        return Phrase("{recorded}: {months}.", recorded=recorded, months=words)
    template = "{recorded}: {months}; {percent} % of it."
    return Phrase(template, recorded=recorded, months=words, percent=percent)


class Actual(NamedTuple):
    """One month of a quote: charged ms and cost as quoted, and as they came; None: not yet."""

    since: date
    quoted_ms: int
    actual_ms: int | None
    quoted: Decimal
    actual: Decimal | None


def against_actual(store: Store, doc: Mapping[str, Any], option: str = "") -> list[Actual]:
    """A quote against what was recorded in its term, month by month.

    Actual cost is what the quote's plan and prices come to on the recorded usage: fee, packs and
    postpaid after all discounts, in its currency, without the robot's lines. Months after the last
    recorded day are None. ``option``: which of several offers was accepted.
    """
    request = request_of(dict(doc))
    for offer in request.options:
        if offer.name == option:
            request = replace(of_option(request, offer), option_name="", options=())
            doc = document(quote(request, book_of(doc)))
    plan, result, book = request.plan, doc["result"], book_of(doc)
    recorded = costs.charged_days(store, plan, book)
    usage = [day for day in recorded if request.estimate.since <= day.day < request.estimate.until]
    last = usage[-1].day if usage else None
    rate = Decimal(result["rate"]) * (100 - request.rebate_percent) / 100
    rows = []
    spans = month_spans(request.estimate.since, request.estimate.until)
    for (begin, end), month in zip(spans, result["months"], strict=True):
        quoted = sum(
            (Decimal(month["parts"][group]) for group in ("fees", "packs", "postpaid")), Decimal(0)
        )
        actual = None
        if last is not None and begin <= last:
            actual = settle(usage, plan, book, begin, end).totals
        rows.append(
            Actual(
                begin,
                month["charged_ms"],
                actual.charged_ms if actual else None,
                quoted,
                half_up(actual.exact.total * rate, digits(result["currency"])) if actual else None,
            )
        )
    return rows
