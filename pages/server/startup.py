"""What the server does before the first person comes."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import streamlit as st
from streamlit import cli_util, config, delta_generator
from streamlit.runtime.pages_manager import PagesManager

from pages.server import batched_sending

SOON_S = 0.2
"""After the server has begun to answer."""
FIRST_TURN_S, FIRST_S = 0.0005, 8
"""How long a thread may keep others waiting, for the first seconds. At Python's 5 ms, each of the front end's 150 files
waits several times that long while modules are read and pages made; later on, many people at once are served sooner
the less often threads change."""


@asynccontextmanager
async def ready(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the database, so that nobody waits for it, and close it when the server stops.

    Streamlit takes a folder called pages for its older sort of pages until st.navigation runs for
    the first time, and answers the first visitor's link to a page with "Page not found".
    """
    PagesManager.uses_pages_directory = False
    read_theme_once()
    expect_no_console()
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(FIRST_TURN_S)
    threading.Thread(target=_open, daemon=True).start()
    loop = asyncio.get_running_loop()
    loop.call_later(SOON_S, _open_browser)
    loop.call_later(FIRST_S, _settle_down, usual_s)
    yield {}
    _close()


def read_theme_once() -> None:
    """Keep the theme as it is at the start, for as long as the server runs.

    Streamlit sends it with each run of a page, and looks through all options there are six times for that: a twentieth
    of a run of Explore.
    """
    config.get_options_for_section = cache(config.get_options_for_section)


def expect_no_console() -> None:
    """Skip Streamlit's look for a Python console, once a process: it reads sources for a quarter of a second of the
    first page."""
    delta_generator._use_warning_has_been_displayed = True


def _open_browser() -> None:
    """As `streamlit run` does for a plain script, but not for one that makes its own server."""
    if st.get_option("server.headless"):
        return
    address = st.get_option("server.address")
    host = "localhost" if address in (None, "", "0.0.0.0", "::") else address
    cli_util.open_browser(f"http://{host}:{st.get_option('server.port')}")


def _open() -> None:
    import numpy  # as Streamlit does for the first page's icon

    del numpy
    # Imported here because Streamlit's caches ask for the server, which runs only now.
    from analytics.core.errors import Problem
    from pages.ui import data

    try:
        data.store()
        data.coverage()
        data.rooms()
    except Problem:
        pass  # the first page says so
    # Only so that the first page waits for none of them.
    from pages.monitor._overview import cards as kpis
    from pages.monitor._overview import figures as overview
    from pages.monitor._overview import rooms
    from pages.server import frame
    from pages.ui.alerts import box as alert_box
    from pages.ui.selfcheck import panel as receipts

    del frame, kpis, rooms, alert_box, receipts, overview
    import pandas  # as Streamlit does for the first table

    del pandas


def _settle_down(turn_s: float) -> None:
    """After the first page, which all else would only hold up: its figures come before its charts, one by one."""
    sys.setswitchinterval(turn_s)
    batched_sending.many_at_a_time()

    from analytics.ingest.sandbox.process import TEMPLATE

    threading.Thread(target=TEMPLATE.warm, daemon=True).start()


def _close() -> None:
    from pages.ui import data

    data.close()
