"""The thorough receipts, worked out beside the pages: seconds for a million rows."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import Settlement
from analytics.selfcheck import run
from analytics.selfcheck.checks import Proof
from analytics.storage.store import Store
from pages.ui import database
from pages.ui.selfcheck.bill import Key

KEPT = 10
_log = logging.getLogger(__name__)


@dataclass
class Check:
    """One look at every stored row; ``proofs`` once it is done, or the ``problem`` that stopped it."""

    proofs: tuple[Proof, ...] = ()
    problem: Problem | None = None
    done: threading.Event = field(default_factory=threading.Event)

    @property
    def is_done(self) -> bool:
        return self.done.is_set()


class Checks:
    """The last checks of this server, by what they check; one runs at a time."""

    def __init__(self) -> None:
        self._checks: dict[tuple[database.Edition, Key], Check] = {}
        self._turn = threading.Lock()

    def of(self, key: Key) -> Check | None:
        return self._checks.get((database.edition(), key))

    def start(self, key: Key, store: Store, settlement: Settlement) -> Check:
        """Check in a thread of its own; what is under way already is not started twice."""
        here = database.edition(), key
        running = self._checks.get(here)
        if running and not running.is_done:
            return running
        check = self._checks[here] = Check()
        for old in list(self._checks)[:-KEPT]:
            if self._checks[old].is_done:
                self._checks.pop(old)
        threading.Thread(target=self._run, args=(check, store, settlement), daemon=True).start()
        return check

    def _run(self, check: Check, store: Store, settlement: Settlement) -> None:
        try:
            with self._turn:
                check.proofs = run.thorough(store, settlement)
        except Problem as problem:
            check.problem = problem
        except Exception:  # noqa: BLE001 - a thread has nobody to raise to; the log has the traceback
            _log.exception("the receipts could not be worked out")
            hint = "Try again; if it fails again, the server's log says why"
            check.problem = Problem("the rows could not be checked", hint=hint)
        finally:
            check.done.set()


@st.cache_resource(max_entries=1, show_spinner=False)
def registry() -> Checks:
    """The checks of this server."""
    return Checks()
