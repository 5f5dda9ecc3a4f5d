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
    """What a mapping is remembered under: the header's cells in their order. JSON may tell half of a character."""
    return hashlib.sha256("\x1f".join(labels).encode("utf-8", "backslashreplace")).hexdigest()[:32]


def resolve(
    labels: list[str],
    sample: Sequence[Record],
    answers: Mapping[str, str] | None,
    remembered: Mapping[str, Mapping[str, str]],
) -> Columns:
    """The columns by what a person said now, else earlier, else by names and cells.

    Raises Problem where they named a column that is not there, or the API's name stands twice.
    """
    earlier = remembered.get(key_of(labels))
    if answers is not None and not all(map(is_choice, answers)):
        return _told(labels, answers, "chosen")
    if earlier is not None:
        columns = _told(labels, earlier, "remembered")
        columns.choices = {
            name: columns.choices[name]
            for name in columns.choices
            if not _is_documented(columns, name)
        }
    else:
        columns = _guessed(labels, sample)
    choices = {name: value for name, value in (answers or {}).items() if is_choice(name) and value}
    columns.earlier = frozenset(columns.choices.keys() - choices.keys())
    columns.choices.update(choices)
    return columns


def _is_documented(columns: Columns, choice: str) -> bool:
    """Whether the columns that a choice is about have the API's own names, whose unit and notation are documented.

    A choice for one file rules no other with such a header: the flat form is milliseconds.
    """
    if choice.startswith(KIND_OF):
        return False  # only words that are no kinds of the API are asked about
    about = TIMES if choice == "dates" else ("VideoDuration",)
    names = [columns.name(column) for column in about if column in columns.index]
    return any(meaning.how == header.NAME for name in names for meaning in name.meanings)


def guesses(columns: Columns, sample: Sequence[Record]) -> list[Guess]:
    """What was found for each flat column, for people to confirm."""
    return [
        Guess(
            column=column,
            needed=column in NEEDED or column == TIMES[0],
            header=columns.label(column) if column in columns.index else "",
            how=columns.how.get(column, ""),
            samples=samples(sample, columns.index[column]) if column in columns.index else (),
        )
        for column in (*FLAT_COLUMNS, DAY)
        if column != "DurationUnit"
    ]


def samples(sample: Sequence[Record], at: int) -> tuple[str, ...]:
    """The first cells of a column that hold something, each once."""
    cells = dict.fromkeys(cell for cell in cells_of(sample, at) if cell)
    return tuple(cell[:80] for cell in list(cells)[:SAMPLES])


def _told(labels: list[str], answers: Mapping[str, str], how: str) -> Columns:
    columns = Columns(
        labels,
        choices={name: value for name, value in answers.items() if is_choice(name) and value},
    )
    for column, label in answers.items():
        if is_choice(column) or not label:
            continue
        if column not in (*FLAT_COLUMNS, DAY) or label not in labels:
            raise Problem(
                f'there is no column "{label[:60]}" to be read as {column[:60]}',
                hint="Choose one of the file's own columns",
            )
        columns.index[column] = labels.index(label)
        columns.how[column] = how
    return columns


class _Candidate(NamedTuple):
    """A column that may be a flat one; the greater, the better."""

    how: int
    fits: int
    is_measured: bool
    is_bare: bool
    letters: int
    before: int
    column: str
    language: str


def _guessed(labels: list[str], sample: Sequence[Record]) -> Columns:
    _refuse_twice(labels, sample)
    columns = Columns(labels)
    candidates = sorted(_candidates(labels, sample), reverse=True)
    for candidate in candidates:
        at = -candidate.before
        if candidate.column in columns.index or at in columns.index.values():
            continue
        columns.index[candidate.column] = at
        columns.how[candidate.column] = _HOW[candidate.how]
    split_columns.join(columns, sample)
    if not columns.parts:
        lengths.choose(columns, _rivals(columns, candidates), sample)
    ids.check(columns, sample)
    return columns


def _rivals(columns: Columns, candidates: list[_Candidate]) -> list[int]:
    """The columns that are the length as much as the one that was taken; none beside one by the API's own name."""
    best = next((c for c in candidates if c.column == "VideoDuration"), None)
    if not best or "VideoDuration" not in columns.index or best.how == header.NAME:
        return []  # the only one may have been taken for something else that it is as well
    equals = (c for c in candidates if c.column == "VideoDuration" and c[:2] == best[:2])
    free = {at for at, _ in columns.extras()} | {columns.index["VideoDuration"]}
    return [-rival.before for rival in equals if -rival.before in free]


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
            is_measured = not header.is_planned(label)
            yield _Candidate(
                how,
                fit,
                is_measured,
                is_bare,
                meaning.letters,
                -at,
                meaning.column,
                meaning.language,
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
        first, *later = (list(cells_of(sample, at)) for at in places)
        if not first or any(cells != first for cells in later):
            raise Problem(f'two columns are both "{column}"', hint="Rename or remove one")
