"""The small ways into a proof: a button beside a picture, the name of a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from analytics.lineage import Claim
from pages.ui.proof import dialog

Choices = Mapping[str, Claim] | Callable[[], Mapping[str, Claim]]
"""Numbers by the names they are chosen by, or a function that gives them when they are wanted."""
ICON = ":material/manage_search:"
HELP = "Where these numbers come from: formula, settings, SQL and the rows that add up to them"


def button(choices: Choices, *, key: str, label: str = "") -> None:
    """An icon that opens the proof of one of the numbers."""
    if st.button(label, key=key, icon=ICON, type="tertiary", help=HELP):
        dialog.show(choices)


def card(label: str, choices: Choices, *, help: str) -> None:
    """The name of a card as what opens its proof; the key is the name without days and months."""
    key = f"prove_{'_'.join(label.lower().split()[:2])}"
    if st.button(
        label, key=key, icon=ICON, icon_position="right", type="tertiary", help=help, wrap=True
    ):
        dialog.show(choices)
