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
from analytics.core.model import Kind, Settlement, Source
from analytics.core.money import scaled
from analytics.reports.costs import ratio_parameters
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
    places = _wanted(settlement, pack, source)
    return _shares(store, settlement, since, until, places, task=task, most=most, skip=skip)


def of_video(store: Store, settlement: Settlement, video_id: str) -> list[Share]:
    """The payers of one file; empty where it is free, outside the reported days, or not there."""
    edge = {"zone": settlement.plan.zone, "midnight": settlement.plan.midnight.value}
    for row in store.ask("day_of_video", video_id=video_id, **edge):
        day: date = row["day"]
        return _shares(store, settlement, day, day + _DAY, None, video_id=video_id)
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
    payers = _payers(settlement)
    rows = _ask(
        store, settlement, since, until, _wanted(settlement, pack, source), each=False, task=task
    )
    return [
        DrawSum(
            row["day"],
            payer[0],
            payer[1],
            row["videos"],
            row["ms"],
            _money(row["units"]),
            row["shares"],
            row["day_ms"],
        )
        for row in rows
        for payer in (payers[row["place"]],)
    ]


def _wanted(settlement: Settlement, pack: str | None, source: Source | None) -> list[int]:
    return [
        number
        for number, payer in enumerate(_payers(settlement))
        if (pack is None or payer[1] == pack) and (source is None or payer[0] is source)
    ]


def _shares(
    store: Store,
    settlement: Settlement,
    since: date | None,
    until: date | None,
    places: Collection[int] | None,
    **options: Any,
) -> list[Share]:
    payers = _payers(settlement)
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
        for row in _ask(store, settlement, since, until, places, each=True, **options)
        for source, pack in (payers[row["place"]],)
    ]


def _ask(
    store: Store,
    settlement: Settlement,
    since: date | None,
    until: date | None,
    places: Collection[int] | None,
    *,
    each: bool,
    video_id: str | None = None,
    task: str | None = None,
    most: int = ALL,
    skip: int = 0,
) -> list[dict[str, Any]]:
    plan = settlement.plan
    draws = [
        draw
        for draw in _draws(settlement)
        if (since is None or draw["day"] >= since) and (until is None or draw["day"] < until)
    ]
    days = [draw["day"] for draw in draws if places is None or draw["place"] in places]
    if not days:
        return []
    return store.ask(
        "payers",
        zone=plan.zone,
        midnight=plan.midnight.value,
        rounding=plan.rounding.value,
        ratios=ratio_parameters(plan, settlement.book),
        draws=draws,
        since=min(days),
        until=max(days) + _DAY,
        video_id=video_id,
        task=task,
        places=None if places is None else sorted(places),
        each=each,
        most=most,
        skip=skip,
    )


def _payers(settlement: Settlement) -> list[Payer]:
    """Everything that can pay, in the order of drawing; the place in it stands for it in SQL."""
    packs: list[Payer] = [(Source.PACK, balance.pack.name) for balance in settlement.packs]
    return [(Source.QUOTA, None), *packs, (Source.POSTPAID, None)]


def _draws(settlement: Settlement) -> list[dict[str, Any]]:
    place = {payer: number for number, payer in enumerate(_payers(settlement))}
    used_amounts = {
        (use.day, use.name): use.amount for use in accrue(settlement).uses if use.part is Part.PACK
    }
    return [
        {
            "day": draw.day,
            "place": place[draw.source, draw.pack],
            "ms": draw.ms,
            "units": _units(
                used_amounts[draw.day, draw.pack] if draw.pack is not None else draw.charge
            ),
        }
        for draw in settlement.draws
    ]


def _units(amount: Decimal) -> int:
    return int(amount.scaleb(DECIMALS))


def _money(units: int) -> Decimal:
    return scaled(units, DECIMALS)
