"""Which column of a table is which: by what a person said, by their earlier answer, or by names and cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Guess
from analytics.ingest.tables import header, ids, lengths, split_columns, values
from analytics.ingest.tables.cell_tests import fits
from analytics.ingest.tables.column_map import (
    DAY,
    KIND_OF,
    NEEDED,
    OURS,
    TIMES,
    Columns,
    is_choice,
)
from analytics.ingest.tables.records import Record, cells_of
from analytics.ingest.tables.words import FLAT_COLUMNS

SAMPLES = 3
# Read though no cell looks right, so that each row is refused with its reason. A VideoId is not: row numbers taken for
# it would make next month's videos duplicates of this month's.
_REFUSING = ("VideoType", "VideoDuration", *TIMES)
_HOW = {header.NAME: "name", header.WORD: "word", header.LOOKS: "looks"}


def key_of(labels: Sequence[str]) -> str:
    """What a mapping is remembered under: the header's cells in their order."""
    return hashlib.sha256("\x1f".join(labels).encode()).hexdigest()[:32]


def resolve(
    labels: list[str],
    sample: Sequence[Record],
    said: Mapping[str, str] | None,
    remembered: Mapping[str, Mapping[str, str]],
) -> Columns:
    """The columns by what a person said now, else earlier, else by names and cells.

    Raises Problem where they named a column that is not there, or the API's name stands twice.
    """
    earlier = remembered.get(key_of(labels))
    if said is not None and not all(map(is_choice, said)):
        return _told(labels, said, "chosen")
    if earlier is not None:
        found = _told(labels, earlier, "remembered")
        found.choices = {
            name: found.choices[name] for name in found.choices if not _is_documented(found, name)
        }
    else:
        found = _guessed(labels, sample)
    now = {name: value for name, value in (said or {}).items() if is_choice(name) and value}
    found.earlier = frozenset(found.choices.keys() - now.keys())
    found.choices.update(now)
    return found


def _is_documented(found: Columns, choice: str) -> bool:
    """Whether the columns that a choice is about have the API's own names, whose unit and notation are documented.

    A choice for one file rules no other with such a header: the flat form is milliseconds.
    """
    if choice.startswith(KIND_OF):
        return False  # only words that are no kinds of the API are asked about
    about = TIMES if choice == "dates" else ("VideoDuration",)
    names = [found.name(column) for column in about if column in found.index]
    return any(meaning.how == header.NAME for name in names for meaning in name.meanings)


def guesses(found: Columns, sample: Sequence[Record]) -> list[Guess]:
    """What was found for each flat column, for people to confirm."""
    return [
        Guess(
            column=column,
            needed=column in NEEDED or column == TIMES[0],
            header=found.label(column) if column in found.index else "",
            how=found.how.get(column, ""),
            samples=samples(sample, found.index[column]) if column in found.index else (),
        )
        for column in (*FLAT_COLUMNS, DAY)
        if column != "DurationUnit"
    ]


def samples(sample: Sequence[Record], at: int) -> tuple[str, ...]:
    """The first cells of a column that hold something, each once."""
    cells = dict.fromkeys(cell for cell in cells_of(sample, at) if cell)
    return tuple(cell[:80] for cell in list(cells)[:SAMPLES])


def _told(labels: list[str], said: Mapping[str, str], how: str) -> Columns:
    found = Columns(
        labels, choices={name: value for name, value in said.items() if is_choice(name) and value}
    )
    for column, label in said.items():
        if is_choice(column) or not label:
            continue
        if column not in (*FLAT_COLUMNS, DAY) or label not in labels:
            raise Problem(
                f'there is no column "{label[:60]}" to be read as {column[:60]}',
                hint="Choose one of the file's own columns",
            )
        found.index[column] = labels.index(label)
        found.how[column] = how
    return found


class _Candidate(NamedTuple):
    """A column that may be a flat one; the greater, the better."""

    how: int
    fits: int
    is_bare: bool
    letters: int
    before: int
    column: str
    language: str


def _guessed(labels: list[str], sample: Sequence[Record]) -> Columns:
    _refuse_twice(labels, sample)
    found = Columns(labels)
    candidates = sorted(_candidates(labels, sample), reverse=True)
    for candidate in candidates:
        at = -candidate.before
        if candidate.column in found.index or at in found.index.values():
            continue
        found.index[candidate.column] = at
        found.how[candidate.column] = _HOW[candidate.how]
    split_columns.join(found, sample)
    if not found.parts:
        lengths.choose(found, _rivals(found, candidates), sample)
    ids.check(found, sample)
    return found


def _rivals(found: Columns, candidates: list[_Candidate]) -> list[int]:
    """The columns that are the length as much as the one that was taken; none beside one by the API's own name."""
    best = next((c for c in candidates if c.column == "VideoDuration"), None)
    if not best or "VideoDuration" not in found.index or best.how == header.NAME:
        return []  # the only one may have been taken for something else that it is as well
    others = (c for c in candidates if c.column == "VideoDuration" and c[:2] == best[:2])
    free = {at for at, _ in found.extras()} | {found.index["VideoDuration"]}
    return [-rival.before for rival in others if -rival.before in free]


def _candidates(labels: list[str], sample: Sequence[Record]) -> Iterator[_Candidate]:
    for at, label in enumerate(labels):
        if label in OURS:
            continue
        name = header.read(label)
        cells = [cell for cell in cells_of(sample, at) if cell and not values.is_none(cell)]
        for meaning in name.meanings:
            fit = fits(meaning.column, cells)
            if meaning.column == "VideoSize" and name.unit == "scaled":
                continue
            if meaning.how == header.LOOKS and fit < 1:
                continue
            if meaning.how < header.NAME and fit < 0 and meaning.column not in _REFUSING:
                continue
            # A known word whose cells do not fit is worse than another column, better than none.
            fit = 0 if meaning.how == header.NAME else fit
            how = (meaning.how if fit >= 0 else 0) or header.LOOKS
            is_bare = header.unqualified(label) == label
            yield _Candidate(
                how, fit, is_bare, meaning.letters, -at, meaning.column, meaning.language
            )


def _refuse_twice(labels: list[str], sample: Sequence[Record]) -> None:
    """Raises Problem where the API's name stands twice, and nothing says which one counts."""
    by_column: dict[str, list[int]] = {}
    numbered: dict[str, list[str]] = {}
    for at, label in enumerate(labels):
        for meaning in header.read(label.rsplit(" (", 1)[0]).meanings[:1]:
            if meaning.how == header.NAME:
                by_column.setdefault(meaning.column, []).append(at)
            if meaning.how >= header.WORD and header.INDEX.search(label):
                numbered.setdefault(meaning.column, []).append(label)
    for several in numbered.values():
        if len(several) > 1:
            raise Problem(
                f'a row holds several files, in columns such as "{several[0]}" and "{several[1]}"',
                hint="Export a row for each file, or import the JSON itself",
            )
    for column, places in by_column.items():
        if len(places) == 1:
            continue
        if sum(header.unqualified(labels[at]) == labels[at] for at in places) == 1:
            continue
        first, *others = (list(cells_of(sample, at)) for at in places)
        if not first or any(cells != first for cells in others):
            raise Problem(f'two columns are both "{column}"', hint="Rename or remove one")
