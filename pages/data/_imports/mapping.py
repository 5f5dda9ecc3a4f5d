"""The mapping step: which column is which, with the first rows as they will be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.ingest import Options
from analytics.ingest.common.manifest import Guess
from analytics.ingest.loading.preview import Look, PreviewRow
from pages.data._imports import spooled
from pages.ui import boxes, formats

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
    found = spooled.seen(path, options)
    shown = formats.plain(formats.short(name, 60))
    if isinstance(found, str):
        st.error(f"**{shown}** – {boxes.sentence(found)}", icon=":material/error:")
        return Answer(options)  # nothing to choose: its receipt says the same
    if not found.is_table:
        st.caption(f":material/check: **{shown}** – {formats.plain(found.form)}")
        return Answer(options)
    sure = found.is_sure
    word = "columns understood" if sure else "check the columns"
    icon = ":material/check:" if sure else ":material/rule:"
    box = st.expander(
        f"**{shown}** – {word}",
        expanded=not sure,
        key=f"mapping_{id}",
        icon=icon,
        on_change="rerun",
    )
    if not box.open and not _was_touched(id):
        return Answer(options, bool(found.problems))
    with box:
        chosen, unit_question = _choose(id, found)
        said = replace(options, mapping=chosen) if chosen != dict(found.mapping) else options
        states, state_question = _states(id, found)
        if states:
            said = replace(said, states=states)
        read = spooled.seen(path, said)
        if isinstance(read, str):
            st.error(boxes.sentence(read), icon=":material/error:")
            return Answer(said, is_open=True)
        for place, question in (
            (unit_question, read.unit_problem),
            (state_question, read.state_problem),
        ):
            if question:
                place.warning(boxes.sentence(question), icon=":material/help:")
        _show(id, read)
    return Answer(said, bool(read.problems))


def _states(id: str, found: Look) -> tuple[dict[str, str], DeltaGenerator]:
    """What each word for a task's state stands for that no published word covers; where the question stands."""
    question = st.container()
    states: dict[str, str] = {}
    for number, (word, files) in enumerate(found.unknown_states[:MOST_WORDS]):
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


def _choose(id: str, found: Look) -> tuple[dict[str, str], DeltaGenerator]:
    """The columns and notations as a person chose them, and the place beside the unit for its question."""
    taken = dict(found.mapping)
    chosen: dict[str, str] = {}
    guesses = {guess.column: guess for guess in found.guesses}
    _boxes(id, [guesses[column] for column in FIRST if column in guesses], found, chosen)
    others = [guess for guess in found.guesses if guess.column not in FIRST]
    with st.popover("Other columns", icon=":material/view_column:", key=f"others_{id}"):
        _boxes(id, others, found, chosen, across=2)
    row = st.columns(3)
    question = row[0].container()
    for place, (name, (label, words)) in zip(row, CHOICES.items(), strict=True):
        options = list(words)
        value = place.selectbox(
            label,
            options,
            index=options.index(taken.get(name, "")) if taken.get(name, "") in options else 0,
            format_func=words.__getitem__,
            key=f"column_{id}_{name}",
        )
        if value:
            chosen[name] = value
    return chosen, question


def _boxes(
    id: str, guesses: list[Guess], found: Look, chosen: dict[str, str], across: int = 3
) -> None:
    samples = dict(found.samples)
    for start in range(0, len(guesses), across):
        for place, guess in zip(st.columns(across), guesses[start : start + across], strict=False):
            options = ["", *found.header]
            label = NAMES.get(guess.column, guess.column)
            value = place.selectbox(
                f"{label} *" if guess.needed else label,
                options,
                index=options.index(guess.header) if guess.header in options else 0,
                format_func=_header,
                key=f"column_{id}_{guess.column}",
            )
            shown = " · ".join(formats.short(text, 20) for text in samples.get(value, ()))
            place.caption(formats.plain(shown) if shown else "no column")
            if value:
                chosen[guess.column] = value


def _header(name: str) -> str:
    return formats.short(name, 40) if name else "–"


def _show(id: str, found: Look) -> None:
    for sentence in found.problems:
        if sentence in (found.unit_problem, found.state_problem):
            continue  # it stands beside its control
        st.warning(boxes.sentence(sentence), icon=":material/help:")
    if not found.unit_problem:
        st.caption(f"Lengths: {formats.plain(found.unit_reason)}.")
    st.dataframe(
        _preview(found.rows),
        key=f"preview_{id}",
        alt="The first rows of the file as they will be read",
        hide_index=True,
        width="stretch",
        height="content",
    )
    st.caption("The first rows as they will be read.")
    if found.unknown:
        listed = ", ".join(formats.short(column, 30) for column in found.unknown)
        st.caption(f"Kept aside, as they are: {formats.plain(listed)}.")
    for sentence in found.warnings:
        st.caption(boxes.sentence(sentence))


def _preview(rows: tuple[PreviewRow, ...]) -> dict[str, list[str]]:
    return {
        "Line": [str(row.line) for row in rows],
        "Video id": [row.video_id or "" for row in rows],
        "Kind": [row.kind or "–" for row in rows],
        "Minutes": ["–" if row.ms is None else formats.minutes(row.ms, 1) for row in rows],
        "Milliseconds": ["–" if row.ms is None else formats.whole(row.ms) for row in rows],
        "Start": [_time(row.started_at) for row in rows],
        "Stop": [_time(row.stopped_at) for row in rows],
        "Room": [row.room or "" for row in rows],
        "User": [row.user_id or "" for row in rows],
        "Refused because": ["; ".join(flaw.reason for flaw in row.problems) for row in rows],
    }


def _time(moment: object) -> str:
    return str(moment)[:19] if moment else "–"
