"""Roles: `roles.toml` beside the database, or the file that $RECORDINGS_ROLES names, gives roles to signed-in people."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from analytics.catalog.toml_forms import Form, Text, at, check, mistake, read, read_file
from analytics.core.errors import Problem
from analytics.core.people import Person, Role
from analytics.team import visibility

FILE = "roles.toml"
VARIABLE = "RECORDINGS_ROLES"
NAMED = "*"
"""In [roles]: everybody who signed in."""


class SignIn(StrEnum):
    """How people sign in: at a proxy that names them in headers, or by OpenID Connect."""

    HEADERS = "headers"
    OIDC = "oidc"


def _sign_in(value: object) -> SignIn:
    if value not in [*SignIn]:
        raise mistake(value, "is no way to sign in", 'Write "headers" or "oidc".')
    return SignIn(str(value))


def _role(value: object) -> Role:
    if value not in [*Role]:
        raise mistake(value, "is no role", f"Choose of {', '.join(Role)}.")
    return Role(str(value))


def _sees(value: object) -> tuple[str, ...]:
    pairs = [value] if isinstance(value, str) else value
    if not isinstance(pairs, list) or not pairs or not all(isinstance(each, str) for each in pairs):
        raise mistake(value, "is no list of texts", 'Write ["customer=North", "app=1400000001"].')
    try:
        return visibility.checked(pairs)
    except Problem as problem:
        raise mistake(value, problem.what, f"{problem.hint}.") from problem


class _Form(Form):
    sign_in: Annotated[SignIn, BeforeValidator(_sign_in)]
    person: Text
    groups: Text | None = None
    roles: dict[str, Annotated[Role, BeforeValidator(_role)]]
    sees: dict[str, Annotated[tuple[str, ...], BeforeValidator(_sees)]] = Field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True)
class Roles:
    """How people sign in, which header or claim names them and their groups, and the role of each name or group.

    `sees` binds names and groups to a part of the recordings. Who is bound by any name sees what these bind to and no more, and
    only looks, whatever another name or group allows.
    """

    sign_in: SignIn
    person: str
    groups: str | None
    roles: Mapping[str, Role]
    sees: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, claims: Mapping[str, object]) -> Person | None:
        """The person whom these headers or claims name; None where they name nobody. Without a role that one may not even look."""
        name = claims.get(self.person)
        if not isinstance(name, str) or not name.strip():
            return None
        names = [name.strip(), *(_values(claims.get(self.groups)) if self.groups else ()), NAMED]
        roles = frozenset(self.roles[each] for each in names if each in self.roles)
        bound = {pair for each in names for pair in self.sees.get(each, ())}
        return Person(name.strip(), roles, tuple(sorted(bound)))


def load(database: Path) -> Roles | None:
    """The roles of a database's team; None where there is no such file, and nobody signs in.

    Raises Problem for a file that is named and not there, an unknown key, and one that gives no role to anybody.
    """
    named = os.environ.get(VARIABLE)
    path = Path(named) if named else database.with_name(FILE)
    if not named and not path.exists():
        return None
    form = check(_Form, read(read_file(path), path.name), path.name)
    if not form.roles:
        raise Problem(
            "nobody has a role",
            where=at(path.name, "roles"),
            hint='Write one, such as "ops@school.example" = "admin"',
        )
    if unknown := form.sees.keys() - form.roles.keys():
        raise Problem(
            f'"{min(unknown)}" has no role',
            where=at(path.name, "sees"),
            hint="Give it one in [roles], as written there",
        )
    return Roles(form.sign_in, form.person, form.groups, dict(form.roles), dict(form.sees))


def _values(claim: object) -> list[str]:
    """The groups of a claim: a list, or one text with commas, as headers have them."""
    if isinstance(claim, str):
        return [part.strip() for part in claim.split(",") if part.strip()]
    if isinstance(claim, list | tuple):
        return [each for each in claim if isinstance(each, str)]
    return []
