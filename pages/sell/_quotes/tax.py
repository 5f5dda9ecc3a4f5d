"""Taxes of a quote as inputs: up to two, and what the customer withholds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.quotes.taxes import Tax, TaxKind
from pages.ui.plans.terms import KEPT, typed

_KINDS = {
    "No tax line": None,
    "At a rate": TaxKind.RATE,
    "Reverse charge": TaxKind.REVERSE_CHARGE,
    "Exempt": TaxKind.EXEMPT,
}
_MOST = 2
KEYS = (
    "q_withheld",
    *(
        f"q_tax_{name}_{place}"
        for place in range(_MOST)
        for name in ("kind", "name", "country", "percent", "sentence")
    ),
)


def begin(
    taxes: Sequence[Tax], withheld: Decimal | None = Decimal(0), prefix: str = "q_tax"
) -> None:
    """Before the inputs are drawn: what they begin with; ``withheld`` None: as it is."""
    state = st.session_state
    if withheld is not None:
        state["q_withheld"] = float(withheld)
    words = {kind: word for word, kind in _KINDS.items()}
    for place in range(_MOST):
        tax = taxes[place] if place < len(taxes) else None
        state[f"{prefix}_kind_{place}"] = words[tax.kind if tax else None]
        state[f"{prefix}_name_{place}"] = tax.name if tax else "VAT"
        state[f"{prefix}_country_{place}"] = tax.country if tax else ""
        state[f"{prefix}_percent_{place}"] = float(tax.percent) if tax else 0.0
        state[f"{prefix}_sentence_{place}"] = tax.sentence if tax else ""


def inputs() -> tuple[tuple[Tax, ...], Decimal]:
    """The taxes that are chosen, and the percentage that is withheld."""
    taxes = chosen()
    withheld = st.number_input(
        "Withholding, %",
        0.0,
        100.0,
        step=0.5,
        key="q_withheld",
        help="Withholding tax that the customer keeps back for its own tax office; 0: none is printed.",
        **KEPT,
    )
    return taxes, typed(withheld)


def chosen(prefix: str = "q_tax") -> tuple[Tax, ...]:
    """The taxes that are chosen."""
    taxes: list[Tax] = []
    for place in range(_MOST):
        if place > len(taxes):
            break
        if tax := _tax(place, prefix):
            taxes.append(tax)
    return tuple(taxes)


def _tax(place: int, prefix: str) -> Tax | None:
    columns = st.columns([3, 2, 1.4, 1.6])
    label = "Tax" if place == 0 else "Second tax"
    kind = _KINDS[
        columns[0].selectbox(label, list(_KINDS), key=f"{prefix}_kind_{place}", **KEPT)
        or "No tax line"
    ]
    if kind is None:
        return None
    name = columns[1].text_input("Name", key=f"{prefix}_name_{place}", max_chars=40, **KEPT)
    country = columns[2].text_input(
        "Country", key=f"{prefix}_country_{place}", max_chars=2, placeholder="DE", **KEPT
    )
    percent = Decimal(0)
    if kind is TaxKind.RATE:
        percent = typed(
            columns[3].number_input(
                "Rate, %", 0.0, 100.0, step=0.5, key=f"{prefix}_percent_{place}", **KEPT
            )
        )
    tax = Tax(kind, name.strip(), country.strip().upper(), percent)
    sentence = st.text_input(
        "Sentence under the total",
        key=f"{prefix}_sentence_{place}",
        max_chars=240,
        placeholder=tax.note,
        **KEPT,
    )
    return Tax(kind, tax.name, tax.country, percent, sentence.strip())
