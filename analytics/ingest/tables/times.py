"""Moments as people write them into ISO 8601; what cannot be read, or may be two days, is left as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from analytics.ingest.tables import values
from analytics.ingest.tables.zones import CANONICAL, header_zone, offset, zoned

# Excel counts days from here; 20,000 is in 1954 and 80,000 in 2119, as Unix seconds both are hours of 1970.
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_SERIAL = re.compile(r"[2-7][0-9]{4}([.,][0-9]{1,17})?", re.ASCII)
# A longer text is no moment; a browser writes the zone's name in words behind one.
_LONGEST = 100
# Unix time by its number of digits: what it counts, and how many of that are a second.
EPOCHS = {13: ("milliseconds", 10**3), 16: ("microseconds", 10**6), 19: ("nanoseconds", 10**9)}
_EPOCH_FRACTION = re.compile(r"([0-9]{10})[.,]([0-9]{1,9})", re.ASCII)
# 1.7115054E9 is how Java and BigQuery print a number that they hold whole; a spreadsheet's 1.71E+09 has lost its end.
_EPOCH_DOUBLE = re.compile(r"[1-9]\.[0-9]{1,9}E9", re.ASCII)
_EPOCH_CALL = re.compile(r"/?date\(([0-9]{13})(?:[+-][0-9]{4})?\)/?", re.ASCII | re.IGNORECASE)
# A database's way of saying that there is none.
_NO_DAY = re.compile(r"0000-00-00([ T]00:00(:00(\.0+)?)?)?", re.ASCII)

_WEEKDAYS = re.compile(
    r"(星期|周|週)[一二三四五六日天]|\(?[月火水木金土日]曜日?\)?|\([月火水木金土日월화수목금토일]\)|[월화수목금토일]요일"
    r"|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?|\b(mo|di|mi|do|fr|sa|so)\b[.,]?|\b(montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b,?"
)
_AFTERNOON = re.compile(
    r"下午|晚上|午後|午后|오후|\bp\.? ?m\.?(?![a-z])|(?<=[0-9])p\.?m\.?(?![a-z])"
)
_MORNING = re.compile(r"上午|早上|凌晨|午前|오전|\ba\.? ?m\.?(?![a-z])|(?<=[0-9])a\.?m\.?(?![a-z])")
_NOON = re.compile(r"中午")

_DAY = re.compile(
    r"(?P<y>[0-9]{4}) ?[-/.年년] ?(?P<m>[0-9]{1,2}) ?[-/.月월] ?(?P<d>[0-9]{1,2})(?: ?[日号號일]|\.?(?![0-9]))"
    r"|(?P<y2>[0-9]{4})(?P<m2>[0-9]{2})(?P<d2>[0-9]{2})(?=[t ]|$|[0-9]{4}(?:[0-9]{2})?$)"
    r"|(?P<a>[0-9]{1,2})(?P<sep>[./-])(?P<b>[0-9]{1,2})(?P=sep)(?P<c>[0-9]{4}|[0-9]{1,2})(?![0-9])"
    r"|(?P<d3>[0-9]{1,2})(?:st|nd|rd|th)?(?:\.? |-|\. ?de |\ de )(?P<n3>[^\W\d_]{3,12})\.?(?:[ ,-]+|\ de )(?P<y3>[0-9]{4}|[0-9]{2}(?= |$))"
    r"|(?P<n4>[^\W\d_]{3,12})\.? (?P<d4>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<y4>[0-9]{4})"
)
_CLOCK = re.compile(
    r"[t,]? ?(?:um |at |à |a las )?(?P<h>[0-9]{1,2}) ?[:时點点時시h] ?(?P<mi>[0-9]{2}|[0-9](?=[分분]))"
    r"(?: ?[:分분] ?(?P<s>[0-9]{2}|[0-9](?=[秒초]))(?:[.,](?P<f>[0-9]{1,9}))?)? ?[分秒분초]?(?: ?uhr| ?h)?"
    r" ?(?P<zone>z|(?:utc|gmt)? ?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?)"
)
_COMPACT = re.compile(
    r"[t ]?(?P<h>[0-9]{2})(?P<mi>[0-9]{2})(?P<s>[0-9]{2})? ?(?P<zone>z|[+-][0-9]{2}:?[0-9]{2})?"
)
# 2024-03-27-09.30.00.000000 and 27-MAR-24 09.30.00, as DB2 and Oracle write a clock behind a day.
_POINTS = re.compile(
    r"[-_ t]?(?P<h>[0-9]{1,2})(?P<sep>[.-])(?P<mi>[0-9]{2})(?P=sep)(?P<s>[0-9]{2})(?:\.(?P<f>[0-9]{1,9}))?"
    r"(?P<zone> ?(?:z|[+-][0-9]{2}:?[0-9]{2}))?"
)
# Wed Mar 27 09:30:00 +0800 2024, as C, Ruby and Unix write it; the weekday is taken off before.
_YEAR_LAST = re.compile(
    r"([^\W\d_]{3}) ([0-9]{1,2}) ([0-9]{2}:[0-9]{2}:[0-9]{2}(?: ?(?:utc|gmt|z|[+-][0-9]{4}))?) ([0-9]{4})"
)
_OFFSET_LAST = re.compile(
    r"(?:[0-9]z|:[0-9.,]+ ?(?:utc|gmt)? ?[+-][0-9]{2}:?(?:[0-9]{2})?)$", re.IGNORECASE
)
_ZONE_NAME = re.compile(
    r" ?[\[(]([^\W\d_][^\[()\]]*)[\])]$| ([^\W\d_][^\s\[()\]]*)$|([^\W\d_\s]*时间)$", re.IGNORECASE
)
# Go shows the reading of a second clock behind a moment.
_SECOND_CLOCK = re.compile(r" m=[+-][0-9.]+$", re.ASCII)

_MONTHS = {
    word: number
    for number, listed in enumerate(
        (
            "jan januar january janv janvier ene enero jän jänner janeiro gen gennaio januari янв января январь",
            "feb februar february fév févr février febrero fev fevereiro febbraio februari фев февр февраля февраль",
            "mar march mär märz maerz mars marzo março marco maart mrt мар марта март",
            "apr april avr avril abr abril aprile апр апреля апрель", "may mai mayo maio mag maggio mei мая май",
            "jun june juni juin junio junho giu giugno июн июня июнь", "jul july juli juil juillet julio julho lug luglio июл июля июль",
            "aug august août aout ago agosto augustus авг августа август",
            "sep sept september septembre septiembre set setembro settembre сен сент сентября сентябрь",
            "oct october okt oktober octobre octubre out outubro ott ottobre окт октября октябрь",
            "nov november novembre noviembre novembro ноя нояб ноября ноябрь",
            "dec december dez dezember déc décembre dic diciembre dezembro dicembre дек декабря декабрь",
        ),
        1,
    )
    for word in listed.split()
}  # fmt: skip


@dataclass(frozen=True)
class Moments:
    """How a column writes moments.

    `order` is that of 03/04/2024: dmy, mdy or "" for not known. `zone` is one that the header states: an offset
    (+08:00) or an IANA name, else "". `epoch` is the number of digits of Unix times that are no seconds, else 0.
    """

    order: str = ""
    zone: str = ""
    epoch: int = 0


@lru_cache(maxsize=50_000)
def moment(text: str, form: Moments) -> str:
    """A moment as Unix seconds or ISO 8601, 0 for none, or the text as it stands."""
    if len(text) > _LONGEST:
        return text
    plain = values.tidy(text)
    if plain.endswith(".0") and values.is_digits(plain[:-2]):
        plain = plain[:-2]
    if _SERIAL.fullmatch(plain):
        return zoned(_iso(_from_excel(plain)), form.zone)
    if number := _unix(plain, form.epoch):
        return number
    if _NO_DAY.fullmatch(plain):
        return "0"
    if CANONICAL.fullmatch(plain):
        return zoned(plain.replace(" Z", "Z"), form.zone)
    bare, zone = _without_zone(plain)
    return zoned(_written(bare, form.order) or plain, zone or form.zone)


def _unix(text: str, epoch: int) -> str:
    """A Unix time that is not written as whole seconds, as these or as ISO 8601; "" for anything else."""
    if parts := _EPOCH_FRACTION.fullmatch(text):
        return f"{datetime.fromtimestamp(int(parts[1]), UTC):%Y-%m-%dT%H:%M:%S}.{parts[2]}Z"
    if _EPOCH_DOUBLE.fullmatch(text):
        return str(int(Decimal(text)))
    if call := _EPOCH_CALL.fullmatch(text):
        text, epoch = call[1], 13
    if len(text) != epoch or not values.is_digits(text):
        return ""
    seconds, fraction = divmod(int(text), EPOCHS[epoch][1])
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{fraction:0{epoch - 10}}Z"


def _without_zone(text: str) -> tuple[str, str]:
    """A moment without the zone's name at its end, and the zone; none where an offset stands before the name, which then
    only repeats it: "+0800 CST", "+08:00[Asia/Shanghai]".
    """
    text = _SECOND_CLOCK.sub("", text)
    name = _ZONE_NAME.search(text)
    if not name:
        return text, ""
    moment = text[: name.start()]
    if _OFFSET_LAST.search(moment):
        return moment, ""
    zone = header_zone(name[1] or name[2] or name[3])
    return (moment, zone) if zone else (text, "")


def is_moment(text: str) -> bool:
    """Whether a cell looks like a moment, though which day it is may be open."""
    plain = values.tidy(text)
    epoch = len(plain) if len(plain) in EPOCHS else 0
    read = (moment(text, Moments(order, epoch=epoch)) for order in ("dmy", "mdy"))
    return bool(CANONICAL.fullmatch(plain)) or any(
        CANONICAL.fullmatch(iso) is not None for iso in read
    )


class Open(NamedTuple):
    """A day whose order is not plain, 03/04/2024 or 24/3/4: its numbers, the last as text, and the sign between."""

    first: int
    second: int
    last: str
    sign: str


def is_clock(text: str) -> bool:
    """Whether a cell is a time of some day: 9:30, 21:05:00, 9:30 PM."""
    if len(text) > _LONGEST or not text:
        return False
    return _CLOCK.fullmatch(_bare(values.tidy(text))[0]) is not None


def is_day(text: str) -> bool:
    """Whether a cell is a day without a time of the clock."""
    return (
        is_moment(text)
        and not re.search(r"[:：]|[0-9]T[0-9]|时|時", text)
        and not values.is_digits(text)
    )


def next_day(moment: str) -> str:
    """The same time on the day after; other text as it stands."""
    try:
        day = date.fromisoformat(moment[:10]) + timedelta(days=1)
    except ValueError:
        return moment
    return day.isoformat() + moment[10:]


def open_order(text: str) -> Open | None:
    """What is open about the day of a cell; None where nothing is."""
    if len(text) > _LONGEST or not any(sign in text for sign in "/.-"):
        return None
    match = _DAY.search(_bare(values.tidy(text))[0])
    if not match or not match["a"]:
        return None
    return Open(int(match["a"]), int(match["b"]), match["c"], match["sep"])


def _written(text: str, order: str) -> str | None:
    text, half = _bare(text)
    if last := _YEAR_LAST.fullmatch(text):
        text = f"{last[1]} {last[2]} {last[4]} {last[3]}"
    match = _DAY.match(text)
    day = _date(match, order) if match else None
    if not match or not day:
        return None
    time_text = text[match.end() :].strip()
    if not time_text:
        return day.isoformat()
    clock = _CLOCK.fullmatch(time_text) or _POINTS.fullmatch(time_text)
    if not clock and match["y2"]:
        clock = _COMPACT.fullmatch(time_text)
    if not clock:
        return None
    hour, minute, second = int(clock["h"]), int(clock["mi"]), int(clock["s"] or 0)
    if half:
        if hour > 12 and half == "am":
            return None
        hour = (
            hour % 12 + 12 if half == "pm" and hour <= 12 else hour % 12 if half == "am" else hour
        )
    if (hour, minute, second) == (24, 0, 0):  # the end of the day
        day, hour = day + timedelta(days=1), 0
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = clock["f"] if "f" in clock.re.groupindex and clock["f"] else ""
    return (
        f"{day.isoformat()}T{hour:02}:{minute:02}:{second:02}"
        + (f".{fraction}" if fraction else "")
        + offset(clock["zone"] or "")
    )


def _bare(text: str) -> tuple[str, str]:
    """Without the weekday and the half of the day, and which half it was."""
    text = text.casefold()
    half = ""
    for name, pattern in (("pm", _AFTERNOON), ("am", _MORNING), ("noon", _NOON)):
        if pattern.search(text):
            text, half = pattern.sub(" ", text, count=1), name
            break
    return re.sub(r"\s+", " ", _WEEKDAYS.sub(" ", text)).strip(" ,"), half


def _date(match: re.Match[str], order: str) -> date | None:
    if match["y"]:
        parts: tuple[str | int, ...] = (match["y"], match["m"], match["d"])
    elif match["y2"]:
        parts = match["y2"], match["m2"], match["d2"]
    elif match["a"]:
        parts = _ordered(Open(int(match["a"]), int(match["b"]), match["c"], match["sep"]), order)
    else:
        month = _MONTHS.get(match["n3"] or match["n4"])
        if not month:
            return None
        year = match["y3"] or match["y4"]
        parts = year if len(year) == 4 else f"20{year}", str(month), match["d3"] or match["d4"]
    try:
        return date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        return None


def _ordered(day: Open, order: str) -> tuple[str | int, ...]:
    """Year, month and day; nothing where the order is not known."""
    first, second, last, sign = day
    if len(last) < 4:
        if order == "ymd":
            return f"20{first:02}", second, last
        if len(last) == 1:
            return ()
        last = f"20{last}"
    elif order == "ymd" or (not order and max(first, second) > 12):
        order = "dmy" if first > 12 else "mdy" if second > 12 else ""
    if not order and sign == ".":
        order = "dmy"
    return {"dmy": (last, second, first), "mdy": (last, first, second)}.get(order, ())


def _from_excel(text: str) -> datetime:
    """A day number with a fraction of a day; Excel keeps it in binary, so it is read to the nearest millisecond."""
    ms = values.rounded(Decimal(text.replace(",", ".")) * 86_400_000)
    return EXCEL_EPOCH + timedelta(milliseconds=ms)


def _iso(moment: datetime) -> str:
    text = f"{moment:%Y-%m-%dT%H:%M:%S}"
    return f"{text}.{moment.microsecond // 1000:03}" if moment.microsecond else text
