"""Channels that messages go to: `channels.toml` beside the database, or the file that $RECORDINGS_CHANNELS names.

No secret stands in the file: `secret_env` names the environment variable that holds it, and `url_env` one that holds an
address which is a secret itself, as those of chat robots are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field

from analytics.catalog.toml_forms import Form, Text, at, check, mistake, one_of, read, read_file
from analytics.core.errors import Problem
from analytics.team import visibility

FILE = "channels.toml"
NAMED = "RECORDINGS_CHANNELS"
"""The variable that names another file."""
Environment = Mapping[str, str]
MOST_BYTES = 20_000
DEFAULT_ADDRESS = "http://127.0.0.1:8501"


class Medium(StrEnum):
    """How a channel takes messages."""

    WEBHOOK = "webhook"
    SLACK = "slack"
    FEISHU = "feishu"
    DINGTALK = "dingtalk"
    WECOM = "wecom"
    EMAIL = "email"


class What(StrEnum):
    """What a channel is sent."""

    ALERTS = "alerts"
    REPORT = "report"
    QUOTES = "quotes"


@dataclass(frozen=True, slots=True)
class Channel:
    """One place that messages go to. ``url`` and ``secret`` are never printed; ``name`` is.

    ``secret`` signs for Feishu and DingTalk and is the password of a mail server; "" for none.
    """

    name: str
    medium: Medium
    url: str
    secret: str = ""
    to: tuple[str, ...] = ()
    sender: str = ""
    what: tuple[What, ...] = tuple(What)
    sees: tuple[str, ...] = ()
    """FIELD=VALUE, any of which the recordings have that it is told of; () for all."""


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels, and the address at which people open the dashboard."""

    channels: tuple[Channel, ...] = ()
    address: str = DEFAULT_ADDRESS


def path_of(database: Path, environment: Environment = os.environ) -> Path:
    """The file of the channels of a database."""
    named = environment.get(NAMED)
    return Path(named) if named else database.with_name(FILE)


def load(database: Path, environment: Environment = os.environ) -> Channels:
    """The channels of a database; none where there is no file. ``environment`` holds the secrets.

    Raises Problem for a file that cannot be read, an unknown key, an address that is none, and a secret that is not in the
    environment.
    """
    path = path_of(database, environment)
    if not path.exists() and NAMED not in environment:
        return Channels()
    return loads(read_file(path), path.name, environment)


def loads(text: str, where: str, environment: Environment = os.environ) -> Channels:
    """The channels in the text of their file."""
    if len(text.encode()) > MOST_BYTES:
        raise Problem(
            "the file is too large", where=where, hint=f"Use at most {MOST_BYTES:,} bytes"
        )
    form = check(_Form, read(text, where), where)
    channels: list[Channel] = []
    for number, table in enumerate(form.channels):
        channel = _channel(table, number, where, environment)
        if channel.name in [other.name for other in channels]:
            raise Problem(
                f'two channels are called "{channel.name}"',
                where=at(where, "channels", number, "name"),
                hint="Give each a name of its own",
            )
        channels.append(channel)
    return Channels(tuple(channels), form.address.rstrip("/"))


def save(database: Path, text: str) -> None:
    """Keep the text of the file once it is good; only its owner may read it. Raises Problem, and leaves it as it was."""
    path = path_of(database)
    loads(text, path.name)
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        with open(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text)
        draft.replace(path)
    except OSError as fault:
        hint = "Check the rights of its folder"
        raise Problem(
            f"it cannot be written ({fault.strerror})", where=path.name, hint=hint
        ) from fault


def _texts(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) and item for item in values):
        raise mistake(value, "is not a list of texts", 'Write ["one", "two"].')
    return tuple(values)


def _what(value: object) -> tuple[What, ...]:
    choose = one_of(What)
    return tuple(dict.fromkeys(choose(item) for item in _texts(value)))


def _tables(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


class _ChannelForm(Form):
    kind: Annotated[Medium, BeforeValidator(one_of(Medium))]
    name: Text | None = None
    url: Text | None = None
    url_env: Text | None = None
    secret_env: Text | None = None
    to: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()
    sender: Text | None = Field(None, alias="from")
    what: Annotated[tuple[What, ...], BeforeValidator(_what)] = tuple(What)
    sees: Annotated[tuple[str, ...], BeforeValidator(_texts)] = ()


class _Form(Form):
    address: Text = DEFAULT_ADDRESS
    channels: Annotated[tuple[_ChannelForm, ...], BeforeValidator(_tables)] = ()


def _channel(form: _ChannelForm, number: int, file: str, environment: Environment) -> Channel:
    def where(key: str) -> str:
        return at(file, "channels", number, key)

    def secret(name: str | None, key: str) -> str:
        return _secret(environment, name, where(key)) if name else ""

    url = form.url or secret(form.url_env, "url_env")
    if not url:
        raise Problem("this key is missing", where=where("url"), hint="Add it, or url_env")
    schemes = ("smtp", "smtps") if form.kind is Medium.EMAIL else ("https", "http")
    if form.kind is Medium.EMAIL and "://" not in url:
        url = f"smtp://{url}"
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address:
        raise Problem(
            "this is not an address that can be sent to",
            where=where("url_env" if form.url_env and not form.url else "url"),
            hint=f"It begins with {schemes[0]}:// and names a host",
        )
    if form.kind is Medium.EMAIL and not form.to:
        raise Problem("this key is missing", where=where("to"), hint="Name who gets the mail")
    for person in (*form.to, *filter(None, [form.sender])):
        if form.kind is Medium.EMAIL and not _is_mail_address(person):
            raise Problem(
                f'"{person}" is not a mail address',
                where=where("to"),
                hint="Write name@example.com",
            )
    return Channel(
        form.name or f"{form.kind.value} {number + 1}",
        form.kind,
        url,
        secret(form.secret_env, "secret_env"),
        form.to,
        form.sender or "",
        form.what,
        visibility.checked(form.sees, where("sees")),
    )


def _is_mail_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and text.isprintable() and not set(text) & set(' ,;<>"\\')


def _secret(environment: Environment, name: str, where: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise Problem(
            f"the environment has no {name}", where=where, hint="Set it for the process that sends"
        )
    return value
