"""Cells as people write them into the forms that sql/rules.sql reads; what cannot be read is left as it stands.

No number passes through a float: 0.33 min is exactly 19,800 ms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from analytics.core.model import KINDS
from analytics.ingest.tables import words

CLOCK = "hh:mm:ss"
UNIT_MS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}
# A longer text is no number and no time.
LONGEST_VALUE = 60

_PLAIN = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_GROUPED = re.compile(r"([+-]?)([0-9][0-9.,'’  ]*?)([.,][0-9]+)?")
_HMS = re.compile(
    r"([+-]?)(?:([0-9]{1,9})(?:\.| ?days?,? |d | (?=[0-2]?[0-9]:)))?([0-9]{1,7}):([0-5]?[0-9]):([0-5]?[0-9])(?:[.,]([0-9]{1,9}))?"
)
TWO_PARTS = re.compile(r"([0-9]{1,6}):([0-5][0-9])(?:[.,]([0-9]{1,9}))?")
# What databases write around an interval: INTERVAL '0 00:40:00' DAY TO SECOND, @ 40 mins.
_INTERVAL = re.compile(r"interval '([^']+)'(?: day(?:\([0-9]\))? to second(?:\([0-9]\))?)?|@ (.+)")
# A spreadsheet's errors, in the languages that it is sold in, and a column too narrow for its numbers.
_ERROR = re.compile(
    r"#[¡¿]?[^\W_][\w/ ]{0,16}[!?]|#N/?[AVD]|#Н/Д|#GETTING_DATA|#{3,}|err:[0-9]{3}", re.IGNORECASE
)
_SPELLED = re.compile(
    r"([0-9]+(?:[.,'’  ][0-9]{3})*(?:[.,][0-9]+)?) ?([^\W\d_]+)\.?[ ,;]*(?:(?:and|und|et|y|e) )?"
)
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([.,'’  ])[0-9]{3}(?:\1[0-9]{3})*")
_THOUSANDS_AND_DECIMALS = re.compile(
    r"([1-9][0-9]{0,2}(?:([.,'’  ])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)[.,]([0-9]+)"
)
_HOURS_AND_MINUTES = re.compile(r"([0-9]{1,3}) ?h ?([0-5]?[0-9])")
_MINUTES_AND_SECONDS = re.compile(r"""([0-9]{1,4})['’′] ?([0-5]?[0-9])(?:["”]|['′]{2})?""")
_AMOUNT = r"([0-9]+(?:[.,][0-9]+)?)"
# Years and months are of no one length, and may be stated as none.
_ISO_LENGTH = re.compile(
    rf"\+?p(?=.)(?:0+y)?(?:0+m)?(?:{_AMOUNT}d)?(?:t(?=.)(?:{_AMOUNT}h)?(?:{_AMOUNT}m)?(?:{_AMOUNT}s)?)?"
)
_DAY_MS = 86_400_000
_YEAR_MS = 366 * _DAY_MS


@dataclass(frozen=True)
class Numbers:
    """How a column writes numbers: the sign between thousands and that before decimals; "" where not known.

    Spaces and apostrophes between thousands are understood always.
    """

    group: str = ""
    decimal: str = "."


@dataclass(frozen=True)
class Lengths:
    """How a column writes lengths: the unit of a bare number, and what 30:15 means: mm:ss, hh:mm or ""."""

    unit: str = "ms"
    numbers: Numbers = Numbers()
    colons: str = ""


def tidy(text: str) -> str:
    """Without outer spaces, wide forms as plain ones. A raised or circled digit stays what it is: it is none of a number."""
    stripped = text.strip()
    if stripped.isascii() or any(map(_is_ornament, stripped)):
        return stripped
    return unicodedata.normalize("NFKC", stripped).strip().replace("\u2212", "-")


def _is_ornament(letter: str) -> bool:
    return letter.isdigit() and not letter.isdecimal()


def is_digits(text: str) -> bool:
    """Whether a text is digits from 0 to 9 alone; str.isdigit is true of "²" too, which int() does not read."""
    return text.isascii() and text.isdecimal()


def is_error(text: str) -> bool:
    """Whether a cell holds a spreadsheet's error and not a value: #NAME?, #REF!, #N/A, Err:502, ####."""
    return len(text) <= LONGEST_VALUE and _ERROR.fullmatch(text.strip()) is not None


