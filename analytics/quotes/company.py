"""The company profile: who makes the quotes, and what a new one begins with."""

from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from pydantic import Field

from analytics.catalog import currencies
from analytics.catalog.toml_forms import Form, check
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.quotes import audit_log
from analytics.quotes.checks import check_signs
from analytics.quotes.request import Company
from analytics.quotes.taxes import Tax, TaxKind
from analytics.quotes.words import ENGLISH, LANGUAGES, NUMBER_FORMATS
from analytics.storage.statements import run
from analytics.storage.store import Store

LARGEST_LOGO = 1_000_000
"""Bytes."""
_MOST_PIXELS = 2_000
_WHERE = "Company"
_LONGEST = {
    "name": 80,
    "address": 300,
    "registration": 80,
    "tax_id": 40,
    "contact": 160,
    "bank": 240,
}
_LOGO = "Logo"
_PNG = b"\x89PNG\r\n\x1a\n"
_BANNED_TAGS = {"script", "foreignobject", "image", "iframe", "style", "animate", "set"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a new quote begins with; of it ``company`` is printed and frozen with the quote."""

    company: Company = field(default_factory=Company)
    terms: str = ""
    """Standard terms, in English."""
    valid_days: int = 30
    taxes: tuple[Tax, ...] = ()
    language: str = ENGLISH
    number_format: str = ""
    """One of ``words.NUMBER_FORMATS``; "": as in the language."""
    currency: str = ""
    """ISO 4217; "": the price book's."""
    terms_by_language: Mapping[str, str] = field(default_factory=dict)
    """Standard terms in other languages, by their code."""

    def terms_in(self, language: str) -> str:
        """The standard terms of a language; the English ones where it has none of its own."""
        return self.terms_by_language.get(language) or self.terms


def profile(store: Store) -> Profile:
    """The profile in force; an empty one where none was saved."""
    rows = store.ask("company_profile")
    return _read(json.loads(rows[0]["profile"])) if rows else Profile()


def keep_profile(store: Store, chosen: Profile, who: str, logo: bytes | None = None) -> Profile:
    """Make this the profile in force; the trail says who did. ``logo``: a new one, b"" takes it away.

    Raises Problem for what cannot be printed, and for a logo that is no PNG or SVG or could fetch
    something from elsewhere. Quotes that were made before stay as they are.
    """
    if not who.strip():
        raise Problem("nobody is named", where=_WHERE, hint="Enter who changes it.")
    if not chosen.company.name.strip():
        raise Problem("Enter the company’s name", where=_WHERE)
    for name, longest in _LONGEST.items():
        text = getattr(chosen.company, name)
        if len(text) > longest or text.count("\n") > 6:
            what = f"is longer than {longest} signs or 7 lines"
            raise Problem(what, where=name.replace("_", " ").capitalize(), hint="Shorten it.")
        check_signs(text, name.replace("_", " ").capitalize())
    for terms in (chosen.terms, *chosen.terms_by_language.values()):
        check_signs(terms, "Terms")
    if unknown := {chosen.language, *chosen.terms_by_language} - {*LANGUAGES}:
        hint = f"Choose from {', '.join(LANGUAGES)}."
        raise Problem(f'"{min(unknown)}" is no language of a quote', where=_WHERE, hint=hint)
    if chosen.number_format and chosen.number_format not in NUMBER_FORMATS:
        hint = f"Choose from {', '.join(NUMBER_FORMATS)}."
        raise Problem(f'"{chosen.number_format}" is no form of numbers', where=_WHERE, hint=hint)
    if chosen.currency:
        currencies.check(chosen.currency)
    if not 1 <= chosen.valid_days <= 365:
        raise Problem(
            f"{chosen.valid_days} is no validity", where=_WHERE, hint="Give 1 to 365 days."
        )
    with store.write(Act(Right.ADMINISTER, "set company")) as cursor:
        if logo:
            check_logo(logo)
            digest = hashlib.sha256(logo).hexdigest()
            run(cursor, "load/keep_logo", hash=digest, content=logo)
            chosen = replace(chosen, company=replace(chosen.company, logo=digest))
        elif logo == b"":
            chosen = replace(chosen, company=replace(chosen.company, logo=""))
        now = datetime.now(UTC).replace(tzinfo=None)
        run(cursor, "load/keep_company", now=now, who=who.strip(), profile=_text(chosen))
        audit_log.log(cursor, "", 0, "company", who.strip(), reason=chosen.company.name)
    return chosen


def logo(store: Store, digest: str) -> bytes | None:
    """The bytes of the logo that a quote or the profile names; None for none."""
    rows = store.ask("quote_logo", hash=digest) if digest else []
    return bytes(rows[0]["content"]) if rows else None


def check_logo(content: bytes) -> None:
    """Raises Problem unless this is a PNG of a sensible size, or an SVG that is complete in itself."""
    if len(content) > LARGEST_LOGO:
        what = f"has {len(content):,} bytes, at most {LARGEST_LOGO:,} are taken"
        raise Problem(what, where=_LOGO, hint="Save it smaller.")
    if content.startswith(_PNG):
        _check_png(content)
    else:
        _check_svg(content)


def _check_png(content: bytes) -> None:
    width, height = struct.unpack(">II", content[16:24]) if len(content) > 33 else (0, 0)
    if max(width, height) > _MOST_PIXELS:
        what = f"has {width:,} × {height:,} pixels"
        raise Problem(what, where=_LOGO, hint=f"Save it with at most {_MOST_PIXELS:,} each way.")
    if not width or not height or content[12:16] != b"IHDR" or not _is_whole(content):
        raise Problem("is a damaged PNG", where=_LOGO, hint="Save it again.")


def _is_whole(content: bytes) -> bool:
    """Whether each part of a PNG has its checksum, and its rows are all there: a damaged one would print as nothing."""
    at, packed = len(_PNG), b""
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        part = content[at + 4 : at + 8 + length]
        if zlib.crc32(part).to_bytes(4, "big") != content[at + 8 + length : at + 12 + length]:
            return False
        if part[:4] == b"IDAT":
            packed += part[4:]
        if part[:4] == b"IEND":
            return _has_rows(content, packed)
        at += 12 + length
    return False


def _has_rows(content: bytes, packed: bytes) -> bool:
    width, height, depth, colours, *_, interlaced = struct.unpack(">IIBBBBB", content[16:29])
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours, 0)
    size = height * (1 + -(-width * channels * depth // 8))
    try:
        rows = zlib.decompressobj().decompress(packed, _MOST_PIXELS * _MOST_PIXELS * 8)
    except zlib.error:
        return False
    return bool(rows) if interlaced else len(rows) == size


def _check_svg(content: bytes) -> None:
    hint = "Give a PNG, or an SVG without scripts, pictures, styles and links in it."
    try:
        text = content.decode("utf-8-sig")
        if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise Problem("declares a document type", where=_LOGO, hint=hint)
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError, RecursionError) as error:
        raise Problem("is neither PNG nor SVG", where=_LOGO, hint=hint) from error
    if _bare(root.tag) != "svg":
        raise Problem("is neither PNG nor SVG", where=_LOGO, hint=hint)
    for element in root.iter():
        tag = _bare(element.tag)
        if tag in _BANNED_TAGS:
            raise Problem(f"has <{tag}> in it", where=_LOGO, hint=hint)
        for name, value in element.attrib.items():
            bare, target = _bare(name), value.strip()
            is_away = bare == "href" and not target.startswith("#")
            is_away |= bool(re.search(r"url\(\s*['\"]?(?!#)", target))
            if is_away or bare.startswith("on"):
                raise Problem(f'has {bare}="{target[:40]}" in it', where=_LOGO, hint=hint)


def _bare(name: object) -> str:
    return str(name).rpartition("}")[2].lower()


def _text(chosen: Profile) -> str:
    fields = asdict(chosen)
    fields["taxes"] = tax_fields(chosen.taxes)
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


class _Stored(Form):
    company: dict[str, str]
    terms: str
    valid_days: int
    taxes: list[dict[str, str]]
    language: str = ENGLISH
    number_format: str = ""
    currency: str = ""
    terms_by_language: dict[str, str] = Field(default_factory=dict)


def _read(fields: Mapping[str, Any]) -> Profile:
    form = check(_Stored, fields, _WHERE)
    return Profile(
        Company(**form.company),
        form.terms,
        form.valid_days,
        tuple(taxes_of(form.taxes)),
        form.language,
        form.number_format,
        form.currency,
        form.terms_by_language,
    )


def tax_fields(taxes: Iterable[Tax]) -> list[dict[str, str]]:
    """Taxes as plain JSON values; ``taxes_of`` reads them."""
    return [{**asdict(tax), "kind": tax.kind.value, "percent": f"{tax.percent:f}"} for tax in taxes]


def taxes_of(fields: Iterable[Mapping[str, str]]) -> Iterator[Tax]:
    """The taxes out of their JSON values."""
    for tax in fields:
        yield Tax(
            TaxKind(tax["kind"]), tax["name"], tax["country"], Decimal(tax["percent"]),
            tax["sentence"],
        )  # fmt: skip
