"""Start of the server before the first person comes, its end, and the settings of its whole process."""

from __future__ import annotations

import ast
import asyncio
import inspect
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any

import streamlit as st
from streamlit import cli_util
from streamlit.runtime import Runtime
from streamlit.runtime.pages_manager import PagesManager

from analytics.storage import acting, collector
from analytics.team import replica
from pages.server import access, guard, logs
from pages.ui import site

_log = logging.getLogger("analytics.server")
SOON_S = 0.2
"""After the server has begun to answer."""
REQUESTS_END_S, JOBS_END_S, COMMANDS_END_S = 1.5, 4, 2
"""So long requests, jobs and commands under way have at the end of the server, before the database is closed: less than 10 s
in all. An import leaves nothing of its file."""
SWEEP_S = 5


@asynccontextmanager
async def ready(app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Open the database, so that nobody waits for it, and close it when the server stops."""
    expect_navigation()
    _end_requests_at_a_signal()
    logs.begin()
    if access.settings() or replica.of():
        from pages.server import sign_in

        acting.ask_sign_in(sign_in.signed_in)
    stop = threading.Event()
    threading.Thread(target=_get_ready, args=(stop,), daemon=True).start()
    asyncio.get_running_loop().call_later(SOON_S, _open_browser)
    yield {}
    from analytics.ingest import uploads
    from analytics.storage.jobs import JOBS
    from pages.ui import data, vendor_link, watched_folder

    stop.set()
    watched_folder.stop()
    vendor_link.stop()
    await asyncio.to_thread(JOBS.end, JOBS_END_S)
    await asyncio.to_thread(data.close, COMMANDS_END_S)
    uploads.end()


def _end_requests_at_a_signal() -> None:
    """Uvicorn waits for all requests without a bound, and tells the application of the end only after that."""
    if threading.current_thread() is not threading.main_thread():
        return  # nobody signals to a thread
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _after(signal.getsignal(number), loop))


def _after(before: Any, loop: asyncio.AbstractEventLoop) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(loop.call_later, REQUESTS_END_S, guard.end_requests)
        if callable(before):
            before(number, frame)

    return handle


def expect_navigation() -> None:
    """Have links to pages work from the first visitor on.

    Where there is a folder called pages, Streamlit takes the app for one of its older sort until st.navigation has run
    once, and answers the first link to a page with "Page not found": https://github.com/streamlit/streamlit/issues/8860.
    """
    PagesManager.uses_pages_directory = False


def _open_browser() -> None:
    """As `streamlit run` does for a plain script, but not for one that makes its own server."""
    if st.get_option("server.headless"):
        return
    address = st.get_option("server.address")
    host = "localhost" if address in (None, "", "0.0.0.0", "::") else address
    cli_util.open_browser(f"http://{host}:{st.get_option('server.port')}")


def _get_ready(stop: threading.Event) -> None:
    # Imported here, in a thread, so that the server answers meanwhile.
    from analytics.catalog import server_settings
    from analytics.core.errors import Problem
    from analytics.ingest import uploads
    from analytics.storage import audit, backup_timer
    from pages.ui import data, vendor_link, watched_folder

    owns = replica.of() is None
    try:
        opened = data.store()
        if owns:
            uploads.keep_in(opened.path.with_name(opened.path.name + ".uploads"))
            if by_clock := server_settings.load(opened.path).backup:
                backups = (data.store, by_clock, stop)
                threading.Thread(target=backup_timer.run, args=backups, daemon=True).start()
        threading.Thread(target=_sweep, args=(stop,), daemon=True).start()
        data.coverage()
        data.rooms()
        if broken := audit.broken(opened.ask("audit_log")):
            _log.warning("The record of changes is not as it was written from row %d on.", broken)
    except Problem:
        pass  # the first page says so
    if owns:
        watched_folder.start()
        vendor_link.start()
    _read_the_first_page()
    collector.look_rarely()
    collector.pass_over_imports()

    from analytics.ingest.sandbox import process
    from analytics.team import snapshots

    process.prepare()
    if owns:
        with suppress(Problem):
            snapshots.keep_up(data.store(), stop)


def _sweep(stop: threading.Event) -> None:
    """Discard the uploads of tabs that were closed, in memory and on the disk, until `stop`."""
    from analytics.ingest import jobs, uploads

    while not stop.wait(SWEEP_S):
        guard.sweep(monotonic())
        uploads.sweep(
            lambda tab: Runtime.instance().is_active_session(tab), jobs.in_use(), monotonic()
        )


def _read_the_first_page() -> None:
    """Import what the first page's script names, and what Streamlit needs for it, so that nobody waits for it."""
    script = ast.parse(Path(site.FIRST).read_text(encoding="utf-8"))
    lines = [line for line in script.body if isinstance(line, ast.ImportFrom)]
    modules = [f"{line.module}.{alias.name}" for line in lines for alias in line.names]
    for module in ("numpy", "pandas", "pages.server.frame", *modules):
        with suppress(ModuleNotFoundError):  # a name within a module, which is read by now
            import_module(module)
    # Streamlit looks at the call stack when it is given the first element, and `inspect` then asks for the place of every
    # module there is: 0.2 s of the first page. It remembers them.
    inspect.stack()
