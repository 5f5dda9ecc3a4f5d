"""The packs of a quote: size, price, day to buy, expiry, a time line, and what buying late costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.quotes import buying
from analytics.quotes.document import purchase_fields
from analytics.quotes.quote import late, purchases, sheet_of
from pages.sell._calculator import charts
from pages.sell._calculator.inputs import Inputs
from pages.ui import formats, tables
from pages.ui.periods import DAY
from pages.ui.takeaway import screen


def of_inputs(inputs: Inputs) -> None:
    """Of what the sliders say."""
    asked, book = inputs.asked, inputs.book
    if not asked.plan.packs:
        return
    fields = purchase_fields(purchases(asked, book), late(asked, book, sheet_of(asked, book)))
    last = inputs.estimate.until.fromordinal(inputs.estimate.until.toordinal() - 1)
    span = {"since": inputs.since.isoformat(), "last_day": last.isoformat()}
    doc = {
        "settings": {"late_days": asked.late_days},
        "result": {"currency": inputs.currency, **span, **fields},
    }
    show(doc, key="what_if_purchases")


def show(doc: Mapping[str, Any], *, key: str) -> None:
    """Of a document; nothing where no pack is bought, and in quotes of before."""
    result = doc["result"]
    if not result.get("purchases"):
        return
    st.subheader("When to buy the packs", anchor=False)
    rows = result["purchases"]
    prices = [Decimal(row["price"]) for row in rows]
    tables.show(
        [
            tables.text("Pack", [buying.pack_name(row) for row in rows]),
            tables.whole("Number", [row["count"] for row in rows]),
            tables.whole("Minutes each", [row["minutes"] for row in rows]),
            tables.money("Price each", prices, result["currency"]),
            tables.day("Buy on", [date.fromisoformat(row["buy_on"]) for row in rows]),
            tables.day("Usable until", [date.fromisoformat(row["expires"]) - DAY for row in rows]),
        ],
        key=f"{key}_rows",
        alt="Packs to buy, with their days",
    )
    alt = "Each pack from its day to buy to its last day, the term shaded"
    screen.chart(charts.purchases(result), key=key, alt=alt)
    for sentence in buying.late_sentences(doc):
        st.markdown(formats.plain(sentence))
