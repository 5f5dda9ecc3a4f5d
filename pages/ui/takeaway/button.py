"""Button that hands a file on: made when somebody asks for it, for that person, with its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from analytics.core.people import Act
from analytics.storage import acting
from pages.ui import database

Content = bytes | str


def download(
    label: str,
    data: Content | Callable[[], Content],
    file_name: str,
    mime: str,
    *,
    key: str,
    **look: Any,
) -> None:
    """``st.download_button`` for files of the team's data.

    Streamlit asks for the content in a thread that belongs to nobody, so the person for whom the page is made is kept here:
    what is asked of the database then is what that one may see.
    """
    who = acting.person()

    def make() -> Content:
        with acting.as_person(who):
            content = data() if callable(data) else data
            database.note(Act(None, "export", file_name))
        return content

    st.download_button(label, make, file_name, mime, key=key, on_click="ignore", **look)
