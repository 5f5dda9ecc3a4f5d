"""The rows behind a number: sums of days, weeks or months, and the rows of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analytics import lineage
from analytics.files.export import csv_bytes, xlsx_bytes
from analytics.lineage import Claim, DaySum, Rows, Unit
from pages.ui import data, formats, tables
from pages.ui.drilldown import cells, words
from pages.ui.periods import DAY

A_PAGE = 50
SHOWN = 7
ALL = "All days"
MOST_AT_ONCE = 92
"""Days of a bill that are looked at file by file without being asked to."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    table: dict[str, list[Any]] = {
        step.capitalize(): [words.period(step_sum.day, step) for step_sum in steps],
        count_column: [step_sum.rows for step_sum in steps],
        "Minutes": [words.cell_minutes(step_sum.ms) for step_sum in steps],
        "Milliseconds": [step_sum.ms for step_sum in steps],
    }
    if claim.figure.rows is Rows.BILL or any(step_sum.amount for step_sum in steps):
        table["Amount"] = [words.cell_amount(step_sum.amount) for step_sum in steps]
    if not is_files and claim.figure.unit is Unit.MONEY:
        del table["Minutes"], table["Milliseconds"]
    right = st.column_config.TextColumn(alignment="right")
    grouped = st.column_config.NumberColumn(format="%,d")
    st.dataframe(
        table,
        key="proof_steps",
        hide_index=True,
        height=tables.height(min(len(steps), SHOWN)),
        column_config={
            "Minutes": right,
            "Amount": right,
            **dict.fromkeys((count_column, "Milliseconds"), grouped),
        },
        alt=f"What each {step} adds to the number",
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
    with slot:
        cells.table(claim, rows)
    text = f"{formats.count(total.rows, 'row')}, together {words.exact_minutes(total.ms)} minutes"
    if claim.figure.rows is not Rows.FILES and words.currency(claim):
        text += f" and {total.amount:,f} {words.currency(claim)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        for ending, mime in (("csv", "text/csv"), ("xlsx", XLSX)):
            st.download_button(
                f"Download as {ending.upper()}",
                data=partial(file, claim, ending),
                file_name=f"{claim.name}-{_named(claim)}.{ending}",
                mime=mime,
                key=f"proof_{ending}",
                icon=":material/download:",
                on_click="ignore",
            )
        st.caption(formats.plain(f"{text}."), width="stretch")


def file(claim: Claim, ending: str) -> bytes:
    """All rows of a claim as a file; in a sheet the formula and the settings stand beside them."""
    rows = lineage.page(data.store(), claim)
    columns = list(rows[0]) if rows else ["day"]
    table = [tuple(row.values()) for row in rows]
    if ending == "csv":
        return csv_bytes(columns, table)
    about = {
        "Number": claim.title,
        "Formula": claim.figure.formula,
        "Settings": words.settings(claim).replace("\\", "").replace("**", ""),
    }
    return xlsx_bytes(columns, table, sheet="Rows", about=about)


def _named(claim: Claim) -> str:
    since: date | None = claim.given["since"]
    until: date | None = claim.given["until"]
    return f"{since or 'begin'}-{until - DAY if until else 'end'}"
