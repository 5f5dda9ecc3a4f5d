"""Changes between two documents of a quote: each named, and what it is worth.

The causes are taken one after the other, in a fixed order, so that their amounts add up to the
difference of the two totals: engine, usage, prices, then what was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.core.money import text
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import in_term, sheet_of

_TEXTS = ("scope", "assumptions", "tax_note", "terms")
_WORDS = {
    "customer": "Customer",
    "owner": "Owner",
    "number": "Number",
    "revision": "Revision",
    "issued": "Day of issue",
    "valid_until": "Valid until",
    "rebate_percent": "Discount on the whole, %",
    "late_days": "Packs bought late, days",
}
_QUIET = ("number", "revision", "issued", "wording")
"""What each step of a quote's life changes by itself."""


class Change(NamedTuple):
    """One cause: what was before and is after it, and the totals where it moved them."""

    cause: str
    """data, settings, prices or engine."""
    what: str
    before: tuple[Decimal, str]
    after: tuple[Decimal, str]

    @property
    def is_money(self) -> bool:
        return self.before != self.after

    @property
    def sentence(self) -> str:
        if not self.is_money:
            return f"{self.what}."
        (old, old_currency), (new, currency) = self.before, self.after
        difference = ""
        if old_currency == currency:
            sign = "+" if new >= old else "−"
            difference = f" ({sign}{text(abs(new - old), currency)})"
        return f"{self.what}: total {text(old, old_currency)} → {text(new, currency)}{difference}."


def between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, life: bool = False
) -> tuple[Change, ...]:
    """What differs; none: the two quotes say the same. ``life``: number, revision and day of issue count too."""
    return tuple(_between(before, after, life))


def _between(before: Mapping[str, Any], after: Mapping[str, Any], life: bool) -> Iterator[Change]:
    old, new = request_of(before), request_of(after)
    old_book, new_book = book_of(before), book_of(after)
    total = Decimal(before["result"]["total"]), before["result"]["currency"]

    recomputed = sheet_of(old, in_term(old_book, old)).total, total[1]
    if recomputed != total or before["engine"] != after["engine"]:
        yield Change("engine", "Another version of the engine", total, recomputed)
        total = recomputed
    request = replace(old, estimate=new.estimate)
    if _usage(before) != _usage(after):
        worth = sheet_of(request, in_term(old_book, request)).total, total[1]
        yield Change("data", _usage_words(before, after), total, worth)
        total = worth
    if before["prices"] != after["prices"]:
        worth = sheet_of(request, in_term(new_book, request)).total, total[1]
        yield Change("prices", _price_words(before["prices"], after["prices"]), total, worth)
        total = worth
    chosen = list(_settings(before["settings"], after["settings"], life))
    worth = Decimal(after["result"]["total"]), after["result"]["currency"]
    if chosen or worth != total:
        yield Change("settings", "; ".join(chosen) or "Settings", total, worth)


def _usage(doc: Mapping[str, Any]) -> dict[str, Any]:
    """The usage of a document, without the commit after which it was read, and its source told once."""
    again = ("recorded", "source_words")
    data = {key: value for key, value in doc["data"].items() if key not in again}
    recorded = doc["data"].get("recorded", {})
    return data | {key: value for key, value in recorded.items() if key != "edition"}


def _usage_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = before["data"], after["data"]
    if old["source"] != new["source"]:
        return f"Usage: {old['source'].rstrip('.')} → {new['source'].rstrip('.')}"
    if old["ms"] == new["ms"]:
        return "Low and high case" if _cases(old) != _cases(new) else "Usage: other recordings"
    return "Other recordings than then" if "recorded" in new else "Usage of some days"


def _cases(data: Mapping[str, Any]) -> tuple[str, str]:
    return data["low_percent"], data["high_percent"]


def _price_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    old, new = versions(before), versions(after)
    if old != new:
        return f"Prices: {old} → {new}"
    names = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    return f"Prices of {new} ({', '.join(name.replace('_', ' ') for name in names)})"


def versions(prices: Mapping[str, Any]) -> str:
    """``tencent-intl 2024-03-27, then 2027-07 from 2027-07-01``."""
    steps = [*prices.get("earlier", ()), prices]
    later = [f", then {step['version']} from {step['valid_from']}" for step in steps[1:]]
    return "".join([f"{prices['id']} {steps[0]['version']}", *later])


def _settings(before: Mapping[str, Any], after: Mapping[str, Any], life: bool) -> Iterator[str]:
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old == new or (key in _QUIET and not life):
            continue
        if key == "exchange":
            yield f"Rate: {_rate(old)} → {_rate(new)}"
        elif key == "plan" and old and new:
            names = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
            if names := [name for name in names if name != "price_book"]:
                yield f"Plan: {', '.join(name.replace('_', ' ') for name in names)}"
        elif key in _TEXTS or not (_is_short(old) and _is_short(new)):
            yield f"{key.replace('_', ' ').capitalize()} changed"
        else:
            yield f"{_WORDS.get(key, key.replace('_', ' ').capitalize())}: {_or_none(old)} → {_or_none(new)}"


def _is_short(value: Any) -> bool:
    return value is None or isinstance(value, (str, int))


def _or_none(value: Any) -> str:
    return "none" if value in (None, "") else str(value)


def _rate(exchange: Mapping[str, Any] | None) -> str:
    if exchange is None:
        return "none"
    return f"{exchange['rate']} {exchange['currency']} of {exchange['dated']}"
