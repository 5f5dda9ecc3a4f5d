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
    again = document(quote(request, book_of(doc)))
    changes, notes = _against_today(doc, request, book_now)
    return Verdict(
        request.number,
        request.revision,
        str(doc["result"].get("total")),
        str(doc["result"].get("currency")),
        (*_changes(doc, again), *changes),
        tuple(notes),
    )


def _changes(
    doc: Mapping[str, Any],
    again: Mapping[str, Any],
) -> Iterator[str]:
    intact = True
    for name in _PARTS:
        if doc["prints"].get(name) != digest(doc[name]):
            intact = False
            yield f"{name}: not as they were when the quote was made."
    if doc["engine"] != ENGINE:
        yield f"engine: made by version {doc['engine']}, worked out again by version {ENGINE}."
    if intact and doc["prints"].get("all") != digest(
        [doc["engine"], *(doc["prints"][n] for n in _PARTS)]
    ):
        yield "fingerprint: it does not belong to this quote."
    yield from _differences("amounts", doc["result"], again["result"])


def _against_today(
    doc: Mapping[str, Any], request: Request, book_now: Callable[[str], PriceBook]
) -> tuple[list[str], list[str]]:
    """Changes and notes: a version that says something else now, and a newer one."""
    try:
        today = price_fields(in_term(book_now(request.plan.price_book), request))
    except Problem as problem:
        return [], [f"The price book of this quote is not here: {problem}"]
    version, now = _versions(doc["prices"]), _versions(today)
    if version == now:
        return _differences(f"prices of version {now} today", doc["prices"], today), []
    return [], [f"Quoted under price book version {version}; today's is {now}."]


def _versions(prices: Mapping[str, Any]) -> str:
    return ", ".join(fields["version"] for fields in (*prices.get("earlier", ()), prices))


def _differences(place: str, was: Any, now: Any, most: int = 6) -> list[str]:
    found = list(_walk(place, was, now))
    rest = len(found) - most
    return found if rest <= 0 else [*found[:most], f"{place}: {rest:,} more differences."]


def _walk(place: str, was: Any, now: Any) -> Iterator[str]:
    if was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in sorted({*was, *now}, key=lambda key: (key not in _FIRST, key)):
            yield from _walk(f"{place}, {key}", was.get(key), now.get(key))
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for number, pair in enumerate(zip(was, now, strict=True)):
            name = pair[0].get("name", number + 1) if isinstance(pair[0], Mapping) else number + 1
            yield from _walk(f"{place}, {name}", *pair)
    else:
        yield f"{place}: the quote says {_short(was)}, it comes to {_short(now)}."


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
