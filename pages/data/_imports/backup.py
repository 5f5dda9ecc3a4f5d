"""A backup of the database by one click, while others work on."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.storage import acting
from analytics.storage.backup import backup
from pages.ui import boxes, data, database, formats

FOLDER = "backups"


def show() -> None:
    """The button, and where the copy went."""
    if not data.imports():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="safekeeping"):
        is_clicked = st.button("Back up the database", key="backup", icon=":material/save:")
        st.caption(
            f"A verified copy in the folder `{FOLDER}` beside the database. To bring one back, stop the "
            "dashboard and run `python -m analytics restore FILE`.",
            width="stretch",
        )
    if not is_clicked:
        return
    source = data.store().path
    name = f"{source.stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S}.duckdb"
    try:
        with st.spinner("Copying and verifying …"):
            acting.allowed(Right.IMPORT)
            copy = backup(data.store(), source.parent / FOLDER / name)
            database.note(Act(None, "back up", name, after=copy.fingerprint[:16]))
    except Problem as problem:
        boxes.problem(problem)
        return
    st.success(
        f"**{formats.plain(copy.path.name)}** holds everything, fingerprint `{copy.fingerprint[:12]}`.",
        icon=":material/check:",
    )