def number(text: str, numbers: Numbers) -> str | None:
    """The number as digits with a point, or None. 1.800,5 with a German column is 1800.5."""
    text = tidy(text).replace("−", "-")
    if len(text) > LONGEST_VALUE:
        return None
    if _PLAIN.fullmatch(text) and ("." not in text or numbers.decimal == "."):
        return text
    match = _GROUPED.fullmatch(text)
    if not match:
        return None
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if fraction and fraction[0] != numbers.decimal:
        if fraction[0] != numbers.group:
            return None
        whole, fraction = whole + fraction, ""
    separators = set(whole) - set("0123456789")
    if separators:
        (only, *extra) = separators
        if extra or (only in ".," and only != numbers.group) or not _is_grouped(whole, only):
            return None
        whole = whole.replace(only, "")
    return f"{sign}{whole}" + (f".{fraction[1:]}" if fraction else "")


def _is_grouped(whole: str, separator: str) -> bool:
    """1,234,567 and the Indian 12,34,567; not 1,23."""
    first, *groups = whole.split(separator)
    if not groups or not 1 <= len(first) <= 3 or len(groups[-1]) != 3:
        return False
    return all(len(part) == 3 for part in groups) or (
        len(first) <= 2 and all(len(part) == 2 for part in groups[:-1])
    )


def length(text: str, form: Lengths) -> tuple[str, str]:
    """A length as canonical text, and its unit: ms, s, min, h or hh:mm:ss. What cannot be read stays as it is."""
    if is_digits(text) and form.unit != CLOCK:
        return text, form.unit
    return _length(text, form)


@lru_cache(maxsize=50_000)
def _length(text: str, form: Lengths) -> tuple[str, str]:
    plain = tidy(text)
    if not plain or len(plain) > LONGEST_VALUE:
        return plain, form.unit
    plain = interval(plain)
    if ":" in plain or "：" in plain:
        return clock(plain, form.colons) or plain, CLOCK
    read = number(plain, form.numbers)
    if read is not None:
        return ("0:00:00" if form.unit == CLOCK and not Decimal(read) else read), form.unit
    spelled = _spelled(plain, form.numbers)
    if spelled is None or spelled != rounded(spelled):
        return plain, form.unit
    return str(rounded(spelled)), "ms"


def clock(text: str, colons: str) -> str | None:
    """1:02:03.5, 1 day, 2:03:04 or a two-part time, as h:mm:ss[.fff]; None where it is none or may be two things."""
    match = _HMS.fullmatch(text)
    if match:
        sign, days, hours, minutes, seconds, fraction = match.groups()
        total = int(days or 0) * 24 + int(hours)
        return f"{'-' if sign == '-' else ''}{total}:{int(minutes):02}:{int(seconds):02}" + (
            f".{fraction}" if fraction else ""
        )
    match = TWO_PARTS.fullmatch(text)
    if not match or not colons or (colons == "hh:mm" and match.group(3)):
        return None
    first, second, fraction = int(match.group(1)), match.group(2), match.group(3)
    if colons == "hh:mm":
        return f"{first}:{second}:00"
    return f"{first // 60}:{first % 60:02}:{second}" + (f".{fraction}" if fraction else "")


def is_spelled(text: str) -> bool:
    """Whether a length says its own units."""
    return _spelled(interval(text), Numbers(",")) is not None


def interval(text: str) -> str:
    """The length inside what a database writes around it; other text as it stands."""
    match = _INTERVAL.fullmatch(text.casefold())
    return (match[1] or match[2]) if match else text


@lru_cache(maxsize=20_000)
def _spelled(text: str, numbers: Numbers) -> Decimal | None:
    """Milliseconds of 1h 20m, 1h05, 40 min, 2,400 s, 40'30", 1小时20分, 1 day 2 h, P1DT2H; None for anything else."""
    text = text.casefold()
    if match := _HOURS_AND_MINUTES.fullmatch(text):
        return Decimal(int(match[1]) * 60 + int(match[2])) * UNIT_MS["min"]
    if match := _MINUTES_AND_SECONDS.fullmatch(text):
        return Decimal(int(match[1]) * 60 + int(match[2])) * UNIT_MS["s"]
    iso = _ISO_LENGTH.fullmatch(text)
    if iso:
        parts = zip(
            iso.groups(), (_DAY_MS, *map(UNIT_MS.__getitem__, ("h", "min", "s"))), strict=True
        )
        return sum((Decimal(n.replace(",", ".")) * ms for n, ms in parts if n), Decimal(0))
    total, place, smallest = Decimal(0), 0, _YEAR_MS
    while place < len(text):
        part = _SPELLED.match(text, place)
        ms = _unit_ms(part.group(2)) if part else 0
        amount = _amount(part.group(1), numbers) if part else None
        # Parts come from the largest to the smallest; of years and months there are none in a length.
        if not part or amount is None or not 0 < ms < smallest or (ms > _DAY_MS and amount):
            return None
        total += amount * ms
        place, smallest = part.end(), ms
    return total


