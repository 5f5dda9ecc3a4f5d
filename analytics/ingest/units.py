"""Is a length in milliseconds or seconds? Decided per file from what the file itself says, never guessed silently.

The documented unit of the shape is the starting point (published: the API and the legacy PaaS give milliseconds, the
legacy SaaS callback seconds; the flat form is milliseconds). The lesson's own wall clock, in seconds on every shape,
confirms it or contradicts it by a factor near 1,000.
"""

from __future__ import annotations

from typing import NamedTuple

from analytics.errors import Problem

MILLISECONDS = "ms"
SECONDS = "s"
_NAMES = {MILLISECONDS: "milliseconds", SECONDS: "seconds"}
# A span is at most the wall clock and seldom below half of it; a lesson of pauses may be. One part in twenty is slack
# for clocks that disagree.
_SLACK_PERCENT = 105


class Evidence(NamedTuple):
    """Sums over the lessons of a file that state both: raw `span` of the files, `wall_s` of start to stop."""

    span: int = 0
    wall_s: int = 0
    lessons: int = 0


class Unit(NamedTuple):
    name: str
    reason: str
    warning: str = ""


def decide(documented: str, given: str | None, evidence: Evidence, source: str) -> Unit:
    """The unit of a file's lengths with the reason for it; `source` says who documents it ("the flat form").

    Raises Problem where the wall clock contradicts the documented unit and nobody has said which holds.
    """
    seen = _seen(evidence)
    facts = f"{evidence.span:,} against {evidence.wall_s:,} s of wall clock"
    if given:
        contradicted = seen not in ("", given)
        return Unit(
            given,
            f"{_NAMES[given]}, as you said",
            f"Lengths were read as {_NAMES[given]} as you said, but {facts} looks like {_NAMES[seen]}."
            if contradicted
            else "",
        )
    if seen == documented:
        return Unit(documented, f"total {facts}: {_NAMES[documented]}")
    if seen:
        raise Problem(
            f"the lengths look like {_NAMES[seen]}, but {source} documents {_NAMES[documented]} (total {facts})",
            hint=f"Import the file again with --unit {seen} if they are {_NAMES[seen]}, "
            f"or with --unit {documented} if they are not",
        )
    missing = (
        "no wall clock to check it against"
        if not evidence.wall_s
        else f"total {facts} decides nothing"
    )
    return Unit(documented, f"{_NAMES[documented]}, as {source} documents; {missing}")


def _seen(evidence: Evidence) -> str:
    """The unit that the wall clock speaks for, or ""."""
    span, wall = evidence.span, evidence.wall_s
    if not wall or not span:
        return ""
    if span * 100 > wall * _SLACK_PERCENT * 1000:
        return ""
    if span * 100 > wall * _SLACK_PERCENT * 2:
        return MILLISECONDS
    if span * 2 >= wall and span * 100 <= wall * _SLACK_PERCENT:
        return SECONDS
    return ""
