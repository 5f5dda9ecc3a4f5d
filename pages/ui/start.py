"""What the server does before the first person comes."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager


@asynccontextmanager
async def ready(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the database, so that nobody waits for it, and close it when the server stops.

    Streamlit takes a folder called pages for its older sort of pages until st.navigation runs for
    the first time, and answers the first visitor's link to a page with "Page not found".
    """
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_open, daemon=True).start()
    yield {}
    _close()


def _open() -> None:
    # Imported here because Streamlit's caches ask for the server, which runs only now.
    from analytics.errors import Problem
    from pages.ui import charts, data

    del charts  # only so that the first page does not wait for plotly
    try:
        data.store()
    except Problem:
        pass  # the first page says so


def _close() -> None:
    from pages.ui import data

    data.close()
