"""The person who acts in this thread: whoever signed in, else whoever runs the program."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from analytics.core.errors import Problem
from analytics.core.people import OWNER, Person, Right

_person: ContextVar[Person | None] = ContextVar("person", default=None)
_signed_in: list[Callable[[], Person]] = []


def person() -> Person:
    """Who acts: of `as_person`, else whom the sign-in of a server knows, else the owner."""
    return _person.get() or (_signed_in[-1]() if _signed_in else OWNER)


def signs_in() -> bool:
    """Whether people sign in here, so that a name is who somebody is and not what somebody typed."""
    return bool(_signed_in)


def name(typed: str) -> str:
    """Who is told to have done something: whoever signed in; where nobody signs in, what was typed."""
    return person().name if signs_in() else typed


def allowed(right: Right | None) -> Person:
    """Who acts. Raises Problem where that one lacks the right."""
    who = person()
    if right and not who.may(right):
        raise Problem(
            f"{who.name} ({who.words}) may look, and not {right}",
            hint="Ask an administrator for a role that may",
        )
    return who


@contextmanager
def as_person(who: Person) -> Iterator[None]:
    """What this thread does meanwhile is this person's."""
    token = _person.set(who)
    try:
        yield
    finally:
        _person.reset(token)


def ask_sign_in(who: Callable[[], Person]) -> None:
    """Have `person` ask this from now on: a click is answered before its page is made, so nobody can say it beforehand."""
    _signed_in[:] = [who]


def forget_sign_in() -> None:
    """Nobody signs in any more."""
    _signed_in.clear()
