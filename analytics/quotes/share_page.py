"""A shared quote as one HTML page: the frozen document in the words of its PDF, and the form for the customer's answer."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2

from analytics.quotes import view
from analytics.quotes.document import words_of
from analytics.quotes.repository import Status
from analytics.quotes.signature import Signed

_TEMPLATES = Path(__file__).resolve().parents[2] / "data" / "templates"
_BAR, _GAP = 14, 6
NOTHING_TYPED: Mapping[str, str] = {}


def as_html(
    doc: Mapping[str, Any],
    status: Status,
    token: str,
    *,
    logo: bytes | None = None,
    signed: Signed | None = None,
    preview: bool = False,
    typed: Mapping[str, str] = NOTHING_TYPED,
    problem: str = "",
) -> str:
    """The page. ``typed`` and ``problem``: what a form said that was not taken, and why; ``preview``: for the seller."""
    printed, words = view.printed(doc, signed=signed), words_of(doc)
    name, total = printed["sums"][-1]
    mark = signed.signature.as_svg() if signed else ""
    customer = printed["customer"]
    consent = words.say(
        "I accept this quote for {customer}. {name}: {total}.",
        customer=customer, name=name, total=total,
    )  # fmt: skip
    if printed["options"]:
        template = "I accept the chosen option of this quote for {customer}."
        consent = words.say(template, customer=customer)
    return _environment().get_template("quote_page.html").render(
        q=printed,
        buying=printed["buying"],
        status=status.value,
        file=token,
        logo=_picture(logo) if logo else "",
        mark=_picture(mark.encode()) if mark else "",
        bars=_bars(printed),
        preview=preview,
        typed=typed,
        problem=problem,
        consent=consent,
        say=words.say,
        lang=words.code,
        dir="ltr",
        policy=_policy(),
        style=_text("quote_page.css"),
        script=_text("quote_page.js"),
    )  # fmt: skip


def message(title: str, hint: str, language: str) -> str:
    """A page that says why there is no quote."""
    return _environment().get_template("quote_message.html").render(
        title=title, hint=hint, lang=language, policy=_policy(), style=_text("quote_page.css")
    )  # fmt: skip


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.ChainableUndefined,
    )


@cache
def _text(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


@cache
def _policy() -> str:
    """What the browser may do: run this script and this style, show pictures of this page, and answer to it."""
    style, script = (_hash(_text(f"quote_page.{kind}")) for kind in ("css", "js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; img-src 'self' data:; "
        "form-action 'self'; base-uri 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _picture(content: bytes) -> str:
    """A picture within the page: there it runs nothing and fetches nothing."""
    kind = "png" if content.startswith(b"\x89PNG") else "svg+xml"
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _bars(printed: Mapping[str, Any]) -> dict[str, Any]:
    """The rectangles of the chart, whole numbers on a field of 100 in height."""
    top = max(1, *(sum(units) for _, units in printed["chart"]))
    rects = []
    for number, (day, units) in enumerate(printed["chart"]):
        below = 0
        for group, value in zip(printed["group_numbers"], units, strict=True):
            y, foot = 100 - 100 * (below + value) // top, 100 - 100 * below // top
            below += value
            if foot > y:
                rects.append(
                    {"group": group, "x": number * (_BAR + _GAP) + _GAP // 2, "y": y,
                     "wide": _BAR, "tall": foot - y, "title": day}
                )  # fmt: skip
    return {"wide": len(printed["chart"]) * (_BAR + _GAP), "rects": rects}
