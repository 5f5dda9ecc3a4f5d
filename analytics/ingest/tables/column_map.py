"""The columns of a table: which of its labels stands for which flat column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analytics.ingest.tables import header, words

TIMES = ("RecordStopTime", "RecordStartTime")
# A day in a column of its own; no flat column, but named like one in a mapping.
DAY = "Day"
NEEDED = ("VideoId", "VideoType", "VideoDuration")
WHOLE = ("VideoSize", "Width", "Height")
# Columns of our own refused-rows file; they explain and are not read back.
EXPLAINING = ("refused_place", "refused_column", "refused_reason", "refused_hint")
# In that file too: the fields of a refused line of the vendor's usage, which has no video.
USAGE = {"Usage.Time": "Time", "Usage.SubProduct": "SubProduct", "Usage.Value": "Value"}
OURS = frozenset({*EXPLAINING, *USAGE})
# What a mapping says besides columns.
CHOICES = ("unit", "dates", "colons")
# Likewise, before a word for a kind: the kind that the word stands for.
KIND_OF = "kind:"


@dataclass
class Columns:
    """The columns of a table: its labels, and for each flat column its index among them and how that was known.

    `choices` are what a person decided besides: unit, dates, colons; `earlier` are those of another file with this header. `parts` are the columns of a length whose hours,
    minutes and seconds stand apart, by unit; empty where it stands in one.
    """

    labels: list[str]
    index: dict[str, int] = field(default_factory=dict)
    how: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()

    def name(self, column: str) -> header.Name:
        """What the header says about the column that was taken for a flat column."""
        return header.read(self.labels[self.index[column]])

    def label(self, column: str) -> str:
        return self.labels[self.index[column]]

    @property
    def languages(self) -> list[str]:
        """The languages of the header's words, the most frequent first; those of one word only."""
        by_column = [
            {meaning.language for meaning in self.name(column).meanings} - {""}
            for column in self.index
        ]
        only = [next(iter(languages)) for languages in by_column if len(languages) == 1]
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

    @property
    def zone_at(self) -> int | None:
        """The column that names the zone of each row's times; None where there is none."""
        return next((at for at, label in self.extras() if words.key(label) in words.ZONES), None)

    def extras(self) -> Iterator[tuple[int, str]]:
        taken = {*self.index.values(), *self.parts.values()}
        for at, label in enumerate(self.labels):
            if at not in taken and label not in OURS:
                yield at, label


def is_choice(name: str) -> bool:
    """Whether a name in a mapping says something besides which column is which."""
    return name in CHOICES or name.startswith(KIND_OF)
