"""A quote on the page: the same words and digits as in its PDF."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from analytics.core.model import KINDS
from analytics.quotes import view
from analytics.quotes.document import is_sample, words_of
from analytics.quotes.words import ENGLISH, LANGUAGES
from pages.sell._calculator import charts, figures, purchases
from pages.ui import drilldown, formats, tables


def show(doc: Mapping[str, Any], *, draft: bool = False) -> None:
    """All of a document that a customer reads."""
    result, plain = doc["result"], formats.plain
    if is_sample(doc):
        st.warning(view.SAMPLE, icon=":material/science:")
    if (code := words_of(doc).code) != ENGLISH:
        st.caption(f"The customer’s documents are in {LANGUAGES[code].name}.")
    claims = partial(figures.quote, doc)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if sender := view.sender(doc):
            st.markdown("  \n".join([f"**{plain(sender[0][0])}**", *map(plain, sender[0][1])]))
        parts = [f"**{name}** {plain(text)}" for name, text in view.heading(doc, draft=draft)]
        st.markdown("  \n".join(parts))
        if doc["settings"]["scope"]:
            st.markdown(plain(doc["settings"]["scope"]))
    with right, st.container(border=True):
        name, total = view.sums(doc)[-1]
        drilldown.figure(name, total, claims, border=False)
        st.caption("  \n".join(f"{plain(label)}: {plain(text)}" for label, text in view.facts(doc)))
    _lines(result)
    sums = view.sums(doc)
    last = len(sums) - 1
    st.markdown(
        "  \n".join(
            f"{plain(name)}: {plain(text)}"
            if number < last
            else f"**{plain(name)}: {plain(text)}**"
            for number, (name, text) in enumerate(sums)
        ),
        text_alignment="right",
    )
    st.caption("  \n".join(plain(note) for note in view.tax_notes(doc)))
    _offers(result)
    purchases.show(doc, key="quote_purchases")
    months = [
        (
            date.fromisoformat(month["from"]),
            {group: Decimal(amount) for group, amount in month["parts"].items()},
        )
        for month in result["months"]
    ]
    drilldown.heading(f"Cost by month, {result['currency']}", claims, key="quote_months")
    drilldown.chart(
        charts.cost_by_month(months, result["currency"]),
        claims,
        partial(figures.clicked, [since for since, _ in months]),
        key="quote_months",
        alt="Cost of each month of the quote, stacked by what for",
    )
    with st.expander("Estimated minutes", key="quote_minutes", icon=":material/table:"):
        _usage(result)
    with st.expander("Assumptions, what expires, terms", key="quote_words"):
        for text in (*result["assumptions"], *view.lapses(result)):
            st.markdown(f"- {plain(text)}")
        for line in doc["settings"]["terms"].splitlines():
            st.markdown(plain(line))
    st.caption(f"Fingerprint {doc['prints']['all'][:32]} · engine {plain(doc['engine'])}")


def _lines(result: Mapping[str, Any]) -> None:
    lines, currency = result["lines"], result["currency"]

    def numbers(name: str) -> list[Decimal]:
        return [Decimal(line[name]) for line in lines]

    free = [not price for price in numbers("list_price")]
    units = [
        f"{line['unit']}{', included' * is_free}" for line, is_free in zip(lines, free, strict=True)
    ]
    columns = [
        tables.text("Line", [line["name"] for line in lines], width=300),
        tables.decimal("Quantity", numbers("quantity")),
        tables.text("Unit", units),
        tables.money(
            "Unit price",
            [price or None for price in numbers("list_price")],
            currency,
            is_exact=True,
        ),
        tables.whole("Per", [line["per"] if line["per"] != 1 else None for line in lines]),
        tables.money("List amount", numbers("list_amount"), currency),
        tables.decimal("Discount %", [off or None for off in numbers("discount_percent")]),
        tables.money("Net amount", numbers("net"), currency),
    ]
    tables.show(columns, key="quote_lines", alt="Lines of the quote", shown=len(lines))


def _offers(result: Mapping[str, Any]) -> None:
    """Totals of the offers side by side, where there are several."""
    offers, currency = result.get("options", ()), result["currency"]
    if not offers:
        return
    prices = [offer["per_thousand"] for offer in offers]
    columns = [
        tables.text("Option", [offer["name"] for offer in offers]),
        tables.decimal("Usage %", [Decimal(offer["usage_percent"]) for offer in offers]),
        tables.minutes("Minutes", [offer["charged_ms"] for offer in offers]),
        tables.money("Total", [Decimal(view.offer_total(offer)) for offer in offers], currency),
        tables.money("Per 1,000 min", [price and Decimal(price) for price in prices], currency),
        tables.minutes("Unused", [offer["unused_ms"] for offer in offers]),
        tables.whole("Same cost at % of the usage", [o["break_even_percent"] for o in offers]),
    ]
    tables.show(columns, key="quote_offers", alt="The offers of the quote side by side")


def _usage(result: Mapping[str, Any]) -> None:
    months, cases = result["months"], result["cases"]
    kinds = [kind for kind in KINDS if any(month["ms"][kind] for month in months)]
    columns = [
        tables.day("Month from", [date.fromisoformat(month["from"]) for month in months]),
        *(
            tables.minutes(view.KIND_WORDS[kind], [month["ms"][kind] for month in months])
            for kind in kinds
        ),
        *(
            tables.minutes(case.title(), cases[case]["month_ms"])
            for case in ("expected", "low", "high")
        ),
        tables.money("Cost", [Decimal(month["total"]) for month in months], result["currency"]),
    ]
    tables.show(columns, key="quote_usage", alt="Estimated minutes and cost of each month")
