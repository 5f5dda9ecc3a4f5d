"""Rows of groups from a file, or typed; a wrong cell is named, and then nothing is taken in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.groups import imports, rows
from analytics.groups.imports import TYPED, GroupImport
from analytics.ingest import uploads
from analytics.ingest.common.limits import GRID_BYTES
from pages.ui import boxes, data, formats, tables

_TURN, _SAID, _PROBLEM = "groups_turn", "groups_said", "groups_problem"
_MOST_PROBLEMS = 20
_EMPTY_ROWS = 3
_HELP = (
    "Columns: dimension, app, room, user, value, from, until. Leave app, room or user empty for all, or end it with * "
    "for all names that begin so. Until is the first day on which a row no longer holds. The row that names most wins, then the later. "
    "The dimensions app_name, room_name and user_name give names, role the role of a user."
)


def show() -> None:
    """Both ways in, and what became of the last try."""
    turn = st.session_state.get(_TURN, 0)
    by_file, by_hand = st.tabs(
        ["Import a table", "Type rows"], key="groups_ways", on_change="rerun"
    )
    if by_file.open:
        with by_file:
            _file(turn)
    if by_hand.open:
        with by_hand:
            _typed(turn)
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
    for problem in st.session_state.pop(_PROBLEM, ()):
        boxes.problem(problem)


def _file(turn: int) -> None:
    upload = st.file_uploader(
        "Table of groups (CSV, XLSX)",
        key=f"groups_file_{turn}",
        help=_HELP,
        max_upload_size=GRID_BYTES >> 20,
    )
    st.button(
        "Import",
        key="groups_import",
        type="primary",
        icon=":material/upload:",
        disabled=upload is None,
        on_click=_import,
        args=(upload,),
    )


def _import(upload: Any) -> None:
    path = uploads.spool(upload)
    try:
        _told(imports.import_file(data.store(), path, upload.name))
    except Problem as problem:
        _refused(problem)
    finally:
        uploads.discard(path)


def _typed(turn: int) -> None:
    key = f"groups_rows_{turn}"
    st.data_editor(
        tables.picked([tables.text(name, [""] * _EMPTY_ROWS) for name in rows.COLUMNS]),
        key=key,
        num_rows="dynamic",
        hide_index=True,
        column_config={
            name: st.column_config.TextColumn(
                name.capitalize(), help=_HELP if name == "dimension" else None
            )
            for name in rows.COLUMNS
        },
        alt="Rows of groups to type: dimension, app, room, user, value, from, until",
    )
    st.button(
        "Add rows", key="groups_add", type="primary", icon=":material/add:", on_click=_add, args=(key,)
    )  # fmt: skip


def _add(key: str) -> None:
    lines = _lines(st.session_state[key])
    try:
        table = rows.read([(0, list(rows.COLUMNS)), *lines], "row")
        _told(imports.add(data.store(), table, TYPED))
    except Problem as problem:
        _refused(problem)


def _lines(edits: dict[str, Any]) -> list[tuple[int, list[str]]]:
    """The rows that were typed, those that say something, numbered as they stand."""
    deleted = set(edits["deleted_rows"])
    typed = [
        edits["edited_rows"].get(number, {})
        for number in range(_EMPTY_ROWS)
        if number not in deleted
    ]
    lines = [
        [str(row.get(name) or "") for name in rows.COLUMNS]
        for row in [*typed, *edits["added_rows"]]
    ]
    return [(number, cells) for number, cells in enumerate(lines, 1) if any(map(str.strip, cells))]


def _told(taken: GroupImport) -> None:
    count = formats.count(len(taken.rows), "row")
    names = ", ".join(map(formats.plain, taken.dimensions))
    said = (
        f"{count} of {names} imported."
        if taken.is_new
        else "These rows are already loaded; nothing changed."
    )
    st.session_state[_SAID] = " ".join([said, *map(formats.plain, taken.notes[:_MOST_PROBLEMS])])
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _refused(problem: Problem) -> None:
    st.session_state[_PROBLEM] = [problem, *problem.also][:_MOST_PROBLEMS]
