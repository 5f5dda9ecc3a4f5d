"""A receipt on the page: what was read and what became of each row, so that it adds up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

import streamlit as st

from analytics import ingest
from analytics.ingest import Counts, Flaw, Receipt
from analytics.ingest.common.limits import MOST_PROBLEMS
from pages.data._imports import figures, undoing
from pages.ui import boxes, data, drilldown, formats, tables
from pages.ui.takeaway.button import download


class Outcome(NamedTuple):
    """A status in a word, as a badge."""

    text: str
    colour: Literal["green", "orange", "gray", "red"]
    icon: str


def outcome(receipt: Receipt) -> Outcome:
    """What became of a file, in short."""
    if receipt.status == "already_loaded":
        return Outcome("already loaded, nothing changed", "gray", ":material/done_all:")
    if is_stopped(receipt):
        return Outcome("stopped, nothing kept", "gray", ":material/stop_circle:")
    if receipt.status == "refused":
        return Outcome("refused, nothing loaded", "red", ":material/block:")
    if receipt.is_unbillable:
        return Outcome("loaded, nothing billable", "orange", ":material/money_off:")
    if receipt.rows.refused:
        rows = formats.count(receipt.rows.refused, "row")
        return Outcome(f"loaded, {rows} refused", "orange", ":material/rule:")
    if receipt.rows.duplicate and not receipt.rows.loaded:
        rows = formats.count(receipt.rows.duplicate, "duplicate")
        return Outcome(f"nothing new, {rows}", "gray", ":material/done_all:")
    return Outcome("loaded", "green", ":material/check:")


def is_stopped(receipt: Receipt) -> bool:
    """Whether a person stopped the import, so that nothing is wrong with the file."""
    return any(flaw.reason == ingest.stopped().what for flaw in receipt.problems)


def stored(row: Mapping[str, Any]) -> Receipt:
    """A line of import_list as the receipt that it was, without its problems."""
    return Receipt(
        **{
            name: row[name]
            for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
        },
        rows=Counts(**{name: row[f"rows_{name}"] for name in Counts._fields}),
        ms=Counts(**{name: row[f"ms_{name}"] for name in Counts._fields}),
        warnings=tuple(row["warnings"]),
    )


def fresh(receipt: Receipt, key: str) -> None:
    """A receipt right after its import."""
    with st.container(border=True, key=f"receipt_{key}"):
        word = outcome(receipt)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{formats.plain(formats.short(receipt.file, 80))}**", width="content")
            st.badge(word.text, color=word.colour, icon=word.icon)
        body(receipt, receipt.problems, key)
        if receipt.status == "loaded" and receipt.warnings:
            undoing.button(receipt.import_id, f"undo_fresh_{key}")


def body(receipt: Receipt, problems: Sequence[Flaw], key: str) -> None:
    """The equation, how lengths were read, remarks, and the refused rows to fix and send back."""
    whole_file = [flaw for flaw in problems if not flaw.column and receipt.rows.read == 0]
    for flaw in whole_file:
        sentence = boxes.sentence(flaw.sentence(receipt.file))
        if is_stopped(receipt):
            st.info(sentence, icon=":material/stop_circle:")
        else:
            st.error(sentence, icon=":material/error:")
    if receipt.rows.read:
        st.markdown(equation(receipt))
        if receipt.states:
            st.markdown(billable(receipt))
        if receipt.import_id:
            claims = partial(figures.receipt, receipt)
            drilldown.button(claims, key=f"prove_import_{key}", label="Show source")
    if receipt.shape:
        st.caption(formats.plain(f"Read as {receipt.shape}. Lengths: {receipt.unit_reason}."))
    if receipt.warnings:
        st.info("\n".join(f"- {boxes.sentence(text)}" for text in receipt.warnings))
    if receipt.rows.refused:
        _refused(receipt, problems, key)


def equation(receipt: Receipt) -> str:
    """read = loaded + refused + duplicate, in rows and in minutes, such that the shown add up."""
    rows = [formats.whole(number) for number in receipt.rows]
    read, parts = formats.minutes_that_add_up(receipt.ms[1:])
    row = "row" if receipt.rows.read == 1 else "rows"
    return "\n\n".join(
        f"**{total} {unit}** read = {loaded} loaded + {refused} refused + {duplicate} duplicate"
        for unit, total, loaded, refused, duplicate in (
            (row, *rows),
            ("minutes", read, *parts),
        )
    )


def billable(receipt: Receipt) -> str:
    """Billable minutes of what was loaded, and the loaded files by the state of their task."""
    by_state = [f"{files:,} {formats.plain(state)}" for state, files in receipt.states.items()]
    return f"**{formats.minute_count(receipt.billable_ms)} billable** · files: {formats.listed(by_state)}"


def _refused(receipt: Receipt, problems: Sequence[Flaw], key: str) -> None:
    flaws = problems[:MOST_PROBLEMS]
    st.markdown(f"**{formats.count(receipt.rows.refused, 'row')} refused**")
    every = tables.every(
        lambda: _problems(ingest.refused_flaws(data.store(), receipt.import_id)),
        receipt.rows.refused,
    )
    tables.show(
        _problems(flaws),
        key=f"problems_{key}",
        alt="Refused rows with line, column, value, what is wrong and what to do",
        rows=every if receipt.import_id and len(flaws) < receipt.rows.refused else None,
    )
    if receipt.rows.refused > len(flaws) or len(problems) > len(flaws):
        st.caption(f"The first {len(flaws)}; the download has all.")
    if receipt.import_id:
        with st.container(horizontal=True, vertical_alignment="center"):
            download(
                "Download refused rows",
                lambda: ingest.refused_csv(data.store(), receipt.import_id),
                f"refused-{receipt.import_id}.csv",
                "text/csv",
                key=f"refused_{key}",
                icon=":material/download:",
            )
            st.caption(
                "Fix the cells in this file and upload it here: only the fixed rows are new.",
                width="stretch",
            )


def _problems(flaws: Sequence[Flaw]) -> list[tables.Column]:
    hints = [formats.short(boxes.in_page_words(flaw.hint), 120) for flaw in flaws]
    return [
        tables.line("Line", [flaw.line for flaw in flaws]),
        tables.text("Column", [flaw.column for flaw in flaws]),
        tables.text("Value", [formats.short(flaw.value, 60) for flaw in flaws]),
        tables.text("What is wrong", [flaw.reason for flaw in flaws]),
        tables.text("What to do", hints),
    ]
