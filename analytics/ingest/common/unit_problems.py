"""What a person is asked where a file's lengths are in another unit than is documented, in words."""

from __future__ import annotations

from analytics.core.errors import Problem

NAMES = {
    "ms": "milliseconds",
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "hh:mm:ss": "hours, minutes and seconds",
}


def minutes(documented: str, facts: str, source: str) -> Problem:
    """They fill the clock as minutes, which no shape documents."""
    return Problem(
        f"the lengths look like minutes, but {source} documents {NAMES[documented]} ({facts})",
        hint='If they are minutes, name the column "VideoDuration (min)", or choose minutes on the Imports page; '
        f"if they are not, import the file with --unit {documented}",
    )


def microseconds(documented: str, facts: str, source: str) -> Problem:
    """They fill the clock a thousand times."""
    return Problem(
        f"the lengths look like microseconds, but {source} documents {NAMES[documented]} ({facts})",
        hint="If they are microseconds, divide them by 1,000 and import that; "
        f"if they are not, import the file with --unit {documented}",
    )


def contradiction(
    documented: str, other: str, for_it: int, against: int, facts: str, source: str
) -> Problem:
    """They fill the clock in the other unit, all of them or some."""
    if for_it * 10 > against:
        return Problem(
            f"lengths of {lessons(for_it)} look like {NAMES[documented]} and those of {against:,} like {NAMES[other]}",
            hint=f"Split the file by unit, or import it again with --unit {documented} or --unit {other}",
        )
    return Problem(
        f"the lengths look like {NAMES[other]}, but {source} documents {NAMES[documented]} ({facts})",
        hint=f"Import the file again with --unit {other} if they are {NAMES[other]}, "
        f"or with --unit {documented} if they are not",
    )


def lessons(count: int) -> str:
    """``1 lesson``, ``2 lessons``."""
    return f"{count:,} lesson" + ("s" if count != 1 else "")
