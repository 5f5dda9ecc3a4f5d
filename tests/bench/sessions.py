"""People at work, many at once: each is a websocket of its own that clicks, as a browser would, and waits for the answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE_S = 120
_AT_THE_DOOR = 5


@dataclass
class Clicks:
    """What the people of one run saw: the seconds of each answer, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    figures: set[str] = field(default_factory=set)
    """Each value that the first figure of the page had where nothing was chosen."""

    @property
    def p95_ms(self) -> float:
        """The time within which 95 of 100 clicks were answered."""
        ordered = sorted(self.seconds)
        return round(ordered[int(len(ordered) * 0.95)] * 1000, 1)

    @property
    def median_ms(self) -> float:
        """The time within which half of the clicks were answered."""
        return round(sorted(self.seconds)[len(self.seconds) // 2] * 1000, 1)


async def crowd(
    url: str,
    page: str,
    links: Sequence[str],
    people: int,
    every_s: float,
    lasting_s: float,
    headers: Callable[[int], Mapping[str, str]] = lambda number: {},
) -> Clicks:
    """`people` have `page` open and click every `every_s` seconds, for `lasting_s`; what they choose are `links`.

    `headers` are what each one's browser, or a proxy in front, sends beside.
    All have it open before the first one clicks: a hundred pages that are opened within seconds are another question.
    """
    clicks = Clicks()
    doors = asyncio.Semaphore(_AT_THE_DOOR)
    all_in = asyncio.Barrier(people)
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            person = _Person(url, page, links, every_s, random.Random(number), headers(number))
            wait = number / people * every_s
            group.create_task(_patient(person, doors, all_in, wait, lasting_s, clicks))
    return clicks


async def opened(url: str, page: str, query: str) -> float:
    """The seconds until the server has sent all of a page to somebody who opens it. Raises RuntimeError for an error on it."""
    async with AsyncExitStack() as stack:
        person = _Person(url, page, (), 0, random.Random(0))
        start = time.perf_counter()
        errors = await person.come_in(stack, query)
        seconds = time.perf_counter() - start
    if errors:
        raise RuntimeError(f"{page}: {errors[0]}")
    return seconds


async def _patient(
    person: _Person,
    doors: asyncio.Semaphore,
    all_in: asyncio.Barrier,
    wait: float,
    lasting_s: float,
    clicks: Clicks,
) -> None:
    """A server that does not answer somebody in time is an error of the run, not its end."""
    try:
        async with AsyncExitStack() as stack:
            async with doors:
                await person.come_in(stack)
            await all_in.wait()
            await asyncio.sleep(wait)
            await person.click(lasting_s, clicks)
    except (OSError, TimeoutError, WebSocketException, asyncio.BrokenBarrierError) as fault:
        clicks.errors.append(f"{type(fault).__name__}: {fault}")
        await all_in.abort()


@dataclass
class _Person:
    url: str
    page: str
    links: Sequence[str]
    every_s: float
    dice: random.Random
    headers: Mapping[str, str] = field(default_factory=dict)

    async def come_in(self, stack: AsyncExitStack, query: str = "") -> list[str]:
        """Open the page; the sentences of what went wrong."""
        address = urlsplit(self.url)
        # The front end's own: what it speaks, no token, no earlier session.
        self.socket = await stack.enter_async_context(
            connect(
                f"ws://{address.netloc}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                origin=self.url,  # type: ignore[arg-type]
                additional_headers=self.headers,
                max_size=None,
            )
        )
        errors, _ = await _ask(self.socket, self.page, query)
        return errors

    async def click(self, lasting_s: float, clicks: Clicks) -> None:
        """Click, wait for the answer, look at it."""
        until = time.monotonic() + lasting_s
        while time.monotonic() < until:
            start = time.perf_counter()
            link = self.dice.choice(self.links)
            errors, figures = await _ask(self.socket, self.page, link, is_click=True)
            clicks.seconds.append(time.perf_counter() - start)
            clicks.errors += errors
            if not link:
                clicks.figures |= set(figures[:1])
            await asyncio.sleep(self.every_s * self.dice.uniform(0.8, 1.2))


async def _ask(
    socket: ClientConnection, page: str, query: str, *, is_click: bool = False
) -> tuple[list[str], list[str]]:
    """Run the page with what a link says; the sentences of what went wrong, and the figures."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    message.rerun_script.is_history_navigation = is_click
    await socket.send(message.SerializeToString())
    errors: list[str] = []
    figures: list[str] = []
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(socket.recv(), PATIENCE_S))
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.new_element.HasField("exception"):
            errors.append(answer.delta.new_element.exception.message)
        if kind == "delta" and answer.delta.new_element.HasField("metric"):
            figures.append(answer.delta.new_element.metric.body)
        # A page that a commit straddled is made again at once: that is the answer.
        is_whole = answer.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        if kind == "script_finished" and is_whole:
            return errors, figures
