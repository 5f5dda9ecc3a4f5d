"""What the Imports page says of the folder that the server watches."""

from __future__ import annotations

import streamlit as st

from pages.ui import formats, watched_folder


def show() -> None:
    """One line, or the sentence of what is wrong with it; nothing where no folder is watched."""
    if problem := watched_folder.problem():
        st.warning(formats.plain(problem), icon=":material/folder_off:")
    elif folder := watched_folder.folder():
        st.caption(
            f"Files copied to **{formats.plain(folder)}** are imported by themselves; what is refused is moved to its "
            "folder “refused”, with the receipt."
        )
