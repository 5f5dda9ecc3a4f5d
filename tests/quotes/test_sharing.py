"""A share link shows one frozen quote until its validity ends, and takes the customer's own answer once."""

from datetime import date, datetime, timedelta
from decimal import Decimal as D
from io import BytesIO

import pytest
from pypdf import PdfReader

from analytics.core.errors import Problem
from analytics.quotes import audit_log, lifecycle, pdf, sharing
from analytics.quotes.repository import Status, kept, listed
from analytics.quotes.request import Option
from analytics.quotes.sharing import NotShared
from analytics.quotes.signature import Signature, signature
from analytics.storage.store import Store
from tests.support.quotes import request

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 2, 14, 2)  # noqa: DTZ001 - UTC, as the database has it
DRAWN = "10,90 20,40 30,120 40,60;60,80 70,30 80,100 90,60 100,80"
MEI = signature("Mei Tan", "Head of Finance", "", DRAWN)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def issued(store, **changes) -> str:
    number = lifecycle.save_draft(store, request(number="", **changes)).number
    lifecycle.issue(store, number, TODAY, "Li Wei")
    return number


def shared(store, **changes) -> tuple[str, str]:
    number = issued(store, **changes)
    return number, sharing.share(store, number, 1, TODAY, "Li Wei").token


def trail(store, number) -> list[tuple[str, str, str]]:
    return [(e["action"], e["who"], e["reason"]) for e in store.ask("quote_trail", number=number)]


def test_a_link_is_made_once_cannot_be_guessed_and_shows_the_frozen_quote(store) -> None:
    number, token = shared(store)
    assert sharing.share(store, number, 1, TODAY, "Somebody else").token == token
    assert len(token) >= 43, "256 bits"
    found = sharing.opened(store, token, TODAY)
    assert found.quote.document == kept(store, number, TODAY).document
    assert found.signed is None
    for guess in ("", "x", token[:-1], f"{token}x", token.swapcase(), "é" * 43, "x" * 10_000):
        with pytest.raises(NotShared) as fault:
            sharing.opened(store, guess, TODAY)
        assert fault.value.status == 404
    assert all(token not in str(row) for row in store.ask("audit_log"))
    assert trail(store, number)[-1] == ("shared", "Li Wei", "")


def test_only_what_was_issued_is_shared(store) -> None:
    number = lifecycle.save_draft(store, request(number="")).number
    with pytest.raises(Problem, match="Only an issued quote can be shared"):
        sharing.share(store, number, 1, TODAY, "Li")
    assert sharing.link(store, number, 1) is None


@pytest.mark.slow
def test_it_ends_with_the_validity_a_newer_revision_or_a_word_of_the_owner(store) -> None:
    number, token = shared(store)
    last = date(2026, 12, 31)
    assert sharing.opened(store, token, last)
    with pytest.raises(NotShared, match="valid until 2026-12-31") as fault:
        sharing.opened(store, token, last + timedelta(1))
    assert fault.value.status == 410
    lifecycle.revise(store, number, TODAY, "Li")
    lifecycle.issue(store, number, TODAY, "Li")
    with pytest.raises(NotShared, match="newer version"):
        sharing.opened(store, token, TODAY)
    second = sharing.share(store, number, 2, TODAY, "Li").token
    sharing.withdraw(store, number, 2, "Li Wei")
    for answer in (
        lambda: sharing.opened(store, second, TODAY),
        lambda: sharing.accept(store, second, MEI, "", TODAY, NOW),
        lambda: sharing.decline(store, second, "Mei", "Head", "No", TODAY),
    ):
        with pytest.raises(NotShared, match="not shared any more"):
            answer()
    assert trail(store, number)[-1] == ("link withdrawn", "Li Wei", "")
    assert sharing.share(store, number, 2, TODAY, "Li").token not in (token, second)


def test_views_are_counted_a_reload_is_none(store) -> None:
    number, token = shared(store)
    for seconds in (0, 20, 59, 60, 100, 3600):
        sharing.count_view(store, token, NOW + timedelta(seconds=seconds))
    sharing.count_view(store, "no such link", NOW)
    link = sharing.link(store, number, 1)
    assert link and (link.views, link.last_view) == (3, NOW + timedelta(hours=1))


