"""Pack advice by a child process: it takes seconds, the solver talks to the terminal, and it can be stopped."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

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


class _Line(BaseModel):
    """What the child says, a line of JSON each time: how far it is, and at the end the advice or what is in its way."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    fraction: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.0
    advice: Advice | None = None
    problem: tuple[str, str, str] | None = None


_QUESTION = TypeAdapter(Question)
_LONGEST_LINE = 1 << 20


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
                child.stdin.write(_QUESTION.dump_json(question))
                child.stdin.close()
                while self.advice is None and self.problem is None:
                    self._hear(_Line.model_validate_json(child.stdout.readline(_LONGEST_LINE)))
        except (OSError, ValueError):
            _log.info("the advice on packs ended early")
            hint = "Change something, or switch it off and on, to try again."
            self.problem = Problem("the cheapest mix was not found", where="Packs", hint=hint)
        finally:
            self.done.set()

    def _hear(self, line: _Line) -> None:
        self.fraction = max(self.fraction, line.fraction)
        self.advice = line.advice
        if line.problem:
            what, where, hint = line.problem
            self.problem = Problem(what, where=where, hint=hint)


def main() -> None:
    """Answer the question on stdin; what the solver prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    question = _QUESTION.validate_json(sys.stdin.buffer.read())

    def answer(line: _Line) -> None:
        answers.write(line.model_dump_json(exclude_defaults=True).encode() + b"\n")
        answers.flush()

    try:
        advice = advise(
            question.usage.__getitem__,
            question.plan,
            question.book,
            question.catalogue,
            question.since,
            question.until,
            progress=lambda count, of: answer(_Line(fraction=count / of)),
        )
        answer(_Line(advice=advice))
    except Problem as problem:
        answer(_Line(problem=(problem.what, problem.where, problem.hint)))
