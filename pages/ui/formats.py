"""Numbers, money and days as text for people: grouped, aligned, in whole-number arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import digits, divide_half_up, half_up

LOCALE = "en_US"
NOTHING = "–"
_DAY = timedelta(days=1)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@])")
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def whole(number: int) -> str:
    """``1234567`` as ``1,234,567``."""
    return f"{number:,}"


def count(number: int, singular: str, plural: str = "") -> str:
    """``count(1, "room")`` is ``1 room``, ``count(60, "room")`` is ``60 rooms``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def minutes(ms: int, decimals: int = 0) -> str:
    """Milliseconds as minutes, half up: ``6_600_000`` is ``110``; at least something if not 0.

    Without decimals, less than ten minutes that are not whole are shown with one: ``0.6``.
    """
    if not decimals and ms % MS_PER_MINUTE and abs(ms) < 10 * MS_PER_MINUTE:
        decimals = 1
    tens = 10**decimals
    units = _half_up(ms * tens, MS_PER_MINUTE)
    if ms and not units:
        return "< 0.1" if decimals else "< 1"
    sign = "−" if units < 0 else ""
    integer, fraction = divmod(abs(units), tens)
    return f"{sign}{integer:,}.{fraction:0{decimals}d}" if decimals else f"{sign}{integer:,}"


def about_minutes(ms: int) -> str:
    """Minutes for a narrow place: from 10,000 on in thousands, ``221k``."""
    if ms < 10_000 * MS_PER_MINUTE:
        return minutes(ms)
    return f"{divide_half_up(ms, 1000 * MS_PER_MINUTE):,}k"


def about_money(amount: Decimal, currency: str) -> str:
    """An amount for a narrow place: from 100 on in whole units, ``$392``."""
    if abs(amount) < 100:
        return money(amount, currency)
    return format_currency(
        half_up(amount, 0), currency, format="¤#,##0", currency_digits=False, locale=LOCALE
    )


def rate(number: int, pieces: int) -> str:
    """How many a piece: ``12.3``, and below one two digits that are not zero, ``0.044``."""
    quotient = Decimal(number) / pieces
    places = 1 if quotient >= 1 or not quotient else 1 - quotient.adjusted()
    return f"{half_up(quotient, places):,f}"


def minute_count(ms: int) -> str:
    """``110 minutes``, ``1 minute``."""
    return f"{minutes(ms)} {'minute' if ms == MS_PER_MINUTE else 'minutes'}"


