"""Way back to the link that somebody opened before the sign-in: Streamlit itself leads everybody to the first page."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "recordings_way_back"
LASTS_S = 600
LONGEST = 2000
LOGIN = "/auth/login"
CALLBACK = "/oauth2callback"


class WayBack:
    """Keeps the page's address in a cookie while its person is at the provider, and leads back to it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.endswith((LOGIN, CALLBACK)):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope)
        base = path.removesuffix(LOGIN).removesuffix(CALLBACK)

        async def led(message: Message) -> None:
            if message["type"] == "http.response.start" and 300 <= message["status"] < 400:
                headers = MutableHeaders(scope=message)
                if path.endswith(LOGIN):
                    _keep(headers, _from_page(given, base))
                else:
                    _lead(headers, given, base)
            await send(message)

        await self._app(scope, receive, led)


def _from_page(given: Headers, base: str) -> str:
    """The path and query of the page that the request comes from; "" where that is none of ours."""
    page = urlsplit(given.get("referer", ""))
    if page.netloc != given.get("host"):
        return ""
    return _own(page.path + (f"?{page.query}" if page.query else ""), base)


def _own(address: str, base: str) -> str:
    """An address within this server, "" for any other: a browser takes //x and /\\x for another host."""
    is_own = address.startswith(f"{base}/") and address[1:2] not in ("/", "\\")
    return address if is_own and len(address) <= LONGEST and address.isprintable() else ""


def _keep(headers: MutableHeaders, address: str) -> None:
    if address:
        headers.append(
            "Set-Cookie",
            f"{COOKIE}={quote(address, safe='')}; Path=/; Max-Age={LASTS_S}; HttpOnly; SameSite=Lax",
        )


def _lead(headers: MutableHeaders, given: Headers, base: str) -> None:
    kept = cookie_parser(given.get("cookie", "")).get(COOKIE)
    if kept is None:
        return
    if (address := _own(unquote(kept), base)) and headers.get("location") == f"{base}/":
        headers["location"] = quote(address, safe="/?&=%:,;@!$'()*+-._~")
    headers.append("Set-Cookie", f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax")
