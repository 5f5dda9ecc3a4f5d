"""The mapping step: which column is which, with the first rows as they will be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.core.people import OWNER
from analytics.ingest import Options
from analytics.ingest.common.manifest import Guess
from analytics.ingest.loading.preview import Look, PreviewRow
from analytics.ingest.tables.column_map import KIND_OF
from pages.data._imports import spooled
from pages.ui import boxes, formats, tables, theme

CHOICES = {
    "unit": ("Lengths are", {"": "as detected", "ms": "milliseconds", "s": "seconds", "min": "minutes", "h": "hours"}),
    "dates": ("Dates are", {"": "as detected", "ymd": "year month day", "dmy": "day month year", "mdy": "month day year"}),
    "colons": ("1:30 is", {"": "as detected", "mm:ss": "minutes and seconds", "hh:mm": "hours and minutes"}),
}  # fmt: skip
NAMES = {
    "VideoId": "Video id", "VideoType": "Kind of video", "VideoDuration": "Length", "RecordStopTime": "Stop time",
    "RecordStartTime": "Start time", "VideoPlayTime": "Place in the lesson", "SdkAppId": "App", "TaskId": "Task",
    "RoomId": "Room", "UserId": "User", "Status": "Status", "FinishReason": "Finish reason", "VideoSize": "Bytes",
    "VideoFormat": "Format", "VideoUrl": "Address", "Width": "Width", "Height": "Height",
}  # fmt: skip
KINDS = {"": "skip these rows"} | {kind.value: name for kind, name in theme.KIND_NAMES.items()}
STATES = {
    "": "not chosen yet",
    "FINISHED": "finished, and billed",
    "STOPPED": "not finished, and not billed",
}
MOST_WORDS = 8
FIRST = ("VideoId", "VideoType", "VideoDuration", "RecordStopTime", "RecordStartTime")


class Answer(NamedTuple):
    """The options of a file with what a person chose for it, and whether a question is still open."""

    options: Options
    is_open: bool = False


def ask(id: str, name: str, path: Path, options: Options) -> Answer:
    """Show how a file will be read, with each question beside the control that answers it."""
    look = spooled.seen(path, options)
    label = formats.plain(formats.short(name, 60))
    if isinstance(look, str):
        st.error(f"**{label}** – {boxes.sentence(look)}", icon=":material/error:")
        return Answer(options)  # nothing to choose: its receipt says the same
    if not look.is_table:
        st.caption(f":material/check: **{label}** – {formats.plain(look.form)}")
        return Answer(options)
    is_sure = look.is_sure and not look.unknown_kinds
    word = "columns understood" if is_sure else "check the columns"
    if given := spooled.given(look.header):
        word += f", as answered on {formats.moment(given.at, options.zone)}"
        if given.by == OWNER.name:
            word += " on this machine"
        elif given.by:
            word += f" by {formats.plain(formats.short(given.by, 40))}"
    icon = ":material/check:" if is_sure else ":material/rule:"
    box = st.expander(
        f"**{label}** – {word}",
        expanded=not is_sure,
        key=f"mapping_{id}",
        icon=icon,
        on_change="rerun",
    )
    if not box.open and not _was_touched(id):
        return Answer(options, bool(look.problems))
    with box:
        if given:
            st.button(
                "Forget these answers",
                key=f"forget_{id}",
                icon=":material/undo:",
                on_click=spooled.forget,
                args=(look.header,),
                help="What was chosen on this page for tables with this header: columns, units, dates, kinds, states. "
                "They are asked about again; what was imported stays.",
            )
        mapping, unit_question = _choose(id, look)
        choice = replace(options, mapping=mapping) if mapping != dict(look.mapping) else options
        states, state_question = _states(id, look)
        if states:
            choice = replace(choice, states=states)
        new_look = spooled.seen(path, choice)
        if isinstance(new_look, str):
            st.error(boxes.sentence(new_look), icon=":material/error:")
            return Answer(choice, is_open=True)
        for place, question in (
            (unit_question, new_look.unit_problem),
            (state_question, new_look.state_problem),
        ):
            if question:
                place.warning(boxes.sentence(question), icon=":material/help:")
        _show(id, new_look)
    return Answer(choice, bool(new_look.problems))


def _states(id: str, look: Look) -> tuple[dict[str, str], DeltaGenerator]:
    """What each word for a task's state stands for that no published word covers; where the question stands."""
    question = st.container()
    states: dict[str, str] = {}
    for number, (word, files) in enumerate(look.unknown_states[:MOST_WORDS]):
        state = st.selectbox(
            f"Files in the state “{formats.plain(formats.short(word, 30))}” ({files:,} of the first rows) are",
            list(STATES),
            format_func=STATES.__getitem__,
            key=f"column_{id}_state_{number}",
        )
        if state:
            states[word] = state
    return states, question


