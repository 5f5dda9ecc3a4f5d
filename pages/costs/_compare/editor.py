"""The editor of one plan: fee, packs and rules; every change is settled at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.billing.statement import plain, plan_fields
from analytics.catalog import plan_file
from analytics.core.model import Kind, Midnight, Plan, QuotaReset, Rounding
from pages.ui import data, plan_words
from pages.ui.plans.drafts import Draft

_PACKS = pd.ArrowDtype(pa.decimal128(21, 8))
_COLUMNS = {
    "name": "string",
    "minutes": "Int64",
    "price": _PACKS,
    "bought": pd.ArrowDtype(pa.date32()),
    "months": "Int64",
}


def fee(draft: Draft, first_day: date) -> dict[str, Any] | None:
    """Whether the plan has the monthly fee, from when and for how long."""
    base = draft.base.monthly_fee
    if not st.toggle("Monthly fee", value=base is not None, key=draft.key("fee")):
        return None
    begins, term = st.columns(2)
    from_day = begins.date_input(
        "Activation day",
        value=base.from_day if base else first_day,
        key=draft.key("fee_from"),
        format="YYYY-MM-DD",
        required=True,
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
        help="Each fee period starts on this day of the month; shorter months end it earlier.",
    )
    months = term.number_input(
        "Months",
        value=base.months if base else None,
        min_value=1,
        max_value=1200,
        step=1,
        key=draft.key("fee_months"),
        placeholder="without end",
    )
    return {"from": from_day, **({"months": months} if months is not None else {})}


def packs(draft: Draft, first_day: date, currency: str) -> list[dict[str, Any]]:
    """The packs as a table to type into: a row a pack."""
    number = st.column_config.NumberColumn
    edited = st.data_editor(
        _frame(draft.base),
        num_rows="dynamic",
        hide_index=True,
        key=draft.key("packs"),
        column_config={
            "name": st.column_config.TextColumn("Pack", required=True, max_chars=80),
            "minutes": number("Minutes", required=True, min_value=0, step=1, format="%,d"),
            "price": number(f"Price ({currency})", required=True, min_value=0, format="%,.2f"),
            "bought": st.column_config.DateColumn(
                "Bought", required=True, format="YYYY-MM-DD", default=first_day
            ),
            "months": number(
                "Months valid", required=True, min_value=1, max_value=1200, step=1, default=12
            ),
        },
        alt="Packs of the plan: name, minutes, price, day of purchase and months of validity",
    )
    return [_pack(row) for row in edited.to_dict("records") if not _is_empty(row)]


def _frame(plan: Plan) -> pd.DataFrame:
    columns = {name: [getattr(pack, name) for pack in plan.packs] for name in _COLUMNS}
    return pd.DataFrame({name: pd.array(columns[name], dtype=_COLUMNS[name]) for name in _COLUMNS})


def _is_empty(row: dict[str, Any]) -> bool:
    return all(pd.isna(row[name]) for name in ("name", "minutes", "price"))


def _pack(row: dict[str, Any]) -> dict[str, Any]:
    """A row as a table of the plan file; what is missing stays out, and is said to be missing."""
    fields = {name: value for name, value in row.items() if not pd.isna(value)}
    if "price" in fields:
        fields["price"] = plain(Decimal(fields["price"]).normalize())
    for name in {"minutes", "months"} & fields.keys():
        fields[name] = int(fields[name])
    return fields


def rules(draft: Draft) -> dict[str, Any]:
    """Prices, and a choice for each rule that the vendor has not published."""
    base = draft.base
    books = data.known_books()
    left, right = st.columns(2)
    return {
        "price_book": left.selectbox(
            "Price book",
            books,
            index=books.index(base.price_book),
            format_func=plan_words.book,
            key=draft.key("book"),
            help="Each day at the price in force on it, or one version for all days.",
        ),
        "discount_percent": _typed(
            right.number_input(
                "Discount on postpaid, %",
                min_value=0.0,
                max_value=100.0,
                value=float(base.discount_percent),
                step=1.0,
                format="%g",
                key=draft.key("discount"),
            )
        ),
        "rounding": str(
            left.selectbox(
                "Rounded up to whole minutes",
                list(Rounding),
                index=list(Rounding).index(base.rounding),
                format_func=plan_words.ROUNDINGS.__getitem__,
                key=draft.key("rounding"),
            )
        ),
        "quota_reset": str(
            right.selectbox(
                "Free quota resets",
                list(QuotaReset),
                index=list(QuotaReset).index(base.quota_reset),
                format_func=plan_words.RESETS.__getitem__,
                key=draft.key("reset"),
            )
        ),
        "zone": left.selectbox(
            "Zone of billing days",
            plan_file.zones(),
            index=plan_file.zones().index(base.zone),
            key=draft.key("zone"),
        ),
        "midnight": str(
            right.selectbox(
                "A recording counts on",
                list(Midnight),
                index=list(Midnight).index(base.midnight),
                format_func=plan_words.MIDNIGHTS.__getitem__,
                key=draft.key("midnight"),
            )
        ),
        "ratios": _ratios(draft),
    }


def _ratios(draft: Draft) -> list[dict[str, Any]]:
    """From which day the mixed stream is charged, and how much of it; other kinds stay."""
    fields = plan_fields(draft.base)["ratios"]
    other_ratios = [entry for entry in fields if entry["kind"] != Kind.MIXED.value]
    mixed = [entry for entry in fields if entry["kind"] == Kind.MIXED.value]
    if not st.toggle(
        "Mixed streams are charged",
        value=bool(mixed),
        key=draft.key("mixed"),
        help="They are free for now; the vendor promises notice before that changes.",
    ):
        return other_ratios
    left, right = st.columns(2)
    begins = left.date_input(
        "From day",
        value=mixed[0]["from"] if mixed else date(2026, 1, 1),
        key=draft.key("mixed_from"),
        format="YYYY-MM-DD",
        required=True,
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
    )
    ratio = right.number_input(
        "One minute counts as",
        min_value=0.0,
        max_value=100.0,
        value=float(mixed[0]["ratio"]) if mixed else 1.0,
        step=0.1,
        format="%g",
        key=draft.key("mixed_ratio"),
    )
    return [*other_ratios, {"kind": "mixed", "from": begins, "ratio": _typed(ratio)}, *mixed[1:]]


def _typed(number: float) -> str:
    """What was typed, as text with six decimals at the most: a number field hands out a float."""
    return plain(Decimal(f"{number:.6f}").normalize())
