"""Packs that a bill of some days draws on though they were bought before."""

from __future__ import annotations

from decimal import Decimal

from analytics.core.model import Settlement


def paid_before(settlement: Settlement) -> tuple[list[str], Decimal]:
    """Packs that reported draws come from though they were bought before the reported days."""
    since = settlement.since
    drawn_packs = {draw.pack for draw in settlement.draws}
    earlier = [
        balance.pack
        for balance in settlement.packs
        if since and balance.pack.bought < since and balance.pack.name in drawn_packs
    ]
    return [pack.name for pack in earlier], sum((p.price for p in earlier), Decimal(0))
