"""Tokens of programs: shown once when they are made, kept as hashes, withdrawn by name."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.storage.statements import run
from analytics.storage.store import Store

_PREFIX = "rec_"
_LONGEST_NAME = 100


class Role(StrEnum):
    """What a token may do: a viewer asks, an analyst imports too."""

    VIEWER = "viewer"
    ANALYST = "analyst"


class Token(NamedTuple):
    """A token as it is known afterwards; `made_at` is in UTC."""

    name: str
    role: Role
    made_at: datetime
    sees: tuple[str, ...] = ()
    """FIELD=VALUE, any of which the recordings have that it may ask of; () for all."""


def add(store: Store, name: str, role: Role, sees: tuple[str, ...] = ()) -> str:
    """Make a token and answer it, for the only time.

    Raises Problem for a name that is taken or none, and where one that sees a part of the recordings is to import.
    """
    name = name.strip()
    if sees and role is not Role.VIEWER:
        raise Problem(
            "who sees a part of the recordings may only ask",
            where="tokens add",
            hint="Give it the role viewer",
        )
    if not name.isprintable() or not 1 <= len(name) <= _LONGEST_NAME:
        raise Problem("a token needs a name of printable characters", where="tokens add")
    secret = _PREFIX + secrets.token_urlsafe(32)
    with store.write(
        Act(Right.ADMINISTER, "make token", name, after=" ".join([role.value, *sees]))
    ) as cursor:
        if any(token.name == name for token in known(store)):
            raise Problem(
                f'there is a token "{name}" already',
                hint=f'Give another name, or withdraw it: python -m analytics tokens remove "{name}"',
            )
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        run(cursor, "load/keep_api_token", name=name, role=role.value, digest=_digest(secret), now=now, sees=json.dumps(sees, ensure_ascii=False))  # fmt: skip
    return secret


def remove(store: Store, name: str) -> None:
    """Withdraw a token from now on. Raises Problem where there is none of this name."""
    with store.write(Act(Right.ADMINISTER, "withdraw token", name)) as cursor:
        if all(token.name != name for token in known(store)):
            raise Problem(
                f'there is no token "{name}"',
                hint="See `python -m analytics tokens` for the list",
            )
        run(cursor, "load/forget_api_token", name=name)


def known(store: Store) -> list[Token]:
    """All tokens that hold, by name."""
    return [_token(row) for row in store.ask("api_tokens")]


def holder(store: Store, secret: str) -> Token | None:
    """The token that a program shows; None where it is none of ours."""
    digest = _digest(secret)
    for row in store.ask("api_tokens"):
        if hmac.compare_digest(row["digest"], digest):
            return _token(row)
    return None


def _token(row: Mapping[str, Any]) -> Token:
    return Token(row["name"], Role(row["role"]), row["made_at"], tuple(json.loads(row["sees"])))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
