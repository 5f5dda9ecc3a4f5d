"""/quote/TOKEN shows one quote to whoever has its link, takes the answer from its own page, and leads nowhere else."""

from datetime import date
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode, urljoin

import pytest
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.types import ASGIApp

from analytics.core.errors import Problem
from analytics.quotes import lifecycle, sharing
from analytics.quotes.repository import Status, kept
from analytics.storage.store import Store
from pages.server import guard, routes, share
from tests.support.asgi import Answered, ask
from tests.support.quotes import request

TODAY = date(2026, 12, 1)
DRAWN = "10,90 20,40 30,120 40,60;60,80 70,30 80,100 90,60 100,80"
SIGNED = {"answer": "accept", "name": "Mei Tan", "role": "CFO", "drawn": DRAWN, "agreed": "yes"}
NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.fixture
def store(database: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(guard, "_allowed", lambda: ["127.0.0.1"])
    with Store(database) as opened:
        yield opened


def served(store: Store, today: date = TODAY) -> ASGIApp:
    shares = share.Shares(lambda: store, lambda: today)
    route = share.Route(share.PREFIX + "{rest:path}", shares.answer, methods=share._METHODS)
    return guard.Guard(Starlette(routes=[route]))


def shared(store: Store, **changes: object) -> str:
    number = lifecycle.save_draft(store, request(number="", **changes)).number
    lifecycle.issue(store, number, TODAY, "Li Wei")
    return sharing.share(store, number, 1, TODAY, "Li Wei").token


def post(app: ASGIApp, token: str, fields: dict[str, str], **headers: str) -> Answered:
    given = {
        "origin": "http://127.0.0.1",
        "content_type": "application/x-www-form-urlencoded",
    } | headers
    body = urlencode(fields).encode()
    given = {name: value for name, value in given.items() if value}
    return ask(app, f"/quote/{token}", method="POST", body=body, **given)


class Links(HTMLParser):
    """Every address and every script in a page, and every attribute that would run something."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.running: list[str] = []
        self.scripts = 0
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag in ("script", "iframe", "object")
        for name, value in attrs:
            if name in ("href", "src", "action"):
                self.addresses.append(value or "")
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.running.append(f"{tag} {name}")


def test_the_page_shows_the_frozen_quote_and_every_answer_is_guarded(store: Store) -> None:
    token = shared(store, scope="Recording of all classes")
    answer = ask(served(store), f"/quote/{token}")
    page = unescape(answer.body.decode())
    assert answer.status == 200
    for text in ("Riverside School", "9,208.08", "31 Dec 2026", "Recording of all classes", "CFO"):
        assert (text in page) is (text != "CFO")
    assert answer.headers["cache-control"] == "private, no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in page and "unsafe-inline" not in page
    pdf = ask(served(store), f"/quote/{token}/quote.pdf")
    assert "9,208.08" in PdfReader(BytesIO(pdf.body)).pages[0].extract_text()
    assert ask(served(store), f"/quote/{token}?preview").body.count(b"<form") == 0


def test_no_other_data_is_reached_from_it(store: Store) -> None:
    """Every address of the page is the quote's own, and the token opens no other door of the server."""
    token, other = shared(store), shared(store, customer="Secret School")
    app = served(store)
    page = ask(app, f"/quote/{token}")
    found = {urljoin(f"/quote/{token}", address).partition("#")[0] for address in Links(page.body).addresses}  # fmt: skip
    own = {address for address in found if not address.startswith("data:")}
    assert own == {f"/quote/{token}", f"/quote/{token}/quote.pdf", f"/quote/{token}/seen"}
    for address in own:
        assert b"Secret School" not in ask(app, address).body
    for path in ("", "x", other[:-1], f"{token}/", f"{token}/{other}", f"{token}/seen/x", f"../{token}", f"{token}/../{other}", f"{token}%2f..%2f{other}", f"{token}/quote.json"):  # fmt: skip
        answer = ask(app, f"/quote/{path}")
        assert answer.status == 404, path
        assert b"School" not in answer.body
    everything = guard.Guard(Starlette(routes=routes.all_routes()))
    for path in ("/api/v1/minutes", "/api/v1/imports", "/api/v1/openapi.json", f"/api/{token}", f"/callbacks/tiw/{token}"):  # fmt: skip
        answer = ask(everything, path, authorization=f"Bearer {token}")
        assert answer.status in (401, 404, 503), path
    assert ask(app, f"/quote/{token}", host="elsewhere.example").status == 403


def test_a_link_that_is_withdrawn_or_over_shows_a_sentence_and_nothing_of_the_quote(
    store: Store,
) -> None:
    token = shared(store)
    for app in (served(store, date(2027, 1, 1)), None):
        if app is None:
            sharing.withdraw(store, "Q-2026-0001", 1, "Li")
            app = served(store)
        for path in (token, f"{token}/quote.pdf", f"{token}/seen"):
            answer = ask(app, f"/quote/{path}")
            assert (answer.status, b"Riverside" in answer.body) == (410, False)
        assert post(app, token, SIGNED).status == 410
    link = sharing.link(store, "Q-2026-0001", 1)
    assert link is None and kept(store, "Q-2026-0001", TODAY).status is Status.ISSUED


def test_the_customer_accepts_on_the_page_and_finds_the_signature_there(store: Store) -> None:
    token = shared(store)
    app = served(store)
    answer = post(app, token, SIGNED)
    assert (answer.status, answer.headers["location"]) == (303, f"{token}#answer")
    page = ask(app, f"/quote/{token}").body
    assert b"Mei Tan" in page and b"<form" not in page and b"data:image/svg+xml" in page
    pdf = ask(app, f"/quote/{token}/quote.pdf")
    assert "Mei Tan" in PdfReader(BytesIO(pdf.body)).pages[-1].extract_text()
    again = post(app, token, SIGNED)
    assert again.status == 400 and b"accepted already" in again.body


def test_an_answer_that_is_not_complete_is_asked_for_again_with_what_was_typed(
    store: Store,
) -> None:
    token = shared(store)
    app = served(store)
    for fields, says in (
        (SIGNED | {"agreed": ""}, b"Tick that you accept"),
        (SIGNED | {"drawn": ""}, b"Draw your signature"),
        ({"answer": "decline", "name": "Mei Tan", "role": "CFO", "reason": ""}, b"Enter a reason"),
    ):
        answer = post(app, token, fields)
        assert answer.status == 400 and says in answer.body and b'value="Mei Tan"' in answer.body
    assert kept(store, "Q-2026-0001", TODAY).status is Status.ISSUED
    declined = {"answer": "decline", "name": "Mei", "role": "CFO", "reason": "Later"}
    assert post(app, token, declined).status == 303
    assert kept(store, "Q-2026-0001", TODAY).status is Status.DECLINED


def test_what_a_customer_is_refused_is_in_the_language_of_the_quote(store: Store) -> None:
    token = shared(store, language="de")
    app = served(store)
    for fields, says in (
        (SIGNED | {"agreed": ""}, "Ihre Antwort: Kreuzen Sie an, dass Sie das Angebot annehmen."),
        (SIGNED | {"name": " "}, "Name: Geben Sie Ihren Namen ein."),
        (SIGNED | {"role": "\x07"}, "Funktion: enthält ein Steuerzeichen. Geben Sie es noch"),
        (SIGNED | {"drawn": "1,1"}, "Unterschrift: ist kaum zu sehen. Zeichnen Sie sie noch"),
        (SIGNED | {"name": "M" * 81}, "Name: ist länger als 80 Zeichen oder eine Zeile. Kürzen"),
        ({"answer": "decline", "name": "Mei", "role": "CFO"}, "Grund: Geben Sie einen Grund an."),
    ):
        answer = post(app, token, fields)
        assert answer.status == 400 and says in unescape(answer.body.decode())
    late = ask(served(store, date(2027, 1, 1)), f"/quote/{token}").body.decode()
    assert "gültig bis 31.12.2026" in late and 'lang="de"' in late and "valid" not in late
    assert post(app, token, SIGNED).status == 303
    assert "wurde bereits angenommen. Waren Sie" in post(app, token, SIGNED).body.decode()


def test_only_its_own_page_answers(store: Store) -> None:
    token = shared(store)
    app = served(store)
    refused = {
        403: [{"origin": "http://evil.example"}, {"origin": ""}, {"origin": "http://127.0.0.1:99"}],
        415: [{"content_type": "text/plain"}, {"content_type": "multipart/form-data"}],
    }
    for status, ways in refused.items():
        for headers in ways:
            assert post(app, token, SIGNED, **headers).status == status
    assert post(app, token, SIGNED | {"drawn": "1,1 " * 30_000}).status == 413
    assert post(app, token, {f"f{n}": "" for n in range(30)}).status == 400
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert ask(app, f"/quote/{token}", method=method, origin="http://127.0.0.1").status == 405
    assert post(app, f"{token}/quote.pdf", SIGNED).status == 405
    assert kept(store, "Q-2026-0001", TODAY).status is Status.ISSUED


def test_hostile_names_are_inert(store: Store) -> None:
    """What somebody types is text on the page, in the PDF and in the form that is shown again."""
    token = shared(store, customer=NASTY, scope=NASTY, terms=NASTY, owner=NASTY[:60])
    app = served(store)
    nasty = SIGNED | {"name": NASTY, "role": NASTY, "typed": NASTY}
    pages = [ask(app, f"/quote/{token}"), post(app, token, nasty | {"agreed": ""})]
    assert post(app, token, nasty).status == 303
    pages.append(ask(app, f"/quote/{token}"))
    for page in pages:
        found = Links(page.body)
        assert (found.running, found.scripts <= 1) == ([], True)
        assert all(each.startswith(("data:image/", token, "#answer")) for each in found.addresses)
    assert ask(app, f"/quote/{token}/quote.pdf").status == 200


def test_views_are_counted_by_the_picture_of_the_page_and_not_by_a_look_of_the_seller(
    store: Store,
) -> None:
    token = shared(store)
    app = served(store)
    ask(app, f"/quote/{token}")
    assert b"/seen" not in ask(app, f"/quote/{token}?preview").body
    assert ask(app, f"/quote/{token}/seen", method="HEAD").status == 200
    link = sharing.link(store, "Q-2026-0001", 1)
    assert link and link.views == 0
    assert ask(app, f"/quote/{token}/seen").body.startswith(b"GIF89a")
    link = sharing.link(store, "Q-2026-0001", 1)
    assert link and link.views == 1


def test_guessing_is_slowed_down_and_no_link_is_shut_by_it(store: Store) -> None:
    token = shared(store)
    app = served(store)
    answers = [ask(app, f"/quote/guess{n}").status for n in range(15)]
    assert answers[0] == 404 and answers[-1] == 429
    assert ask(app, f"/quote/{token}").status == 200


def test_a_database_that_cannot_be_read_is_a_sentence() -> None:
    def broken() -> Store:
        raise Problem("the database is locked")

    app = Starlette(routes=[share.Route("/quote/{rest:path}", share.Shares(broken).answer)])
    answer = ask(app, "/quote/x")
    assert answer.status == 503 and b"locked" not in answer.body
