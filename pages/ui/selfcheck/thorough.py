"""The checks of every stored row, run beside the pages: seconds for a million rows."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import Settlement
from analytics.selfcheck import run
from analytics.selfcheck.checks import Check
from analytics.storage.store import Store
from pages.ui import database
from pages.ui.selfcheck.bill import Key

KEPT = 10
_log = logging.getLogger(__name__)


@dataclass
class CheckRun:
    """One look at every stored row; ``checks`` once it is done, or the ``problem`` that stopped it."""

    checks: tuple[Check, ...] = ()
    problem: Problem | None = None
    progress: tuple[float, str] = (0.0, "Waiting for another check")
    """How much is done, from 0 to 1, and what is done at the moment."""
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        return self.done.is_set()


class CheckRuns:
    """The last runs of this server, by what they check; one runs at a time."""

    def __init__(self) -> None:
        self._runs: dict[tuple[database.Edition, Key], CheckRun] = {}
        self._turn = threading.Lock()

    def of(self, key: Key) -> CheckRun | None:
        return self._runs.get((database.edition(), key))

    def start(self, key: Key, store: Store, settlement: Settlement) -> CheckRun:
        """Check in a thread of its own; what is under way already is not started twice."""
        here = database.edition(), key
        running = self._runs.get(here)
        if running and not running.is_done:
            return running
        check = self._runs[here] = CheckRun()
        for old in list(self._runs)[:-KEPT]:
            if self._runs[old].is_done:
                self._runs.pop(old)
        threading.Thread(target=self._run, args=(check, store, settlement), daemon=True).start()
        return check

    def _run(self, check: CheckRun, store: Store, settlement: Settlement) -> None:
        try:
            with self._turn:
                check.checks = run.thorough(
                    store, settlement, lambda *progress: setattr(check, "progress", progress)
                )
        except Problem as problem:
            check.problem = problem
        except Exception:  # noqa: BLE001 - a thread has nobody to raise to; the log has the traceback
            _log.exception("the checks could not be run")
            hint = "Try again; if it fails again, the server's log says why"
            check.problem = Problem("the rows could not be checked", hint=hint)
        finally:
            check.done.set()


@st.cache_resource(max_entries=1, show_spinner=False)
def registry() -> CheckRuns:
    """The checks of this server."""
    return CheckRuns()
