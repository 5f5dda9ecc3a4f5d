"""The small ways into a proof: the name of a card, a button beside a picture, a click on a bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from analytics.lineage import Claim
from pages.ui.drilldown import drawer

Choices = Mapping[str, Claim] | Callable[[], Mapping[str, Claim]]
"""Numbers by the names they are chosen by, or a function that gives them when they are wanted."""
ICON = ":material/manage_search:"
HELP = "Show source: formula, settings, SQL and the rows behind these figures"


def offered(key: str, choices: Choices) -> None:
    """Told of every number that can be opened: the tests listen here."""


def button(choices: Choices, *, key: str, label: str = "") -> None:
    """An icon that opens the proof of one of the numbers."""
    offered(key, choices)
    if st.button(label, key=key, icon=ICON, type="tertiary", help=HELP):
        drawer.show(choices)


def card(label: str, choices: Choices, *, help: str, of: str = "") -> None:
    """The name of a card as what opens its proof; the key is the name's first two words.

    Where a page has several of one name, ``of`` tells them apart.
    """
    key = "_".join(["prove", *label.lower().split()[:2], *filter(None, [of])])
    offered(key, choices)
    if st.button(
        label, key=key, icon=ICON, icon_position="right", type="tertiary", help=help, wrap=True
    ):
        drawer.show(choices)


def heading(title: str, choices: Choices, *, key: str) -> None:
    """A heading of a picture with its button beside it; the key is that of the picture."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(title, anchor=False, width="content")
        button(choices, key=f"prove_{key}")


def chart(
    picture: Any,
    choices: Choices,
    name: Callable[[Mapping[str, Any]], str],
    *,
    key: str,
    alt: str,
    config: Mapping[str, Any],
) -> None:
    """A chart of which a click on a bar opens the bar's proof; ``name`` says which it is."""

    # A chart that was clicked is drawn anew under another key: else the bar stays chosen, and a
    # second click on it would be none.
    times = st.session_state.get(f"{key}_times", 0)
    chart_key = f"{key}_{times}" if times else key

    def clicked() -> None:
        points = st.session_state[chart_key].selection.points
        if points:
            st.session_state[f"{key}_meant"] = name(points[0])
            st.session_state[f"{key}_times"] = times + 1

    st.plotly_chart(
        picture,
        key=chart_key,
        alt=alt,
        config=dict(config),
        on_select=clicked,
        selection_mode="points",
    )
    if meant := st.session_state.pop(f"{key}_meant", ""):
        drawer.show(choices, meant)


def column(key: str) -> Any:
    """A column of a table whose cells open the proof of their row; see ``opened``."""
    return st.column_config.ButtonColumn("", type="tertiary", width=40, key=key, help=HELP)


def opened(choices: Choices, names: Callable[[int], str], *, key: str) -> None:
    """After a table with such a column: the proof of the row that was clicked, if one was."""
    click: Any = st.session_state.get(key)
    if click is not None:
        drawer.show(choices, names(click["row"]))
