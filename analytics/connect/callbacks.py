"""Callbacks of the vendor at the door: which are let in, and their bodies onto the disk.

published: Sign = md5(CallbackKey + ExpireTime), deliveries are tried every minute, ten times, until one is answered with
error_code 0. The signature covers neither the body nor the app, so what a callback says is a hint until another document
says the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.connect import folder

TOKEN, KEY = "RECORDINGS_CALLBACK_TOKEN", "TIW_CALLBACK_KEY"
MOST_BYTES = 1 << 20
FINISHED = ("OnlineRecordFinished", "OfflineRecordFinished")
"""Events that bear files."""
_LONGEST = 200


class Refused(Exception):
    """A delivery that is not taken, with the status of HTTP that it is answered with."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class Callback:
    """A delivery that was taken: which event of which task of which app, and its body as it came."""

    app: str
    task: str
    event: str
    body: bytes

    @property
    def key(self) -> str:
        """The same for each delivery of the event; of what names no task, by its content."""
        parts = (self.app, self.task, self.event) if self.task else (self.body.hex(),)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]


def is_token(given: str, own: str) -> bool:
    """Whether an address has the token of this dashboard; none has where there is no token."""
    return bool(own) and hmac.compare_digest(given.encode(), own.encode())


def sign(callback_key: str, expire_time: int) -> str:
    """The vendor's signature."""
    return hashlib.md5(f"{callback_key}{expire_time}".encode(), usedforsecurity=False).hexdigest()


def admit(body: bytes, callback_key: str, now_s: int) -> Callback:
    """A delivery that may come in. Raises Refused: 413 too long, 400 no callback, 403 not signed, or too late."""
    if len(body) > MOST_BYTES:
        raise Refused(413, "the body is longer than 1 MB")
    document = _document(body)
    if callback_key:
        _check_sign(document, callback_key, now_s)
    event, data = document.get("EventType"), document.get("EventData")
    if not isinstance(event, str) or not event or not isinstance(data, dict):
        raise Refused(400, "the body has no EventType and EventData")
    app = document.get("SdkAppId") or data.get("SdkAppId")
    return Callback(_text(app), _text(data.get("TaskId")), event[:_LONGEST], body)


def spool(place: Path, callback: Callback) -> Path:
    """The body in the folder, on the disk when this returns. A delivery that lies there already is left as it is."""
    path = place / f"{callback.key}.json"
    if not path.exists():
        folder.keep(path, [callback.body])
    return path


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(400, "the body is no JSON") from None
    if not isinstance(document, dict):
        raise Refused(400, "the body is no JSON object")
    return document


def _check_sign(document: dict[str, Any], callback_key: str, now_s: int) -> None:
    given, expires = document.get("Sign"), _text(document.get("ExpireTime"))
    if not isinstance(given, str) or not (expires.isascii() and expires.isdecimal()):
        raise Refused(403, "the callback is not signed")
    expire_time = int(expires[:20])
    if not hmac.compare_digest(given.lower().encode(), sign(callback_key, expire_time).encode()):
        raise Refused(403, "the signature is wrong")
    if expire_time < now_s:
        raise Refused(403, "the callback has expired")


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return ""
    return str(value)[:_LONGEST] if not isinstance(value, int) or abs(value) < 10**30 else ""
