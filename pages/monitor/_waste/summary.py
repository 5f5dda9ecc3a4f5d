"""The largest waste first, then each rule as a card, then all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from analytics.core.evidence import Evidence
from analytics.lineage import Claim
from pages.monitor._waste.findings import Finding
from pages.ui import drilldown, formats, tables
from pages.ui.filters import Chosen
from pages.ui.takeaway import screen


def headline(selection: Chosen, findings: Sequence[Finding]) -> None:
    """``Most of it: cameras nobody else saw, up to $85.20``."""
    first = findings[0]
    if not first.found.ms or first.rule.is_free:
        screen.headline("No charged minutes look wasted")
    else:
        amount = formats.plain(formats.money(first.found.cost, first.currency))
        screen.headline(f"{first.rule.title}: up to {amount}")
    st.caption(
        f"{selection.period.text} · cost of use under the team’s plan “{formats.plain(first.plan)}”: each minute "
        "its share of its day · minutes as recorded, before the bill rounds them · rules overlap, so they "
        "do not add up."
    )


def cards(selection: Chosen, findings: Sequence[Finding]) -> None:
    """What each rule found, in money and minutes."""
    with st.grid(6, min_column_width=150, key="waste_cards"):
        for finding in findings:
            drilldown.figure(
                finding.rule.title,
                formats.money(finding.found.cost, finding.currency),
                finding.claims(selection),
                help=finding.rule.words,
                delta=f"{formats.minutes(finding.found.ms)} min",
                delta_description="free now" if finding.rule.is_free else None,
            )


def table(selection: Chosen, findings: Sequence[Finding]) -> None:
    """Each rule in words, whether it is published or inferred, and what it found."""
    currency = findings[0].currency
    cells = partial(_claims, selection, findings)
    drilldown.heading("Rules", cells, key="waste_rules")
    drilldown.table(
        [
            tables.text("Rule", [finding.rule.title for finding in findings]),
            tables.text("Evidence", list(map(_evidence, findings))),
            tables.whole("Lessons", [finding.found.lessons for finding in findings]),
            tables.whole("Files", [finding.found.files for finding in findings]),
            tables.minutes("Minutes", [finding.found.ms for finding in findings]),
            tables.money("Cost", [finding.found.cost for finding in findings], currency),
        ],
        cells,
        lambda row, column: _named(findings[row].claims(selection), column),
        key="waste_rules",
        shown=len(findings),
        alt="Each rule with its evidence, lessons, files, minutes and what they would cost",
    )
    for finding in findings:
        st.caption(f"**{finding.rule.title}**: {formats.plain(finding.rule.words)}")


def _evidence(finding: Finding) -> str:
    return "published" if finding.rule.evidence is Evidence.PUBLISHED else "our estimate"


def _named(claims: dict[str, Claim], column: str) -> str:
    """The figure that a cell opens: counts are those of the rows that the minutes are made of."""
    money, minutes = claims
    return minutes if column in ("Lessons", "Files", "Minutes") else money


def _claims(selection: Chosen, findings: Sequence[Finding]) -> dict[str, Claim]:
    return {
        name: claim for finding in findings for name, claim in finding.claims(selection).items()
    }
