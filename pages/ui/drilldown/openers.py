"""The small ways into a proof: the name of a card, a button beside a picture, a click on a bar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from analytics.lineage import Claim
from pages.ui import formats, tables
from pages.ui.charts import base
from pages.ui.drilldown import drawer
from pages.ui.takeaway import page_record, screen

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


def figure(
    label: str,
    value: str,
    choices: Choices,
    *,
    help: str = HELP,
    of: str = "",
    border: bool = True,
    delta: str | None = None,
    delta_description: str | None = None,
    delta_arrow: Any = "off",
    delta_color: Any = "off",
) -> None:
    """A card: a name that opens its source, the figure, and below what stands beside it."""
    page_record.add(
        page_record.Figure(label, value, " ".join(filter(None, (delta, delta_description))))
    )
    with st.container(border=border, height="stretch" if border else "content", gap=None):
        card(label, choices, help=help, of=of)
        st.metric(
            label,
            value,
            delta,
            delta_color=delta_color,
            delta_arrow=delta_arrow,
            delta_description=delta_description,
            help=help,
            label_visibility="collapsed",
        )


def heading(title: str, choices: Choices, *, key: str) -> None:
    """A heading of a picture with its button beside it; the key is that of the picture."""
    page_record.add(page_record.Text(formats.plain(title), level=2))
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
) -> None:
    """A chart of which a click on a bar opens the bar's proof; ``name`` says which it is."""

    # A chart that was clicked is drawn anew under another key: else the bar stays chosen, and a
    # second click on it would be none.
    times = st.session_state.get(f"{key}_times", 0)
    chart_key = f"{key}_{times}" if times else key

    def clicked() -> None:
        points = st.session_state[chart_key].selection.points
        if points and points[0].get("legendgroup") != base.SIGNS:
            st.session_state[f"{key}_meant"] = name(points[0])
            st.session_state[f"{key}_times"] = times + 1

    screen.chart(
        picture,
        key=chart_key,
        alt=alt,
        on_select=clicked,
        selection_mode="points",
    )
    if meant := st.session_state.pop(f"{key}_meant", ""):
        drawer.show(choices, meant)


def table(
    columns: Sequence[tables.Column],
    choices: Choices,
    name: Callable[[int, str], str],
    *,
    key: str,
    alt: str,
    on_other: tables.Clicked | None = None,
    **more: Any,
) -> None:
    """A table of which a click on a cell, or the choice of a row, opens the source of what stands there.

    ``name`` says which of the numbers that is, by row and heading; "" where it is none, which ``on_other`` is then told.
    A cell without a value has none, whatever ``name`` says.
    """

    def clicked(row: int, heading: str) -> None:
        if meant := name(row, heading):
            st.session_state[f"{key}_meant"] = meant
        elif on_other:
            on_other(row, heading)

    tables.show(columns, key=key, alt=alt, on_click=clicked, **more)
    if meant := st.session_state.pop(f"{key}_meant", ""):
        claims = choices() if callable(choices) else choices
        if meant in claims:
            drawer.show(claims, meant, alone=True)