def _unit_ms(word: str) -> int:
    key = words.key(word)
    return UNIT_MS.get(words.UNITS.get(key, "")) or words.LONG_UNITS.get(key, 0) * _DAY_MS


def _amount(text: str, numbers: Numbers) -> Decimal | None:
    """The number before a unit: 2,400 as the column writes thousands."""
    thousands = _THOUSANDS.fullmatch(text)
    if thousands and (thousands[1] not in ".," or thousands[1] == numbers.group):
        return Decimal(text.replace(thousands[1], ""))
    if match := _THOUSANDS_AND_DECIMALS.fullmatch(text):
        return Decimal(f"{match[1].replace(match[2], '')}.{match[3]}")
    plain = text.replace(",", ".")
    return Decimal(plain) if _PLAIN.fullmatch(plain) else None


def unit(text: str) -> str:
    """ms, s, min, h or hh:mm:ss of a word for it in any of the known languages; else the text as it stands."""
    return words.UNITS.get(words.key(text), text.strip().casefold())


def milliseconds(text: str, unit: str) -> Decimal | None:
    """The exact milliseconds of a canonical length, not yet rounded; None where it is none."""
    if unit == CLOCK:
        match = _HMS.fullmatch(text)
        if not match:
            return None
        seconds = (int(match[3]) * 60 + int(match[4])) * 60 + int(match[5])
        exact = Decimal(f"{seconds}.{match[6] or 0}") * 1000
        return -exact if match[1] == "-" else exact
    return Decimal(text) * UNIT_MS[unit] if unit in UNIT_MS and _PLAIN.fullmatch(text) else None


def expressed(ms: Decimal, unit: str) -> str:
    """A length in another unit, so exactly that it gives the same whole milliseconds again."""
    rounded_ms = rounded(ms)
    if unit == CLOCK:
        sign, seconds = "-" if rounded_ms < 0 else "", abs(rounded_ms) // 1000
        return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{abs(rounded_ms) % 1000:03}"
    value = Decimal(rounded_ms) / UNIT_MS[unit]
    return format(value.quantize(Decimal("1e-12")).normalize(), "f")


def rounded(ms: Decimal) -> int:
    """Whole milliseconds, half up."""
    return int(ms.quantize(Decimal(1), ROUND_HALF_UP))


def whole(text: str, numbers: Numbers) -> str:
    """A whole number without thousands signs, or the text as it stands."""
    if is_digits(text):
        return text
    plain = tidy(text)
    read = number(plain, numbers)
    return plain if read is None else read


@lru_cache(maxsize=5_000)
def kind(text: str) -> str:
    """0 to 4, or the kind's name, of a word in any of the known languages; else the text as it stands."""
    plain = tidy(text)
    if len(plain) > LONGEST_VALUE:
        return plain
    if re.fullmatch(r"[0-4](\.0+)?", plain, re.ASCII):
        return plain[0]
    meaning = words.KINDS.get(words.key(plain))
    if meaning:
        return meaning
    match = re.fullmatch(r"([0-4])\W+(.+)|(.+?)\W+([0-4])\W*", plain)
    if match:
        digit, word = match[1] or match[4], words.KINDS.get(words.key(match[2] or match[3]))
        if word and word == KINDS[int(digit)]:
            return word
    return plain


@lru_cache(maxsize=5_000)
def status(text: str) -> str:
    """The API's own status for a word in any of the known languages; else the text as it stands."""
    plain = tidy(text)
    return words.STATUSES.get(words.key(plain), plain) if len(plain) <= LONGEST_VALUE else plain


def is_none(text: str) -> bool:
    """Whether a cell holds no value of its column: nothing, an error or a formula."""
    return is_nothing(text) or text.startswith("=") or is_error(text)


def is_nothing(text: str) -> bool:
    """Whether a cell only says that it is empty: NULL, N/A, a dash."""
    return len(text) <= 8 and text.strip().casefold() in words.NOTHING
