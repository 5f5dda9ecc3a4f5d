"""Pack advice by a child process: it takes seconds, the solver talks to the terminal, and it can be stopped."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
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
from analytics.storage.jobs import Cancelled, Job, Queue

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
ADVICE = Queue("advice on packs", at_once=2)


def advise_beside(question: Question, job: Job[Advice]) -> Advice:
    """The advice of a child process; raises Problem, or Cancelled where the job is."""
    with subprocess.Popen(
        [sys.executable, "-c", _RUN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_ROOT,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
    ) as child:
        job.on_cancel = child.kill
        if job.is_cancelled:
            child.kill()
        assert child.stdin
        assert child.stdout
        try:
            child.stdin.write(_QUESTION.dump_json(question))
            child.stdin.close()
            while True:
                line = _Line.model_validate_json(child.stdout.readline(_LONGEST_LINE))
                if line.advice:
                    return line.advice
                if line.problem:
                    what, where, hint = line.problem
                    raise Problem(what, where=where, hint=hint)
                job.tell(max(job.fraction, line.fraction), "comparing mixes of packs")
        except (OSError, ValueError) as fault:
            child.kill()
            if job.is_cancelled:
                raise Cancelled from fault
            _log.info("the advice on packs ended early")
            hint = "Change something, or switch it off and on, to try again."
            raise Problem("the cheapest mix was not found", where="Packs", hint=hint) from fault


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
            progress=lambda count, total: answer(_Line(fraction=count / total)),
        )
        answer(_Line(advice=advice))
    except Problem as problem:
        answer(_Line(problem=(problem.what, problem.where, problem.hint)))
