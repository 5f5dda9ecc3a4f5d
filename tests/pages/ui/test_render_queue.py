"""Pages are made one after the other; what one has to ask is asked beside, and nobody waits forever."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from pages.ui import render_queue
from pages.ui.cache import cached

PATIENCE_S = 30


def test_one_page_is_made_at_a_time() -> None:
    at_once: list[int] = []
    here: list[int] = []

    def make(number: int) -> None:
        with render_queue.making():
            here.append(number)
            at_once.append(len(here))
            here.remove(number)

    with ThreadPoolExecutor(8) as people:
        list(people.map(make, range(200)))
    assert set(at_once) == {1}


def test_another_page_is_made_while_one_asks() -> None:
    asks, made = Event(), Event()

    @cached(1)
    def answer() -> int:
        asks.set()
        assert made.wait(PATIENCE_S), "nobody had the turn meanwhile"
        return 7

    def first() -> int:
        with render_queue.making():
            return answer()

    def second() -> None:
        assert asks.wait(PATIENCE_S)
        with render_queue.making():
            made.set()

    with ThreadPoolExecutor(2) as people:
        found = people.submit(first)
        people.submit(second).result(PATIENCE_S)
        assert found.result(PATIENCE_S) == 7


def test_what_is_asked_together_waits_for_the_turn_once() -> None:
    asks, made = Event(), Event()
    order: list[str] = []

    @cached(9)
    def answer(number: int) -> int:
        asks.set()
        order.append(f"answer {number}")
        return number

    def first() -> list[int]:
        with render_queue.making():
            with render_queue.together():
                found = [answer(1)]
                assert made.wait(PATIENCE_S), "nobody had the turn meanwhile"
                found += [answer(2), answer(1), answer(3)]
            order.append("first goes on")
            return found

    def second() -> None:
        assert asks.wait(PATIENCE_S)
        with render_queue.making():
            made.set()
            while "answer 3" not in order:
                sleep(0.001)
            order.append("second is done")

    with ThreadPoolExecutor(2) as people:
        found = people.submit(first)
        people.submit(second).result(PATIENCE_S)
        assert found.result(PATIENCE_S) == [1, 2, 1, 3]
    assert order == ["answer 1", "answer 2", "answer 3", "second is done", "first goes on"]


def test_after_a_fault_among_what_is_asked_together_the_turn_is_as_before() -> None:
    @cached(1)
    def fails() -> None:
        raise ValueError("no answer")

    for _ in range(render_queue.MOST_BESIDE + 1):
        with render_queue.making():
            with pytest.raises(ValueError, match="no answer"), render_queue.together():
                fails()
            assert render_queue._page.is_taken
    assert not render_queue._page.is_taken


def test_a_page_that_takes_long_holds_up_nobody() -> None:
    begun, done = Event(), Event()

    def long() -> None:
        with render_queue.making():
            begun.set()
            assert done.wait(PATIENCE_S), "others waited for it"

    def short() -> None:
        with render_queue.making():
            pass

    with ThreadPoolExecutor(4) as people:
        slow = people.submit(long)
        assert begun.wait(PATIENCE_S)
        for each in [people.submit(short) for _ in range(3)]:
            each.result(PATIENCE_S)
        done.set()
        slow.result(PATIENCE_S)
    assert not render_queue._page.is_taken


def test_many_pages_that_ask_the_same_within_another_question_all_get_it() -> None:
    together = Barrier(12)

    @cached(50)
    def inner(number: int) -> int:
        return number

    @cached(50)
    def outer(number: int) -> int:
        return inner(number % 2) + inner(number % 3)

    def make(number: int) -> int:
        together.wait(PATIENCE_S)
        with render_queue.making():
            return outer(number % 4) + inner(number % 3)

    with ThreadPoolExecutor(12) as people:
        found = [each.result(PATIENCE_S) for each in [people.submit(make, n) for n in range(12)]]
    assert found == [n % 4 % 2 + n % 4 % 3 + n % 3 for n in range(12)]


def test_a_question_that_fails_gives_everything_back() -> None:
    @cached(1)
    def broken() -> int:
        raise ZeroDivisionError

    for _ in range(render_queue.MOST_BESIDE + 1):
        with pytest.raises(ZeroDivisionError), render_queue.making():
            broken()
    assert not render_queue._page.is_taken
