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


def headline(selection: Chosen, findings: Sequence[Finding]) -> None:
    """``Most of it: cameras nobody else saw, up to $85.20``."""
    first = findings[0]
    if not first.found.ms or first.rule.is_free:
        st.header("No charged minutes look wasted", anchor=False)
    else:
        amount = formats.plain(formats.money(first.worth, first.currency))
        st.header(f"{first.rule.title}: up to {amount}", anchor=False)
    first_day, *later = [selection.period.since, *(day for day, _ in first.prices)]
    days = [first_day, *(day for day in later if first_day < day < selection.period.until)]
    prices = dict.fromkeys(waste.price_on(first.prices, day) for day in days)
    text = formats.plain(" or ".join(formats.money(price, first.currency) for price in prices))
    st.caption(
        f"{selection.period.text} · at {text} per 1,000 minutes, the postpaid price of the team’s plan "
        f"“{formats.plain(first.plan)}” · minutes as recorded, before the bill rounds them · rules "
        "overlap, so they do not add up."
    )


def cards(selection: Chosen, findings: Sequence[Finding]) -> None:
    """What each rule found, in money and minutes."""
    with st.grid(5, min_column_width=170, key="waste_cards"):
        for finding in findings:
            with st.container(border=True, height="stretch", gap=None):
                drilldown.card(
                    finding.rule.title, finding.claims(selection), help=finding.rule.words
                )
                st.metric(
                    finding.rule.title,
                    formats.money(finding.worth, finding.currency),
                    f"{formats.minutes(finding.found.ms)} min",
                    delta_color="off",
                    delta_arrow="off",
                    delta_description="free now" if finding.rule.is_free else None,
                    label_visibility="collapsed",
                )


def table(selection: Chosen, findings: Sequence[Finding]) -> None:
    """Each rule in words, whether it is published or inferred, and what it found."""
    currency = findings[0].currency
    cells = partial(_claims, selection, findings)
    drilldown.heading("Rules", cells, key="waste_rules")
    number = st.column_config.NumberColumn(format="%,d")
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "": [drilldown.ICON] * len(findings),
            "Rule": [finding.rule.title for finding in findings],
            "Evidence": [
                "published" if finding.rule.evidence is Evidence.PUBLISHED else "our estimate"
                for finding in findings
            ],
            "Lessons": [finding.found.lessons for finding in findings],
            "Files": [finding.found.files for finding in findings],
            "Minutes": [formats.minutes(finding.found.ms) for finding in findings],
            f"Cost ({currency})": [formats.money(finding.worth, currency) for finding in findings],
        },
        key="waste_rules",
        hide_index=True,
        height=tables.height(len(findings)),
        column_config={
            "": drilldown.column(_CLICKED),
            "Lessons": number,
            "Files": number,
            "Minutes": right,
            f"Cost ({currency})": right,
        },
        alt="Each rule with its evidence, lessons, files, minutes and what they would cost",
    )
    drilldown.opened(cells, lambda row: next(iter(findings[row].claims(selection))), key=_CLICKED)
    for finding in findings:
        st.caption(f"**{finding.rule.title}**: {formats.plain(finding.rule.words)}")


def _claims(selection: Chosen, findings: Sequence[Finding]) -> dict[str, Claim]:
    return {
        name: claim for finding in findings for name, claim in finding.claims(selection).items()
    }
