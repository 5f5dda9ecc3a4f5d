"""Is a length in milliseconds or seconds? Decided per file from what the file itself says, never guessed silently.

The documented unit of the shape is the starting point (published: the API and the legacy PaaS give milliseconds, the
legacy SaaS callback seconds; the flat form is milliseconds). Each lesson that states its wall clock, in seconds on
every shape, has a vote: its files fill the clock if lengths are seconds, or if they are milliseconds, or neither.
"""

from __future__ import annotations

from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.common import unit_problems
from analytics.ingest.common.unit_problems import NAMES as NAMES
from analytics.ingest.common.unit_problems import lessons

MILLISECONDS = "ms"
SECONDS = "s"
MINUTES = "min"
# Who says the unit, where a person chose it.
YOU = "you"
# Files that fill the clock: at least half of it, for a lesson has pauses, and at most a twentieth more than all of it,
# for clocks disagree. sql/load/clock.sql has the same two numbers.
LEAST_PERCENT = 50
MOST_PERCENT = 105
# published: a recording that is not stopped is stopped after 24 hours.
MOST_SECONDS = 24 * 3600 * MOST_PERCENT // 100
# A lesson is seldom shorter, and a length of a few milliseconds may happen to be the clock's in minutes.
LEAST_MINUTES = 5
# Below a minute, lengths that nothing confirms as milliseconds may well be seconds.
SHORT_MS = 60_000
# As seconds these are four hours, as minutes ten days: where neither a name nor a clock speaks for milliseconds, a lesson's
# longest file of less than fifteen seconds is asked about.
ASKED_MS = 14_400


class Evidence(NamedTuple):
    """What the lessons of a file say about its unit: sums over those with a clock, and how many vote for what.

    `backwards`: lessons that stop before their start. `ms` and `s`: the files fill the clock in this unit. `part`: too long for it as seconds, short as milliseconds.
    `min`: as minutes, which no shape documents. `over`: longer than the clock even as milliseconds; `us`: of these, those that
    would fill it as microseconds. `at_once`: start and stop are the same second. `longest` is the longest file, raw.
    """

    span: int = 0
    wall_s: int = 0
    lessons: int = 0
    ms: int = 0
    s: int = 0
    part: int = 0
    over: int = 0
    at_once: int = 0
    min: int = 0
    us: int = 0
    backwards: int = 0
    longest: int = 0

    def __add__(self, other: object) -> Evidence:
        if not isinstance(other, Evidence):
            return NotImplemented
        sums = [one + two for one, two in zip(self[:-1], other[:-1], strict=True)]
        return Evidence._make([*sums, max(self.longest, other.longest)])


class Unit(NamedTuple):
    name: str
    reason: str
    warnings: tuple[str, ...] = ()


def lesson(span: int, wall_s: int, longest: int) -> Evidence:
    """The vote of one lesson whose files reach to `span` (raw), and the longest of them is `longest`, within `wall_s` seconds.

    Where the longest file alone fills the clock as seconds or minutes it has the vote: a place in the lesson that is given
    in another unit would make a span of both.
    """
    if span <= 0:
        return Evidence(longest=longest)
    if wall_s <= 0:
        return Evidence(at_once=int(not wall_s), backwards=int(wall_s < 0), longest=longest)
    alone = _vote(longest * 100, wall_s)
    vote = alone if alone in ("s", "min") else _vote(span * 100, wall_s)
    us = int(_fills(span, wall_s * 1_000_000))
    sums = Evidence(span, wall_s, 1, us=us, longest=longest)
    return sums._replace(**{vote: 1}) if vote else sums


def _fills(span: int, clock: int) -> bool:
    return clock * LEAST_PERCENT <= span * 100 <= clock * MOST_PERCENT


def _vote(span_percent: int, wall_s: int) -> str:
    if span_percent > wall_s * MOST_PERCENT * 1000:
        return "over"
    if span_percent >= wall_s * LEAST_PERCENT * 1000:
        return "ms"
    if span_percent > wall_s * MOST_PERCENT:
        return "part"
    if span_percent >= wall_s * LEAST_PERCENT:
        return "s"
    is_min = (
        span_percent >= LEAST_MINUTES * 100
        and wall_s * LEAST_PERCENT <= span_percent * 60 <= wall_s * MOST_PERCENT
    )
    return "min" if is_min else ""


