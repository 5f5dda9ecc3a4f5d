"""Funding sources of files: which part of each recorded file the free quota, a pack or nobody ahead paid.

The vendor settles whole days and names no file (a convention, that of `billing.cost_of_use`): each draw of a
day is divided among its apps by their billed minutes, and within an app among its files by their charged
milliseconds, so that no file is cheap because its lesson came first and what rounding adds is borne by all.
Minutes and money are differences of running sums, whole ms and 8 decimals, so that the rows of a day and
source add up to the ledger exactly.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing.accrual import DECIMALS, Part, accrue
from analytics.billing.meter import RatioSpan, ratio_spans
from analytics.core.model import Kind, Settlement, Source
from analytics.core.money import scaled
from analytics.reports.costs import span_parameters
from analytics.storage.store import Store

_DAY = timedelta(days=1)
ALL = (1 << 62) - 1
Payer = tuple[Source, str | None]
"""A source, and the pack's name where it is a pack."""


class Share(NamedTuple):
    """Part of a file and what paid for it; ``ms`` is billed: with its part of what rounding added.

    ``amount`` is the postpaid charge, or the part of the pack's price; 0 from the free quota, whose
    fee is not divided among minutes.
    """

    day: date
    source: Source
    pack: str | None
    video_id: str
    app: str
    task_id: str
    room: str
    kind: Kind
    ms: int
    amount: Decimal


class DrawSum(NamedTuple):
    """The files of one draw added up: how many, how long, and what they cost.

    ``shares`` are the rows that ``shares`` gives: parts of files.
    """

    day: date
    source: Source
    pack: str | None
    videos: int
    ms: int
    amount: Decimal
    shares: int
    day_ms: int
    """What all files of the day are billed, worked out from the files: what its draws must add up to."""


class Drawn(NamedTuple):
    """All of a settlement that says who paid for which file; ``draws`` are (day, place in ``payers``, ms, units of 8 decimals)."""

    zone: str
    midnight: str
    rounding: str
    ratios: tuple[RatioSpan, ...]
    payers: tuple[Payer, ...]
    draws: tuple[tuple[date, int, int, int], ...]

    def within(self, since: date | None, until: date | None) -> Drawn:
        """The same for the days of [since, until) alone."""
        draws = tuple(
            draw
            for draw in self.draws
            if (since is None or draw[0] >= since) and (until is None or draw[0] < until)
        )
        return self._replace(draws=draws)

    def places(self, pack: str | None, source: Source | None) -> list[int]:
        """The places of those of a pack or source."""
        return [
            place
            for place, payer in enumerate(self.payers)
            if (pack is None or payer[1] == pack) and (source is None or payer[0] is source)
        ]


def shares(
    store: Store,
    settlement: Settlement,
    *,
    since: date | None = None,
    until: date | None = None,
    pack: str | None = None,
    source: Source | None = None,
    task: str | None = None,
    most: int = 1000,
    skip: int = 0,
) -> list[Share]:
    """The reported files and their payers in order, of the days of [since, until).

    Only those of a pack, source or lesson where one is given. At most ``most`` rows, after ``skip`` others:
    a page of rows rather than all of a million.
    """
    all_drawn = drawn(settlement).within(since, until)
    return _shares(
        store, all_drawn, all_drawn.places(pack, source), task=task, most=most, skip=skip
    )


def of_video(store: Store, settlement: Settlement, video_id: str) -> list[Share]:
    """The payers of one file; empty where it is free, outside the reported days, or not there."""
    edge = {"zone": settlement.plan.zone, "midnight": settlement.plan.midnight.value}
    for row in store.ask("day_of_video", video_id=video_id, **edge):
        day: date = row["day"]
        drawn_that_day = drawn(settlement).within(day, day + _DAY)
        return _shares(store, drawn_that_day, None, video_id=video_id)
    return []


def sums(
    store: Store,
    settlement: Settlement,
    *,
    since: date | None = None,
    until: date | None = None,
    pack: str | None = None,
    source: Source | None = None,
    task: str | None = None,
) -> list[DrawSum]:
    """The reported rows added up for each draw: what must be equal to the settlement's draws."""
    all_drawn = drawn(settlement).within(since, until)
    return sums_of(store, all_drawn, all_drawn.places(pack, source), task)


def sums_of(
    store: Store, drawn: Drawn, places: Collection[int] | None = None, task: str | None = None
) -> list[DrawSum]:
    """The same of what was drawn, of the payers in ``places`` where they are given."""
    return [
        DrawSum(
            row["day"],
            source,
            pack,
            row["videos"],
            row["ms"],
            _money(row["units"]),
            row["shares"],
            row["day_ms"],
        )
        for row in _ask(store, drawn, places, each=False, task=task)
        for source, pack in (drawn.payers[row["place"]],)
    ]


def drawn(settlement: Settlement) -> Drawn:
    """What was drawn, and for how much."""
    plan = settlement.plan
    packs: list[Payer] = [(Source.PACK, balance.pack.name) for balance in settlement.packs]
    payers: list[Payer] = [(Source.QUOTA, None), *packs, (Source.POSTPAID, None)]
    place = {payer: number for number, payer in enumerate(payers)}
    used = {
        (use.day, use.name): use.amount for use in accrue(settlement).uses if use.part is Part.PACK
    }
    return Drawn(
        plan.zone,
        plan.midnight.value,
        plan.rounding.value,
        tuple(ratio_spans(plan, settlement.book)),
        tuple(payers),
        tuple(
            (
                draw.day,
                place[draw.source, draw.pack],
                draw.ms,
                _units(draw.charge if draw.pack is None else used[draw.day, draw.pack]),
            )
            for draw in settlement.draws
        ),
    )


def _shares(
    store: Store, drawn: Drawn, places: Collection[int] | None, **options: Any
) -> list[Share]:
    return [
        Share(
            row["day"],
            source,
            pack,
            row["video_id"],
            row["app"],
            row["task_id"],
            row["room"],
            Kind(row["kind"]),
            row["ms"],
            _money(row["units"]),
        )
        for row in _ask(store, drawn, places, each=True, **options)
        for source, pack in (drawn.payers[row["place"]],)
    ]


def _ask(
    store: Store,
    drawn: Drawn,
    places: Collection[int] | None,
    *,
    each: bool,
    video_id: str | None = None,
    task: str | None = None,
    most: int = ALL,
    skip: int = 0,
) -> list[dict[str, Any]]:
    days = [day for day, place, *_ in drawn.draws if places is None or place in places]
    if not days:
        return []
    return store.ask(
        "payers",
        zone=drawn.zone,
        midnight=drawn.midnight,
        rounding=drawn.rounding,
        ratios=span_parameters(drawn.ratios),
        draws=[
            dict(zip(("day", "place", "ms", "units"), draw, strict=True)) for draw in drawn.draws
        ],
        since=min(days),
        until=max(days) + _DAY,
        video_id=video_id,
        task=task,
        places=None if places is None else sorted(places),
        each=each,
        most=most,
        skip=skip,
    )


def _units(amount: Decimal) -> int:
    return int(amount.scaleb(DECIMALS))


def _money(units: int) -> Decimal:
    return scaled(units, DECIMALS)
