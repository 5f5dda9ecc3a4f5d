"""Message: what is told to a team, before a channel gives it its form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and the page that tells more of it; ``link`` "" for none."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A title with figures, then sentences. The same data make the same message."""

    title: str
    lines: tuple[Line, ...]
    to: str = ""
    """The mail address of whom it is for; "" for all that a channel names."""

    @property
    def digest(self) -> str:
        """By which two messages are told apart."""
        return sha256(self.dumps().encode()).hexdigest()

    def dumps(self) -> str:
        """The message as JSON, for the outbox."""
        values = asdict(self)
        if not self.to:
            del values["to"]
        return json.dumps(values, ensure_ascii=False)

    @classmethod
    def loads(cls, text: str) -> Message:
        """The message out of the outbox."""
        values: dict[str, Any] = json.loads(text)
        lines = tuple(Line(**line) for line in values["lines"])
        return cls(values["title"], lines, values.get("to", ""))

    def plain(self) -> str:
        """Text with links in full, a sentence a line."""
        return "\n".join(
            [self.title, *(" ".join(filter(None, (x.text, x.link))) for x in self.lines)]
        )

    def markdown(self) -> str:
        """Markdown as chat robots read it: a bold title, a list, links behind a word."""
        lines = [f"- {escaped(x.text)}{f' [Open]({x.link})' if x.link else ''}" for x in self.lines]
        return "\n".join([f"**{escaped(self.title)}**", "", *lines])


def escaped(text: str) -> str:
    """Text from data inside markdown: it makes neither links nor pictures nor headings, and stands on one line."""
    one_line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>" else sign for sign in one_line)


def within(lines: Sequence[str], most_bytes: int) -> str:
    """As many whole lines as fit into so many bytes of UTF-8; how many are left out is said."""
    whole = "\n".join(lines)
    if len(whole.encode()) <= most_bytes:
        return whole

    def cut(count: int) -> str:
        return "\n".join(
            [*lines[:count], f"… and {len(lines) - count:,} more lines on the dashboard"]
        )

    fitting = [count for count in range(1, len(lines)) if len(cut(count).encode()) <= most_bytes]
    if fitting:
        return cut(fitting[-1])
    return f"{lines[0].encode()[: most_bytes - 3].decode(errors='ignore')}…"
