"""Who is named by the proxy sees what the role is for; others see why not; a change needs its right again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.core.people import Person, Role
from analytics.storage import acting
from analytics.storage.store import Store
from pages.server import access, guard, sign_in
from pages.ui import data
from tests.support.asgi import ask
from tests.support.pages import ROOT, page_text
from tests.support.recordings import Kind, Video, load

ROLES = """
sign_in = "headers"
person = "X-Forwarded-Email"
groups = "X-Forwarded-Groups"
[roles]
viewers = "viewer"
analysts = "analyst"
sellers = "sales"
"""


@pytest.fixture
def team(database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:  # fmt: skip
    """A page as somebody of these groups sees it."""
    with Store(database) as store:
        load(store, tmp_path, [Video("a", Kind.CAMERA, 600_000)])
    database.with_name("roles.toml").write_text(ROLES)
    access.settings.cache_clear()
    claims: dict[str, Any] = {}
    monkeypatch.setattr(sign_in, "_claims", lambda how: claims)

    def page(path: str | None = None, **headers: str) -> AppTest:
        claims.clear()
        claims.update({name.replace("_", "-"): value for name, value in headers.items()})
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        at.run()
        if path:
            at.switch_page(str(ROOT / path)).run()
        return at

    yield page
    data.close()
    acting.forget_sign_in()
    access.settings.cache_clear()


def test_who_is_not_named_sees_nothing(team: Callable[..., AppTest]) -> None:
    text = page_text(team())
    assert "The proxy in front names nobody" in text and "600" not in text


def test_who_has_no_role_sees_the_own_groups(team: Callable[..., AppTest]) -> None:
    text = page_text(team(X_Forwarded_Email="x@s.example", X_Forwarded_Groups="pupils"))
    assert "has no role here" in text and "pupils" in text


@pytest.mark.parametrize(
    ("group", "page", "is_let_in"),
    [
        ("viewers", "pages/costs/bill.py", True),
        ("viewers", "pages/data/imports.py", False),
        ("viewers", "pages/sell/quotes.py", False),
        ("analysts", "pages/data/imports.py", True),
        ("analysts", "pages/sell/quotes.py", False),
        ("sellers", "pages/sell/quotes.py", True),
    ],
)
def test_a_page_is_for_its_role(
    team: Callable[..., AppTest], group: str, page: str, is_let_in: bool
) -> None:
    at = team(page, X_Forwarded_Email="a@s.example", X_Forwarded_Groups=group)
    assert not at.exception
    assert ("this page is not for your role" not in page_text(at)) is is_let_in


def test_a_click_acts_for_the_person_whose_page_it_is(
    team: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch
) -> None:
    acting.ask_sign_in(sign_in.signed_in)
    assert acting.person().name == "server", "in a thread that makes no page"
    monkeypatch.setattr(sign_in, "get_script_run_ctx", lambda suppress_warning: True)
    team(X_Forwarded_Email="vera", X_Forwarded_Groups="viewers")
    assert acting.person() == Person("vera", frozenset({Role.VIEWER}))
    with pytest.raises(Exception, match="may look, and not"), data.store().write():
        pass


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str | None], None]]:
    yield lambda name: monkeypatch.setattr(access, "_address", lambda: name)
    access.settings.cache_clear()


def test_a_server_that_others_reach_needs_a_sign_in(
    database: Path, address: Callable[[str | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    access.settings.cache_clear()
    for name in ("127.0.0.1", "localhost", "::1"):
        address(name)
        assert access.refusal() == ""
    for name in ("0.0.0.0", "192.168.1.7", "::", "rec.school.example", None):
        address(name)
        assert "nobody signs in: write roles.toml" in access.refusal()
    database.with_name("roles.toml").write_text(ROLES)
    access.settings.cache_clear()
    assert "Anybody who reaches this address could write the headers" in access.refusal()
    monkeypatch.setenv(access.PROXY_SECRET, "s")
    assert access.refusal() == ""
    database.with_name("roles.toml").write_text("sign_in = 3")
    access.settings.cache_clear()
    assert "roles.toml" in access.refusal()


def test_a_sign_in_at_a_provider_that_lacks_something_says_what(
    database: Path, address: Callable[[str | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    database.with_name("roles.toml").write_text(ROLES.replace('"headers"', '"oidc"'))
    address("127.0.0.1")
    secrets: dict[str, Any] = {}
    monkeypatch.setattr(access.st, "secrets", secrets)
    access.settings.cache_clear()
    assert "needs redirect_uri and cookie_secret in [auth]" in access.refusal()
    secrets["auth"] = {"redirect_uri": "http://127.0.0.1:8501/oauth2callback"}
    assert "needs cookie_secret in [auth]" in access.refusal()
    secrets["auth"]["cookie_secret"] = "s"
    assert access.refusal() == ""
    monkeypatch.setattr(access, "find_spec", lambda name: None)
    assert "pip install -r analytics/team/requirements.txt" in access.refusal()


def test_who_did_not_click_for_two_hours_signs_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from analytics.team.roles import Roles, SignIn

    now = [1_000_000.0]
    user = {"is_logged_in": True, "email": "a", "sub": "idle", "iat": 1_000_000, "exp": 2**40}
    monkeypatch.setattr(sign_in.time, "time", lambda: now[0])
    monkeypatch.setattr(sign_in.st, "user", user)
    how = Roles(SignIn.OIDC, "email", None, {"a": Role.VIEWER})
    for later, is_in in ((0, True), (7_000, True), (7_000, True), (7_200, False), (10, False)):
        now[0] += later
        assert (how.of(sign_in._claims(how)) is not None) is is_in
    user["iat"] = int(now[0])
    assert how.of(sign_in._claims(how)) is not None


def test_a_secret_of_the_proxy_is_needed_on_every_route(monkeypatch: pytest.MonkeyPatch) -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    monkeypatch.setenv(access.PROXY_SECRET, "secret")
    for path in ("/", "/media/x", "/_stcore/stream", "/api/v1/minutes", "/callbacks/tiw/x"):
        assert ask(guard.Guard(page), path).status == 403
        assert ask(guard.Guard(page), path, x_recordings_proxy="wrong").status == 403
        assert ask(guard.Guard(page), path, x_recordings_proxy="secret").status == 200
    assert ask(guard.Guard(page), "/ready").status == 200


@pytest.mark.parametrize(
    ("user", "is_in"),
    [
        ({}, False),
        ({"is_logged_in": False, "email": "a", "exp": 2**40, "iat": 2**40}, False),
        ({"is_logged_in": True, "email": "a", "exp": 2**40, "iat": 2**40}, True),
        ({"is_logged_in": True, "email": "a", "exp": 1, "iat": 2**40}, False),
        ({"is_logged_in": True, "email": "a", "exp": 2**40, "iat": 1}, False),
        ({"is_logged_in": True, "email": "a", "exp": 2**40}, False),
        ({"is_logged_in": True, "email": "a", "iat": 2**40}, True),
        ({"is_logged_in": True, "email": "a", "auth_time": 1, "iat": 2**40}, False),
    ],
)
def test_a_cookie_of_the_provider_holds_no_longer_than_its_token(
    database: Path, monkeypatch: pytest.MonkeyPatch, user: dict[str, Any], is_in: bool
) -> None:
    from analytics.team.roles import Roles, SignIn

    monkeypatch.setattr(sign_in.st, "user", user)
    how = Roles(SignIn.OIDC, "email", None, {"a": Role.VIEWER})
    assert (how.of(sign_in._claims(how)) is not None) is is_in
