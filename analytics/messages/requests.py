"""Requests that channels take: a message in the form, the size and with the signature that each of them wants."""

from __future__ import annotations

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from analytics.messages import signing
from analytics.messages.channels import Channel, Medium
from analytics.messages.message import Message, within

FEISHU_BYTES = 20_000
WECOM_BYTES = 2_048
DINGTALK_BYTES = 20_000
SLACK_CHARACTERS = 39_000
A_MINUTE = {Medium.FEISHU: 100, Medium.DINGTALK: 20, Medium.WECOM: 20}
"""How many messages a robot takes in a minute; DingTalk is silent for ten minutes above it."""


class Request(NamedTuple):
    """A POST of JSON."""

    url: str
    body: bytes


def request(channel: Channel, message: Message, now_ms: int) -> Request:
    """The POST by which a channel that is no mailbox takes a message, signed for this moment."""
    match channel.medium:
        case Medium.FEISHU:
            text = within(message.plain().splitlines(), FEISHU_BYTES - 1_000)
            body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
            if channel.secret:
                seconds = now_ms // 1000
                body = {
                    "timestamp": str(seconds),
                    "sign": signing.feishu(channel.secret, seconds),
                    **body,
                }
            return Request(channel.url, _json(body))
        case Medium.DINGTALK:
            text = within(message.markdown().splitlines(), DINGTALK_BYTES - 1_000)
            body = {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}
            return Request(_signed(channel, now_ms), _json(body))
        case Medium.WECOM:
            text = within(message.markdown().splitlines(), WECOM_BYTES)
            return Request(
                channel.url, _json({"msgtype": "markdown", "markdown": {"content": text}})
            )
        case Medium.SLACK:
            return Request(channel.url, _json({"text": _slack(message)[:SLACK_CHARACTERS]}))
        case _:
            lines = [{"text": line.text, "link": line.link} for line in message.lines]
            body = {"text": message.plain(), "title": message.title, "lines": lines}
            return Request(channel.url, _json(body))


def refusal(status: int, body: bytes) -> str:
    """Why an answer means that nothing was delivered, in a few words; "" where it was.

    Chat robots answer 200 with an error code in the body: that counts, not the 200.
    """
    if not 200 <= status < 300:
        return f"answered {status}"
    try:
        answer = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    if answer.get("ok") is False:
        return f"answered {_word(answer.get('error'), 'not ok')}"
    for name in ("errcode", "error_code", "code", "StatusCode"):
        code = answer.get(name)
        if code not in (None, 0, "0", ""):
            said = next(
                (
                    answer[key]
                    for key in ("errmsg", "msg", "error_msg", "StatusMessage")
                    if key in answer
                ),
                "",
            )
            return f"answered with error code {_word(code)}{f' ({_word(said)})' if said else ''}"
    return ""


def _signed(channel: Channel, now_ms: int) -> str:
    if not channel.secret:
        return channel.url
    parts = urlsplit(channel.url)
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("timestamp", str(now_ms)),
        ("sign", signing.dingtalk(channel.secret, now_ms)),
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _slack(message: Message) -> str:
    """Slack's own markup, in which three signs are written otherwise."""

    def plain(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    lines = [f"• {plain(x.text)}{f' <{x.link}|Open>' if x.link else ''}" for x in message.lines]
    return "\n".join([f"*{plain(message.title)}*", *lines])


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def _word(value: object, otherwise: str = "") -> str:
    text = " ".join(str(value if value is not None else otherwise).split())
    return text if len(text) <= 80 else f"{text[:79]}…"
