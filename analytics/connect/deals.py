"""Paid orders of the account: what of each is kept, and which of them may be resource packs of the whiteboard."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from analytics.connect.api import Answer
from analytics.core.people import Act, Right
from analytics.storage.statements import run
from analytics.storage.store import Store

# How the vendor names the product, in codes and in words.
_WHITEBOARD = re.compile(r"tiw|whiteboard|白板", re.IGNORECASE)
_MINUTES = re.compile(r"([0-9][0-9,]{0,12})\s*(万|千|thousand|k)?\s*(?:minutes|minute|mins|min|分钟|分鐘)", re.IGNORECASE)  # fmt: skip
_TIMES = {"万": 10_000, "千": 1_000, "thousand": 1_000, "k": 1_000}
_CENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An order that may be a pack: what it says, to be confirmed by a person. `minutes` is None where it names none."""

    order_id: str
    bought: date
    name: str
    price: Decimal
    currency: str
    minutes: int | None
    action: str
    details: str


def keep(store: Store, answers: list[Answer]) -> tuple[int, int]:
    """Keep the orders of these documents: how many there are, and how many of them were not known as they are."""
    known = {row["order_id"]: row for row in store.ask("vendor_deals")}
    rows = {
        row["order_id"]: row for answer in answers for row in map(_row, answer.rows("Deals")) if row
    }
    news = [row for row in rows.values() if _facts(row) != _facts(known.get(row["order_id"], {}))]
    if news:
        with store.write(Act(Right.IMPORT, "keep purchases", after=str(len(news)))) as cursor:
            for row in news:
                run(cursor, "load/keep_vendor_deal", **row)
    return len(rows), len(news)


def suggestions(store: Store) -> list[Suggestion]:
    """Orders of the whiteboard product that were bought or renewed, the newest first."""
    return [
        Suggestion(
            row["order_id"],
            row["bought_at"].date(),
            row["product"] or row["code"] or row["order_id"],
            row["cents"] / _CENT,
            row["currency"],
            minutes(f"{row['product']} {row['details']}"),
            row["action"],
            row["details"],
        )
        for row in store.ask("vendor_deals")
        if _WHITEBOARD.search(f"{row['product']} {row['code']} {row['details']}")
        and row["action"].lower() != "refund"
    ]


def minutes(text: str) -> int | None:
    """The one number of minutes that a text names; None where it names none, or several."""
    found = {
        int(number.replace(",", "")) * _TIMES.get(word.lower(), 1)
        for number, word in _MINUTES.findall(text)
    }
    return found.pop() if len(found) == 1 else None


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "document"}


def _row(deal: dict[str, Any]) -> dict[str, Any] | None:
    """None for an order without a number, a time or a price, which cannot be told from others or suggested."""
    order_id = str(deal.get("OrderId") or "").strip()
    try:
        bought_at = datetime.fromisoformat(str(deal.get("CreateTime"))).replace(tzinfo=None)
        cents = Decimal(str(deal.get("RealTotalCost")))
    except (ValueError, InvalidOperation):
        return None
    if not order_id or not cents.is_finite() or cents != cents.to_integral_value():
        return None
    information = deal.get("ProductInfo")
    details = "; ".join(
        f"{item.get('Name', '')} {item.get('Value', '')}".strip()
        for item in (information if isinstance(information, list) else [])
        if isinstance(item, dict)
    )
    return {
        "order_id": order_id,
        "bought_at": bought_at,
        "product": _text(deal, "SubProductName") or _text(deal, "ProductName"),
        "code": " ".join(filter(None, (_text(deal, "ProductCode"), _text(deal, "SubProductCode")))),
        "action": _text(deal, "Action"),
        "cents": int(cents),
        "currency": _text(deal, "Currency"),
        "details": details,
        "document": json.dumps(deal, ensure_ascii=False, default=str),
    }


def _text(deal: dict[str, Any], name: str) -> str:
    return str(deal.get(name) or "").strip()