@pytest.mark.slow
def test_an_acceptance_is_signed_once_frozen_and_at_the_end_of_the_pdf(store) -> None:
    number, token = shared(store)
    before = kept(store, number, TODAY).document
    sharing.accept(store, token, MEI, "", TODAY, NOW)
    found = sharing.opened(store, token, date(2027, 5, 1))
    assert found.quote.document == before
    assert found.signed and (found.signed.signature, found.signed.at) == (MEI, NOW)
    assert [row.status for row in listed(store, TODAY)] == [Status.ACCEPTED]
    assert trail(store, number)[-2:] == [
        ("signed", "Mei Tan, Head of Finance", "by share link"),
        ("accepted", "Mei Tan, Head of Finance", ""),
    ]
    assert audit_log.faults(store, number) == ()
    (last, *_) = store.ask("audit_log")[::-1]
    assert (last["person"], last["action"]) == ("customer by share link", "accept quote by link")
    for again in (Status.ACCEPTED, Status.DECLINED):
        with pytest.raises(Problem, match="was accepted"):
            lifecycle.close(store, number, 1, again, TODAY, "Li")
    with pytest.raises(Problem, match="accepted already"):
        sharing.accept(store, token, MEI, "", TODAY, NOW)
    with pytest.raises(Problem, match="accepted already"):
        sharing.decline(store, token, "Mei", "Head", "No", TODAY)
    pages = PdfReader(BytesIO(pdf.as_pdf(before, signed=found.signed))).pages
    end = pages[-1].extract_text()
    assert "Mei Tan" in end and "Head of Finance" in end and "2 Dec 2026, 14:02 UTC" in end
    assert "Mei Tan" not in PdfReader(BytesIO(pdf.as_pdf(before))).pages[-1].extract_text()
    assert pdf.as_pdf(before, signed=found.signed) == pdf.as_pdf(before, signed=found.signed)


@pytest.mark.slow
def test_a_signature_that_is_changed_by_hand_is_told_and_shown_to_nobody(store) -> None:
    number, token = shared(store)
    sharing.accept(store, token, MEI, "", TODAY, NOW)
    with store.write() as cursor:
        cursor.execute("update quote_signatures set name = 'Somebody'")
    (fault,) = audit_log.faults(store, number)
    assert "signature" in fault
    with pytest.raises(NotShared, match="cannot be shown"):
        sharing.opened(store, token, TODAY)


@pytest.mark.slow
def test_an_acceptance_names_one_of_several_options(store) -> None:
    options = (Option("Growth", (), D(130)),)
    _, token = shared(store, option_name="Base", options=options)
    for option in ("", "Other"):
        with pytest.raises(Problem, match="Choose one of the options"):
            sharing.accept(store, token, MEI, option, TODAY, NOW)
    assert sharing.opened(store, token, TODAY).quote.status is Status.ISSUED
    sharing.accept(store, token, MEI, "Growth", TODAY, NOW)
    found = sharing.opened(store, token, TODAY)
    assert found.signed and found.signed.option == "Growth"
    end = PdfReader(BytesIO(pdf.as_pdf(found.quote.document, signed=found.signed))).pages[-1]
    assert "Growth" in end.extract_text().partition("Accepted")[2]


@pytest.mark.slow
def test_a_refusal_says_why_and_counts_as_declined(store) -> None:
    number, token = shared(store)
    for name, role, reason, says in (
        ("", "Head", "No", "your name"),
        ("Mei", " ", "No", "your role"),
        ("Mei", "Head", "\n", "a reason"),
        ("Mei", "Head", "x" * 301, "longer than 300"),
    ):
        with pytest.raises(Problem, match=says):
            sharing.decline(store, token, name, role, reason, TODAY)
    sharing.decline(store, token, "Mei Tan", "Head", "Too  expensive\nfor us", TODAY)
    assert trail(store, number)[-1] == ("declined", "Mei Tan, Head", "Too expensive for us")
    assert sharing.opened(store, token, TODAY).quote.status is Status.DECLINED


@pytest.mark.parametrize(
    ("name", "role", "typed", "drawn", "says"),
    [
        ("", "Head", "Mei", "", "your name"),
        ("Mei", "", "Mei", "", "your role"),
        ("Mei", "Head", " ", "", "Draw your signature, or type it"),
        ("M" * 81, "Head", "Mei", "", "longer than 80"),
        ("Mei\nTan", "Head", "Mei", "", "one line"),
        ("Mei\x07", "Head", "Mei", "", "control character"),
        ("Mei", "Head", "", "<svg onload=alert(1)>", "cannot be read"),
        ("Mei", "Head", "", '10,10"/><script>alert(1)</script>', "cannot be read"),
        ("Mei", "Head", "", "1,1 2,2 3,3", "hardly a mark"),
        ("Mei", "Head", "", " ".join(["700,10"] * 9), "beside its field"),
        ("Mei", "Head", "", " ".join(["600,181"] * 9), "beside its field"),
        ("Mei", "Head", "", " ".join(["1,1"] * 3001), "cannot be read"),
        ("Mei", "Head", "", " ".join(["١,١"] * 9), "cannot be read"),
    ],
)
def test_what_is_no_signature_is_said(name, role, typed, drawn, says) -> None:
    with pytest.raises(Problem, match=says):
        signature(name, role, typed, drawn)


def test_a_drawn_signature_is_whole_numbers_alone() -> None:
    assert MEI.strokes[1] == (60, 80, 70, 30, 80, 100, 90, 60, 100, 80)
    assert Signature.loads(MEI.name, MEI.role, MEI.dumps()) == MEI
    assert "M10 90L20 40L30 120L40 60M60 80L70 30" in MEI.as_svg()
    assert signature("Mei", "Head", "M. Tan", DRAWN).strokes == ()
