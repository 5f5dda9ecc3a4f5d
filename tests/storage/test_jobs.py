"""Jobs run in threads of their own, so many at once as their queue says, and end with a result, a problem or neither."""

from threading import Event

import pytest

from analytics.core.errors import Problem
from analytics.storage.jobs import Cancelled, Job, Jobs, Queue

ONE, TWO = Queue("one"), Queue("two", at_once=2)


def test_what_is_asked_for_again_while_it_runs_or_once_it_is_done_is_the_same_job() -> None:
    jobs, goes_on = Jobs(), Event()
    job = jobs.start(ONE, "a", lambda job: goes_on.wait(60))
    assert jobs.start(ONE, "a", lambda job: False) is job
    assert jobs.running(ONE) == [job]
    goes_on.set()
    assert job.wait(60)
    assert jobs.start(ONE, "a", lambda job: False) is job
    assert job.result is True and jobs.running(ONE) == []
    assert jobs.start(ONE, "b", lambda job: 2) is not job


@pytest.mark.parametrize(("queue", "runs"), [(ONE, False), (TWO, True)])
def test_as_many_run_at_once_as_the_queue_says(queue: Queue, runs: bool) -> None:
    jobs, goes_on, begun = Jobs(), Event(), Event()
    first = jobs.start(queue, 1, lambda job: goes_on.wait(60))
    second = jobs.start(queue, 2, lambda job: begun.set())
    assert begun.wait(60 if runs else 0.3) is runs
    goes_on.set()
    assert first.wait(60) and second.wait(60) and begun.is_set()


@pytest.mark.parametrize("fault", [Problem("no pack"), RuntimeError("oops")])
def test_what_goes_wrong_is_a_sentence_and_is_begun_anew(fault: Exception) -> None:
    def fail(job: Job[int]) -> int:
        raise fault

    jobs = Jobs()
    job = jobs.start(ONE, 1, fail)
    assert job.wait(60)
    assert job.problem is not None and "oops" not in str(job.problem)
    again = jobs.start(ONE, 1, lambda job: 7)
    assert again.wait(60) and again.result == 7


def test_a_cancelled_job_tells_its_helper_and_has_neither_result_nor_problem() -> None:
    stopped = Event()

    def work(job: Job[None]) -> None:
        job.on_cancel = stopped.set
        assert stopped.wait(60)
        raise Cancelled

    job = Jobs().start(ONE, 1, work)
    while job.text == "waiting for its turn" and not stopped.is_set():
        job.cancel()
    assert job.wait(60)
    assert job.is_cancelled and job.result is None and job.problem is None


def test_work_that_says_how_far_it_is_stops_there_once_it_is_cancelled() -> None:
    begun, goes_on, jobs = Event(), Event(), Jobs()

    def work(job: Job[int]) -> int:
        job.step(0.5, "half of it")
        begun.set()
        assert goes_on.wait(60)
        job.step(1.0, "all of it")
        return 1

    job = jobs.start(ONE, 1, work)
    assert begun.wait(60)
    assert (job.progress, job.words) == (0.5, "half of it")
    job.cancel()
    assert job.words == "stopping"
    goes_on.set()
    assert job.wait(60)
    assert job.result is None and job.problem is None
