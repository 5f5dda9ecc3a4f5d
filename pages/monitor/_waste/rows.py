"""One rule in words with the files that it means, each leading to its lesson."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from analytics.billing.accrual import DECIMALS
from analytics.core.model import Kind
from analytics.core.money import half_up
from analytics.reports import waste
from pages.monitor._waste.findings import Finding, largest
from pages.ui import data, drilldown, formats, tables, theme
from pages.ui.filters import Chosen

A_PAGE = 200


def rows(selection: Chosen, findings: Sequence[Finding]) -> None:
    """The files of the rule that is chosen, page by page, those with the longest waste first."""
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
    total = finding.found.files
    pages = -(-total // A_PAGE)
    key = f"waste_page_{finding.rule.name}"
    number = min(st.session_state.get(key) or 1, pages)
    rows = largest(finding.rule, selection.usage, A_PAGE, (number - 1) * A_PAGE)
    if rows is None:
        return
    tables.show(
        _columns(finding, rows),
        key="waste_files",
        alt=f"Files meant by the rule {finding.rule.title}, the longest first",
        caption=_counted(finding, number, pages),
        rows=tables.every(
            lambda: _columns(
                finding, waste.largest(data.store(), finding.rule, selection.usage, total)
            ),
            total,
        ),
    )
    if pages > 1:
        st.pagination(pages, key=key)


def _counted(finding: Finding, number: int, pages: int) -> str:
    part = ""
    if pages > 1:
        last = min(number * A_PAGE, finding.found.files)
        part = f"{(number - 1) * A_PAGE + 1:,} to {last:,} of "
    return (
        f"{part}{formats.count(finding.found.files, 'file')} of "
        f"{formats.count(finding.found.lessons, 'lesson')}, the longest first; the icon beside the "
        "heading opens what they add up to."
    )


def _columns(finding: Finding, rows: Sequence[Mapping[str, Any]]) -> list[tables.Column]:
    costs = [half_up(waste.cost_of(row, finding.rates), DECIMALS) for row in rows]
    lessons = [drilldown.lesson_link(row["task_id"]) for row in rows]
    return [
        tables.day("Day", [row["day"] for row in rows]),
        tables.text("Room", [formats.named(row["room"]) for row in rows], width=140),
        tables.link("Lesson", lessons, drilldown.lesson_column()),
        tables.text("Kind", [theme.KIND_NAMES[Kind(row["kind"])] for row in rows]),
        tables.text("User", [row["user_id"] for row in rows], width=140),
        tables.minutes("Minutes", [row["ms"] for row in rows], 1),
        tables.money("Cost", costs, finding.currency),
        tables.text("Reason", [formats.short(row["because"], 60) for row in rows]),
        tables.text("File", [row["video_id"] for row in rows]),
    ]
