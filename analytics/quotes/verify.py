"""A quote's document worked out anew and compared: verified to the cent, or what changed, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
from analytics.quotes.document import ENGINE, digest, document, price_fields
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import in_term, quote
from analytics.quotes.request import Request

_PARTS = ("data", "settings", "prices")
_FIRST = ("total", "lines", "months")


@dataclass(frozen=True, slots=True)
class Verdict:
    """``changes``: what is not as it was, by name; none: verified to the cent.

    ``notes``: what moved since, and takes nothing from the quote.
    """

    number: str
    revision: int
    total: str
    currency: str
    changes: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def is_verified(self) -> bool:
        return not self.changes


def verify(
    doc: Mapping[str, Any], book_now: Callable[[str], PriceBook] = price_book.load
) -> Verdict:
    """Work a document out anew and say what is not as it was: data, settings, prices, engine, amounts.

    ``book_now`` gives today's price book for the plan's reference, to tell whether prices moved.
    """
    request = request_of(doc)
    recomputed = document(quote(request, book_of(doc)))
    changes, notes = _against_today(doc, request, book_now)
    return Verdict(
        request.number,
        request.revision,
        str(doc["result"].get("total")),
        str(doc["result"].get("currency")),
        (*_changes(doc, recomputed), *changes),
        tuple(notes),
    )


def _changes(
    doc: Mapping[str, Any],
    recomputed: Mapping[str, Any],
) -> Iterator[str]:
    intact = True
    for name in _PARTS:
        if doc["prints"].get(name) != digest(doc[name]):
            intact = False
            yield f"{name}: not as they were when the quote was made."
    if doc["engine"] != ENGINE:
        yield f"engine: made by version {doc['engine']}, worked out again by version {ENGINE}."
    if intact and doc["prints"].get("all") != digest(
        [doc["engine"], *(doc["prints"][part] for part in _PARTS)]
    ):
        yield "fingerprint: it does not belong to this quote."
    yield from differences("amounts", doc["result"], recomputed["result"])


def _against_today(
    doc: Mapping[str, Any], request: Request, book_now: Callable[[str], PriceBook]
) -> tuple[list[str], list[str]]:
    """Changes and notes: a version that says something else now, and a newer one."""
    try:
        today = price_fields(in_term(book_now(request.plan.price_book), request))
    except Problem as problem:
        return [], [f"The price book of this quote is not here: {problem}"]
    version, today_version = _versions(doc["prices"]), _versions(today)
    if version == today_version:
        return differences(f"prices of version {today_version} today", doc["prices"], today), []
    return [], [f"Quoted under price book version {version}; today's is {today_version}."]


def _versions(prices: Mapping[str, Any]) -> str:
    return ", ".join(fields["version"] for fields in (*prices.get("earlier", ()), prices))


def differences(
    place: str,
    quoted: Any,
    recomputed: Any,
    most: int = 6,
    *,
    was: str = "the quote says",
    now: str = "it comes to",
) -> list[str]:
    """Each place at which two values differ, as a sentence; of many the first."""
    lines = [
        f"{where}: {was} {_short(old)}, {now} {_short(new)}."
        for where, old, new in _walk(place, quoted, recomputed)
    ]
    rest_count = len(lines) - most
    return (
        lines if rest_count <= 0 else [*lines[:most], f"{place}: {rest_count:,} more differences."]
    )


def _walk(place: str, quoted: Any, recomputed: Any) -> Iterator[tuple[str, Any, Any]]:
    if quoted == recomputed:
        return
    if isinstance(quoted, Mapping) and isinstance(recomputed, Mapping):
        for key in sorted({*quoted, *recomputed}, key=lambda key: (key not in _FIRST, key)):
            yield from _walk(f"{place}, {key}", quoted.get(key), recomputed.get(key))
    elif (
        isinstance(quoted, list) and isinstance(recomputed, list) and len(quoted) == len(recomputed)
    ):
        for number, pair in enumerate(zip(quoted, recomputed, strict=True)):
            name = pair[0].get("name", number + 1) if isinstance(pair[0], Mapping) else number + 1
            yield from _walk(f"{place}, {name}", *pair)
    else:
        yield place, quoted, recomputed


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
