"""The words of words.toml, ready to be looked up by `key`."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from analytics.ingest.common.flat_form import FLAT_COLUMNS as FLAT_COLUMNS

# Where 1.800 is one thousand and eight hundred, the day stands before the month too.
DAY_FIRST = frozenset({"de", "fr", "es", "pt", "it", "ru"})


class Word(NamedTuple):
    """A flat column that a word stands for, and the language it does so in."""

    column: str
    language: str


@lru_cache(maxsize=20_000)
def key(text: str) -> str:
    """What is compared of a word: its letters and digits, without case and accents."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


_ALL = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def _by_key(table: dict[str, list[str]]) -> dict[str, str]:
    return {key(word): name for name, listed in table.items() for word in listed}


COLUMN_NAMES = {key(name): name for name in FLAT_COLUMNS}
COLUMN_WORDS: dict[str, list[Word]] = {}
for _column, _languages in _ALL["columns"].items():
    for _language, _listed in _languages.items():
        for _word in _listed:
            COLUMN_WORDS.setdefault(key(_word), []).append(Word(_column, _language))

KINDS = _by_key(_ALL["kinds"])
STATUSES = _by_key(_ALL["statuses"])
UNITS = _by_key(_ALL["units"])
ZONES = frozenset(key(word) for word in _ALL["zones"])
DAYS = frozenset(key(word) for word in _ALL["days"])
TOTALS = frozenset(key(word) for word in _ALL["totals"])
ROLES = frozenset(key(word) for word in _ALL["roles"])
NOTHING = frozenset(_ALL["nothing"])
# Units longer than those of the flat form, in days; they stand in spelled lengths only.
LONG_UNITS = {
    key(word): int(days) for days, listed in _ALL["long_units"].items() for word in listed
}
