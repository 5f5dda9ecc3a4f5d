"""/quote/TOKEN: one frozen quote for whoever has its link, and the customer's answer. Nobody signs in here, and nothing else is here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from analytics.api.rate import Rate
from analytics.core.errors import Problem

if TYPE_CHECKING:
    from analytics.quotes.sharing import NotShared, Shared
    from analytics.quotes.signature import Signed
    from analytics.storage.store import Store

PREFIX = "/quote/"
MOST_BYTES = 100_000
"""Of an answer."""
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_HEADERS = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex, nofollow"}
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20
# One transparent point, as a GIF.
_POINT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
_printing = threading.Lock()


def routes() -> list[BaseRoute]:
    """Everything under the prefix, which else would be answered with the dashboard."""
    return [Route(PREFIX + "{rest:path}", Shares(_store).answer, methods=_METHODS)]


class Refused(Exception):
    """A request that is answered with a status, a title and a sentence."""

    def __init__(
        self, status: int, title: str, hint: str = "", language: str = "en", **headers: str
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.hint, self.headers = status, title, hint, headers
        self.language = language


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks for below the prefix; ``form`` None: it only looks."""

    token: str
    part: str
    client: str
    preview: bool
    """The seller looks, or a program that only asks for the head: no view."""
    form: Mapping[str, str] | None


class Shares:
    """The answers under the prefix. Each link has its own pace, and each address that guesses at links."""

    def __init__(self, store: Callable[[], Store], today: Callable[[], date] = date.today) -> None:
        self._store, self._today = store, today
        self._of_link = Rate(at_once=30, a_minute=120)
        self._of_stranger = Rate(at_once=10, a_minute=30)
        self._counting: set[str] = set()

    async def answer(self, request: Request) -> Response:
        """The answer to one request: a page, the PDF, or the page again after an answer was given."""
        from analytics.quotes import share_page

        try:
            answer = await run_in_threadpool(self._answer, await _asked(request))
        except Refused as refusal:
            page = share_page.message(refusal.title, refusal.hint, refusal.language)
            answer = HTMLResponse(page, refusal.status, refusal.headers)
        answer.headers.update(_HEADERS)
        return answer

    def _answer(self, asked: _Asked) -> Response:
        from analytics.quotes.sharing import NotShared, opened

        try:
            store = self._store()
        except Problem as problem:
            raise Refused(503, "This page cannot be shown now", "Try again later.") from problem
        now = monotonic()
        try:
            shared = opened(store, asked.token, self._today())
        except NotShared as problem:
            if wait_s := self._of_stranger.wait_s(asked.client, now):
                raise _too_many(wait_s) from problem
            raise _nowhere(problem) from problem
        if wait_s := self._of_link.wait_s(shared.link.token, now):
            raise _too_many(wait_s)
        if asked.form is not None:
            return self._keep(store, shared, asked.form)
        if asked.part == "":
            return HTMLResponse(_page(store, shared, preview=asked.preview))
        if asked.part == "seen":
            if not asked.preview:
                self._count(store, asked.token)
            return Response(_POINT, media_type="image/gif")
        return _file(store, shared)

    def _keep(self, store: Store, shared: Shared, form: Mapping[str, str]) -> Response:
        """Keep what the customer answers, and show the quote with it; or show the form again, and why."""
        from analytics.quotes import sharing
        from analytics.quotes.signature import NotTaken, signature

        token, today = shared.link.token, self._today()
        try:
            name, role = form.get("name", ""), form.get("role", "")
            if form.get("answer") == "decline":
                sharing.decline(store, token, name, role, form.get("reason", ""), today)
            else:
                if form.get("agreed") != "yes":
                    raise NotTaken(sharing.NOT_AGREED, where="Your answer")
                signed = signature(name, role, form.get("typed", ""), form.get("drawn", ""))
                now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
                sharing.accept(store, token, signed, form.get("option", ""), today, now)
        except sharing.NotShared as problem:
            raise _nowhere(problem) from problem
        except Problem as problem:
            shared = sharing.opened(store, token, today)
            page = _page(store, shared, typed=form, problem=_sentence(problem, shared))
            return HTMLResponse(page, 400)
        return RedirectResponse(f"{token}#answer", 303)

    def _count(self, store: Store, token: str) -> None:
        """One view more; while one is being counted, which may wait for an import, there is no second."""
        from analytics.quotes import sharing

        if token in self._counting:
            return
        self._counting.add(token)
        try:
            sharing.count_view(store, token, datetime.now(UTC).replace(tzinfo=None))
        finally:
            self._counting.discard(token)


