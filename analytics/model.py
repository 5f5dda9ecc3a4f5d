"""The nouns: kinds, plans, price books, usage and settlements. Frozen data, standard library only.

Days are billing days; every period is half-open. Durations are whole milliseconds, money is Decimal.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

MS_PER_MINUTE = 60_000


class Kind(StrEnum):
    """What a recorded file holds, in the order of the API's VideoType 0 to 4 (published)."""

    CAMERA = "camera"
    SCREEN = "screen"
    WHITEBOARD = "whiteboard"
    MIXED = "mixed"
    AUDIO = "audio"


KINDS = tuple(Kind)
VIDEO_TYPES = dict(enumerate(Kind))
AUDIO_VISUAL = (Kind.CAMERA, Kind.SCREEN)


class Midnight(StrEnum):
    """Which end of a recording says its billing day (not found; stop day is inferred)."""

    STOP = "stop"
    START = "start"


class Rounding(StrEnum):
    """What is rounded up to a whole minute (not found; the daily sum per app is inferred)."""

    DAY = "day"
    FILE = "file"
    TASK_KIND = "task_kind"
    EXACT = "exact"


class QuotaReset(StrEnum):
    """When the free quota starts anew (not found; the fee's own month is inferred)."""

    ANNIVERSARY = "anniversary"
    CALENDAR = "calendar"


class Source(StrEnum):
    """What a charged millisecond is drawn from, in the vendor's order (published)."""

    QUOTA = "quota"
    PACK = "pack"
    POSTPAID = "postpaid"


class Evidence(StrEnum):
    """How well a figure is known."""

    PUBLISHED = "published"
    SECOND_HAND = "second-hand"
    INFERRED = "inferred"
    NOT_FOUND = "not found"


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later, clamped to the month's end: 31 Jan + 1 is 29 Feb in 2024.

    Counting always from the anchor day brings it back: 31 Jan + 2 is 31 Mar (published:
    tencentcloud 1176/55510). Beyond the year 9999 the answer is the last day there is.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    month += 1
    if day.day <= 28:
        return date(year, month, day.day)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Ratio:
    """One recorded minute of ``kind`` counts as ``ratio`` minutes from ``from_day`` on."""

    kind: Kind
    from_day: date | None
    """None: since ever (price books only)."""
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class MonthlyFee:
    """The vendor's feature fee, which brings the free quota (published: 1176/55510, 1176/55512)."""

    from_day: date
    """Activation day: every period starts on this day of a month, clamped to the month's end."""
    months: int | None = None
    """Number of periods; None: renewed without end."""

    @property
    def ends(self) -> date:
        """First day that no period covers any more."""
        return date.max if self.months is None else add_months(self.from_day, self.months)


@dataclass(frozen=True, slots=True)
class Pack:
    """Prepaid recording minutes, usable from ``bought`` until ``expires``, that day excluded."""

    name: str
    minutes: int
    price: Decimal
    bought: date
    months: int = 12

    @property
    def ms(self) -> int:
        return self.minutes * MS_PER_MINUTE

    @property
    def expires(self) -> date:
        """The same day ``months`` later; the pack is not valid on it any more."""
        return add_months(self.bought, self.months)


@dataclass(frozen=True, slots=True)
class Plan:
    """How an account is billed: what it bought, and a choice for each rule the vendor left open."""

    price_book: str = "tencent-intl"
    zone: str = "Asia/Shanghai"
    midnight: Midnight = Midnight.STOP
    rounding: Rounding = Rounding.DAY
    quota_reset: QuotaReset = QuotaReset.ANNIVERSARY
    discount_percent: Decimal = Decimal(0)
    monthly_fee: MonthlyFee | None = None
    packs: tuple[Pack, ...] = ()
    ratios: tuple[Ratio, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a price book with where it comes from; ``value`` is None when not found."""

    name: str
    value: Decimal | None
    unit: str
    per: str
    source: str
    date: date | None
    """Of the page; None where the page shows none."""
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class PriceBook:
    """The vendor's prices of one region at one time."""

    id: str
    version: str
    title: str
    region: str
    currency: str
    postpaid_per_thousand: Decimal
    """Price of 1,000 charged minutes."""
    monthly_fee: Decimal
    """Price of one fee period."""
    quota_minutes: int
    """Free recording minutes in each fee period."""
    ratios: tuple[Ratio, ...]
    figures: tuple[Figure, ...] = ()
    """Every figure of the book, those above included."""


class RecordedFile(NamedTuple):
    """One file of a FINISHED task on its billing day; ``ms`` is its recorded duration."""

    day: date
    app: str
    task: str
    kind: Kind
    ms: int


class DayCharge(NamedTuple):
    """What one recorded day is charged for, after ratios and rounding; 0 when all of it is free."""

    day: date
    charged_ms: int


class Draw(NamedTuple):
    """Part of one day's charged milliseconds and what paid for it."""

    day: date
    source: Source
    pack: str | None
    ms: int
    charge: Decimal
    """In the book's currency with 8 decimals; 0 unless postpaid."""


class DatedAmount(NamedTuple):
    """A fee period on its first day, or a pack on the day it was bought (``name`` is its name)."""

    day: date
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PackBalance:
    """A pack at the end of the reported days: ``used_ms + expired_ms + left_ms == pack.ms``."""

    pack: Pack
    used_ms: int
    """Drawn since the first recorded day, also before ``since``."""
    expired_ms: int
    left_ms: int


@dataclass(frozen=True, slots=True)
class Amounts:
    """The three parts of a cost."""

    monthly_fees: Decimal
    pack_purchases: Decimal
    postpaid: Decimal

    @property
    def total(self) -> Decimal:
        return self.monthly_fees + self.pack_purchases + self.postpaid


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the reported draws and lines: milliseconds, exact amounts and amounts to show."""

    charged_ms: int
    quota_ms: int
    pack_ms: int
    postpaid_ms: int
    exact: Amounts
    """Never rounded beyond the 8 decimals of a day's charge; add these, not the shown ones."""
    shown: Amounts
    """Each part half up to the currency's digits; ``shown.total`` is the sum of the shown parts."""

    @property
    def total(self) -> Decimal:
        """The total to show."""
        return self.shown.total


@dataclass(frozen=True, slots=True)
class Settlement:
    """The bill and its explanation: each reported day's draws, with the settings it stands on."""

    plan: Plan
    book: PriceBook
    since: date | None
    """First reported day as asked for; None: from the start, with what was paid before it."""
    until: date | None
    """Day after the last reported one as asked for; None: up to the last recorded day."""
    first_recorded: date | None
    last_recorded: date | None
    days: tuple[DayCharge, ...]
    """Reported days with something to charge, ascending."""
    draws: tuple[Draw, ...]
    """In the order of drawing; none is zero."""
    fees: tuple[DatedAmount, ...]
    purchases: tuple[DatedAmount, ...]
    totals: Totals
    packs: tuple[PackBalance, ...]
    """Every pack of the plan, in the order in which they are drawn."""
    warnings: tuple[str, ...]
