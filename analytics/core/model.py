"""The nouns: kinds, plans, price books, usage and settlements, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.core.evidence import Evidence as Evidence
from analytics.core.evidence import Figure as Figure
from analytics.core.evidence import Offer as Offer
from analytics.core.months import add_months

MS_PER_MINUTE = 60_000
LONGEST_FILE_MS = 24 * 3600 * 1000 * 105 // 100
"""25 h 12 min. published: a recording is stopped after 24 hours; clocks disagree by a twentieth at most."""


class Kind(StrEnum):
    """What a recorded file holds, in the order of the API's VideoType 0 to 4 (published)."""

    CAMERA = "camera"
    SCREEN = "screen"
    WHITEBOARD = "whiteboard"
    MIXED = "mixed"
    AUDIO = "audio"


KINDS = tuple(Kind)
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


@dataclass(frozen=True, slots=True)
class Ratio:
    """A minute of ``kind`` counts as ``ratio`` minutes from ``from_day`` on; None: from the start."""

    kind: Kind
    from_day: date | None
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class MonthlyFee:
    """The fee that brings the free quota (published: 1176/55510); no ``months``: without end."""

    from_day: date
    months: int | None = None

    @property
    def ends(self) -> date:
        """The first day that no period covers any more."""
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
class PriceBook:
    """The vendor's prices: postpaid for 1,000 minutes, fee and free quota for one period.

    ``figures`` are all that the book knows, with their sources, these included. Prices change from
    a day on: a book holds on every day, the days before its own ``valid_from`` by its ``earlier``
    versions. A day is priced by the version in force on it, a fee period and a quota by the one in
    force on their first day (inferred: the vendor announces prices with a day).
    """

    id: str
    version: str
    title: str
    region: str
    currency: str
    postpaid_per_thousand: Decimal
    monthly_fee: Decimal
    quota_minutes: int
    ratios: tuple[Ratio, ...]
    figures: tuple[Figure, ...] = ()
    offers: tuple[Offer, ...] = ()
    """The packs that the book says can be bought; empty where the vendor's are not known."""
    valid_from: date | None = None
    """The first billing day on which this version holds; None: from the start."""
    earlier: tuple[PriceBook, ...] = ()
    """The versions of the same id that held before, ascending by ``valid_from``."""

    def spans(self) -> tuple[PriceSpan, ...]:
        """All versions, ascending, each with the days on which it holds."""
        alone = replace(self, earlier=()) if self.earlier else self
        ends = (
            [version.valid_from for version in (*self.earlier[1:], alone)] if self.earlier else []
        )
        return tuple(map(PriceSpan, (*self.earlier, alone), (*ends, None)))

    def on(self, day: date) -> PriceBook:
        """The version in force on a billing day. Raises Problem for a day before the first one."""
        if self.valid_from is None and not self.earlier:
            return self
        spans = self.spans()
        for version, _ in reversed(spans):
            if version.valid_from is None or version.valid_from <= day:
                return version
        first = spans[0].book
        raise Problem(
            f"{self.id} has no prices for {day}: its first version, {first.version}, holds from "
            f"{first.valid_from} on",
            where="price book",
            hint="Add a version that holds before, or name the version in the plan as id@version",
        )

    def within(self, since: date, until: date) -> PriceBook:
        """The book for the days of ``[since, until)`` alone: one version where no price changes.

        The first version in force holds from the start then.
        """
        spans = self.spans()
        first = self.on(since)
        holding = [
            version
            for version, _ in spans
            if version.valid_from is None or version.valid_from < until
        ]
        after = holding[holding.index(first) + 1 :]
        *earlier, last = [replace(first, valid_from=None), *after]
        return replace(last, earlier=tuple(earlier))

    def figure(self, name: str) -> Figure | None:
        """The figure of that name; None: the book says nothing about it."""
        return next((figure for figure in self.figures if figure.name == name), None)


class PriceSpan(NamedTuple):
    """A version of a price book, which holds until the day ``until``, that day excluded."""

    book: PriceBook
    until: date | None
    """None: without end."""


class VersionUse(NamedTuple):
    """A version of a price book and the first day that a settlement priced by it."""

    book: PriceBook
    since: date


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
    """Part of one day's charged ms and what paid for it; ``charge`` is 0 unless postpaid."""

    day: date
    source: Source
    pack: str | None
    ms: int
    charge: Decimal


class DatedAmount(NamedTuple):
    """A fee period on its first day, or a pack on the day it was bought (``name`` is its name)."""

    day: date
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PackBalance:
    """A pack at the end of the reported days: used (also before ``since``) + expired + left."""

    pack: Pack
    used_ms: int
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
    """Sums over the reported draws and lines; ``shown`` amounts have the currency's digits."""

    charged_ms: int
    quota_ms: int
    pack_ms: int
    postpaid_ms: int
    exact: Amounts
    shown: Amounts


@dataclass(frozen=True, slots=True)
class Settlement:
    """The bill and its explanation, with all that it stands on; ``since`` and ``until`` as asked.

    ``days`` have something to charge, no draw is zero, draws and packs are in the order of drawing.
    """

    plan: Plan
    book: PriceBook
    since: date | None
    until: date | None
    first_recorded: date | None
    last_recorded: date | None
    days: tuple[DayCharge, ...]
    draws: tuple[Draw, ...]
    fees: tuple[DatedAmount, ...]
    purchases: tuple[DatedAmount, ...]
    totals: Totals
    packs: tuple[PackBalance, ...]
    versions: tuple[VersionUse, ...]
    """The versions of ``book`` by which reported days and fees were priced, ascending."""
    warnings: tuple[str, ...]

    @property
    def last_version(self) -> PriceBook:
        """The last version that was used; where nothing was priced, the last that holds before ``until``."""
        if self.versions:
            return self.versions[-1].book
        spans = self.book.spans()
        ahead = [
            book for book, _ in spans if self.until and (book.valid_from or date.min) >= self.until
        ]
        return spans[max(len(spans) - len(ahead), 1) - 1].book
