"""The largest waste first, then each rule as a card, then all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from analytics.core.evidence import Evidence
from analytics.lineage import Claim
from analytics.reports import waste
from pages.monitor._waste.findings import Finding
from pages.ui import drilldown, formats, tables
from pages.ui.filters import Chosen

_CLICKED = "waste_clicked"


def headline(now: Chosen, every: Sequence[Finding]) -> None:
    """``Most of it: cameras nobody else saw, up to $85.20``."""
    first = every[0]
    if not first.found.ms or first.rule.is_free:
        st.header("No charged minutes look wasted", anchor=False)
    else:
        amount = formats.plain(formats.money(first.worth, first.currency))
        st.header(f"{first.rule.title}: up to {amount}", anchor=False)
    first_day, *later = [now.period.since, *(day for day, _ in first.prices)]
    days = [first_day, *(day for day in later if first_day < day < now.period.until)]
    prices = dict.fromkeys(waste.price_on(first.prices, day) for day in days)
    price = formats.plain(" or ".join(formats.money(one, first.currency) for one in prices))
    st.caption(
        f"{now.period.text} · at {price} per 1,000 minutes, the postpaid price of the team’s plan "
        f"“{formats.plain(first.plan)}” · minutes as recorded, before the bill rounds them · rules "
        "overlap, so they do not add up."
    )


def cards(now: Chosen, every: Sequence[Finding]) -> None:
    """What each rule found, in money and minutes."""
    with st.grid(5, min_column_width=170, key="waste_cards"):
        for one in every:
            with st.container(border=True, height="stretch", gap=None):
                drilldown.card(one.rule.title, one.claims(now), help=one.rule.words)
                st.metric(
                    one.rule.title,
                    formats.money(one.worth, one.currency),
                    f"{formats.minutes(one.found.ms)} min",
                    delta_color="off",
                    delta_arrow="off",
                    delta_description="free now" if one.rule.is_free else None,
                    label_visibility="collapsed",
                )


def table(now: Chosen, every: Sequence[Finding]) -> None:
    """Each rule in words, whether it is published or inferred, and what it found."""
    currency = every[0].currency
    cells = partial(_claims, now, every)
    drilldown.heading("Rules", cells, key="waste_rules")
    number = st.column_config.NumberColumn(format="%,d")
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "": [drilldown.ICON] * len(every),
            "Rule": [one.rule.title for one in every],
            "Evidence": [
                "published" if one.rule.evidence is Evidence.PUBLISHED else "our estimate"
                for one in every
            ],
            "Lessons": [one.found.lessons for one in every],
            "Files": [one.found.files for one in every],
            "Minutes": [formats.minutes(one.found.ms) for one in every],
            f"Cost ({currency})": [formats.money(one.worth, currency) for one in every],
        },
        key="waste_rules",
        hide_index=True,
        height=tables.height(len(every)),
        column_config={
            "": drilldown.column(_CLICKED),
            "Lessons": number,
            "Files": number,
            "Minutes": right,
            f"Cost ({currency})": right,
        },
        alt="Each rule with its evidence, lessons, files, minutes and what they would cost",
    )
    drilldown.opened(cells, lambda row: next(iter(every[row].claims(now))), key=_CLICKED)
    for one in every:
        st.caption(f"**{one.rule.title}**: {formats.plain(one.rule.words)}")


def _claims(now: Chosen, every: Sequence[Finding]) -> dict[str, Claim]:
    return {name: claim for one in every for name, claim in one.claims(now).items()}
