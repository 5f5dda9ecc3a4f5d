"""The vendor's keys: from the environment or a file that nobody else can read, never kept and never shown."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from analytics.core.errors import Problem

ID, KEY, FILE = "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_CREDENTIALS"
_HINT = f"Set {ID} and {KEY}, or name a file of mode 0600 that holds them with {FILE}"
# Of a file; how the vendor's own tools and a shell write it are both shorter.
_MOST_BYTES = 1 << 14


@dataclass(frozen=True, slots=True)
class Credentials:
    """A pair of keys. Its text shows neither."""

    secret_id: str = field(repr=False)
    secret_key: str = field(repr=False)


def load(environment: Mapping[str, str] = os.environ) -> Credentials:
    """The keys of the environment, else those of the file that it names. Raises Problem, which names no key."""
    secret_id, secret_key = environment.get(ID, "").strip(), environment.get(KEY, "").strip()
    if secret_id and secret_key:
        return Credentials(secret_id, secret_key)
    if secret_id or secret_key:
        missing = KEY if secret_id else ID
        raise Problem(f"{missing} is not set", hint=_HINT)
    if named := environment.get(FILE, ""):
        return _of_file(Path(named).expanduser())
    raise Problem("there are no keys for the vendor's API", hint=_HINT)


def _of_file(path: Path) -> Credentials:
    where = f"{FILE}, {path.name}"
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > _MOST_BYTES:
            raise Problem("this is no file of keys", where=where, hint=_HINT)
        if mode := stat.S_IMODE(state.st_mode) & 0o077:
            raise Problem(
                f"others can read or write the file of keys (its mode has {mode:03o})",
                where=where,
                hint=f"Run chmod 600 {path.name}",
            )
        values = _values(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem("the file of keys cannot be read", where=where, hint=_HINT) from fault
    secret_id, secret_key = values.get("secretid", ""), values.get("secretkey", "")
    if not secret_id or not secret_key:
        raise Problem(
            "the file of keys lacks one of the two",
            where=where,
            hint=f"Write two lines, {ID}=… and {KEY}=…",
        )
    return Credentials(secret_id, secret_key)


def _values(text: str) -> dict[str, str]:
    """{name without case, underscores and the vendor's prefix: value} of JSON, or of lines as NAME=value."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = dict(
            line.replace(":", "=", 1).split("=", 1) if "=" not in line else line.split("=", 1)
            for line in text.splitlines()
            if ("=" in line or ":" in line) and not line.lstrip().startswith("#")
        )
    if not isinstance(document, dict):
        return {}
    return {_plain(name): str(value).strip().strip("\"'") for name, value in document.items()}


def _plain(name: str) -> str:
    plain = name.strip().lower().removeprefix("export ").replace("_", "").replace("-", "")
    return plain.strip().removeprefix("tencentcloud")
