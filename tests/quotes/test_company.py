"""The company profile: on every quote from then on, frozen with it; a logo is a picture and nothing else."""

import json
import struct
import zlib
from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal as D

import pytest

from analytics.core.errors import Problem
from analytics.quotes import company, lifecycle, pdf, view
from analytics.quotes.company import LARGEST_LOGO, Profile, check_logo, keep_profile, profile
from analytics.quotes.document import document
from analytics.quotes.repository import kept
from analytics.quotes.request import Company
from analytics.quotes.taxes import Tax, TaxKind
from analytics.storage.statements import run
from analytics.storage.store import Store
from tests.support.quotes import made, request

TODAY = date(2026, 12, 1)
OURS = Company("Blackboard GmbH", "Hauptstr. 1\nBerlin", "HRB 1", "DE1", "a@example.com", "IBAN 1")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#ff0000"/></svg>'


def png(width: int = 2, height: int = 2) -> bytes:
    """A red picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def test_a_profile_is_kept_with_its_history_and_the_trail_says_who(store) -> None:
    assert profile(store) == Profile()
    chosen = Profile(
        OURS, "Net 30.", 14, (Tax(TaxKind.RATE, "VAT", "DE", D("19")),),
    )  # fmt: skip
    keep_profile(store, chosen, "Chief", SVG)
    found = profile(store)
    assert replace(found, company=OURS) == chosen
    assert company.logo(store, found.company.logo) == SVG
    keep_profile(store, replace(found, valid_days=20), "Chief")
    assert profile(store).company.logo == found.company.logo
    keep_profile(store, profile(store), "Chief", b"")
    assert profile(store).company.logo == ""
    assert company.logo(store, found.company.logo) == SVG, "a quote may name it"
    assert [row["who"] for row in store.ask("quote_trail", number="")] == ["Chief"] * 3


@pytest.mark.slow
@pytest.mark.parametrize("picture", [SVG, png()])
def test_a_quote_keeps_the_company_and_logo_that_it_was_issued_with(store, picture) -> None:
    keep_profile(store, Profile(OURS), "Chief", picture)
    ours = profile(store).company
    number = lifecycle.save_draft(store, request(number="", company=ours)).number
    doc = lifecycle.issue(store, number, TODAY, "Li").document
    keep_profile(store, Profile(replace(OURS, name="Another Ltd")), "Chief")
    assert kept(store, number, TODAY).document == doc
    assert view.sender(doc)[0] == ("Blackboard GmbH", ["Hauptstr. 1", "Berlin"])
    logo = company.logo(store, doc["settings"]["company"]["logo"])
    assert logo == picture
    printed = pdf.as_pdf(doc, logo=logo)
    assert printed == pdf.as_pdf(doc, logo=logo)
    assert len(printed) != len(pdf.as_pdf(doc))
    assert lifecycle.check(store, doc).is_verified


def test_a_profile_of_before_languages_is_read(store) -> None:
    fields = {"company": asdict(OURS), "terms": "Net 30.", "valid_days": 9, "taxes": []}
    with store.write() as cursor:
        run(
            cursor,
            "load/keep_company",
            now=datetime(2026, 1, 1),  # noqa: DTZ001
            who="Li",
            profile=json.dumps(fields),
        )
    assert profile(store) == Profile(OURS, "Net 30.", 9)
    assert profile(store).terms_in("de") == "Net 30."


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"language": "tlh"}, '"tlh" is no language'),
        ({"terms_by_language": {"de": "\x07"}}, "Terms: holds a control"),
        ({"terms_by_language": {"xx": "a"}}, '"xx" is no language'),
        ({"number_format": "1"}, "no form of numbers"),
        ({"currency": "XQX"}, "XQX"),
    ],
)
def test_defaults_that_no_quote_can_begin_with_are_refused(store, changes, says) -> None:
    with pytest.raises(Problem, match=says):
        keep_profile(store, replace(Profile(OURS), **changes), "Li")
    chosen = Profile(
        OURS,
        "Net 30.",
        language="de",
        number_format="1 234,56",
        currency="EUR",
        terms_by_language={"de": "30 Tage."},
    )
    keep_profile(store, chosen, "Li")
    assert profile(store) == chosen and profile(store).terms_in("de") == "30 Tage."


def test_another_profile_than_the_drafts_is_asked_about_when_it_is_issued(store) -> None:
    number = lifecycle.save_draft(store, request(number="")).number
    keep_profile(store, Profile(OURS), "Chief")
    with pytest.raises(Problem, match="Issue: Company changed"):
        lifecycle.issue(store, number, TODAY, "Li")
    token = lifecycle.review(store, kept(store, number, TODAY), TODAY).today_token
    doc = lifecycle.issue(store, number, TODAY, "Li", agreed=token).document
    assert doc["settings"]["company"]["name"] == "Blackboard GmbH"


def test_the_printed_form_is_tagged_and_archivable() -> None:
    printed = pdf.as_pdf(document(made(request(company=OURS))))
    assert b"pdfaid:part" in printed and b"/StructTreeRoot" in printed


@pytest.mark.parametrize(
    ("logo", "says"),
    [
        (b"GIF89a", "neither PNG nor SVG"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "damaged PNG"),
        (png(100_000, 2), "100,000 × 2 pixels"),
        (png()[:-20], "damaged PNG"),
        (png().replace(b"\0\0\0\x02", b"\0\0\0\x03", 1), "damaged PNG"),
        (b"<svg>" + b" " * LARGEST_LOGO, "has 1,000,005 bytes"),
        (b"<html/>", "neither PNG nor SVG"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "document type"),
        (b"<svg><script>1</script></svg>", "<script>"),
        (b'<svg><image href="/etc/passwd"/></svg>', "<image>"),
        (b'<svg xmlns:x="http://www.w3.org/1999/xlink"><use x:href="http://a/b#c"/></svg>', "href="),
        (b'<svg onload="x()"/>', "onload="),
        (b"<svg><rect fill=\"url(http://a/b)\"/></svg>", "fill="),
        (b"<svg><style>@import 'http://a';</style></svg>", "<style>"),
        (b"<svg><foreignObject/></svg>", "<foreignobject>"),
    ],
)  # fmt: skip
def test_a_logo_that_is_more_than_a_picture_is_refused(logo, says) -> None:
    with pytest.raises(Problem, match=says):
        check_logo(logo)


def test_a_logo_may_refer_to_itself() -> None:
    check_logo(b'<svg><defs><g id="a"/></defs><use href="#a"/><rect fill="url(#a)"/></svg>')


@pytest.mark.parametrize(
    ("chosen", "who", "says"),
    [
        (Profile(OURS), " ", "nobody is named"),
        (Profile(replace(OURS, name="")), "Li", "Enter the company"),
        (Profile(replace(OURS, name="a\x07")), "Li", "control character"),
        (Profile(replace(OURS, address="x" * 301)), "Li", "Address: is longer than 300"),
        (Profile(OURS, terms="a\x07"), "Li", "Terms: holds a control"),
        (Profile(OURS, valid_days=0), "Li", "0 is no validity"),
    ],
)
def test_a_profile_that_cannot_be_printed_is_refused(store, chosen, who, says) -> None:
    with pytest.raises(Problem, match=says):
        keep_profile(store, chosen, who)
    assert store.ask("company_profile") == []
