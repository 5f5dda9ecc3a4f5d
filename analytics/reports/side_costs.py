"""What a recording costs beside the recording: measured with SQL, priced by the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

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


def measure(
    store: Store,
    plan: Plan,
    since: date | None = None,
    until: date | None = None,
    storage: Storage = DEFAULT_STORAGE,
) -> Measured:
    """What the robot and the bucket consumed on the days of [since, until); None: all that is loaded.

    The robot was in the room whether or not the recording succeeded, so that recordings of every
    status count (inferred). TRTC seconds are added up over each calendar month of the span. Without
    ``until``, storage is counted up to the last recorded day.
    """
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    span = {"since": since, "until": until}
    robot = store.ask("robot_months", **edge, **span)
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
    measured = Measured(
        whiteboard_minutes=sum(row["minutes"] for row in robot),
        trtc_minutes=tier_minutes(months.values()),
        unsized_streams=sum(row["unsized"] for row in robot),
        stored=(),
        unsized_files=0,
    )
    return stored_as(measured, store, plan, since, until, storage)


def stored_as(
    measured: Measured,
    store: Store,
    plan: Plan,
    since: date | None,
    until: date | None,
    storage: Storage,
) -> Measured:
    """The same robot with its files kept in another way: a tenth of the work of ``measure``."""
    sizes = store.ask("stored_bytes", zone=plan.zone, midnight=plan.midnight.value)
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
    sizes: list[dict[str, Any]], storage: Storage, since: date | None, until: date | None
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
    storage: Storage = DEFAULT_STORAGE,
    hidden: Collection[str] = (),
    robot: Measured | None = None,
) -> FullCost:
    """The full cost of what a settlement reports: its own lines, the robot's and storage.

    ``robot`` is what ``measure`` said of the same days, if it is known already.
    """
    plan, spans = settlement.plan, companion_spans(settlement, storage)
    if robot is not None and len(spans) == 1:
        ((book, since, until),) = spans
        measured = stored_as(robot, store, plan, since, until, storage)
        companions = list(companion_lines(measured, book, storage))
    else:
        companions = added_up(
            [lines(store, plan, book, since, until, storage) for book, since, until in spans]
        )
    own_lines = recording_lines(settlement)
    return full_cost([*own_lines, *companions], settlement.book.currency, hidden)
