"""People sign in at a provider of OpenID Connect: in, back at their link, with their role and part, out, and not for ever."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, free_port, running
from tests.support import customers
from tests.support.identity import CLIENT, SECRET, Provider, provider

ROLES = """
sign_in = "oidc"
person = "email"
groups = "groups"
[roles]
team = "admin"
north = "viewer"
[sees]
north = ["customer=Znorth School"]
"""
SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "a secret that is long enough for a test"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory, identity: Provider) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("signed_in")
    customers.made(folder)
    (folder / "roles.toml").write_text(ROLES)
    port = free_port()
    written = SECRETS.format(
        url=f"http://127.0.0.1:{port}", client=CLIENT, secret=SECRET, provider=identity.url
    )
    (folder / "secrets.toml").write_text(written)
    with running(folder, port=port, secrets=folder / "secrets.toml") as server:
        yield server


def sign_in(page: Page, server: Server, path: str = "/") -> None:
    page.goto(f"{server.url}{path}")
    page.get_by_role("button", name="Sign in").click()


def test_who_signs_in_comes_back_to_the_link_with_the_own_role(
    page: Page, dashboard: Server, identity: Provider
) -> None:
    identity.claims = {"email": "ada@team.example", "groups": ["team"], "sub": "ada"}
    page.goto(f"{dashboard.url}/explore?room=zsouth-room")
    expect(page.get_by_text("Sign in to see this page.")).to_be_visible()
    expect(page.get_by_text("zsouth")).to_have_count(0)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("ada@team.example · admin")).to_be_visible()
    assert page.url == f"{dashboard.url}/explore?room=zsouth-room"
    second = page.context.new_page()
    second.goto(f"{dashboard.url}/audit")
    expect(second.get_by_text("Check passed")).to_be_visible()
    second.get_by_role("button", name="Sign out").click()
    expect(second.get_by_role("button", name="Sign in")).to_be_visible()
    assert identity.ended == 1
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_who_is_bound_sees_a_part(page: Page, dashboard: Server, identity: Provider) -> None:
    identity.claims = {"email": "n@north.example", "groups": ["north"], "sub": "n"}
    sign_in(page, dashboard, "/lessons")
    expect(page.get_by_text("You see customer Znorth School only.")).to_be_visible()
    expect(page.get_by_role("link", name="Imports")).to_have_count(0)
    assert "zsouth" not in page.content().lower()


def test_a_stranger_is_told_the_own_groups_and_an_old_token_opens_nothing(
    page: Page, dashboard: Server, identity: Provider
) -> None:
    identity.claims = {"email": "x@else.example", "groups": ["pupils"], "sub": "x"}
    sign_in(page, dashboard)
    expect(page.get_by_text("x@else.example has no role here.")).to_be_visible()
    expect(page.get_by_text("pupils")).to_be_visible()
    page.context.clear_cookies()
    long_ago = int(time.time()) - 13 * 3600
    identity.claims = {"email": "ada@team.example", "groups": ["team"], "sub": "ada", "auth_time": long_ago}  # fmt: skip
    sign_in(page, dashboard)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(page.get_by_text("ada@team.example")).to_have_count(0)
