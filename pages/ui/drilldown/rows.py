"""The rows behind a number: sums of days, weeks or months, and the rows of any of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import streamlit as st

from analytics import lineage
from analytics.lineage import Claim, DaySum, Rows, Unit
from pages.ui import data, formats, tables
from pages.ui.drilldown import cells, words

A_PAGE = 50
SHOWN = 7
ALL = "All days"
MOST_AT_ONCE = 92
"""Days of a bill that are looked at file by file without being asked to."""


def show(claim: Claim, sums: Sequence[DaySum]) -> None:
    """The sums of each step, then the rows of one of them or of all."""
    if not sums:
        st.caption("There are no rows: nothing was recorded or paid here.")
        return
    step = st.segmented_control(
        "Add up by",
        ["Day", "Week", "Month"],
        default="Month" if len(sums) > 62 else "Day",
        required=True,
        key="proof_step",
    ).lower()
    steps = lineage.by_step(sums, step)
    _steps(claim, steps, step)
    days = {words.period(step_sum.day, step): step_sum.day for step_sum in steps}
    options = [ALL, *days]
    is_long = claim.figure.rows is Rows.BILL and not claim.how and len(sums) > MOST_AT_ONCE
    option = st.selectbox(
        "Rows of",
        options,
        index=len(options) - 1 if is_long else 0,
        key=f"proof_rows_of_{step}",
    )
    part, part_sums = claim, sums
    if option != ALL:
        begin = days[option]
        end = lineage.after(begin, step)
        part = lineage.narrowed(claim, begin, end)
        part_sums = [day_sum for day_sum in sums if begin <= day_sum.day < end]
    _rows(part, _counted(part, part_sums))


def _steps(claim: Claim, steps: Sequence[DaySum], step: str) -> None:
    is_files = claim.figure.rows is Rows.FILES
    names = {Unit.LESSONS: "Lessons", Unit.ROWS: "Rows"}
    count_column = names.get(claim.figure.unit, "Files") if is_files else "Lines"
    begins = [step_sum.day for step_sum in steps]
    when = {"month": partial(tables.month, "Month"), "week": partial(tables.day, "Week from")}
    columns = [
        when.get(step, partial(tables.day, "Day"))(begins),
        tables.whole(count_column, [step_sum.rows for step_sum in steps]),
    ]
    if is_files or claim.figure.unit is not Unit.MONEY:
        lengths = [step_sum.ms for step_sum in steps]
        columns += [
            tables.minutes("Minutes", lengths, words.MINUTE_DECIMALS),
            tables.whole("Milliseconds", lengths),
        ]
    if claim.figure.rows is Rows.BILL or any(step_sum.amount for step_sum in steps):
        columns.append(words.amounts("Amount", claim, [step_sum.amount for step_sum in steps]))
    tables.show(
        columns,
        key="proof_steps",
        shown=SHOWN,
        alt=f"What each {step} adds to the number",
        about=_about(claim),
    )


def _counted(claim: Claim, sums: Sequence[DaySum]) -> DaySum:
    """What the rows add up to, of which ``sums`` are the days."""
    if claim.figure.rows is not Rows.BILL:
        return lineage.total(sums)
    with st.spinner("Adding up its files …"):
        return lineage.total(lineage.counted(data.store(), claim))


def _rows(claim: Claim, total: DaySum) -> None:
    pages = max(-(-total.rows // A_PAGE), 1)
    number = 1
    slot = st.container()
    if pages > 1:
        number = st.pagination(pages, key=f"proof_page_{pages}")
    rows = lineage.page(data.store(), claim, most=A_PAGE, skip=(number - 1) * A_PAGE)
    text = f"{formats.count(total.rows, 'row')}, together {words.exact_minutes(total.ms)} minutes"
    if claim.figure.rows is not Rows.FILES and words.currency(claim):
        text += f" and {total.amount:,f} {words.currency(claim)}"
    with slot:
        if not rows:
            st.caption("There are no rows.")
            return
        tables.show(
            cells.columns(claim, rows),
            key="proof_table",
            alt=f"The rows behind {claim.title}",
            caption=formats.plain(f"{text}."),
            rows=tables.Every(partial(everything, claim), total.rows),
            about=_about(claim),
        )


def everything(claim: Claim) -> tuple[list[str], Iterator[tuple[object, ...]]]:
    """All rows of a claim as its files have them, below their headings."""
    rows = lineage.page(data.store(), claim)
    return list(rows[0]) if rows else ["day"], (tuple(row.values()) for row in rows)


def _about(claim: Claim) -> dict[str, object]:
    return {
        "Number": claim.title,
        "Formula": claim.figure.formula,
        "Settings": words.settings(claim).replace("\\", "").replace("**", ""),
    }
