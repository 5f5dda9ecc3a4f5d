"""Days to buy the packs of a quote, in words and as bars on a time line, out of its document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from analytics.quotes.lines import short_name
from analytics.quotes.words import Words

TITLE = "When to buy the packs"
HEADER = ("Pack", "Number", "Minutes each", "Price each", "Buy on", "Usable until")
AXIS = 1000
"""Length of the time line."""
_MOST = 12
_DAY = timedelta(days=1)
_ENGLISH = Words()


def rows(result: Mapping[str, Any], words: Words = _ENGLISH) -> list[list[str]]:
    """A row for each purchase, with the columns of ``HEADER``; of many the first."""
    currency = result["currency"]
    return [
        [
            pack_name(purchase),
            words.number(str(purchase["count"])),
            words.number(str(purchase["minutes"])),
            words.amount(purchase["price"], currency),
            words.day(purchase["buy_on"]),
            words.day(date.fromisoformat(purchase["expires"]) - _DAY),
        ]
        for purchase in result.get("purchases", ())[:_MOST]
    ]


def sentences(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """How many purchases are not in the rows, then `late_sentences`."""
    rest = len(doc["result"].get("purchases", ())) - _MOST
    more = words.say("{count} later purchases follow in the same way.", count=rest)
    return [more] * (rest > 0) + late_sentences(doc, words)


def late_sentences(doc: Mapping[str, Any], words: Words = _ENGLISH) -> list[str]:
    """What buying late makes of each offer's total, in money."""
    result, told = doc["result"], []
    days = doc["settings"].get("late_days", 0)
    for late in result.get("late", ()):
        difference = Decimal(late["difference"])
        money = words.amount(str(abs(difference)), result["currency"])
        sentence = words.say(_late(difference), days=days, amount=f"{result['currency']} {money}")
        told.append(f"{late['offer']}: {sentence}" if late["offer"] else sentence)
    return told


def _late(difference: Decimal) -> str:
    if not difference:
        return "With each pack bought {days} days after its day, the total before tax is the same."
    if difference > 0:
        return "With each pack bought {days} days after its day, the total before tax is {amount} more."
    return "With each pack bought {days} days after its day, the total before tax is {amount} less."


def time_line(result: Mapping[str, Any], words: Words = _ENGLISH) -> dict[str, Any] | None:
    """The purchases as bars, from and to in parts of ``AXIS``, the term as one too; None without packs."""
    purchases = result.get("purchases", ())[:_MOST]
    if not purchases:
        return None
    since, until = (date.fromisoformat(result[key]) for key in ("since", "last_day"))
    until += _DAY
    begin = min([since, *(date.fromisoformat(p["buy_on"]) for p in purchases)])
    end = max([until, *(date.fromisoformat(p["expires"]) for p in purchases)])

    def place(there: date) -> int:
        return AXIS * (there - begin).days // (end - begin).days

    return {
        "begin": words.day(begin),
        "end": words.day(end - _DAY),
        "term": [place(since), place(until)],
        "bars": [
            {
                "name": pack_name(purchase),
                "from": place(date.fromisoformat(purchase["buy_on"])),
                "to": place(date.fromisoformat(purchase["expires"])),
                "buy_on": words.day(purchase["buy_on"]),
            }
            for purchase in purchases
        ],
    }


def printed(doc: Mapping[str, Any], words: Words = _ENGLISH) -> dict[str, Any] | None:
    """All of it for the printed form and the shared page; None where no pack is bought."""
    if not (line := time_line(doc["result"], words)):
        return None
    return {
        "title": words.say(TITLE),
        "header": [words.say(cell) for cell in HEADER],
        "rows": rows(doc["result"], words),
        "sentences": sentences(doc, words),
        "line": line,
        "term": words.say("grey: the term"),
    }


def pack_name(purchase: Mapping[str, Any]) -> str:
    """The name of a purchase's pack, with that of its offer where there are several."""
    name = short_name(purchase["name"])
    return f"{purchase['offer']}: {name}" if purchase["offer"] else name
