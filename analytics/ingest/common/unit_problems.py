"""Questions about the unit, in words, where a file's lengths are in another one than is stated."""

from __future__ import annotations

from analytics.core.errors import Problem

NAMES = {
    "us": "microseconds",
    "ms": "milliseconds",
    "s": "seconds",
    "min": "minutes",
    "h": "hours",
    "hh:mm:ss": "hours, minutes and seconds",
}
_CHOICES = ("ms", "s")


def minutes(stated: str, facts: str, source: str, names: str) -> Problem:
    """They fill the clock as minutes, which no shape documents."""
    return Problem(
        f"the lengths look like minutes, but {claim(source, stated)} ({facts}){listed(names)}",
        hint='If they are minutes, name the column "VideoDuration (min)", or choose minutes on the Imports page; '
        f"if they are not, {_insist(stated)}",
    )


def microseconds(stated: str, facts: str, source: str, names: str) -> Problem:
    """They fill the clock a thousand times."""
    return Problem(
        f"the lengths look like microseconds, but {claim(source, stated)} ({facts}){listed(names)}",
        hint=f"If they are microseconds, divide them by 1,000 and import that; if they are not, {_insist(stated)}",
    )


def contradiction(
    stated: str, likely: str, for_it: int, against: int, facts: str, source: str, names: str
) -> Problem:
    """They fill the clock in the other unit, all of them or some; `names` are those that do."""
    if for_it * 10 > against:
        return Problem(
            f"lengths of {files(for_it)} look like {NAMES[stated]} and those of {against:,} like {NAMES[likely]}{listed(names)}",
            hint=f"Split the file by unit, or import it again with --unit {stated} or --unit {likely}"
            if {stated, likely} <= set(_CHOICES)
            else "Split the file by unit, or choose their unit on the Imports page",
        )
    return Problem(
        f"the lengths look like {NAMES[likely]}, but {claim(source, stated)} ({facts}){listed(names)}",
        hint=f"Import the file again with --unit {likely} if they are {NAMES[likely]}, or with --unit {stated} if they are not"
        if {stated, likely} <= set(_CHOICES)
        else "Choose their unit on the Imports page, or correct the header",
    )


def short_kind(stated: str, larger: str, kind: str, source: str, names: str) -> Problem:
    """Most files of a kind are so short that they would go into their lesson only in the larger unit."""
    most_lengths = f"the lengths of most {kind} files" if kind else "most lengths"
    hint = f"Import the file again with --unit {larger} if all are" if larger in _CHOICES else (
        "Choose their unit on the Imports page if all are"
    )  # fmt: skip
    return Problem(
        f"{most_lengths} look like {NAMES[larger]}, for as {NAMES[stated]} they are less than a thousandth of their lessons, but "
        f"{claim(source, stated)}{listed(names)}",
        hint=f"{hint}, split the file by unit if some are; if none is, {_insist(stated)}",
    )


def too_long(stated: str, longest: int, source: str) -> Problem:
    """Most lengths are longer than a recording can be."""
    hours = longest // 3_600_000
    return Problem(
        f"the lengths cannot be {NAMES[stated]}, as {source} {verb(source)}: the longest file would last {hours:,} hours, and a recording is "
        "stopped after 24",
        hint="Choose their unit on the Imports page, or import the file with --unit ms or --unit s",
    )


def over(stated: str, facts: str, source: str, names: str) -> Problem:
    """A table states the unit itself, and the lengths do not go into the clock."""
    source_says = "you said" if source == "you" else f"{source} {verb(source)}"
    return Problem(
        f"the lengths, {NAMES[stated]} as {source_says}, are longer than the time from start to stop ({facts}){listed(names)}",
        hint="Choose their unit on the Imports page, or correct the header",
    )


def unsaid(short: int, count: int) -> Problem:
    """Nothing says the unit, and as milliseconds most files would last some seconds."""
    return Problem(
        f"nothing says in which unit lengths are, and {short:,} of {count:,} are 14,400 or less",
        hint='Name it in the header, as in "Duration (min)", or choose it on the Imports page at "Lengths are"; on the command '
        "line give --unit",
    )


def claim(source: str, stated: str) -> str:
    """Who says the unit: ``the flat form documents milliseconds``."""
    if source == "you":
        return f"you chose {NAMES[stated]}"
    source = source or "the flat form"
    return f"{source} {verb(source)} {NAMES[stated]}"


def verb(source: str) -> str:
    """What a source does: a form documents, a header says."""
    return "documents" if source.startswith(("the flat form", "the shape")) else "says"


def files(count: int) -> str:
    """``1 file``, ``2 files``."""
    return f"{count:,} file" + ("s" if count != 1 else "")


def lessons(count: int) -> str:
    """``1 lesson``, ``2 lessons``."""
    return f"{count:,} lesson" + ("s" if count != 1 else "")


def listed(names: str) -> str:
    """The names of files after what is said of them; nothing where there are none."""
    return f": {names}" if names else ""


def _insist(stated: str) -> str:
    if stated in _CHOICES:
        return f"import the file with --unit {stated}"
    return "choose their unit on the Imports page"
