"""Channels: who is told of alerts and of the month's report, each to be tried, and what became of each message."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.people import Act, Right, text_digest
from analytics.messages import channels, notify, sending
from analytics.messages.channels import Channel, Channels
from analytics.messages.message import Message
from analytics.messages.notify import Notice
from analytics.storage import acting
from analytics.team import visibility
from pages.ui import boxes, data, database, formats, render_queue, tables
from pages.ui.takeaway import screen

MOST = 100
EXAMPLE = """\
address = "http://127.0.0.1:8501"      # where people open the dashboard

[[channels]]
name = "finance"
kind = "email"                         # webhook, slack, feishu, dingtalk, wecom or email
url = "smtp://reports%40example.com@mail.example.com:587"
secret_env = "MAIL_PASSWORD"           # the environment variable with the password or signing key
to = ["finance@example.com"]
what = ["report"]                      # any of alerts, report and quotes
"""
_SAID = "channels_said"


def show() -> None:
    """The channels with their last message, a try of each, what would be sent now, and the file itself."""
    screen.headline("Messages")
    if text := st.session_state.pop(_SAID, ""):
        st.success(text, icon=":material/check:")
    path = channels.path_of(data.store().path)
    st.caption(
        f"Alerts go out once a day at most, the month’s report on the first day of the next one, each time `python -m "
        f"analytics notify` runs, for example every hour by cron. The channels stand in {formats.plain(path.name)}."
    )
    try:
        known = channels.load(data.store().path)
    except Problem as problem:
        boxes.problem(problem)
        known = None
    if known and known.channels:
        _table(known)
        _try(known)
        _due(known)
    elif known:
        st.caption("No channel yet: write one below.")
    _editor()
    _outbox()


def _table(known: Channels) -> None:
    last = {row["channel"]: row for row in reversed(_rows())}
    rows = [(channel, last.get(channel.name)) for channel in known.channels]
    tables.show(
        [
            tables.text("Channel", [formats.short(channel.name) for channel, _ in rows]),
            tables.text("Kind", [channel.medium.value for channel, _ in rows]),
            tables.text("Goes to", [_goes_to(channel) for channel, _ in rows]),
            tables.text("Gets", [_gets(channel) for channel, _ in rows]),
            tables.text("Sees", [visibility.in_words(c.sees) or "all" for c, _ in rows]),
            tables.day("Last message", [row["subject"] if row else None for _, row in rows]),
            tables.text("Status", [_status(row) if row else "none yet" for _, row in rows]),
        ],
        key="channels",
        alt="The channels of messages, what each gets and what became of its last message",
    )


def _gets(channel: Channel) -> str:
    return formats.listed(what.value for what in channel.what)


def _goes_to(channel: Channel) -> str:
    """People, or the host alone: the rest of a robot's address is a secret."""
    return formats.short(", ".join(channel.to) or str(urlsplit(channel.url).hostname), 60)


def _status(row: dict[str, Any]) -> str:
    return f"{row['standing']}: {row['problem']}" if row["problem"] else str(row["standing"])


def _try(known: Channels) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [channel.name for channel in known.channels]
        name = st.selectbox("Try a channel", names, key="channel_tried", format_func=formats.short)
        is_clicked = st.button("Send a test message", key="channel_try", icon=":material/send:")
    if not is_clicked:
        return
    channel = next(channel for channel in known.channels if channel.name == name)
    try:
        acting.allowed(Right.ADMINISTER)
        with st.spinner("Sending …"), render_queue.beside():
            notify.try_channel(channel, known.address)
    except sending.NotDelivered as fault:
        st.error(
            formats.plain(f"{name}: not delivered, {fault}. Check its address and secret."),
            icon=":material/error:",
        )
    else:
        st.success(f"{formats.plain(name)} took the message.", icon=":material/check:")


def _due(known: Channels) -> None:
    notices = notify.due(data.store(), known, _now())
    with st.expander(
        f"Due now: {formats.count(len(notices), 'message')}", key="due", icon=":material/outbox:"
    ):
        for notice in notices:
            _preview(notice)
        if st.button("Send now", key="send_now", disabled=not notices):
            with st.spinner("Sending …"), render_queue.beside():
                results = notify.notify(data.store(), known, _now())
            failed = sum(bool(result.problem) for result in results)
            st.session_state[_SAID] = (
                f"{len(results) - failed:,} of {formats.count(len(results), 'message')} delivered."
            )
            st.rerun()


def _preview(notice: Notice) -> None:
    st.markdown(f"**{formats.plain(notice.channel)}**: {formats.plain(notice.message.title)}")
    lines = [f"- {formats.plain(line.text)}" for line in notice.message.lines]
    st.markdown("\n".join(lines))


def _editor() -> None:
    path = channels.path_of(data.store().path)
    try:
        text = path.read_text("utf-8") if path.exists() else EXAMPLE
    except (OSError, UnicodeDecodeError):
        text = EXAMPLE
    with st.expander("Edit the channels", key="channels_editor", icon=":material/edit:"):
        typed = st.text_area(
            "channels.toml", text, key="channels_text", height=300, max_chars=20_000
        )
        st.caption(
            "No secret stands here: secret_env names the environment variable that holds it, url_env one with an address that is "
            "a secret itself."
        )
        if st.button("Check and save", key="channels_save", type="primary"):
            try:
                acting.allowed(Right.ADMINISTER)
                channels.save(data.store().path, typed)
                database.note(Act(None, "set channels", path.name, after=text_digest(typed)))
            except Problem as problem:
                boxes.problem(problem)
                return
            st.session_state[_SAID] = "Saved."
            st.rerun()


def _outbox() -> None:
    rows = _rows()
    st.subheader("Sent and waiting", anchor=False)
    if not rows:
        st.caption("No messages yet.")
        return
    titles = [formats.short(Message.loads(row["message"]).title, 80) for row in rows]
    tables.show(
        [
            tables.day("Day", [row["subject"] for row in rows]),
            tables.text("Channel", [formats.short(row["channel"]) for row in rows]),
            tables.text("What", [row["what"] for row in rows]),
            tables.text("Message", titles),
            tables.text("Status", [_status(row) for row in rows]),
            tables.whole("Tries", [row["tries"] for row in rows]),
        ],
        key="outbox",
        alt="The last messages, the newest first, and what became of each",
    )
    if len(rows) == MOST:
        st.caption(f"The last {MOST} messages.")


def _rows() -> list[dict[str, Any]]:
    return data.asked("outbox", most=MOST)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
