"""Notes about the days of a chart: what people wrote, and a form for one more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import streamlit as st

from analytics.core.errors import Problem
from analytics.reports import notes
from analytics.reports.notes import LONGEST_NAME, LONGEST_TEXT, Note
from pages.ui import boxes, data, day_marks, formats
from pages.ui.database import fragment
from pages.ui.periods import DAY

ALL = "All recordings"
SHOWN = 10


@fragment
def menu(since: date, until: date, chosen: Mapping[str, Collection[str]]) -> None:
    """The notes of ``[since, until)`` in a popover; a note may be about a value that is filtered by, or about all."""
    found = [note for note in data.notes() if note.is_about(since, until, dict(chosen))]
    label = f"Notes ({len(found)})" if found else "Notes"
    popover = st.popover(label, icon=":material/edit_note:", key="notes", on_change="rerun")
    if not popover.open:
        return
    with popover:
        for note in found[-SHOWN:]:
            _note(note)
        if len(found) > SHOWN:
            st.caption(f"The last {SHOWN} of {len(found):,} notes of these days.")
        _form(until, chosen)


def _note(note: Note) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(formats.plain(day_marks.words(note)), width="stretch")
        st.button(
            "",
            key=f"note_{note.id}",
            icon=":material/delete:",
            type="tertiary",
            help="Delete this note",
            on_click=_delete,
            args=(note.id,),
        )


def _form(until: date, chosen: Mapping[str, Collection[str]]) -> None:
    about = {ALL: ("", "")}
    for field, values in chosen.items():
        for value in values:
            about[f"{field} {formats.short(formats.named(value), 40)}"] = (field, value)
    with st.form("note_form", clear_on_submit=True, border=False):
        days = st.date_input(
            "Day, or first and last day",
            value=(until - DAY, until - DAY),
            key="note_days",
            format="YYYY-MM-DD",
            min_value=date(2000, 1, 1),
            max_value=date(2100, 1, 1),
        )
        text = st.text_input("Note", key="note_text", max_chars=LONGEST_TEXT)
        who = st.text_input("Your name", key="note_who", max_chars=LONGEST_NAME)
        name = st.selectbox("About", list(about), key="note_about")
        is_saved = st.form_submit_button("Add note", key="note_add")
    if not is_saved:
        return
    picked: Sequence[date] = days
    try:
        if len(picked) == 0:
            raise Problem("a note is about a day at least", hint="Give its first and its last day")
        notes.keep(data.store(), picked[0], picked[-1] + DAY, text, who, *about[name])
    except Problem as problem:
        boxes.problem(problem)
        return
    st.rerun()


def _delete(id: int) -> None:
    notes.delete(data.store(), id)