def decide(documented: str, given: str | None, evidence: Evidence, source: str) -> Unit:
    """The unit of a file's lengths with the reason for it; `source` says who documents it ("the flat form"), "" where nobody
    does.

    Raises Problem where the lessons contradict the documented unit, or each other, and nobody has said which holds, and
    where nothing says it and the lengths are too short to be likely.
    """
    is_said, source = bool(source), source or "the flat form"
    chosen = given or documented
    for_it, against = evidence.ms + evidence.part, evidence.s
    if chosen == SECONDS:
        for_it, against = evidence.s, evidence.ms
    other = SECONDS if chosen == MILLISECONDS else MILLISECONDS
    facts = f"total {evidence.span:,} against {evidence.wall_s:,} s of wall clock"
    if given:
        return _as_given(given, other, for_it, against, facts, evidence)
    if evidence.min and not _is_rare(evidence.min, for_it + against):
        raise unit_problems.minutes(documented, facts, source)
    if evidence.us and not _is_rare(evidence.us, for_it + against):
        raise unit_problems.microseconds(documented, facts, source)
    if against and not _is_rare(against, for_it):
        raise unit_problems.contradiction(documented, other, for_it, against, facts, source)
    if chosen == SECONDS and not for_it and evidence.longest > MOST_SECONDS:
        raise unit_problems.contradiction(
            documented, other, 0, 1, f"{evidence.longest:,} s is more than the 24 hours after which a recording is stopped", source
        )  # fmt: skip
    if not is_said and not for_it and 0 < evidence.longest <= ASKED_MS:
        raise Problem(
            f"nothing says in which unit lengths are, and the longest is {evidence.longest:,}",
            hint='Name it in the header, as in "Duration (min)", or choose it on the Imports page at "Lengths are"; on the command '
            "line give --unit",
        )
    warnings = list(_doubts(chosen, evidence))
    if against:
        warnings.append(
            f"In {lessons(against)} of {evidence.lessons:,} the lengths look like {NAMES[other]}; "
            f"all were read as {NAMES[chosen]}."
        )
    if for_it:
        return Unit(chosen, f"{facts}: {NAMES[chosen]}", tuple(warnings))
    missing = (
        f"{facts} decides nothing" if evidence.lessons else "no wall clock to check it against"
    )
    if chosen == MILLISECONDS and evidence.longest > MOST_SECONDS * 1000:
        warnings.append(
            f"The longest file lasts {evidence.longest // 3_600_000:,} hours if lengths are milliseconds, and a recording is stopped "
            "after 24; if they are in a smaller unit, undo this import and give them in milliseconds."
        )
    if chosen == MILLISECONDS and 0 < evidence.longest < SHORT_MS:
        warnings.append(
            f"The longest file lasts {evidence.longest:,} ms if lengths are milliseconds, and nothing in the file confirms "
            "that; if they are seconds, undo this import and give --unit s."
        )
    said = f"as {source} documents" if is_said else "as nothing says otherwise"
    return Unit(chosen, f"{NAMES[chosen]}, {said}; {missing}", tuple(warnings))


def of_table(stated: str, given: str | None, evidence: Evidence, source: str) -> Unit:
    """The unit of a table's lengths, which it may state itself. Raises Problem as `decide` and `confirm`."""
    if given or stated in (MILLISECONDS, SECONDS):
        return decide(stated, given, evidence, source)
    return confirm(stated, evidence, source)


def confirm(stated: str, evidence: Evidence, source: str) -> Unit:
    """The unit that a table itself states (minutes, hours, h:mm:ss), held against the wall clock.

    `evidence` is of lengths in milliseconds. Raises Problem where most lengths do not fit into the clock.
    """
    facts = f"total {evidence.span:,} ms against {evidence.wall_s:,} s of wall clock"
    fits = evidence.ms + evidence.part
    if evidence.over and not _is_rare(evidence.over, fits):
        raise Problem(
            f"the lengths, {NAMES[stated]} as {'you said' if source == YOU else f'{source} says'}, are longer than the time from start to stop ({facts})",
            hint="Choose their unit on the Imports page, or correct the header",
        )
    hours = evidence.longest // 3_600_000
    warnings = _doubts(MILLISECONDS, evidence)
    if not fits and evidence.longest > MOST_SECONDS * 1000:
        too_long = (
            f"the longest file would last {hours:,} hours, and a recording is stopped after 24"
        )
        if source != YOU:
            raise Problem(
                f"the lengths cannot be {NAMES[stated]}, as {source} says: {too_long}",
                hint="Choose their unit on the Imports page, or import the file with --unit ms or --unit s",
            )
        warnings.append(f"Lengths were read as {NAMES[stated]} as you said, but {too_long}.")
    seen = facts if fits else "no wall clock to check it against"
    said = "as you said" if source == YOU else f"as {source} says"
    return Unit(stated, f"{NAMES[stated]}, {said}; {seen}", tuple(warnings))


def _as_given(
    given: str, other: str, for_it: int, against: int, facts: str, evidence: Evidence
) -> Unit:
    warnings = list(_doubts(given, evidence))
    if against > for_it:
        warnings.append(
            f"Lengths were read as {NAMES[given]} as you said, but {facts} looks like {NAMES[other]}."
        )
    return Unit(given, f"{NAMES[given]}, as you said", tuple(warnings))


def _is_rare(against: int, for_it: int) -> bool:
    """True where few lessons contradict many: a clip of a second in a lesson of a quarter of an hour does."""
    return against * 100 <= for_it or (against == 1 and for_it > 1)


def _doubts(unit: str, evidence: Evidence) -> list[str]:
    """What is odd about the clocks themselves; published samples have both."""
    over = evidence.over + (evidence.part if unit == SECONDS else 0)
    found = []
    if over:
        found.append(
            f"In {lessons(over)} the files are longer than the time from start to stop; the files count as they are."
        )
    if evidence.backwards:
        found.append(
            f"In {lessons(evidence.backwards)} the stop is before the start; the files count, on the day of the stop."
        )
    if evidence.at_once:
        found.append(
            f"In {lessons(evidence.at_once)} with files the stop is the second of the start; the files count as they are."
        )
    return found
