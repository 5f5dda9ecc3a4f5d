"""The charts of the two plans that are edited: what each day is drawn from, what is left in packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from analytics.lineage import Claim
from pages.costs._compare import pictures
from pages.costs._compare.cards import Side
from pages.ui import day_marks, drilldown, formats
from pages.ui.periods import DAY
from pages.ui.plans import figures, sums
from pages.ui.takeaway import screen


def draws(first: Side, second: Side) -> None:
    """What each day's charged minutes were drawn from, on one scale for both plans."""
    st.subheader("What each day is drawn from", anchor=False)
    days = [day.charged_ms for side in (first, second) for day in side.settlement.days]
    if not days:
        st.caption("Nothing is charged in these days.")
        return
    _side_by_side(
        "draws",
        (first, second),
        lambda side: pictures.daily_draws(side.settlement, top_ms=max(days)),
        lambda side: figures.draws(side.bill),
        "Charged minutes of each day by what they are drawn from",
        lambda side, point: figures.clicked_draw(side.settlement, point),
    )


def packs_left(first: Side, second: Side) -> None:
    """How the packs run down, on one scale for both plans."""
    sides = [side for side in (first, second) if sums.has_packs_left(side.settlement)]
    if not sides:
        return
    st.subheader("What is left in each pack", anchor=False)
    top = max(balance.pack.ms for side in sides for balance in side.settlement.packs)
    _side_by_side(
        "packs_left",
        sides,
        lambda side: pictures.packs_left(side.settlement, top_ms=top),
        lambda side: figures.packs_left(side.bill),
        "Minutes left in each pack at the end of each day",
        lambda side, point: figures.clicked_level(side.settlement, point),
    )


def _side_by_side(
    key: str,
    sides: Sequence[Side],
    picture: Callable[[Side], Any],
    claims: Callable[[Side], dict[str, Claim]],
    alt: str,
    clicked: Callable[[Side, Mapping[str, Any]], str],
) -> None:
    columns = st.columns(2, gap="medium") if len(sides) == 2 else [st.container()]
    for column, side in zip(columns, sides, strict=True):
        with column:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(f"**{formats.plain(formats.short(side.name))}**", width="content")
                drilldown.button(partial(claims, side), key=f"prove_{key}_{side.side}")
            drawn, days = picture(side), side.settlement.days
            signs = day_marks.put(drawn, days[0].day, days[-1].day + DAY) if days else ""
            drilldown.chart(
                drawn,
                partial(claims, side),
                partial(clicked, side),
                key=f"{key}_{side.side}",
                alt=f"{alt}, {side.name}",
            )
            if signs:
                screen.remark(signs)
