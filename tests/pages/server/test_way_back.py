"""Whoever signs in comes back to the link that was opened, and to no other site."""

import asyncio
from typing import Any
from urllib.parse import quote

import pytest
from starlette.types import ASGIApp

from pages.server.way_back import COOKIE, WayBack


def answered(path: str, location: str = "/", status: int = 302, **headers: str) -> dict[str, list[str]]:  # fmt: skip
    """The headers of the answer to one request, each with its values."""
    said: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        start = {"type": "http.response.start", "status": status, "headers": [(b"location", location.encode())]}  # fmt: skip
        await send(start)

    async def send(message: Any) -> None:
        said.append(message)

    async def run(app: ASGIApp) -> None:
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        await app({"type": "http", "path": path, "headers": given}, None, send)  # type: ignore[arg-type]

    asyncio.run(run(WayBack(app)))
    found: dict[str, list[str]] = {}
    for name, value in said[0]["headers"]:
        found.setdefault(name.decode(), []).append(value.decode())
    return found


@pytest.mark.parametrize("base", ["", "/team"])
def test_the_link_is_kept_at_the_sign_in_and_led_to_after_it(base: str) -> None:
    page = f"{base}/bill?plan=Fee+%26+packs&room=%E6%95%99"
    kept = answered(f"{base}/auth/login", "https://idp/authorize", host="rec.example", referer=f"https://rec.example{page}")  # fmt: skip
    assert kept["location"] == ["https://idp/authorize"]
    cookie = kept["set-cookie"][0]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    led = answered(f"{base}/oauth2callback", f"{base}/", host="rec.example", cookie=cookie.split(";")[0])  # fmt: skip
    assert led["location"] == [page]
    assert "Max-Age=0" in led["set-cookie"][0]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", "/" + "a" * 3000, "/a\r\nSet-Cookie: x=y"]
)  # fmt: skip
def test_nobody_is_led_elsewhere(address: str) -> None:
    cookie = f"{COOKIE}={quote(address, safe='')}"
    assert answered("/oauth2callback", cookie=cookie)["location"] == ["/"]


def test_a_page_of_another_site_and_other_answers_are_left_alone() -> None:
    foreign = answered("/auth/login", "https://idp/", host="rec.example", referer="https://evil.example/x")  # fmt: skip
    assert "set-cookie" not in foreign
    assert "set-cookie" not in answered(
        "/auth/login", status=400, host="h", referer="http://h/bill"
    )
    failed = answered("/oauth2callback", "https://idp/logout", cookie=f"{COOKIE}=%2Fbill")
    assert failed["location"] == ["https://idp/logout"]
