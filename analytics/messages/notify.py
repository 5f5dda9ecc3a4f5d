"""Notification of the team: messages are put into the outbox, then everything that waits there is sent.

At most one digest a day and channel, and none that says what the last one said; of a quote that ends soon two reminders. A message that could not be delivered waits
and is tried again the next time; a newer digest takes its place.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.catalog.plans import house_edge
from analytics.core.months import add_months
from analytics.core.people import Act, Right
from analytics.messages import reminders, report, report_files, requests, sending
from analytics.messages.channels import Channel, Channels, Medium, What
from analytics.messages.digest import digest, report_notice
from analytics.messages.message import Line, Message
from analytics.reports import team_outlook
from analytics.storage.statements import run
from analytics.storage.store import Store
from analytics.team import visibility

MOST_SHOWN = 1000
_one_at_a_time = Lock()
_log = logging.getLogger(__name__)

Sender = Callable[[Channel, Message, Mapping[str, bytes]], None]


class Notice(NamedTuple):
    """A message to a channel and what became of it: new, sent, waiting, nothing."""

    channel: str
    medium: Medium
    what: What
    subject: date
    status: str
    message: Message
    problem: str = ""
    tries: int = 0


def due(store: Store, channels: Channels, now: datetime) -> list[Notice]:
    """What the channels are to be told now and were not yet; ``now`` is in UTC. Changes nothing."""
    zone = ZoneInfo(house_edge(store)[0])
    today = now.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).date()
    rows = store.ask("outbox", most=MOST_SHOWN)
    messages: dict[tuple[What, tuple[str, ...]], list[tuple[date, Message]]] = {}
    notices = []
    for channel in channels.channels:
        for what in channel.what:
            key = (what, channel.sees)
            if key not in messages:
                part = visibility.part(store, channel.sees)
                messages[key] = list(_messages(part, what, today, now, channels.address))
            notices += [
                Notice(channel.name, channel.medium, what, subject, "new", message)
                for subject, message in messages[key]
                if not _is_told(rows, channel, what, subject, message)
            ]
    return notices


def waiting(store: Store, channels: Channels, coming: Sequence[Notice]) -> list[Notice]:
    """What is in the outbox from before and would be tried again; a digest that is ``coming`` takes the place of an older."""
    media = {channel.name: channel.medium for channel in channels.channels}
    replaced = {notice.channel for notice in coming if notice.what is What.ALERTS}
    return [
        _notice(
            row,
            media[row["channel"]],
            What(row["what"]),
            Message.loads(row["message"]),
            "waiting",
            row["problem"],
        )
        for row in store.ask("outbox", most=MOST_SHOWN)
        if row["standing"] == "waiting" and row["channel"] in media
        if not (row["what"] == What.ALERTS and row["channel"] in replaced)
    ]


def notify(
    store: Store, channels: Channels, now: datetime, send: Sender = sending.send
) -> list[Notice]:
    """Put what is due into the outbox and send all that waits there; what became of each.

    One run at a time: what a second one finds waiting may be on its way.
    """
    with _one_at_a_time:
        _put(store, due(store, channels, now), now)
        return list(_deliver(store, channels, now, send))


def _put(store: Store, notices: Sequence[Notice], now: datetime) -> None:
    for notice in notices:
        with store.write(Act(Right.ADMINISTER, "write message", notice.channel)) as cursor:
            run(
                cursor,
                "load/put_message",
                channel=notice.channel,
                what=notice.what.value,
                subject=notice.subject,
                digest=notice.message.digest,
                message=notice.message.dumps(),
                now=now,
            )


def try_channel(channel: Channel, address: str, send: Sender = sending.send) -> None:
    """Send a test message. Raises NotDelivered."""
    text = "A test message of the recordings dashboard: this channel works."
    send(channel, Message(text, (Line("Open the dashboard.", f"{address}/"),)), {})


def _messages(
    store: Store, what: What, today: date, now: datetime, address: str
) -> Iterator[tuple[date, Message]]:
    if what is What.ALERTS:
        (coverage,) = store.ask("coverage")
        is_sample = bool(coverage["sample_imports"])
        if message := digest(team_outlook.look(store, now=now), address, is_sample=is_sample):
            yield today, message
    elif what is What.QUOTES:
        yield from reminders.due(store, today, address)
    elif today.day == 1:
        month = add_months(today, -1)
        if facts := report.facts(store, month):
            yield month, report_notice(month, facts.total, facts.minutes, address)


def _is_told(
    rows: Sequence[Mapping[str, Any]], channel: Channel, what: What, subject: date, message: Message
) -> bool:
    """Whether a channel has this message, has had its digest of the day, or its reminder of a quote."""
    own = [
        row
        for row in rows
        if row["channel"] == channel.name and row["what"] == what and row["standing"] != "replaced"
    ]
    if what is What.QUOTES:
        return any(
            row["subject"] == subject and Message.loads(row["message"]).title == message.title
            for row in own
        )
    if any(row["subject"] == subject for row in own):
        return True
    return what is What.ALERTS and bool(own) and own[0]["digest"] == message.digest


def _deliver(store: Store, channels: Channels, now: datetime, send: Sender) -> Iterator[Notice]:
    by_name = {channel.name: channel for channel in channels.channels}
    rows = store.ask("outbox", most=MOST_SHOWN)
    minute = now - timedelta(minutes=1)
    sent = Counter(row["channel"] for row in rows if row["sent_at"] and row["sent_at"] > minute)
    for row in sorted((r for r in rows if r["standing"] == "waiting"), key=lambda r: r["id"]):
        channel = by_name.get(row["channel"])
        message = Message.loads(row["message"])
        what = What(row["what"])
        if channel is None:
            problem = "there is no such channel any more"
            yield _notice(row, Medium.WEBHOOK, what, message, "waiting", problem)
            continue
        if sent[channel.name] >= requests.A_MINUTE.get(channel.medium, MOST_SHOWN):
            problem = "it has had as many messages in a minute as it takes"
            yield _notice(row, channel.medium, what, message, "waiting", problem)
            continue
        sent[channel.name] += 1
        problem = ""
        try:
            files = {}
            if what is What.REPORT and channel.medium is Medium.EMAIL:
                files = report_files.files(visibility.part(store, channel.sees), row["subject"])
            is_one_s = bool(message.to) and channel.medium is Medium.EMAIL
            send(replace(channel, to=(message.to,)) if is_one_s else channel, message, files)
        except sending.NotDelivered as fault:
            problem = str(fault)
            _log.warning("a message to %s was not delivered: %s", channel.name, problem)
        status = "waiting" if problem else "sent"
        with store.write(
            Act(Right.ADMINISTER, "send message", channel.name, after=status)
        ) as cursor:
            run(
                cursor,
                "load/message_tried",
                id=row["id"],
                standing=status,
                problem=problem,
                now=now,
            )
        yield _notice(row, channel.medium, what, message, status, problem, row["tries"] + 1)


def _notice(
    row: Mapping[str, Any],
    medium: Medium,
    what: What,
    message: Message,
    status: str,
    problem: str,
    tries: int | None = None,
) -> Notice:
    return Notice(
        row["channel"],
        medium,
        what,
        row["subject"],
        status,
        message,
        problem,
        row["tries"] if tries is None else tries,
    )
