"""The languages of a quote's document: its fixed words and sentences, days and numbers.

Translations stand in ``data/translations/CODE.po``, by their English. The JSON of a quote and the screens are English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.messages.pofile import read_po

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import digits, divide_half_up, half_up
from analytics.core.phrase import Month, Phrase, Value, filled

TRANSLATIONS = Path(__file__).resolve().parents[2] / "data" / "translations"
ENGLISH = "en"
_MARK = re.compile(r"(?<=\})(; |, |\.)")
"""What stands between and after phrases that were joined."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language that a quote can be printed in."""

    code: str
    name: str
    """In English, for the screen."""
    locale: str
    """Of the CLDR, for days and numbers."""
    days: str
    """The form of its days there."""
    cells: str
    """A day in a spreadsheet."""


LANGUAGES = {
    language.code: language
    for language in (
        Language(ENGLISH, "English", "en", "d MMM y", "yyyy-mm-dd"),
        Language("zh-Hans", "Chinese, simplified", "zh_Hans", "long", 'yyyy"年"m"月"d"日"'),
        Language("zh-Hant", "Chinese, traditional", "zh_Hant", "long", 'yyyy"年"m"月"d"日"'),
        Language("ja", "Japanese", "ja", "long", 'yyyy"年"m"月"d"日"'),
        Language("ko", "Korean", "ko", "long", 'yyyy"년" m"월" d"일"'),
        Language("de", "German", "de", "medium", "dd.mm.yyyy"),
        Language("fr", "French", "fr", "medium", "dd/mm/yyyy"),
        Language("es", "Spanish", "es", "medium", "dd/mm/yyyy"),
    )
}
NUMBER_FORMATS = {
    "1,234.56": (",", "."),
    "1.234,56": (".", ","),
    "1 234,56": ("\u202f", ","),
    "1’234.56": ("’", "."),
}
"""Between thousands, and before decimals; a quote without one has that of its language."""


@cache
def _translations(code: str) -> Mapping[str, str]:
    if code == ENGLISH:
        return {}
    with (TRANSLATIONS / f"{code}.po").open("rb") as file:
        catalog = read_po(file, locale=LANGUAGES[code].locale, abort_invalid=True)
    return {str(entry.id): str(entry.string) for entry in catalog if entry.id and entry.string}


@cache
def _separators(code: str) -> tuple[str, str]:
    symbols = Locale.parse(LANGUAGES[code].locale).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one document: its language and the form of its numbers ("" for the language's own)."""

    code: str = ENGLISH
    number_format: str = ""

    @property
    def language(self) -> Language:
        return LANGUAGES[self.code]

    def say(self, template: str, **values: Value) -> str:
        """A sentence by its English template; what has no translation stays English."""
        translations = _translations(self.code)
        if (text := translations.get(template)) is None:
            text = _MARK.sub(lambda mark: translations.get(mark[0], mark[0]), template)
        return filled(text, values, self._text)

    def phrase(self, phrase: Phrase) -> str:
        """A phrase in this language."""
        return self.say(phrase.template, **phrase.values)

    def day(self, day: date | str) -> str:
        """``4 Jan 2027``, ``04.01.2027``, ``2027年1月4日``."""
        day = date.fromisoformat(day) if isinstance(day, str) else day
        return format_date(day, self.language.days, locale=self.language.locale)

    def amount(self, text: str, currency: str) -> str:
        """An amount with grouped digits, its currency left out: ``1,234.50``, ``−3.00``."""
        return self._number(f"{half_up(Decimal(text), digits(currency)):,f}")

    def minutes(self, ms: int) -> str:
        """Whole minutes, half up."""
        return self._number(f"{divide_half_up(ms, MS_PER_MINUTE):,}")

    def number(self, text: str) -> str:
        """A number with grouped digits and no zeros at the end: ``803,440``, ``0.5``."""
        grouped = f"{Decimal(text):,f}"
        return self._number(grouped.rstrip("0").rstrip(".") if "." in grouped else grouped)

    def price(self, text: str, currency: str) -> str:
        """A unit price: all its decimals up to six, at least the currency's."""
        whole, _, rest = f"{half_up(Decimal(text), 6):,f}".partition(".")
        decimals = rest.rstrip("0").ljust(digits(currency), "0")
        return self._number(f"{whole}.{decimals}" if decimals else whole)

    def _number(self, text: str) -> str:
        """A number as Python groups it, with this document's signs."""
        group, point = NUMBER_FORMATS.get(self.number_format) or _separators(self.code)
        return text.translate({ord(","): group, ord("."): point, ord("-"): "−"})

    def _text(self, value: Value) -> str:
        match value:
            case Phrase():
                return self.phrase(value)
            case str():
                return value
            case Month():
                return format_skeleton("yMMMM", value, locale=self.language.locale)
            case date():
                return self.day(value)
            case Decimal():
                return self.number(f"{value:f}")
            case _:
                return self._number(f"{value:,}")
