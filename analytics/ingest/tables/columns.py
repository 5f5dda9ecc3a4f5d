"""Which column of a table is which: by what a person said, by their earlier answer, or by names and cells."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from analytics.core.errors import Problem
from analytics.ingest.common.manifest import Guess
from analytics.ingest.tables import header, split_columns, values
from analytics.ingest.tables.cell_tests import fits
from analytics.ingest.tables.records import Record, cells_of
from analytics.ingest.tables.split_columns import DAY as DAY
from analytics.ingest.tables.split_columns import TIMES as TIMES
from analytics.ingest.tables.words import FLAT_COLUMNS

NEEDED = ("VideoId", "VideoType", "VideoDuration")
WHOLE = ("VideoSize", "Width", "Height")
# Columns of our own refused-rows file; they explain and are not read back.
EXPLAINING = ("refused_place", "refused_column", "refused_reason", "refused_hint")
# In that file too: the fields of a refused line of the vendor's usage, which has no video.
USAGE = {"Usage.Time": "Time", "Usage.SubProduct": "SubProduct", "Usage.Value": "Value"}
OURS = frozenset({*EXPLAINING, *USAGE})
# What a mapping says besides columns.
CHOICES = ("unit", "dates", "colons")
SAMPLES = 3
# Read though no cell looks right, so that each row is refused with its reason. A VideoId is not: row numbers taken for
# it would make next month's videos duplicates of this month's.
_REFUSING = ("VideoType", "VideoDuration", *TIMES)
_HOW = {header.NAME: "name", header.WORD: "word", header.LOOKS: "looks"}


@dataclass
class Columns:
    """The columns of a table: its labels, and for each flat column its index among them and how that was known.

    `choices` are what a person decided besides: unit, dates, colons.
    """

    labels: list[str]
    index: dict[str, int] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)

    def name(self, column: str) -> header.Name:
        """What the header says about the column that was taken for a flat column."""
        return header.read(self.labels[self.index[column]])

    def label(self, column: str) -> str:
        return self.labels[self.index[column]]

    @property
    def languages(self) -> list[str]:
        """The languages of the header's words, the most frequent first; those of one word only."""
        found = [
            {meaning.language for meaning in self.name(column).meanings} - {""}
            for column in self.index
        ]
        only = [next(iter(each)) for each in found if len(each) == 1]
        return sorted(set(only), key=only.count, reverse=True)

    @property
    def missing(self) -> list[str]:
        lacking = [column for column in NEEDED if column not in self.index]
        if not any(column in self.index for column in TIMES):
            lacking.append("RecordStopTime (or RecordStartTime)")
        return lacking

    @property
    def mapping(self) -> dict[str, str]:
        return {column: self.labels[at] for column, at in self.index.items()} | self.choices

    def extras(self) -> Iterator[tuple[int, str]]:
        taken = set(self.index.values())
        for at, label in enumerate(self.labels):
            if at not in taken and label not in OURS:
                yield at, label


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
    if said is not None and set(said) - set(CHOICES):
        return _told(labels, said, "chosen")
    if earlier is not None:
        found = _told(labels, earlier, "remembered")
    else:
        found = _guessed(labels, sample)
    found.choices.update({name: said[name] for name in CHOICES if said and said.get(name)})
    return found


def guesses(found: Columns, sample: Sequence[Record]) -> list[Guess]:
    """What was found for each flat column, for people to confirm."""
    return [
        Guess(
            column,
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
    found = Columns(labels, choices={name: said[name] for name in CHOICES if said.get(name)})
    for column, label in said.items():
        if column in CHOICES or not label:
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
    letters: int
    before: int
    column: str
    language: str


def _guessed(labels: list[str], sample: Sequence[Record]) -> Columns:
    _refuse_twice(labels)
    found = Columns(labels)
    candidates = sorted(_candidates(labels, sample), reverse=True)
    for candidate in candidates:
        at = -candidate.before
        if candidate.column in found.index or at in found.index.values():
            continue
        found.index[candidate.column] = at
        found.how[candidate.column] = _HOW[candidate.how]
    split_columns.join(found, sample)
    return found


def _candidates(labels: list[str], sample: Sequence[Record]) -> Iterator[_Candidate]:
    for at, label in enumerate(labels):
        if label in OURS:
            continue
        name = header.read(label)
        cells = [cell for cell in cells_of(sample, at) if cell and not values.is_nothing(cell)]
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
            how = meaning.how if fit >= 0 else 0
            yield _Candidate(
                how or header.LOOKS, fit, meaning.letters, -at, meaning.column, meaning.language
            )


def _refuse_twice(labels: list[str]) -> None:
    seen: set[str] = set()
    for label in labels:
        for meaning in header.read(label.rsplit(" (", 1)[0]).meanings[:1]:
            if meaning.how == header.NAME and meaning.column in seen:
                raise Problem(
                    f'two columns are both "{meaning.column}"', hint="Rename or remove one"
                )
            if meaning.how == header.NAME:
                seen.add(meaning.column)
