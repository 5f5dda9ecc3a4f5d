"""The details behind the line: each stretch of days without recordings, and what was refused."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.data._imports import figures, receipts
from pages.ui import data, data_status, drilldown, formats, tables
from pages.ui.periods import DAY

SHOWN = 8


def show() -> None:
    """How whole the data is, under a heading of its own."""
    coverage = data.coverage()
    if coverage is None:
        return
    st.subheader("Data quality", anchor=False)
    span = (coverage.last_day - coverage.first_day).days + 1
    read, refused = coverage.rows_read, coverage.rows_open
    mended = (
        f", {coverage.rows_refused:,} refused, {coverage.rows_mended:,} mended"
        if coverage.rows_mended
        else ""
    )
    with st.grid(4, min_column_width=160, key="quality_cards"):
        _card(
            "Recorded days",
            f"{coverage.days:,}",
            f"From the first recorded day to the last, {formats.days(coverage.first_day, coverage.last_day + DAY)}.",
            partial(figures.recorded_days, coverage),
            of=f"of {span:,}",
        )
        _card(
            "Longest gap",
            formats.count(max([row["days"] for row in data.missing_days()], default=0), "day"),
            "Consecutive days without recordings.",
            partial(figures.stretches, data.missing_days()),
        )
        _card(
            "Rows refused",
            f"{refused:,}",
            "Of all rows that were read, in all imports; each stands with its reason below. A row that came again and counts is mended.",
            partial(figures.refused, coverage),
            of=f"of {read:,}{mended}",
        )
        loaded = formats.moment(coverage.loaded_at, coverage.zone)
        words = loaded.split()  # on a phone the whole day does not fit
        _card(
            "Last import",
            " ".join(words[:2]),
            f"At {loaded} on the clock of {formats.plain(coverage.zone)}: the rows of that file.",
            lambda: figures.receipt(receipts.stored(data.imports()[0])),
            of=" ".join(words[2:]),
        )
    _stretches(coverage)


def _card(label: str, value: str, help: str, claims: drilldown.Choices, *, of: str = "") -> None:
    drilldown.figure(label, value, claims, help=help, delta=of or None)


def _stretches(coverage: data.Coverage) -> None:
    rows = data.missing_days()
    if not rows:
        st.caption("Something was recorded on every day from the first to the last.")
        return
    claims = partial(figures.stretches, rows)
    drilldown.button(claims, key="prove_missing_days", label="Show source")
    drilldown.table(
        [
            tables.day("First day", [row["first_day"] for row in rows]),
            tables.day("Last day", [row["last_day"] for row in rows]),
            tables.whole("Days without recordings", [row["days"] for row in rows]),
            tables.whole("Monday to Friday", [row["working_days"] for row in rows]),
        ],
        claims,
        lambda row, _: figures.stretch_title(rows[row]),
        key="missing_days",
        shown=SHOWN,
        alt="Stretches of days without recordings, with their days and working days",
    )
    weekdays = sum(row["working_days"] for row in rows)
    st.caption(
        f"{data_status.missing(coverage)[0].upper()}{data_status.missing(coverage)[1:]}, "
        f"{formats.whole(weekdays)} of them Monday to Friday. Nothing in the data says whether "
        "there were no lessons or an export is missing."
    )
