"""roles.toml gives roles to the people and groups that a proxy or a provider names."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.core.people import Role
from analytics.team import roles

TEXT = """
sign_in = "headers"
person = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"

[roles]
"finance" = "analyst"
"ops@school.example" = "admin"
"""


def given(database: Path, text: str) -> roles.Roles:
    (database.with_name("roles.toml")).write_text(text)
    found = roles.load(database)
    assert found
    return found


@pytest.mark.parametrize(
    ("person", "groups", "expected"),
    [
        ("a@school.example", "teachers, finance", {Role.ANALYST}),
        ("ops@school.example", "finance", {Role.ADMIN, Role.ANALYST}),
        ("a@school.example", "financeers", set()),
        ("a@school.example", None, set()),
        ("a@school.example", ["finance", 3], {Role.ANALYST}),
        ("finance", None, {Role.ANALYST}),
    ],
)
def test_names_and_groups_have_roles(
    database: Path, person: str, groups: object, expected: set[Role]
) -> None:
    who = given(database, TEXT).of({"X-Forwarded-Email": person, "X-Forwarded-Groups": groups})
    assert who and (who.name, set(who.roles)) == (person, expected)


def test_nobody_is_named_by_nothing(database: Path) -> None:
    found = given(database, TEXT)
    for claims in ({}, {"X-Forwarded-Email": " "}, {"X-Forwarded-Email": 7}, {"email": "x"}):
        assert found.of(claims) is None


def test_everybody_may_have_a_role(database: Path) -> None:
    who = given(database, f'{TEXT}\n"*" = "viewer"').of({"X-Forwarded-Email": "x"})
    assert who and who.roles == {Role.VIEWER}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('"admin"', '"root"'), "is no role. Choose of viewer, analyst, sales, admin."),
        (('"headers"', '"ldap"'), 'Write "headers" or "oidc".'),
        (("groups", "teams"), "unknown key"),
        (('"finance" = "analyst"\n"ops@school.example" = "admin"', ""), "nobody has a role"),
    ],
)
def test_a_mistake_is_named_and_nobody_is_let_in(
    database: Path, change: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(Problem) as fault:
        given(database, TEXT.replace(*change, 1))
    assert sentence in str(fault.value) and "roles.toml" in str(fault.value)


def test_without_a_file_nobody_signs_in_but_one_that_is_named_must_be_there(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert roles.load(database) is None
    monkeypatch.setenv(roles.VARIABLE, str(database.with_name("elsewhere.toml")))
    with pytest.raises(Problem, match="elsewhere"):
        roles.load(database)
