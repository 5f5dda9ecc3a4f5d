"""Time zones as people write them: names, and offsets such as UTC+8, GMT+08:00, +08:00 and +0800."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from analytics.core.errors import Problem

OFFSET = re.compile(
    r"(?:utc|gmt)?\s*([+\-\u2212])\s*([0-9]{1,2})(?::?([0-5][0-9]))?", re.IGNORECASE | re.ASCII
)
_UTC = ("utc", "gmt", "z")
# Zones that never change their offset, for those that are no whole hours.
_PARTS_OF_HOURS = {
    "+0430": "Asia/Kabul",
    "+0530": "Asia/Kolkata",
    "+0545": "Asia/Kathmandu",
    "+0630": "Asia/Yangon",
    "+0845": "Australia/Eucla",
    "+0930": "Australia/Darwin",
}
_EAST_MOST, _WEST_MOST = 14, 12


def named(text: str) -> str:
    """The IANA name of a zone: of a name in whatever case, or of an offset, which is Etc/GMT-8 for UTC+8.

    Raises Problem where it is none.
    """
    bare = " ".join(text.split())
    if bare.lower() in _UTC:
        return "UTC"
    if fixed := OFFSET.fullmatch(bare):
        if zone := _fixed(*fixed.groups()):
            return zone
    elif zone := _names().get(bare.lower().replace(" ", "_"), ""):
        return zone
    raise Problem(
        f'"{text[:40]}" is not a time zone',
        hint="Give an offset such as UTC+8 or +08:00, or a name such as Asia/Shanghai",
    )


def _fixed(sign: str, hours: str, minutes: str | None) -> str:
    """The zone of an offset; "" where there is none. The names of Etc count westwards: UTC+8 is Etc/GMT-8."""
    is_east, hour = sign == "+", int(hours)
    if int(minutes or 0):
        return _PARTS_OF_HOURS.get(f"{'+' if is_east else '-'}{hour:02}{minutes}", "")
    if not hour:
        return "UTC"
    if hour > (_EAST_MOST if is_east else _WEST_MOST):
        return ""
    return f"Etc/GMT{'-' if is_east else '+'}{hour}"


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if name != "localtime"}
