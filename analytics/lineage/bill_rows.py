"""The rows of a figure of a settlement: fees, packs bought or lost, and files with what paid for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.billing.accrual import Part, accrue
from analytics.core.model import Draw, Settlement, Source
from analytics.lineage.day_sums import DaySum, by_step
from analytics.lineage.figure_types import Unit
from analytics.lineage.traced_figure import Claim
from analytics.reports import payers
from analytics.storage.store import Store

_OF_USE = ("used", "consumed")
"""Parts of which a pack's minutes cost their part of its price on the day on which they are drawn."""
_NOTHING = Decimal(0)


def settlement_of(claim: Claim) -> Settlement:
    """The settlement that the figure is one of."""
    assert claim.settlement is not None
    return claim.settlement


def days(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    """The lines and draws of the settlement for each day; only for a lesson rows are looked at."""
    if claim.how is None and claim.given["task"] is not None:
        return counted(store, claim)
    lines = [DaySum(row["day"], 1, 0, row["amount"]) for row in _lines(claim)]
    draws = [DaySum(draw.day, 1, draw.ms, amount) for draw, amount in _drawn(claim)]
    return by_step([*lines, *draws], "day")


def counted(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    """The rows themselves added up for each day."""
    if claim.how:
        return days(store, claim)
    lines = [DaySum(row["day"], 1, 0, row["amount"]) for row in _lines(claim)]
    draws = []
    if _has_draws(claim):
        draws = [
            DaySum(entry.day, entry.shares, entry.ms, _paid(claim, entry.source, entry.amount))
            for entry in payers.sums(store, settlement_of(claim), **_draws_asked(claim))
        ]
    return by_step([*lines, *draws], "day")


def page(store: Store, claim: Claim, most: int, skip: int) -> list[dict[str, Any]]:
    """At most ``most`` rows after ``skip`` others: first what is prepaid, then the files."""
    lines = list(_lines(claim))
    if claim.how:
        how = claim.how
        draw_rows = [
            {
                "day": draw.day,
                "what": draw.source.value,
                "pack": draw.pack or "",
                "how": how(draw.day),
                "ms": draw.ms,
                "amount": amount,
            }
            for draw, amount in _drawn(claim)
        ]
        line_rows = [
            {
                name: {**row, "how": ""}[name]
                for name in ("day", "what", "pack", "how", "ms", "amount")
            }
            for row in lines
        ]
        return [*line_rows, *draw_rows][skip : skip + most]
    rows = lines[skip : skip + most]
    left = most - len(rows)
    if left and _has_draws(claim):
        rows += [
            {
                "day": share.day,
                "what": share.source.value,
                "pack": share.pack or "",
                "app": share.app,
                "room": share.room,
                "task_id": share.task_id,
                "kind": share.kind.value,
                "ms": share.ms,
                "amount": _paid(claim, share.source, share.amount),
                "video_id": share.video_id,
            }
            for share in payers.shares(
                store,
                settlement_of(claim),
                most=left,
                skip=max(skip - len(lines), 0),
                **_draws_asked(claim),
            )
        ]
    return rows


def _lines(claim: Claim) -> Iterator[dict[str, Any]]:
    if claim.given["part"] in ("postpaid", "used") or claim.figure.unit in (
        Unit.MINUTES,
        Unit.LEFT,
    ):
        return
    for what, day, pack, amount in _amounts(claim):
        if _in_days(claim, day) and claim.given["pack"] in (None, pack):
            yield {
                "day": day,
                "what": what,
                "pack": pack,
                **dict.fromkeys(("app", "room", "task_id", "kind", "video_id"), ""),
                "ms": 0,
                "amount": amount,
            }


def _amounts(claim: Claim) -> Iterator[tuple[str, date, str, Decimal]]:
    """What is no draw: fees and packs as they are bought, or a day's share of the fee and packs that expired."""
    settlement, part = settlement_of(claim), claim.given["part"]
    if part == "consumed":
        for use in accrue(settlement).uses:
            if use.part is Part.FEE:
                yield "monthly fee, the day’s share", use.day, "", use.amount
            elif use.part is Part.EXPIRED:
                yield "expired in a pack", use.day, use.name, use.amount
        return
    if part in (None, "fees"):
        yield from (("monthly fee", line.day, "", line.amount) for line in settlement.fees)
    if part in (None, "purchases"):
        yield from (
            ("pack bought", line.day, line.name, line.amount) for line in settlement.purchases
        )


def _drawn(claim: Claim) -> list[tuple[Draw, Decimal]]:
    """The draws that are meant, each with what it costs."""
    if not _has_draws(claim):
        return []
    settlement = settlement_of(claim)
    used: dict[tuple[date, str], Decimal] = {}
    if claim.given["part"] in _OF_USE:
        used = {
            (use.day, use.name): use.amount
            for use in accrue(settlement).uses
            if use.part is Part.PACK
        }
    return [
        (draw, used.get((draw.day, draw.pack or ""), draw.charge))
        for draw in settlement.draws
        if _is_meant(claim, draw.day, draw.source, draw.pack)
    ]


def _has_draws(claim: Claim) -> bool:
    return claim.given["part"] not in ("fees", "purchases")


def _source(claim: Claim) -> Source | None:
    """What costs money is postpaid alone; for minutes, and a price, all that was drawn counts."""
    if claim.figure.unit is Unit.MONEY and claim.given["part"] not in _OF_USE:
        return Source.POSTPAID
    source = claim.given["source"]
    return Source(source) if source else None


def _draws_asked(claim: Claim) -> dict[str, Any]:
    parameters = claim.given
    return {
        "since": parameters["since"],
        "until": parameters["until"],
        "pack": parameters["pack"],
        "source": _source(claim),
        "task": parameters["task"],
    }


def _is_meant(claim: Claim, day: date, source: Source, pack: str | None) -> bool:
    claim_source = _source(claim)
    return (
        _in_days(claim, day)
        and (claim_source is None or source is claim_source)
        and (claim.given["pack"] is None or pack == claim.given["pack"])
    )


def _in_days(claim: Claim, day: date) -> bool:
    since, until = claim.given["since"], claim.given["until"]
    return (since is None or day >= since) and (until is None or day < until)


def _paid(claim: Claim, source: Source, amount: Decimal) -> Decimal:
    """What a file cost on its day; what a pack paid for was bought before, and is only consumed."""
    return amount if source is Source.POSTPAID or claim.given["part"] in _OF_USE else _NOTHING
