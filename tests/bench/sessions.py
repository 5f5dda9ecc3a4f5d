"""People at work, many at once: each is a websocket of its own that clicks, as a browser would, and waits for the answer."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE_S = 60


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
    url: str, page: str, links: Sequence[str], people: int, every_s: float, lasting_s: float
) -> Clicks:
    """`people` open `page` and click every `every_s` seconds, for `lasting_s`; what they choose are `links`."""
    clicks = Clicks()
    async with asyncio.TaskGroup() as group:
        for number in range(people):
            dice = random.Random(number)
            wait = number / people * every_s
            group.create_task(
                _patient(_person(url, page, links, every_s, lasting_s, wait, dice, clicks), clicks)
            )
    return clicks


async def _patient(person: Coroutine[Any, Any, None], clicks: Clicks) -> None:
    """A server that does not answer somebody in time is an error of the run, not its end."""
    try:
        await person
    except (OSError, TimeoutError, WebSocketException) as fault:
        clicks.errors.append(f"{type(fault).__name__}: {fault}")


async def _person(
    url: str,
    page: str,
    links: Sequence[str],
    every_s: float,
    lasting_s: float,
    wait: float,
    dice: random.Random,
    clicks: Clicks,
) -> None:
    await asyncio.sleep(wait)
    until = time.monotonic() + lasting_s
    address = urlsplit(url)
    # The front end's own: what it speaks, no token, no earlier session.
    async with connect(
        f"ws://{address.netloc}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=url,  # type: ignore[arg-type]
        max_size=None,
    ) as socket:
        await _ask(socket, page, "")  # the first answer is a page load, not a click
        while time.monotonic() < until:
            await asyncio.sleep(every_s * dice.uniform(0.8, 1.2))
            start = time.perf_counter()
            link = dice.choice(links)
            errors, figures = await _ask(socket, page, link, is_click=True)
            clicks.seconds.append(time.perf_counter() - start)
            clicks.errors += errors
            if not link:
                clicks.figures |= set(figures[:1])


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
        if kind == "script_finished":
            return errors, figures
