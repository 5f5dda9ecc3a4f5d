"""The rows of a figure of a settlement: fees, packs bought, and files with who paid for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.core.model import Draw, Settlement, Source
from analytics.lineage.day_sums import DaySum, by_step
from analytics.lineage.figure_types import Unit
from analytics.lineage.traced_figure import Claim
from analytics.reports import payers
from analytics.storage.store import Store

ROUNDED_UP = "rounding up to whole minutes"
_NOTHING = Decimal(0)


def settlement_of(claim: Claim) -> Settlement:
    """The settlement that the figure is one of."""
    assert claim.settlement is not None
    return claim.settlement


def days(store: Store, claim: Claim) -> tuple[DaySum, ...]:
    """The lines and draws of the settlement for each day; only for a lesson rows are looked at."""
    if claim.how is None and (claim.given["task"] is not None or claim.given["part"] == "used"):
        return counted(store, claim)
    lines = [DaySum(row["day"], 1, 0, row["amount"]) for row in _lines(claim)]
    draws = [DaySum(draw.day, 1, draw.ms, draw.charge) for draw in _drawn(claim)]
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
                "amount": draw.charge,
            }
            for draw in _drawn(claim)
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
                "room": share.room or "",
                "task_id": share.task_id or "",
                "kind": share.kind.value if share.kind else ROUNDED_UP,
                "ms": share.ms,
                "amount": _paid(claim, share.source, share.amount),
                "video_id": share.video_id or "",
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
    settlement, part = settlement_of(claim), claim.given["part"]
    if part in ("postpaid", "used") or claim.figure.unit in (Unit.MINUTES, Unit.LEFT):
        return
    for line_part, lines in (("fees", settlement.fees), ("purchases", settlement.purchases)):
        for line in lines:
            if (
                part in (None, line_part)
                and _in_days(claim, line.day)
                and claim.given["pack"] in (None, line.name)
            ):
                yield {
                    "day": line.day,
                    "what": "monthly fee" if line_part == "fees" else "pack bought",
                    "pack": line.name if line_part == "purchases" else "",
                    **dict.fromkeys(("app", "room", "task_id", "kind", "video_id"), ""),
                    "ms": 0,
                    "amount": line.amount,
                }


def _drawn(claim: Claim) -> list[Draw]:
    if not _has_draws(claim):
        return []
    draws = settlement_of(claim).draws
    return [draw for draw in draws if _is_meant(claim, draw.day, draw.source, draw.pack)]


def _has_draws(claim: Claim) -> bool:
    return claim.given["part"] not in ("fees", "purchases")


def _source(claim: Claim) -> Source | None:
    """What costs money is postpaid alone; for minutes, and a price, all that was drawn counts."""
    if claim.figure.unit is Unit.MONEY and claim.given["part"] != "used":
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
    return amount if source is Source.POSTPAID or claim.given["part"] == "used" else _NOTHING