async def _asked(request: Request) -> _Asked:
    token, _, part = request.path_params["rest"].partition("/")
    if part not in ("", "seen", "quote.pdf") or request.path_params["rest"].endswith("/"):
        raise Refused(404, "There is nothing here", "Check the address that you were sent.")
    form = None
    if request.method == "POST" and not part:
        form = await _form(request)
    elif request.method not in ("GET", "HEAD"):
        raise Refused(405, "This page can only be looked at", Allow="GET, POST")
    client = request.client.host if request.client else ""
    is_no_view = "preview" in request.query_params or request.method == "HEAD"
    return _Asked(token, part, client, is_no_view, form)


async def _form(request: Request) -> dict[str, str]:
    """The fields of an answer, from the page itself. Raises Refused."""
    origin = urlsplit(request.headers.get("origin", ""))
    if not origin.netloc or origin.netloc != request.headers.get("host"):
        raise Refused(403, "An answer can only be given on this page", "Open your link again.")
    if request.headers.get("content-type", "").partition(";")[0] != _FORM:
        raise Refused(415, "This is not an answer of this page", "Open your link again.")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refused(413, "This answer is too long", "Open your link again.")
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS
        )
    except ValueError as fault:
        hint = "Open your link again."
        raise Refused(400, "This is not an answer of this page", hint) from fault
    return dict(fields)


def _nowhere(problem: NotShared) -> Refused:
    """A link that leads nowhere, told in the language of its quote."""
    words = problem.words
    return Refused(problem.status, problem.title(words), problem.advice(words), words.code)


def _sentence(problem: Problem, shared: Shared) -> str:
    """Why an answer is not taken, in the language of the quote."""
    from analytics.quotes.document import words_of
    from analytics.quotes.signature import NotTaken

    words = words_of(shared.quote.document)
    return problem.sentence(words) if isinstance(problem, NotTaken) else str(problem)


def _too_many(wait_s: float) -> Refused:
    return Refused(429, "Too many requests", "Wait a minute.", **{"Retry-After": str(ceil(wait_s))})


def _page(store: Store, shared: Shared, **more: Any) -> str:
    from analytics.quotes import share_page

    quote, link = shared.quote, shared.link
    logo = _logo(store, shared)
    return share_page.as_html(
        quote.document, quote.status, link.token, logo=logo, signed=shared.signed, **more
    )


def _file(store: Store, shared: Shared) -> Response:
    from analytics.quotes.document import canonical
    from analytics.quotes.pdf import file_stem

    document = shared.quote.document
    with _printing:  # one after the other: each takes a core for a moment
        content = _pdf(canonical(document), _logo(store, shared), shared.signed)
    name = f"{file_stem(document)}.pdf".encode("ascii", "replace").decode().replace("?", "-")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)


@lru_cache(16)
def _pdf(document: str, logo: bytes | None, signed: Signed | None) -> bytes:
    import json

    from analytics.quotes.pdf import as_pdf

    return as_pdf(json.loads(document), logo=logo, signed=signed)


def _logo(store: Store, shared: Shared) -> bytes | None:
    from analytics.quotes import company

    sender = shared.quote.document["settings"].get("company") or {}
    return company.logo(store, sender.get("logo", ""))


def _store() -> Store:
    from pages.ui import database

    return database.store()
