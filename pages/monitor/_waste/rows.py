"""One rule in words with the files that it means, each leading to its lesson."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from analytics.core.model import Kind
from analytics.reports import waste
from pages.monitor._waste.findings import Finding, largest
from pages.ui import drilldown, formats, tables, theme
from pages.ui.filters import Chosen

MOST = 200
SHOWN = 12


def rows(selection: Chosen, findings: Sequence[Finding]) -> None:
    """The files of the rule that is chosen, those with the longest waste first."""
    titles = {finding.rule.title: finding for finding in findings}
    title = st.segmented_control(
        "Rule",
        list(titles),
        default=next(iter(titles)),
        required=True,
        key="rule",
        bind="query-params",
    )
    finding = titles[title]
    drilldown.heading(finding.rule.title, partial(finding.claims, selection), key="waste_files")
    st.markdown(formats.plain(finding.rule.words))
    if not finding.found.files:
        st.caption("Nothing found by this rule in this period.")
        return
    rows = largest(finding.rule, selection.usage, MOST)
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "Day": [row["day"].isoformat() for row in rows],
            "Room": [formats.short(formats.named(row["room"]), 30) for row in rows],
            "Lesson": [drilldown.lesson_link(row["task_id"]) for row in rows],
            "Kind": [theme.KIND_NAMES[Kind(row["kind"])] for row in rows],
            "User": [formats.short(row["user_id"], 30) for row in rows],
            "Minutes": [formats.minutes(row["ms"], 1) for row in rows],
            f"Cost ({finding.currency})": [
                formats.money(
                    waste.worth([(row["day"], row["ms"])], finding.prices), finding.currency
                )
                for row in rows
            ],
            "Reason": [formats.short(row["because"], 60) for row in rows],
            "File": [row["video_id"] for row in rows],
        },
        key="waste_files",
        hide_index=True,
        height=tables.height(min(len(rows), SHOWN)),
        column_config={
            "Lesson": drilldown.lesson_column(),
            "Minutes": right,
            f"Cost ({finding.currency})": right,
        },
        alt=f"Files meant by the rule {finding.rule.title}, the longest first",
    )
    prefix = f"The first {MOST} of " if finding.found.files > MOST else ""
    st.caption(
        f"{prefix}{formats.count(finding.found.files, 'file')} of "
        f"{formats.count(finding.found.lessons, 'lesson')}, the longest first; the icon beside the "
        "heading opens all of them."
    )