def minutes_that_add_up(parts: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    """The sum of the parts and the parts, in minutes with one decimal, so that they add up.

    Each part is rounded down or up such that the shown parts make the shown sum: the parts that
    lose most by rounding down are rounded up.
    """
    unit = MS_PER_MINUTE // 10
    total = divide_half_up(sum(parts), unit)
    rounded = [ms // unit for ms in parts]
    by_rest = sorted(range(len(parts)), key=lambda n: (-(parts[n] % unit), n))
    missing = total - sum(rounded)
    for number in by_rest[:missing]:
        rounded[number] += 1
    return _tenths(total), tuple(_tenths(tenths) for tenths in rounded)


def money(amount: Decimal, currency: str) -> str:
    """An amount in the currency's own digits, half up: ``$1,234.50``."""
    return format_currency(half_up(amount, digits(currency)), currency, locale=LOCALE)


def change(current: Decimal | int, before: Decimal | int) -> str | None:
    """``+4.2%``, ``−3.0%``; None where there was nothing before."""
    if not before:
        return None
    return percent(Decimal(current - before) / Decimal(before), sign=True)


def percent(share: Decimal, *, sign: bool = False) -> str:
    """A share such as ``Decimal("0.123")`` as ``12.3%``; from 1,000% on without decimals."""
    value = half_up(share * 100, 1)
    if abs(value) >= 1000:
        value = half_up(value, 0)
    lead = "−" if value < 0 else "+" if sign and value > 0 else ""
    return f"{lead}{abs(value):,}%"


def share(part: int, whole: int) -> str:
    """A part of a whole in percent, as `percent` says it; a dash where the whole is nothing.

    In whole numbers: a chart of a year says a thousand of them.
    """
    if not whole:
        return NOTHING
    tenths = _half_up(part * 1000, whole)
    if part > 0 and not tenths:
        return "< 0.1%"
    lead, size = "−" if tenths < 0 else "", abs(tenths)
    text = _tenths(size) if size < 10_000 else f"{divide_half_up(size, 10):,}"
    return f"{lead}{text}%"


def day(day: date) -> str:
    """``3 Jun 2026``."""
    return format_date(day, "d MMM y", locale=LOCALE)


def day_and_month(day: date) -> str:
    """``3 Jun``, for a narrow place."""
    return format_date(day, "d MMM", locale=LOCALE)


@lru_cache(maxsize=500)
def days(since: date, until: date) -> str:
    """A half-open period by its first and last day: ``3 Jun – 31 Aug 2026``."""
    last = until - _DAY
    if since >= last:
        return day(last)
    if since.year != last.year:
        return f"{day(since)} – {day(last)}"
    pattern = "d" if since.month == last.month else "d MMM"
    return f"{format_date(since, pattern, locale=LOCALE)} – {day(last)}"


def days_missing(current: int, before: int) -> str:
    """``3 days without recordings, none before``; "" where both sides lack as many days."""
    if current == before:
        return ""
    sides = [count(number, "day") if number else "no day" for number in (current, before)]
    return f"{sides[0]} without recordings, {sides[1]} before"


def month(day: date) -> str:
    """``August 2026``."""
    return format_date(day, "MMMM y", locale=LOCALE)


@lru_cache(maxsize=50)
def moment(utc: datetime, zone: str) -> str:
    """An instant, given in UTC, on the clock of ``zone``: ``23 Nov 2026, 11:06``."""
    return clock(local(utc, zone))


def local(utc: datetime, zone: str) -> datetime:
    """An instant, given in UTC, on the clock of ``zone``, without its offset."""
    return utc.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def clock(local_time: datetime) -> str:
    """A time of a clock: ``23 Nov 2026, 11:06``."""
    return format_datetime(local_time, "d MMM y, HH:mm", locale=LOCALE)


def plain(text: object) -> str:
    """Text from data for use in markdown: it can neither format, nor link, nor load an image."""
    one_line = _INVISIBLE.sub(" ", str(text)).replace(":material/", ":material\u2060/")
    return _MARKDOWN.sub(r"\\\1", one_line)


def label(text: object, longest: int = 40) -> str:
    """Text from data as a label of a chart: no HTML, and not longer than the chart can bear."""
    return escape(short(text, longest))


def short(text: object, longest: int = 40) -> str:
    """Text from data in one line, cut in the middle where it is too long: both ends tell apart."""
    line = _INVISIBLE.sub(" ", str(text))
    if len(line) <= longest:
        return line
    tail = longest // 3
    return f"{line[: longest - tail - 1]}…{line[-tail:]}"


def named(name: str) -> str:
    """A name from data, or a word where there is none."""
    return name or "(none)"


def listed(items: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *most, last = list(items) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def apart(names: Iterable[str], longest: int = 40, taken: Iterable[str] = ()) -> list[str]:
    """Names cut in the middle, but never where they differ; no two different ones are the same, and none is ``taken``."""
    lines = [_INVISIBLE.sub(" ", str(name)) for name in names]
    alike: dict[str, list[str]] = {}
    for line in dict.fromkeys(lines):
        alike.setdefault(short(line, longest), []).append(line)
    cut = {
        line: text if len(group) == 1 else _around(line, _first_difference(group), longest)
        for text, group in alike.items()
        for line in group
    }
    return different((cut[line] for line in lines), taken)


def _first_difference(lines: Sequence[str]) -> int:
    first, last = min(lines), max(lines)
    pairs = zip(first, last, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), len(first))


def _around(line: str, place: int, longest: int) -> str:
    """A line cut so that what follows ``place`` is seen."""
    head = longest // 3
    begin = max(head, min(place - 2, len(line) - (longest - head - 1)))
    rest = line[begin:]
    room = longest - head - 1
    return f"{line[:head]}…{rest if len(rest) <= room else rest[: room - 1] + '…'}"


def different(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """The names, no two the same and none that is ``taken``: what is left over is counted."""
    unique: list[str] = []
    used = set(taken)
    for name in names:
        candidate, number = name, 2
        while candidate in used:
            candidate, number = f"{name} ({number})", number + 1
        used.add(candidate)
        unique.append(candidate)
    return unique


def _tenths(units: int) -> str:
    return f"{units // 10:,}.{units % 10}"


def _half_up(numerator: int, denominator: int) -> int:
    size = divide_half_up(abs(numerator), denominator)
    return -size if numerator < 0 else size
