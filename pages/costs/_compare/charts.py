"""The pictures of the Compare page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from analytics.billing.curves import Crossing
from analytics.lineage import Claim
from pages.costs._compare import pictures, verdict
from pages.ui import drilldown, formats
from pages.ui.charts import base
from pages.ui.filters import Chosen
from pages.ui.plans import comparison, figures, sums
from pages.ui.plans.cards import Side

MOST_CROSSINGS = 6


def over_time(now: Chosen, first: Side, second: Side) -> None:
    """What both plans have cost so far, day by day, and when the cheaper one changes."""
    plans = (first[1:], second[1:])
    drilldown.heading("Cost so far", partial(figures.so_far, *plans), key="cost_over_time")
    if not comparison.comparable(first.settlement, second.settlement):
        st.caption("Two currencies do not fit on one axis: give both plans one price book.")
        return
    sides = (first, second)
    crossings = comparison.crossings(first.settlement, second.settlement)
    drilldown.chart(
        pictures.cost_over_time([(side.name, side.settlement) for side in sides], crossings),
        partial(figures.so_far, *plans),
        partial(figures.clicked_cost, plans),
        key="cost_over_time",
        config=base.CONFIG,
        alt=f"What both plans have cost so far on each day of {now.period.text}",
    )
    st.markdown(crossings_in_words(crossings, sides))


def crossings_in_words(crossings: Sequence[Crossing], sides: Sequence[Side]) -> str:
    """``They cross on 3 Mar 2026: from then on … has cost less.``"""
    if not crossings:
        return "They do not cross in these days."
    last = crossings[-1]
    name = formats.plain(formats.short(sides[last.cheaper].name))
    days = [f"**{formats.day(each.day)}**" for each in crossings[-MOST_CROSSINGS:]]
    times = "" if len(crossings) == 1 else f"{len(crossings)} times, "
    if len(crossings) > MOST_CROSSINGS:
        times += "the last ones "
    return f"They cross {times}on {formats.listed(days)}; since then {name} has cost less."


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
        lambda side: figures.draws(side[1:]),
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
        lambda side: figures.packs_left(side[1:]),
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
            drilldown.chart(
                picture(side),
                partial(claims, side),
                partial(clicked, side),
                key=f"{key}_{side.side}",
                config=base.CONFIG,
                alt=f"{alt}, {side.name}",
            )
            verdict.settings(side)
