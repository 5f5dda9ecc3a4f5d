"""Zones of moments: those that a header states, and offsets as they are written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.ingest.common.zones import OFFSET
from analytics.ingest.tables import words

# Unix seconds and ISO 8601, as sql/rules.sql reads them.
CANONICAL = re.compile(
    r"[0-9]{10}|[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?( ?(Z|[+-][0-9]{2}(:?[0-9]{2})?))?)?",
    re.ASCII,
)


def offset(text: str) -> str:
    if text.strip() in ("utc", "gmt"):
        return "+00:00"
    text = text.removeprefix("utc").removeprefix("gmt").strip()
    if not text:
        return ""
    if text == "z":
        return "Z"
    sign, digits = text[0], text[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "00")
    return f"{sign}{int(hours):02}:{minutes}"


def zoned(text: str, zone: str) -> str:
    """With the header's zone, where the text is a time of day without an offset of its own."""
    if (
        not zone
        or len(text) < 16
        or not CANONICAL.fullmatch(text)
        or text[16:].strip("0123456789:., ")
    ):
        return text
    if zone[0] in "+-":
        return text + zone
    try:
        local = datetime.fromisoformat(text.replace(",", "."))
    except ValueError:
        return text
    offset = local.replace(tzinfo=ZoneInfo(zone)).utcoffset() or timedelta(0)
    minutes = int(offset / timedelta(minutes=1))
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def header_zone(text: str) -> str:
    """The zone that a header states: UTC, GMT+8, 北京时间, Asia/Shanghai; "" where none."""
    bare = text.strip()
    if words.key(bare) in (
        "北京时间",
        "北京時間",
        "东八区",
        "beijingtime",
        "chinatime",
        "chinastandardtime",
    ):
        return "+08:00"
    if bare.casefold() in ("utc", "gmt", "z"):
        return "+00:00"
    if (fixed := OFFSET.fullmatch(bare)) and int(fixed[2]) <= 14:
        return offset(re.sub(r"\s", "", bare.casefold()).replace("\u2212", "-"))
    if re.fullmatch(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+", bare):
        try:
            return ZoneInfo(bare).key
        except (KeyError, ValueError, OSError):
            return ""
    return ""


# Short names of zones: several are of more than one, CST of four.
_SHORT = frozenset(
    [
        "acst",
        "act",
        "adt",
        "aest",
        "aet",
        "akst",
        "art",
        "ast",
        "awst",
        "bst",
        "brt",
        "cat",
        "cdt",
        "cest",
        "cet",
        "cst",
        "ct",
        "eat",
        "edt",
        "eest",
        "eet",
        "est",
        "et",
        "gst",
        "hkt",
        "hst",
        "ict",
        "idt",
        "ist",
        "jst",
        "kst",
        "mdt",
        "msk",
        "mst",
        "mt",
        "myt",
        "nzdt",
        "nzst",
        "pdt",
        "pht",
        "pkt",
        "pst",
        "pt",
        "sast",
        "sgt",
        "sst",
        "trt",
        "wat",
        "west",
        "wet",
        "wib",
        "wit",
    ]
)
_ZONE_WORDS = re.compile(r"\b(?:time|zeit)\b|时间|時間|时区|時區|timezone|zone", re.IGNORECASE)


def unknown_zone(label: str) -> str:
    """What a header of a time says of its zone that is not understood: (CST), (UTC+25), (Pacific Time); "" where nothing."""
    notes = [note.strip() for note in re.findall(r"[(\[（【]([^()\[\]（）【】]+)[)\]）】]", label)]
    last = re.split(r"[\s_]+", label.strip())[-1]
    if last.isupper() and last.casefold() in _SHORT:
        notes.append(last)
    note: str
    for note in notes:
        is_named = note.casefold() in _SHORT or re.match(
            r"(?:utc|gmt)\b|[A-Za-z_]+/[A-Za-z_]+$", note, re.IGNORECASE
        )
        if (is_named or _ZONE_WORDS.search(note)) and not header_zone(note):
            return note
    return ""
