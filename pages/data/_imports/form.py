"""The upload form, its progress in the background, and the receipts of what was just imported."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import streamlit as st

from analytics.catalog import plan_file
from analytics.ingest import Options, jobs
from analytics.ingest.common import limits
from pages.data._imports import mapping, receipts, spooled
from pages.ui import boxes, data, formats
from pages.ui.jobs import waiting

UNITS = {None: "As detected", "ms": "Milliseconds", "s": "Seconds"}
COMMON_ZONES = ("Asia/Shanghai", "UTC")
_JOB, _TURN = "import_job", "upload_turn"


def upload() -> None:
    """Choose files, say what they do not say themselves, and start."""
    state = st.session_state
    key = f"files_{state.get(_TURN, 0)}"
    uploads = st.file_uploader(
        "Recordings to import",
        accept_multiple_files=True,
        key=key,
        help="A table with one row a recorded file (CSV, TSV, Excel, Parquet), or JSON documents of the "
        "recording API: one document, a list, or one a line. All may be zipped or gzipped. "
        + " ".join(limits.SENTENCES),
    )
    _options()
    answers = [
        (name, path, mapping.ask(id, name, path, _said()))
        for id, name, path in spooled.spooled(uploads)
    ]
    files = [(name, path, answer.options) for name, path, answer in answers]
    open_questions = sum(answer.is_open for _, _, answer in answers)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Import {formats.count(len(uploads), 'file')}" if uploads else "Import",
            key="import",
            type="primary",
            icon=":material/upload:",
            disabled=not uploads or bool(open_questions),
            help="Answer the questions above, or remove the files they are about."
            if open_questions
            else None,
            on_click=_start,
            args=(files,),
        )
        st.caption(
            "Larger files: `python -m analytics import FILE`, also while the dashboard runs.",
            width="stretch",
        )


def _options() -> None:
    with st.expander(_options_label(), key="options", icon=":material/tune:"):
        unit, app, day, zone = st.columns(4)
        unit.selectbox(
            "Lengths are in",
            list(UNITS),
            format_func=UNITS.__getitem__,
            key="option_unit",
            help="Detected from each file’s own clock times; choose only if asked to.",
        )
        app.text_input(
            "App", key="option_app", placeholder="SdkAppId", help="For rows that name no app."
        )
        day.date_input(
            "Day",
            value=None,
            key="option_day",
            format="YYYY-MM-DD",
            help="For documents without times, such as the billing page’s example.",
        )
        zone.selectbox(
            "Zone",
            [*COMMON_ZONES, *(z for z in plan_file.zones() if z not in COMMON_ZONES)],
            key="option_zone",
            help="For times without an offset, and for the day above.",
        )


def _options_label() -> str:
    options = _said()
    day = date.fromisoformat(options.day) if options.day else None
    parts = [
        options.unit and UNITS[options.unit].lower(),
        options.app and f"app {formats.plain(formats.short(options.app, 20))}",
        day and formats.day(day),
        options.zone != COMMON_ZONES[0] and options.zone,
    ]
    words = ", ".join(text for text in parts if text)
    return f"Options: **{words}**" if words else "Options: unit, app, day, zone"


def _said() -> Options:
    state = st.session_state
    day = state.get("option_day")
    return Options(
        unit=state.get("option_unit"),
        app=(state.get("option_app") or "").strip(),
        day=day.isoformat() if day else None,
        zone=state.get("option_zone") or COMMON_ZONES[0],
    )


def _start(files: list[tuple[str, Path, Options]]) -> None:
    if files:
        job = jobs.start(data.store(), spooled.confirm(files))
        st.session_state[_JOB] = job.id
    spooled.handed_over()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def progress() -> None:
    """Bars of the imports under way, those of others too."""
    if jobs.running():
        waiting(
            jobs.running,
            help="Stops within a second or two. Nothing of the file at hand is kept; files that are loaded stay.",
        )


def receipts_of() -> jobs.ImportJob | None:
    """The job that this person started last, once it is done."""
    job = jobs.by_id(st.session_state.get(_JOB, ""))
    return job if job and job.is_done else None


def show_receipts() -> None:
    """What became of each file, with another try for refused ones."""
    job = receipts_of()
    if job is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Just imported", anchor=False, width="stretch")
        st.button("Close", key="close_receipts", type="tertiary", on_click=_close)
    for number, item in enumerate(job.items):
        if item.receipt:
            receipts.fresh(item.receipt, f"{job.id}_{number}")
    if any(map(_may_be_read_otherwise, job.items)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Try refused files again",
                key="again",
                icon=":material/replay:",
                on_click=_again,
                args=(job.id,),
            )
            st.caption("with the options above", width="stretch")


def _may_be_read_otherwise(item: jobs.Item) -> bool:
    """The file was refused for something that can be said under Options."""
    if item.spool is None or item.receipt is None:
        return False
    hints = [flaw.hint for flaw in item.receipt.problems]
    return any(boxes.in_page_words(hint) != hint for hint in hints)


def _close() -> None:
    st.session_state[_JOB] = ""


def _again(id: str) -> None:
    job = jobs.by_id(id)
    if job and (started := jobs.again(data.store(), job, _said())):
        st.session_state[_JOB] = started.id
