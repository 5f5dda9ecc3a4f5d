"""The child that works out pack advice: the same answer, nothing on the terminal, and it can be stopped."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal as D

import pytest

from analytics.core.model import DayCharge, Plan
from analytics.packs.advice import WRONG, Advice, advise
from analytics.packs.job import ADVICE, Question, advise_beside
from analytics.packs.solver import Item
from analytics.planning.estimate import charged, from_model, scaled
from analytics.storage.jobs import Job, Jobs
from tests.support.plans import MINUTE, book
from tests.support.quotes import SCHOOL, START

SMALL = {
    percent: tuple(
        DayCharge(START + timedelta(n), int(100 * MINUTE * percent / 100)) for n in range(60)
    )
    for percent in (D(100), *WRONG)
}


def _question(**changes):
    plain = Question(
        SMALL, Plan(), book(), (Item("A", 2_000, D("9.00")),), START, START + timedelta(60)
    )
    return replace(plain, **changes)


def asked(question: Question) -> Job[Advice]:
    return Jobs().start(ADVICE, None, lambda job: advise_beside(question, job))


@pytest.mark.slow
def test_the_child_says_what_advise_says(capfd) -> None:
    job = asked(question := _question())
    assert job.wait(90)
    assert job.problem is None
    assert job.result == advise(
        question.usage.__getitem__,
        question.plan,
        question.book,
        question.catalogue,
        question.since,
        question.until,
    )
    assert job.fraction == 1
    assert capfd.readouterr().out == ""


@pytest.mark.slow
def test_what_cannot_be_advised_is_a_problem_of_the_job() -> None:
    job = asked(_question(catalogue=()))
    assert job.wait(90)
    assert "no pack to choose from" in str(job.problem)


@pytest.mark.slow
def test_a_long_term_is_quiet_and_a_cancelled_job_ends_soon(capfd) -> None:
    estimate = from_model(replace(SCHOOL, growth_percent=D("1.7")), START, 24)
    usage = {percent: charged(scaled(estimate, percent), Plan(), book()) for percent in SMALL}
    sorts = tuple(Item(str(n), 50_000 + n * 7_001, D(300 + 40 * n)) for n in range(3))
    job = asked(_question(usage=usage, catalogue=sorts, until=estimate.until))
    assert not job.wait(3)
    job.cancel()
    assert job.wait(30)
    assert job.result is job.problem is None
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    "line",
    [
        "cposix\\nsystem\\n(S'true'\\ntR.",
        '{"advice": "analytics.packs.job.main"}',
        '{"fraction": NaN}',
        '{"fraction": 1e400}',
        '{"problem": ["a", "b", "c"], "run": "x"}',
        "[",
        "",
    ],
)
def test_an_answer_that_is_none_ends_with_a_sentence(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.packs.job._RUN", f"print({line!r} * 2000)")
    job = asked(_question())
    assert job.wait(30)
    assert job.result is None
    assert "the cheapest mix was not found" in str(job.problem)
