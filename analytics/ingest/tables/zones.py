"""Zones of moments: those that a header states, and offsets as they are written."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
    fixed = re.fullmatch(r"(?:utc|gmt)\s*([+-]\s*[0-9]{1,2}(?::?[0-9]{2})?)?", bare, re.IGNORECASE)
    if fixed:
        return offset((fixed[1] or "+00:00").replace(" ", ""))
    if re.fullmatch(r"[A-Z][A-Za-z]+/[A-Z][A-Za-z_/]+", bare):
        try:
            return ZoneInfo(bare).key
        except (KeyError, ValueError, OSError):
            return ""
    return ""