def _was_touched(id: str) -> bool:
    return any(str(key).startswith(f"column_{id}_") for key in st.session_state)


def _choose(id: str, look: Look) -> tuple[dict[str, str], DeltaGenerator]:
    """The columns and notations as a person chose them, and the place beside the unit for its question."""
    detected = dict(look.mapping)
    mapping = {name: kind for name, kind in detected.items() if name.startswith(KIND_OF)}
    guesses = {guess.column: guess for guess in look.guesses}
    _boxes(id, [guesses[column] for column in FIRST if column in guesses], look, mapping)
    other_guesses = [guess for guess in look.guesses if guess.column not in FIRST]
    with st.popover("Other columns", icon=":material/view_column:", key=f"others_{id}"):
        _boxes(id, other_guesses, look, mapping, across=2)
    for number, (word, name, rows) in enumerate(look.unknown_kinds[:MOST_WORDS]):
        kind = st.selectbox(
            f"Files of the kind “{formats.plain(formats.short(word, 30))}” ({rows:,} of the first rows) are",
            list(KINDS),
            format_func=KINDS.__getitem__,
            key=f"column_{id}_kind_{number}",
        )
        if kind:
            mapping[name] = kind
    row = st.columns(3)
    question = row[0].container()
    for place, (name, (label, words)) in zip(row, CHOICES.items(), strict=True):
        options = list(words)
        value = place.selectbox(
            label,
            options,
            index=options.index(detected.get(name, "")) if detected.get(name, "") in options else 0,
            format_func=words.__getitem__,
            key=f"column_{id}_{name}",
        )
        if value:
            mapping[name] = value
    return mapping, question


def _boxes(
    id: str, guesses: list[Guess], look: Look, mapping: dict[str, str], across: int = 3
) -> None:
    samples = dict(look.samples)
    for start in range(0, len(guesses), across):
        for place, guess in zip(st.columns(across), guesses[start : start + across], strict=False):
            options = ["", *look.header]
            label = NAMES.get(guess.column, guess.column)
            value = place.selectbox(
                f"{label} *" if guess.needed else label,
                options,
                index=options.index(guess.header) if guess.header in options else 0,
                format_func=_header,
                key=f"column_{id}_{guess.column}",
            )
            sample = " · ".join(formats.short(text, 20) for text in samples.get(value, ()))
            place.caption(formats.plain(sample) if sample else "no column")
            if value:
                mapping[guess.column] = value


def _header(name: str) -> str:
    return formats.short(name, 40) if name else "–"


def _show(id: str, look: Look) -> None:
    for sentence in look.problems:
        if sentence in (look.unit_problem, look.state_problem):
            continue  # it stands beside its control
        st.warning(boxes.sentence(sentence), icon=":material/help:")
    if not look.unit_problem:
        st.caption(f"Lengths: {formats.plain(look.unit_reason)}.")
    tables.show(
        _preview(look.rows),
        key=f"preview_{id}",
        alt="The first rows of the file as they will be read",
    )
    st.caption("The first rows as they will be read.")
    if look.unknown:
        columns = ", ".join(formats.short(column, 30) for column in look.unknown)
        st.caption(f"Kept aside, as they are: {formats.plain(columns)}.")
    for sentence in look.warnings:
        st.caption(boxes.sentence(sentence))


def _preview(rows: tuple[PreviewRow, ...]) -> list[tables.Column]:
    problems = ["; ".join(flaw.reason for flaw in row.problems) for row in rows]
    return [
        tables.line("Line", [row.line for row in rows]),
        tables.text("Video id", [row.video_id or "" for row in rows]),
        tables.text("Kind", [row.kind or formats.NOTHING for row in rows]),
        tables.minutes("Minutes", [row.ms for row in rows], 1),
        tables.whole("Milliseconds", [row.ms for row in rows]),
        tables.moment("Start", [row.started_at for row in rows], is_exact=True),
        tables.moment("Stop", [row.stopped_at for row in rows], is_exact=True),
        tables.text("Room", [row.room or "" for row in rows]),
        tables.text("User", [row.user_id or "" for row in rows]),
        tables.text("Refused because", problems),
    ]
