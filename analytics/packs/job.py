"""Pack advice by a child process: it takes seconds, the solver talks to the terminal, and it can be stopped."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan, PriceBook
from analytics.packs.advice import Advice, advise
from analytics.packs.solver import Item

_ROOT = Path(__file__).resolve().parents[2]
_RUN = "from analytics.packs.job import main; main()"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be advised; ``usage``: the charged days by percent of the estimate."""

    usage: Mapping[Decimal, Sequence[DayCharge]]
    plan: Plan
    book: PriceBook
    catalogue: tuple[Item, ...]
    since: date
    until: date


class Job:
    """An advice under way. ``done`` is set when ``advice`` or ``problem`` is there, or it was stopped."""

    def __init__(self, question: Question) -> None:
        self.fraction = 0.0
        self.advice: Advice | None = None
        self.problem: Problem | None = None
        self.done = threading.Event()
        self._child = subprocess.Popen(
            [sys.executable, "-c", _RUN],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env=os.environ | {"PYTHONPATH": str(_ROOT)},
        )
        threading.Thread(target=self._follow, args=(question,), daemon=True).start()

    def stop(self) -> None:
        """Nobody waits for it any more."""
        self._child.kill()

    def _follow(self, question: Question) -> None:
        child = self._child
        try:
            with child:
                assert child.stdin
                assert child.stdout
                pickle.dump(question, child.stdin)
                child.stdin.close()
                while self.advice is None and self.problem is None:
                    self._hear(pickle.load(child.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            _log.info("the advice on packs ended early")
            hint = "Change something, or switch it off and on, to try again."
            self.problem = Problem("the cheapest mix was not found", where="Packs", hint=hint)
        finally:
            self.done.set()

    def _hear(self, said: Any) -> None:
        match said:
            case Advice():
                self.advice = said
            case Problem():
                self.problem = said
            case (int(count), int(of)):
                self.fraction = count / of


def main() -> None:
    """Answer the question on stdin; what the solver prints goes nowhere."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    question: Question = pickle.load(sys.stdin.buffer)

    def tell(said: Any) -> None:
        pickle.dump(said, told)
        told.flush()

    try:
        tell(
            advise(
                question.usage.__getitem__,
                question.plan,
                question.book,
                question.catalogue,
                question.since,
                question.until,
                progress=lambda count, of: tell((count, of)),
            )
        )
    except Problem as problem:
        tell(problem)
