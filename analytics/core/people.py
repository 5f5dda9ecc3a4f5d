"""People, their roles and what each role may do, and the acts that change what the team keeps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a role may do, besides looking."""

    IMPORT = "import"
    PLAN = "plan"
    QUOTE = "quote"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a person is to the team."""

    VIEWER = "viewer"
    ANALYST = "analyst"
    SALES = "sales"
    ADMIN = "admin"

    @property
    def rights(self) -> frozenset[Right]:
        """A viewer looks; an analyst imports, undoes, decides conflicts and groups; sales keep plans and quotes; an admin does all."""
        return _RIGHTS[self]


_RIGHTS = {
    Role.VIEWER: frozenset[Right](),
    Role.ANALYST: frozenset({Right.IMPORT}),
    Role.SALES: frozenset({Right.PLAN, Right.QUOTE}),
    Role.ADMIN: frozenset(Right),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: a signed-in person, a program with a token, or whoever runs the program."""

    name: str
    roles: frozenset[Role]
    sees: tuple[str, ...] = ()
    """FIELD=VALUE of app, room, user or a dimension of groups, any of which the recordings have that this one sees; () for all."""

    def may(self, right: Right) -> bool:
        """Whether one of the roles has the right; who sees a part of the recordings may look alone."""
        return not self.sees and any(right in role.rights for role in self.roles)

    @property
    def words(self) -> str:
        """The roles, in words."""
        return ", ".join(sorted(self.roles)) or "no role"


OWNER = Person("local user", frozenset({Role.ADMIN}))
"""Whoever runs the program where nobody signs in."""
SERVER = Person("server", frozenset({Role.ADMIN}))
"""What the server does by itself: watched folders, callbacks, syncs."""


def text_digest(text: str) -> str:
    """By which a text is known in the record of changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Act:
    """A change of what the team keeps: the right that it needs (None for what everybody may), what is done, and with what.

    `before` and `after` are short texts or digests of what it changes, as far as they are known.
    """

    right: Right | None
    action: str
    thing: str = ""
    before: str = ""
    after: str = ""
