"""The unit of a file's lengths: judged by what each of its files says, never guessed silently.

The documented unit of the shape is the starting point (published: the API and the legacy PaaS give milliseconds, the
legacy SaaS callback seconds; the flat form is milliseconds). Every row that states its own clock, in seconds on every
shape, has a vote: its length fills the clock as it was read, or in another unit, or not at all. The votes are cast in
one place, sql/rules.sql (`unit_vote`), for documents and tables, an import and its preview; here they are judged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from analytics.ingest.common import unit_problems
from analytics.ingest.common.unit_problems import NAMES as NAMES
from analytics.ingest.common.unit_problems import files, lessons

MILLISECONDS = "ms"
SECONDS = "s"
MINUTES = "min"
CLOCK = "hh:mm:ss"
# Milliseconds of a bare number; 0 where each length says its own unit.
FACTORS = {MILLISECONDS: 1, SECONDS: 1000, MINUTES: 60_000, "h": 3_600_000, CLOCK: 0}
# Who says the unit, where a person chose it.
YOU = "you"
# Below a minute, lengths that nothing confirms as milliseconds may well be seconds.
SHORT_MS = 60_000
_OTHER_UNITS = ("us", MILLISECONDS, SECONDS, MINUTES)
_LARGER = {MILLISECONDS: SECONDS, SECONDS: MINUTES}

# The first files with one of these votes, in words: "T1 (line 5), T2 (line 9)"; "" where none is known.
Names = Callable[[tuple[str, ...]], str]


class Vote(NamedTuple):
    """How many files of a kind cast one vote of sql/rules.sql: `short` of at most 14,400 in the unit they were read in,
    `empty` of length 0 in a lesson of a minute or more, `long` above LONGEST_FILE_MS; `longest` in ms.
    """

    kind: str
    vote: str
    files: int
    short: int = 0
    empty: int = 0
    long: int = 0
    longest: int = 0


@dataclass(frozen=True)
class Evidence:
    """What the files of an import say about their unit.

    `total_times` are the votes of tasks without a clock against the length of the whole task. `span` (ms) and `wall_s` are sums over `lessons`
    with a clock: the end of the last file, and the clock; `fits` are filled by their files, `over` are shorter; `at_once` stop in the second of
    their start, `backwards` before it.
    """

    votes: tuple[Vote, ...] = ()
    total_times: tuple[Vote, ...] = ()
    span: int = 0
    wall_s: int = 0
    lessons: int = 0
    fits: int = 0
    over: int = 0
    at_once: int = 0
    backwards: int = 0

    def count(self, *votes: str, kind: str | None = None) -> int:
        """The files with one of these votes, of one kind or of all."""
        return sum(
            row.files for row in self.votes if row.vote in votes and kind in (None, row.kind)
        )

    @property
    def kinds(self) -> list[str]:
        return sorted({row.kind for row in self.votes})

    @property
    def with_length(self) -> tuple[Vote, ...]:
        return tuple(row for row in self.votes if row.vote != "zero")

    @property
    def files(self) -> int:
        """How many files have a length above 0."""
        return sum(row.files for row in self.with_length)

    @property
    def short(self) -> int:
        return sum(row.short for row in self.with_length)

    @property
    def longest(self) -> int:
        return max((row.longest for row in self.with_length), default=0)


class Unit(NamedTuple):
    name: str
    reason: str
    warnings: tuple[str, ...] = ()


class _Contrary(NamedTuple):
    """Files that fill their clock in another unit, and those that do so as they were read."""

    unit: str
    files: int
    for_it: int


def decide(
    stated: str, given: str | None, evidence: Evidence, source: str, names: Names = lambda votes: ""
) -> Unit:
    """The unit of lengths with the reason for it; `source` says who states it ("the flat form"), "" where nobody does.

    `given` is what a person said of this very file. Raises Problem where the files contradict the stated unit, or each other, and
    nobody has said which holds, and where nothing says it and the lengths are too short to be likely.
    """
    chosen = given or stated
    factor = FACTORS[chosen] or 1
    written = "" if chosen in (MILLISECONDS, SECONDS) else " ms"
    span = evidence.span if written else evidence.span // factor
    facts = f"total {span:,}{written} against {evidence.wall_s:,} s of wall clock"
    contrary = _contrary(evidence)
    warnings = _oddities(evidence, names)
    if given:
        if contrary and contrary.files > contrary.for_it:
            warnings.append(
                f"Lengths were read as {NAMES[given]} as you said, but {facts} looks like {NAMES[contrary.unit]}."
            )
        return Unit(given, f"{NAMES[given]}, as you said", tuple(warnings))
    _ask(chosen, evidence, contrary, facts, source, names)
    warnings += _notes(chosen, evidence, contrary, names)
    if evidence.fits and chosen in (MILLISECONDS, SECONDS):
        return Unit(chosen, f"{facts}: {NAMES[chosen]}", tuple(warnings))
    missing = (
        f"{facts} decides nothing" if evidence.lessons else "no wall clock to check it against"
    )
    reason = "as nothing says otherwise"
    if source == YOU:
        reason = "as you said"
    elif source:
        reason = f"as {source} {unit_problems.verb(source)}"
    return Unit(
        chosen, f"{NAMES[chosen]}, {reason}; {facts if evidence.fits else missing}", tuple(warnings)
    )


def _contrary(evidence: Evidence) -> _Contrary | None:
    """The other unit that most files fill their clock in; None where no file does.

    Lengths above a day are refused row by row: unless they are many, they say nothing of the others.
    """
    totals = dict.fromkeys(_OTHER_UNITS, 0)
    for row in (*evidence.votes, *evidence.total_times):
        if row.vote in totals:
            are_many = evidence.count(row.vote) * 4 > evidence.files
            totals[row.vote] += row.files if are_many else row.files - row.long
    unit = max(totals, key=totals.__getitem__)
    return _Contrary(unit, totals[unit], evidence.count("fits", "part")) if totals[unit] else None


def _ask(
    chosen: str,
    evidence: Evidence,
    contrary: _Contrary | None,
    facts: str,
    source: str,
    names: Names,
) -> None:
    """Raises Problem where a person has to say the unit."""
    if contrary and _is_frequent(chosen, evidence, contrary):
        listed = names((contrary.unit,))
        if contrary.unit == "us":
            raise unit_problems.microseconds(chosen, facts, source, listed)
        if contrary.unit == MINUTES:
            raise unit_problems.minutes(chosen, facts, source, listed)
        raise unit_problems.contradiction(
            chosen, contrary.unit, contrary.for_it, contrary.files, facts, source, listed
        )
    larger = _LARGER[MILLISECONDS]
    if chosen == MILLISECONDS and (kind := _short_kind(evidence, larger)) is not None:
        raise unit_problems.short_kind(chosen, larger, kind, source, names((larger, "weak")))
    long = sum(row.long for row in evidence.with_length)
    if chosen != MILLISECONDS and not evidence.fits and long * 2 > evidence.files:
        raise unit_problems.too_long(chosen, evidence.longest, source)
    over = evidence.count("over")
    if chosen not in (MILLISECONDS, SECONDS) and over * 4 > evidence.count("fits", "part"):
        raise unit_problems.over(chosen, facts, source, names(("over",)))
    is_confirmed = evidence.count("fits", "part")
    is_doubtful = _are_short(evidence.with_length, parts=4)
    if not source and chosen == MILLISECONDS and not is_confirmed and is_doubtful:
        raise unit_problems.unsaid(evidence.short, evidence.files)


def _is_frequent(chosen: str, evidence: Evidence, contrary: _Contrary) -> bool:
    """Whether the other unit is more than a clip of a second now and then.

    More than one file in a hundred is asked about; where the file itself states its unit in other words than the API's, and a short
    clip would do for a lesson in the larger one, more than one in four. Of one kind a fifth, so that a kind of its own unit is seen
    among many files of others.
    """
    is_clip = chosen != MILLISECONDS and contrary.unit == _LARGER.get(chosen)
    if contrary.files * (4 if is_clip else 100) > contrary.for_it:
        return True
    for kind in evidence.kinds:
        against = evidence.count(contrary.unit, kind=kind)
        if against > 1 and against * 4 > evidence.count("fits", "part", kind=kind):
            return True
    return False


def _short_kind(evidence: Evidence, larger: str) -> str | None:
    """A kind of which most files would go into their lesson only in the larger unit, "" for all files together."""
    for kind in ("", *evidence.kinds):
        scope = kind or None
        short = evidence.count(larger, "weak", kind=scope)
        not_short = evidence.count("fits", "part", "over", "tiny", kind=scope)
        if short > not_short and (short > 1 or not kind):
            return kind
    return None


def _are_short(rows: Sequence[Vote], *, parts: int) -> bool:
    """Whether so many files are short that they may be in another unit: one in `parts` or more, or most of a kind of several."""
    kinds = {row.kind for row in rows}
    counts = [
        (sum(row.short for row in of_kind), sum(row.files for row in of_kind))
        for of_kind in ([row for row in rows if row.kind == kind] for kind in kinds)
    ]
    short, count = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
    return 0 < count <= short * parts or any(some > 2 and some * 2 > of for some, of in counts)


def _notes(chosen: str, evidence: Evidence, contrary: _Contrary | None, names: Names) -> list[str]:
    """What is said where nothing has to be asked."""
    notes = []
    if contrary:
        notes.append(
            f"The lengths of {files(contrary.files)} of {evidence.files:,} look like {NAMES[contrary.unit]}; all were read as {NAMES[chosen]}"
            f"{unit_problems.listed(names((contrary.unit,)))}."
        )
    larger = _LARGER.get(chosen)
    if chosen == MILLISECONDS and larger and (weak := evidence.count("weak")):
        notes.append(
            f"{files(weak).capitalize()} {'is' if weak == 1 else 'are'} shorter than a thousandth of the lesson, and would go into it as {NAMES[larger]}"
            f"{unit_problems.listed(names(('weak',)))}."
        )
    if evidence.lessons and not evidence.fits and evidence.count("part") and chosen == MILLISECONDS:
        percent = evidence.span // (evidence.wall_s * 10)
        notes.append(
            f"The files fill {percent} % of the time from start to stop, which proves no unit: check that lengths are {NAMES[chosen]}."
        )
    if chosen == MILLISECONDS and not evidence.count("fits", "part") and evidence.files:
        if evidence.longest < SHORT_MS:
            notes.append(
                f"The longest file lasts {evidence.longest:,} ms if lengths are milliseconds, and nothing in the file confirms "
                "that; if they are seconds, undo this import and give --unit s."
            )
        elif _are_short(evidence.with_length, parts=10):
            notes.append(
                f"{evidence.short:,} of {evidence.files:,} files last less than 15 seconds if lengths are milliseconds, and nothing in the file "
                "confirms that; if they are seconds, undo this import and give --unit s."
            )
    elif chosen == MILLISECONDS:
        untimed = [row for row in evidence.votes if row.vote == "untimed"]
        if _are_short(untimed, parts=10):
            short = sum(row.short for row in untimed)
            notes.append(
                f"{files(short).capitalize()} without a clock {'lasts' if short == 1 else 'last'} less than 15 seconds if lengths are milliseconds; "
                "nothing in these rows confirms that."
            )
    return notes


def _oddities(evidence: Evidence, names: Names) -> list[str]:
    """What is odd about the clocks themselves, and lengths of 0; published samples have both."""
    oddities = []
    if evidence.over:
        oddities.append(
            f"In {lessons(evidence.over)} the files are longer than the time from start to stop; the files count as they are."
        )
    if evidence.backwards:
        oddities.append(
            f"In {lessons(evidence.backwards)} the stop is before the start; the files count, on the day of the stop."
        )
    if evidence.at_once:
        oddities.append(
            f"In {lessons(evidence.at_once)} with files the stop is the second of the start; the files count as they are."
        )
    empty = sum(row.empty for row in evidence.votes)
    if evidence.votes and not evidence.files:
        oddities.append(
            "Every file has length 0, so that nothing is billed: check the column of lengths."
        )
    elif empty:
        oddities.append(
            f"{files(empty).capitalize()} {'has' if empty == 1 else 'have'} length 0 in a lesson of a minute or more"
            f"{unit_problems.listed(names(('zero',)))}: nothing of that is billed."
        )
    return oddities
