"""The imports of groups, each with its rows and a way back."""

from __future__ import annotations

import streamlit as st

from analytics.core.errors import Problem
from analytics.groups import imports
from analytics.groups.imports import GroupImport
from analytics.groups.rows import NAMED
from pages.ui import data, formats, tables, use_costs

_SHOWN = 10


def show() -> None:
    """All of them, the newest first, each opening to its rows; words for a start where there are none."""
    taken = use_costs.group_imports()
    if not taken:
        _nothing_yet()
        return
    st.subheader(f"Imports of groups ({len(taken):,})", anchor=False)
    coverage = data.coverage()
    zone = coverage.zone if coverage else "Asia/Shanghai"
    for each in taken:
        label = (
            f"**{formats.plain(formats.short(each.file, 60))}** · {formats.count(len(each.rows), 'row')} of "
            f"{formats.plain(formats.short(', '.join(each.dimensions), 60))} · {formats.moment(each.loaded_at, zone)}"
        )
        box = st.expander(label, key=f"groups_{each.import_id}", on_change="rerun")
        if box.open:
            with box:
                _body(each)


def _body(each: GroupImport) -> None:
    tables.show(
        [
            tables.whole("Line", [row.line for row in each.rows]),
            tables.text("Dimension", [row.dimension for row in each.rows]),
            *(
                tables.text(field.capitalize(), [row.names[place] or "all" for row in each.rows])
                for place, field in enumerate(NAMED)
            ),
            tables.text("Value", [row.value for row in each.rows]),
            tables.day("From", [row.since for row in each.rows]),
            tables.day("Until", [row.until for row in each.rows]),
        ],
        key=f"groups_rows_of_{each.import_id}",
        shown=_SHOWN,
        alt="The rows of this import",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Undo this import",
            key=f"groups_undo_{each.import_id}",
            icon=":material/undo:",
            on_click=_undo,
            args=(each.import_id,),
            help="Its rows no longer count; those of other imports do. Importing the file again brings them back.",
        )
        st.caption(f"id {formats.plain(each.import_id)}")


def _undo(import_id: str) -> None:
    try:
        imports.undo(data.store(), import_id)
    except Problem:
        pass  # somebody else was quicker: the list shows it


def _nothing_yet() -> None:
    with st.container(border=True, key="groups_nothing"):
        st.subheader("No groups yet", anchor=False)
        st.markdown(
            "A table says which department, customer, subject or role the recordings of a room, an app or a user belong to:"
        )
        st.code(
            "dimension,app,room,user,value,from,until\n"
            "department,,2101*,,Maths,,\n"
            "department,,210142,,Physics,2026-03-01,\n"
            "role,,,teacher_*,teacher,,",
            language=None,
        )
