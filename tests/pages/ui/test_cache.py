"""What pages remember: asked for once, by many at once too; an error is asked for again, and old answers go."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from pages.ui.cache import cached


def test_many_who_ask_at_once_share_one_answer() -> None:
    asked: list[int] = []
    together = Barrier(8)

    @cached(2)
    def doubled(number: int) -> list[int]:
        asked.append(number)
        return [2 * number]

    def ask(_: int) -> list[int]:
        together.wait()
        return doubled(4)

    with ThreadPoolExecutor(8) as people:
        found = list(people.map(ask, range(8)))
    assert asked == [4]
    assert found == [[8]] * 8 and len({id(each) for each in found}) == 1


def test_an_error_is_told_and_the_next_one_asks_again() -> None:
    answers = [ZeroDivisionError("first"), 7]

    @cached(2)
    def moody() -> object:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ZeroDivisionError, match="first"):
        moody()
    assert moody() == moody() == 7


def test_only_the_latest_answers_stay() -> None:
    asked: list[int] = []

    @cached(2)
    def same(number: int) -> int:
        asked.append(number)
        return number

    for number in (1, 2, 1, 3, 1, 2):
        assert same(number) == number
    assert asked == [1, 2, 3, 2]
