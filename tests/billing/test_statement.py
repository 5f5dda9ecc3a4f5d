"""The JSON of `settle --json`, which scripts rely on."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from analytics.billing.settle import settle
from analytics.billing.statement import settlement_json
from analytics.core.model import DayCharge, Kind, Plan, PriceBook, Ratio
from tests.support.plans import MINUTE, book, books, fee, pack, plan_files, plans, usage, usages


def test_it_has_exactly_the_agreed_form() -> None:
    packs = (pack("B", 100, "2024-03-28"), pack("A", 60, "2024-03-01", months=1, price="5.5"))
    plan = Plan(
        monthly_fee=fee("2024-03-27", 1),
        packs=packs,
        discount_percent=Decimal("10"),
        ratios=(Ratio(Kind.MIXED, date(2026, 1, 1), Decimal("0.5")),),
    )
    days = [*usage(d2024_03_26=10, d2024_03_27=110), DayCharge(date(2024, 4, 1), 0)]
    assert settlement_json(settle(days, plan, book(quota=50))) == {
        "currency": "USD",
        "price_book": {"id": "tencent-intl", "version": "1"},
        "settings": {
            "price_book": "tencent-intl",
            "zone": "Asia/Shanghai",
            "midnight": "stop",
            "rounding": "day",
            "quota_reset": "anniversary",
            "discount_percent": "10",
            "monthly_fee": {"from": "2024-03-27", "months": 1},
            "packs": [
                {
                    "name": "A",
                    "minutes": 60,
                    "price": "5.5",
                    "bought": "2024-03-01",
                    "months": 1,
                },
                {
                    "name": "B",
                    "minutes": 100,
                    "price": "3.00",
                    "bought": "2024-03-28",
                    "months": 12,
                },
            ],
            "ratios": [{"kind": "mixed", "from": "2026-01-01", "ratio": "0.5"}],
        },
        "warnings": [
            "1 day with usage, the first 2024-03-26, outside the monthly fee: no free quota there, "
            "and the vendor stops recording without the fee."
        ],
        "totals": {
            "charged_ms": 120 * MINUTE,
            "quota_ms": 50 * MINUTE,
            "pack_ms": 60 * MINUTE,
            "postpaid_ms": 10 * MINUTE,
            "monthly_fees": "100.00",
            "pack_purchases": "8.50",
            "postpaid": "0.06",
            "total": "108.56",
        },
        "days": [
            {
                "day": "2024-03-26",
                "charged_ms": 10 * MINUTE,
                "draws": [{"source": "pack", "pack": "A", "ms": 10 * MINUTE}],
            },
            {
                "day": "2024-03-27",
                "charged_ms": 110 * MINUTE,
                "draws": [
                    {"source": "quota", "ms": 50 * MINUTE},
                    {"source": "pack", "pack": "A", "ms": 50 * MINUTE},
                    {"source": "postpaid", "ms": 10 * MINUTE, "charge": "0.06300000"},
                ],
            },
        ],
        "packs": [
            {
                "name": "A",
                "bought": "2024-03-01",
                "expires": "2024-04-01",
                "ms": 60 * MINUTE,
                "used_ms": 60 * MINUTE,
                "expired_ms": 0,
                "left_ms": 0,
            },
            {
                "name": "B",
                "bought": "2024-03-28",
                "expires": "2025-03-28",
                "ms": 100 * MINUTE,
                "used_ms": 0,
                "expired_ms": 0,
                "left_ms": 100 * MINUTE,
            },
        ],
        "versions": [{"version": "1", "from": "2024-03-26"}],
    }


def test_a_plan_without_a_fee_says_so_in_its_settings() -> None:
    settings = settlement_json(settle([], Plan(), book()))["settings"]
    assert settings["monthly_fee"] is None
    assert settings["packs"] == settings["ratios"] == []


@given(usages, plans, books)
def test_days_add_up_to_the_totals(charged: list[DayCharge], plan: Plan, book: PriceBook) -> None:
    document = settlement_json(settle(charged, plan, book))
    totals = document["totals"]
    draws = [draw for day in document["days"] for draw in day["draws"]]
    assert sum(day["charged_ms"] for day in document["days"]) == totals["charged_ms"]
    for source in ("quota", "pack", "postpaid"):
        drawn = sum(draw["ms"] for draw in draws if draw["source"] == source)
        assert drawn == totals[f"{source}_ms"]
    for one in document["packs"]:
        used = sum(draw["ms"] for draw in draws if draw.get("pack") == one["name"])
        assert used == one["used_ms"]
        assert one["used_ms"] + one["expired_ms"] + one["left_ms"] == one["ms"]


@pytest.mark.slow
@given(plan_files())
def test_any_plan_becomes_json_without_an_exponent(plan: Plan) -> None:
    settings = json.loads(json.dumps(settlement_json(settle([], plan, book()))))["settings"]
    prices = [one["price"] for one in settings["packs"]] + [settings["discount_percent"]]
    assert all(set(price) <= set("0123456789.") for price in prices)
