"""Companion charges of recordings, robot and storage: measured with SQL, priced by the book."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from analytics.billing.basis import Basis
from analytics.billing.full_cost import (
    CostLine,
    FullCost,
    Measured,
    Storage,
    added_up,
    companion_lines,
    companion_spans,
    full_cost,
    recording_lines,
    stored_days,
)
from analytics.billing.robot import LARGEST_PIXELS, Tier, tier_minutes
from analytics.core.model import Plan, PriceBook, Settlement
from analytics.storage.store import Store

DEFAULT_STORAGE = Storage()
Size = dict[str, Any]
"""day, bytes and unsized (files whose size is not stated)."""


class Robot(NamedTuple):
    """What the recording robot consumed on some days; the parts of months of which one begins where another ends can be added up."""

    whiteboard_minutes: int
    trtc_ms: Mapping[date, Mapping[Tier, int]]
    """By the first day of the month."""
    unsized_streams: int


def measure(
    store: Store,
    plan: Plan,
    since: date | None = None,
    until: date | None = None,
    storage: Storage = DEFAULT_STORAGE,
) -> Measured:
    """What the robot and the bucket consumed on the days of [since, until); None: all that is loaded.

    Without ``until``, storage is counted up to the last recorded day.
    """
    measured = robots_together([robot(store, plan, since, until)])
    return stored_as(measured, stored_bytes(store, plan), since, until, storage)


def robot(store: Store, plan: Plan, since: date | None, until: date | None) -> Robot:
    """What the robot consumed on the days of [since, until); None: all that is loaded.

    The robot was in the room whether or not the recording succeeded, so that recordings of every
    status count (inferred).
    """
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    span = {"since": since, "until": until}
    rows = store.ask("robot_months", **edge, **span)
    months: defaultdict[date, dict[Tier, int]] = defaultdict(dict)
    limits = {tier: LARGEST_PIXELS[tier] for tier in (Tier.HD, Tier.FULL_HD, Tier.TWO_K)}
    for row in store.ask(
        "trtc_months",
        hd=limits[Tier.HD],
        full_hd=limits[Tier.FULL_HD],
        two_k=limits[Tier.TWO_K],
        **edge,
        **span,
    ):
        months[row["month"]][Tier(row["tier"])] = row["ms"]
    return Robot(sum(row["minutes"] for row in rows), months, sum(row["unsized"] for row in rows))


def robots_together(robots: Iterable[Robot]) -> Measured:
    """The robot of several spans, without storage. TRTC seconds are added up over each calendar month."""
    months: defaultdict[date, Counter[Tier]] = defaultdict(Counter)
    minutes = unsized = 0
    for part in robots:
        minutes += part.whiteboard_minutes
        unsized += part.unsized_streams
        for month, tiers in part.trtc_ms.items():
            months[month].update(tiers)
    return Measured(minutes, tier_minutes(months.values()), unsized, (), 0)


def stored_bytes(
    store: Store, plan: Plan, since: date | None = None, until: date | None = None
) -> list[Size]:
    """What was added to the bucket on each day of [since, until) on which anything was; None: on all."""
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    return store.ask("stored_bytes", since=since, until=until, **edge)


def stored_as(
    measured: Measured,
    sizes: Sequence[Size],
    since: date | None,
    until: date | None,
    storage: Storage,
) -> Measured:
    """The same robot with its files, of which ``sizes`` are all ``stored_bytes``, kept in another way."""
    return measured._replace(
        stored=_stored(sizes, storage, since, until),
        unsized_files=sum(row["unsized"] for row in sizes if until is None or row["day"] < until),
    )


def lines(
    store: Store,
    plan: Plan,
    book: PriceBook,
    since: date | None = None,
    until: date | None = None,
    storage: Storage = DEFAULT_STORAGE,
) -> tuple[CostLine, ...]:
    """The lines of robot and storage, at the list prices of ``book``."""
    measured = measure(store, plan, since, until, storage)
    return tuple(companion_lines(measured, book, storage))


def _stored(
    sizes: Sequence[Size], storage: Storage, since: date | None, until: date | None
) -> list[tuple[date, int]]:
    if not sizes:
        return []
    start = sizes[0]["day"] if since is None else since
    end = sizes[-1]["day"] + timedelta(days=1) if until is None else until
    added = [(row["day"], row["bytes"]) for row in sizes]
    return stored_days(added, storage.keep_days, start, end)


def cost_of(
    store: Store,
    settlement: Settlement,
    basis: Basis,
    storage: Storage = DEFAULT_STORAGE,
    hidden: Collection[str] = (),
) -> FullCost:
    """The full cost of what a settlement reports: its own lines, the robot's and storage."""
    robots = [
        robots_together([robot(store, settlement.plan, since, until)])
        for _, since, until in companion_spans(settlement, storage)
    ]
    return together(
        settlement, basis, robots, stored_bytes(store, settlement.plan), storage, hidden
    )


def together(
    settlement: Settlement,
    basis: Basis,
    robots: Iterable[Measured],
    sizes: Sequence[Size],
    storage: Storage,
    hidden: Collection[str] = (),
) -> FullCost:
    """The full cost where the robot of each of the ``companion_spans`` and all ``stored_bytes`` are known."""
    companions = added_up(
        [
            tuple(companion_lines(stored_as(measured, sizes, since, until, storage), book, storage))
            for (book, since, until), measured in zip(
                companion_spans(settlement, storage), robots, strict=True
            )
        ]
    )
    own_lines = recording_lines(settlement, basis)
    return full_cost([*own_lines, *companions], settlement.book.currency, hidden)
