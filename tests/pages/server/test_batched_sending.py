"""A page's messages are handed over and sent many at a time: all of them, in their order, each once."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.runtime import Runtime

from pages.server import batched_sending

Result = TypeVar("Result")
PATCHED = {
    AppSession: ("_call_soon_on_event_loop", "flush_browser_queue"),
    Runtime: ("_send_message", "_enqueued_some_message"),
}


@pytest.fixture(autouse=True)
def _many_at_a_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for owner, names in PATCHED.items():
        for name in names:
            own = getattr(owner, name)
            monkeypatch.setattr(owner, name, getattr(own, "__wrapped__", own))
    batched_sending.many_at_a_time()
    yield


class Loop:
    """Counts how often the server's loop is called."""

    def __init__(self) -> None:
        self.own = asyncio.get_running_loop()
        self.calls = 0

    def call_soon_threadsafe(self, callback: Callable[[], None]) -> None:
        self.calls += 1
        self.own.call_soon_threadsafe(callback)

    def is_closed(self) -> bool:
        return self.own.is_closed()


class Session(AppSession):
    """A session as far as its messages go, without a script, files or a browser."""

    def __init__(self, loop: Any) -> None:
        self._event_loop = loop
        self._browser_queue = ForwardMsgQueue()

    def __del__(self) -> None:
        pass


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """On a loop of its own in a thread of its own: a browser's tests leave one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def numbered(count: int) -> list[ForwardMsg]:
    return [ForwardMsg(hash=str(number)) for number in range(count)]


async def _handed_over() -> tuple[list[int], list[int], int]:
    loop, got, later = Loop(), [], []
    session = Session(loop)

    def take(number: int) -> None:
        got.append(number)
        if number == 7:
            session._call_soon_on_event_loop(lambda: got.append(700))

    def page() -> None:
        for number in range(300):
            session._call_soon_on_event_loop(lambda number=number: take(number))

    page()  # as a page's thread does, while the loop is at something else
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    session._call_soon_on_event_loop(lambda: later.append(1))
    await asyncio.to_thread(page)
    await asyncio.sleep(0.01)
    return got, later, loop.calls


def test_what_a_page_says_is_handed_over_in_its_order_and_the_loop_is_called_once_for_it() -> None:
    got, later, calls = run(_handed_over())
    assert got == [*range(300), 700, *range(300), 700]
    assert later == [1]
    assert 2 <= calls < 300


async def _one_that_fails() -> tuple[list[int], list[str]]:
    session, got, told = Session(asyncio.get_running_loop()), [], []
    session._event_loop.set_exception_handler(lambda _, what: told.append(str(what["exception"])))
    for number in range(5):
        session._call_soon_on_event_loop(lambda number=number: got.append(10 // (number - 2)))
    for _ in range(5):
        await asyncio.sleep(0)
    session._call_soon_on_event_loop(lambda: got.append(99))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return got, told


def test_a_message_that_fails_is_told_and_the_others_still_come() -> None:
    got, told = run(_one_that_fails())
    assert got == [-5, -10, 10, 5, 99]
    assert told == ["integer division or modulo by zero"]


@pytest.mark.parametrize("count", [0, 1, batched_sending.MOST, 2 * batched_sending.MOST + 50])
def test_all_messages_are_sent_in_their_order_and_a_connection_is_not_flooded(count: int) -> None:
    session, sent = Session(None), list[ForwardMsg]()
    for message in numbered(count):
        session._browser_queue.enqueue(message)
    parts: list[Any] = session.flush_browser_queue()
    client = SimpleNamespace(write_forward_msg=sent.append)
    for part in parts:
        Runtime._send_message(
            Runtime.__new__(Runtime), SimpleNamespace(client=client, script_run_count=0), part
        )
    assert sent == numbered(count)
    assert len(parts) == -(-count // batched_sending.MOST)
    assert session.flush_browser_queue() == []


def test_a_message_that_was_taken_before_is_sent_too() -> None:
    sent: list[ForwardMsg] = []
    info = SimpleNamespace(client=SimpleNamespace(write_forward_msg=sent.append))
    (message,) = numbered(1)
    Runtime._send_message(Runtime.__new__(Runtime), info, message)
    assert sent == [message]


async def _wakes() -> tuple[int, bool]:
    loop, needed = Loop(), asyncio.Event()
    runtime = Runtime.__new__(Runtime)
    runtime._async_objs = SimpleNamespace(eventloop=loop, need_send_data=needed)  # type: ignore[assignment]
    runtime._enqueued_some_message()
    await asyncio.sleep(0)
    for _ in range(50):
        runtime._enqueued_some_message()
    before = loop.calls
    needed.clear()
    runtime._enqueued_some_message()
    await asyncio.sleep(0)
    return loop.calls - before, needed.is_set() and before == 1


def test_who_sends_is_woken_once_until_it_looks_again() -> None:
    assert run(_wakes()) == (1, True)


def test_a_second_time_changes_nothing() -> None:
    before = {(o, n): getattr(o, n) for o, names in PATCHED.items() for n in names}
    batched_sending.many_at_a_time()
    assert before == {key: getattr(*key) for key in before}
    assert all(hasattr(own, "__wrapped__") for own in before.values())


class Slow(deque[Any]):
    """Lets another thread go on between an entry and the look at it."""

    def append(self, entry: Any) -> None:
        super().append(entry)
        sleep(0.1)


async def _from_two_threads() -> list[int]:
    loop = asyncio.get_running_loop()
    session, got = Session(loop), list[int]()
    vars(session)["waiting"] = Slow()

    def say(number: int) -> None:
        session._call_soon_on_event_loop(lambda: got.append(number))

    await asyncio.gather(*(loop.run_in_executor(None, say, number) for number in range(2)))
    await asyncio.sleep(0.1)
    return sorted(got)


def test_nothing_is_left_lying_where_two_threads_speak_at_once() -> None:
    """A run that ends and the one that takes its place do."""
    assert run(_from_two_threads()) == [0, 1]
