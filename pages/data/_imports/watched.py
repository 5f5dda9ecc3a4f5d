"""Line of the Imports page about the folder that the server watches."""

from __future__ import annotations

import streamlit as st

from pages.ui import formats, watched_folder


def show() -> None:
    """One line, or the sentence of what is wrong with it; nothing where no folder is watched."""
    if problem := watched_folder.problem():
        st.warning(formats.plain(problem), icon=":material/folder_off:")
    elif folder := watched_folder.folder():
        st.caption(
            f"Watching **{formats.plain(folder)}**: new files are imported automatically; refused ones move to “refused”, "
            "with their receipts."
        )
