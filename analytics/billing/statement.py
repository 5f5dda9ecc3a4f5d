"""A settlement as the JSON document of ``python -m analytics settle --json``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from analytics.billing.settle import draw_order
from analytics.core.model import Draw, PackBalance, Plan, Settlement, Source


def plain(number: Decimal) -> str:
    """A Decimal as digits, never with an exponent: ``1E+1`` is ``10``."""
    return f"{number:f}"


def plan_fields(plan: Plan) -> dict[str, Any]:
    """The plan with the keys of a plan file; amounts are text, days are dates, no fee is no key."""
    fields: dict[str, Any] = {
        "price_book": plan.price_book,
        "zone": plan.zone,
        "midnight": plan.midnight.value,
        "rounding": plan.rounding.value,
        "quota_reset": plan.quota_reset.value,
        "discount_percent": plain(plan.discount_percent),
    }
    if plan.monthly_fee:
        fields["monthly_fee"] = {"from": plan.monthly_fee.from_day}
        if plan.monthly_fee.months is not None:
            fields["monthly_fee"]["months"] = plan.monthly_fee.months
    fields["packs"] = [
        {
            "name": pack.name,
            "minutes": pack.minutes,
            "price": plain(pack.price),
            "bought": pack.bought,
            "months": pack.months,
        }
        for pack in plan.packs
    ]
    fields["ratios"] = [
        {"kind": ratio.kind.value, "from": ratio.from_day, "ratio": plain(ratio.ratio)}
        for ratio in plan.ratios
    ]
    return fields


def settlement_json(settlement: Settlement) -> dict[str, Any]:
    """The settlement as plain JSON values: durations as ms, money and days as text.

    Shown amounts have the currency's digits, charges 8 decimals. Draws of zero and days without
    usage are left out. The list order of the plan's packs leaves no trace.
    """
    totals, amounts = settlement.totals, settlement.totals.shown
    return {
        "currency": settlement.book.currency,
        "price_book": {"id": settlement.book.id, "version": settlement.last_version.version},
        "settings": _settings(settlement.plan),
        "warnings": list(settlement.warnings),
        "totals": {
            "charged_ms": totals.charged_ms,
            "quota_ms": totals.quota_ms,
            "pack_ms": totals.pack_ms,
            "postpaid_ms": totals.postpaid_ms,
            "monthly_fees": plain(amounts.monthly_fees),
            "pack_purchases": plain(amounts.pack_purchases),
            "postpaid": plain(amounts.postpaid),
            "total": plain(amounts.total),
        },
        "days": [
            {
                "day": day.isoformat(),
                "charged_ms": sum(draw.ms for draw in draws),
                "draws": [_draw(draw) for draw in draws],
            }
            for day, draws in (
                (day, list(group))
                for day, group in groupby(settlement.draws, lambda draw: draw.day)
            )
        ],
        "packs": [_pack(balance) for balance in settlement.packs],
        "versions": [
            {"version": use.book.version, "from": use.since.isoformat()}
            for use in settlement.versions
        ],
    }


def _settings(plan: Plan) -> dict[str, Any]:
    in_order = replace(
        plan,
        packs=tuple(sorted(plan.packs, key=draw_order)),
        ratios=tuple(
            sorted(plan.ratios, key=lambda ratio: (ratio.kind, ratio.from_day or date.min))
        ),
    )
    settings: dict[str, Any] = _json({"monthly_fee": None} | plan_fields(in_order))
    return settings


def _json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _draw(draw: Draw) -> dict[str, Any]:
    fields: dict[str, Any] = {"source": draw.source.value}
    if draw.source is Source.PACK:
        fields["pack"] = draw.pack
    fields["ms"] = draw.ms
    if draw.source is Source.POSTPAID:
        fields["charge"] = plain(draw.charge)
    return fields


def _pack(balance: PackBalance) -> dict[str, Any]:
    pack = balance.pack
    return {
        "name": pack.name,
        "bought": pack.bought.isoformat(),
        "expires": pack.expires.isoformat(),
        "ms": pack.ms,
        "used_ms": balance.used_ms,
        "expired_ms": balance.expired_ms,
        "left_ms": balance.left_ms,
    }
