"""Paid orders: kept once, exact to the cent, and suggested as packs where they are of the whiteboard."""

from decimal import Decimal

import pytest

from analytics.connect import deals
from analytics.connect.api import Answer
from analytics.storage.store import Store

DEAL = {
    "OrderId": "20260110001", "CreateTime": "2026-01-10 08:30:00", "ProductName": "Interactive Whiteboard resource pack",
    "RealTotalCost": 300, "Currency": "USD", "Action": "purchase", "ProductInfo": [{"Name": "Spec", "Value": "500 minutes"}],
}  # fmt: skip


def answer(*rows: dict) -> Answer:
    return Answer(b"", {"Deals": list(rows)})


def test_an_order_is_kept_once_and_becomes_a_suggestion(database) -> None:
    other = DEAL | {"OrderId": "2", "ProductName": "Cloud Virtual Machine", "ProductInfo": []}
    refund = DEAL | {"OrderId": "3", "Action": "refund"}
    with Store(database) as store:
        assert deals.keep(store, [answer(DEAL, other, refund)]) == (3, 3)
        assert deals.keep(store, [answer(DEAL, other)]) == (2, 0)
        assert deals.keep(store, [answer(DEAL | {"RealTotalCost": Decimal("350.0")})]) == (1, 1)
        (suggestion,) = deals.suggestions(store)
    assert (suggestion.price, suggestion.currency, suggestion.minutes) == (Decimal("3.5"), "USD", 500)  # fmt: skip
    assert str(suggestion.bought) == "2026-01-10"


def test_what_cannot_be_told_or_priced_is_not_kept(database) -> None:
    bad = [DEAL | {"OrderId": ""}, DEAL | {"CreateTime": "soon"}, DEAL | {"RealTotalCost": "free"}, DEAL | {"RealTotalCost": Decimal("0.5")}]  # fmt: skip
    with Store(database) as store:
        assert deals.keep(store, [answer(*bad)]) == (0, 0)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("500 minutes", 500), ("1,000 min", 1000), ("50万分钟", 500_000), ("10 thousand minutes", 10_000), ("two packs", None), ("500 minutes or 1000 minutes", None)],
)  # fmt: skip
def test_minutes_are_taken_from_words_that_name_one_number(text, minutes) -> None:
    assert deals.minutes(text) == minutes
