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


def rows(now: Chosen, every: Sequence[Finding]) -> None:
    """The files of the rule that is chosen, those with the longest waste first."""
    titles = {one.rule.title: one for one in every}
    chosen = st.segmented_control(
        "Rule",
        list(titles),
        default=next(iter(titles)),
        required=True,
        key="rule",
        bind="query-params",
    )
    one = titles[chosen]
    drilldown.heading(one.rule.title, partial(one.claims, now), key="waste_files")
    st.markdown(formats.plain(one.rule.words))
    if not one.found.files:
        st.caption("Nothing found by this rule in this period.")
        return
    found = largest(one.rule, now.usage, MOST)
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        {
            "Day": [row["day"].isoformat() for row in found],
            "Room": [formats.short(formats.named(row["room"]), 30) for row in found],
            "Lesson": [drilldown.lesson_link(row["task_id"]) for row in found],
            "Kind": [theme.KIND_NAMES[Kind(row["kind"])] for row in found],
            "User": [formats.short(row["user_id"], 30) for row in found],
            "Minutes": [formats.minutes(row["ms"], 1) for row in found],
            f"Cost ({one.currency})": [
                formats.money(waste.worth([(row["day"], row["ms"])], one.prices), one.currency)
                for row in found
            ],
            "Reason": [formats.short(row["because"], 60) for row in found],
            "File": [row["video_id"] for row in found],
        },
        key="waste_files",
        hide_index=True,
        height=tables.height(min(len(found), SHOWN)),
        column_config={
            "Lesson": drilldown.lesson_column(),
            "Minutes": right,
            f"Cost ({one.currency})": right,
        },
        alt=f"Files meant by the rule {one.rule.title}, the longest first",
    )
    shown = f"The first {MOST} of " if one.found.files > MOST else ""
    st.caption(
        f"{shown}{formats.count(one.found.files, 'file')} of "
        f"{formats.count(one.found.lessons, 'lesson')}, the longest first; the icon beside the "
        "heading opens all of them."
    )
