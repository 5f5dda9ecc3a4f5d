"""Readiness: whether the database answers, said soon whatever else the server is at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from time import monotonic
from typing import Any

from analytics.core.errors import Problem

FIRST_S = 10
"""So long the first answer is waited for: a database that was just made takes some seconds."""
WAIT_S = 0.5
"""So long any later one."""
SILENT_S = 15
"""A database that has answered so shortly before is at work, and not out of order."""


class Readiness:
    """Asks in a thread of its own, one question at a time, so that it waits for no other request."""

    def __init__(self, ask: Callable[[], dict[str, Any]]) -> None:
        """`ask` has the database answer a question, and says what an operator watches; it raises Problem."""
        self._ask = ask
        self._thread = ThreadPoolExecutor(1, "ready")
        self._question: Future[dict[str, Any]] | None = None
        self._since = self._answered = 0.0
        self._state: dict[str, Any] | None = None

    async def reply(self) -> tuple[dict[str, Any], int]:
        """The document and the status: 200, or 503 with one sentence."""
        question = self._question
        # One that is done has had nobody waiting for it: it says how things were then.
        if question is None or question.done():
            question = self._question = self._thread.submit(self._ask)
            self._since = monotonic()
        wait_s = FIRST_S if self._state is None else WAIT_S
        await asyncio.wait({asyncio.wrap_future(question)}, timeout=wait_s)
        if question.done():
            return self._reply(question)
        silent_s = int(monotonic() - max(self._since, self._answered))
        if self._state is not None and silent_s < SILENT_S:
            return {"ready": True, **self._state, "answered_s_ago": silent_s}, 200
        error = f"The database has not answered for {silent_s} s: look at the server's log."
        return {"ready": False, "error": error}, 503

    def _reply(self, question: Future[dict[str, Any]]) -> tuple[dict[str, Any], int]:
        try:
            state = question.result()
        except Problem as problem:
            return {"ready": False, "error": str(problem)}, 503
        self._state, self._answered = state, monotonic()
        return {"ready": True, **state}, 200
