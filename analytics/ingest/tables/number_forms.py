"""How the columns of a table write numbers, lengths and moments: decided by column, from all of its cells.

One cell may be two things (1,800 or 03/04/2024); a column seldom is. Where it is, and that matters, a person is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.core.errors import Problem
from analytics.ingest.tables import clock_notation, header, times, values, words
from analytics.ingest.tables.column_map import DAY, TIMES, WHOLE, Columns
from analytics.ingest.tables.date_order import DayOrder
from analytics.ingest.tables.separators import Signs
from analytics.ingest.tables.times import EPOCHS, Moments
from analytics.ingest.tables.values import CLOCK, Lengths, Numbers
from analytics.ingest.tables.zones import header_zone, unknown_zone

# Who says the unit, where a person chose it for another file with this header.
EARLIER = "a choice made earlier for this header"
LENGTHS = ("VideoDuration", "VideoPlayTime")
_COMMA_FIRST = words.DAY_FIRST
_MOST_TRIPLES = 1_000
# published: a recording is stopped after 24 hours, so that 75:30 is no time in hours and minutes.
_MOST_HOURS = 24
# Fewer lengths with decimals are refused row by row.
_FEW = 4


@dataclass
class Forms:
    """How each column is read. `unit_source` says who says the unit, "" where nobody does; `said` are sentences for the
    receipt; `zone_at` is the column with the zone of each row's times.
    """

    lengths: dict[str, Lengths] = field(default_factory=dict)
    moments: dict[str, Moments] = field(default_factory=dict)
    whole: dict[str, Numbers] = field(default_factory=dict)
    unit: str = "ms"
    unit_source: str = "the flat form"
    said: list[str] = field(default_factory=list)
    zone_at: int | None = None


class Profile:
    """Gathers, row by row, what decides the forms."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._signs = {column: Signs() for column in (*LENGTHS, *WHOLE) if column in columns.index}
        self._numbers = [(columns.index[column], signs) for column, signs in self._signs.items()]
        self._times = [
            (columns.index[column], column) for column in (*TIMES, DAY) if column in columns.index
        ]
        self._days = DayOrder()
        self._kinds_of_number: dict[str, Counter[int]] = {
            column: Counter() for column in (*TIMES, DAY)
        }
        self._triples: list[tuple[str, str, str]] = []
        self._zone_at = columns.zone_at
        self._zones: Counter[str] = Counter()

    def add(self, cells: Sequence[str]) -> None:
        """A row of data, as long as the header or longer."""
        for at, signs in self._numbers:
            cell = cells[at].strip()
            if cell:
                signs.add(cell)
        if self._zone_at is not None:
            self._zones[cells[self._zone_at].strip()] += 1
        for at, column in self._times:
            cell = cells[at].strip()
            if column != DAY and DAY in self._columns.index and times.is_clock(cell):
                continue  # its day stands in a column of its own
            self._days.cells += bool(cell)
            if values.is_digits(cell):
                self._kinds_of_number[column][len(cell)] += 1
            elif cell and not values.is_digits(cell[:4]):
                self._days.add(cell)
            elif cell:
                self._kinds_of_number[column][0] += 1
        lengths = self._signs.get("VideoDuration")
        if lengths and lengths.two_parts and all(c in self._columns.index for c in TIMES):
            if len(self._triples) < _MOST_TRIPLES:
                stop, start = (self._columns.index[column] for column in TIMES)
                at = self._columns.index["VideoDuration"]
                self._triples.append((cells[at], cells[start], cells[stop]))

    def decide(self, given: str | None, delimiter: str = ",", *, has_zone: bool = False) -> Forms:
        """The forms. `given` is the unit that a person named, `has_zone` whether they named the zone of times.

        Raises Problem where only a person can decide.
        """
        forms = Forms()
        self._decide_unit(forms, given)
        comma_first = self._writes_commas(delimiter)
        for column, signs in self._signs.items():
            unit = self._unit_of(column, forms)
            numbers = self._numbers_of(column, signs, unit, comma_first, forms)
            if column in WHOLE:
                forms.whole[column] = numbers
            else:
                forms.lengths[column] = Lengths(unit, numbers)
        if not has_zone:
            self._know_zones()
        self._decide_moments(forms)
        self._decide_zones(forms, has_zone=has_zone)
        self._decide_colons(forms)
        if not given and not self._columns.choices.get("unit"):
            self._refuse_fractions(forms)
        return forms

    def _decide_unit(self, forms: Forms, given: str | None) -> None:
        if "VideoDuration" not in self._columns.index:
            return
        chosen = given or self._columns.choices.get("unit")
        name, signs = self._columns.name("VideoDuration"), self._signs["VideoDuration"]
        label = self._columns.label("VideoDuration")
        if chosen:
            is_earlier = not given and "unit" in self._columns.earlier
            forms.unit, forms.unit_source = chosen, EARLIER if is_earlier else "you"
            if name.unit in values.UNIT_MS and name.unit != chosen:
                forms.said.append(
                    f'The header "{label}" names another unit than you did: lengths were read in {chosen}, as you said.'
                )
        elif self._columns.parts:
            names = " and ".join(
                f'"{self._columns.labels[at]}"' for at in self._columns.parts.values()
            )
            forms.unit, forms.unit_source = CLOCK, f"the header ({names})"
        elif name.unit in values.UNIT_MS:
            forms.unit, forms.unit_source = name.unit, f'the header "{label}"'
        elif signs.cells and (signs.clocks + signs.two_parts + signs.spelled) * 2 >= signs.cells:
            is_spelled = signs.spelled > signs.clocks + signs.two_parts
            source = "each length itself" if is_spelled else "the form h:mm:ss"
            forms.unit, forms.unit_source = CLOCK, source
        elif "DurationUnit" in self._columns.index:
            forms.unit_source = f'the column "{self._columns.label("DurationUnit")}"'
        elif not self._is_api_name("VideoDuration"):
            forms.unit_source = (
                ""  # the column is called something else than where ms are documented
            )

    def _unit_of(self, column: str, forms: Forms) -> str:
        """The unit of a bare number in a column of lengths; where the others say theirs, it is no length."""
        unit = self._columns.name(column).unit
        if column == "VideoPlayTime" and unit in values.UNIT_MS:
            return unit
        if (
            column == "VideoPlayTime"
            and forms.unit_source not in ("you", EARLIER)
            and self._is_api_name(column)
        ):
            return "ms"  # what the header of the lengths says is of these alone
        return forms.unit

    def _is_api_name(self, column: str) -> bool:
        return any(meaning.how == header.NAME for meaning in self._columns.name(column).meanings)

    def _writes_commas(self, delimiter: str) -> bool:
        """Whether the table comes from where 1.800 is a whole number."""
        languages = self._columns.languages
        return languages[0] in _COMMA_FIRST if languages else delimiter == ";"

    def _numbers_of(
        self, column: str, signs: Signs, unit: str, comma_first: bool, forms: Forms
    ) -> Numbers:
        separators = ".,"
        group = {sign for sign in separators if signs.group[sign]}
        decimal = {sign for sign in separators if signs.decimal[sign]}
        for sign in separators:
            if not signs.either[sign] or sign in group | decimal:
                continue
            opposite = "," if sign == "." else "."
            if opposite in decimal or column in WHOLE or unit in ("ms", CLOCK):
                group.add(sign)
            elif opposite in group:
                decimal.add(sign)
            else:
                is_too_long = signs.largest_either * values.UNIT_MS[unit] > _MOST_HOURS * 3_600_000
                is_group = (sign == ".") == comma_first and not is_too_long
                (group if is_group else decimal).add(sign)
                forms.said.append(
                    f'In "{self._columns.label(column)}" {signs.example} was read as '
                    f"{signs.example.replace(sign, '' if is_group else '.')}."
                )
        if group & decimal:  # each cell must say by itself, and 1.800 cannot
            return Numbers()
        if not group and not decimal:
            return Numbers(".", ",") if comma_first else Numbers(",", ".")
        only = next(iter(decimal), "," if "." in group else ".")
        return Numbers(next(iter(group - {only}), "," if only == "." else "."), only)

    def _decide_moments(self, forms: Forms) -> None:
        order = self._columns.choices.get("dates", "")
        if order and "dates" in self._columns.earlier:
            self._days.refuse_other(
                order, self._columns.label(self._times[0][1]) if self._times else ""
            )
        if not order and self._times:
            label = self._columns.label(self._times[0][1])
            order, notes = self._days.decide(self._columns.languages, label)
            forms.said += notes
        for column in TIMES:
            if column not in self._columns.index:
                continue
            name, numbers = self._columns.name(column), self._kinds_of_number[column]
            is_own_name = any(meaning.how == 3 for meaning in name.meanings)
            epoch = next((n for n in EPOCHS if numbers[n] * 2 > sum(numbers.values())), 0)
            if name.unit == "ms":
                epoch = 13
            elif is_own_name:  # documented as seconds
                epoch = 0
            if epoch and numbers[epoch]:
                label = self._columns.label(column)
                forms.said.append(f'"{label}" was read as Unix {EPOCHS[epoch][0]}.')
            forms.moments[column] = Moments(order, name.zone, epoch)

    def _know_zones(self) -> None:
        """Raises Problem where a header names a zone that is not understood, and times are those of a clock."""
        for column in self._clocks():
            label = self._columns.label(column)
            if zone := unknown_zone(label):
                raise Problem(
                    f'the header "{label[:60]}" names a zone that is not understood: "{zone[:40]}"',
                    where=label[:60],
                    hint='Write its offset, as in "Start (UTC+8)", or give the zone of these times: --zone UTC+8',
                )

    def _clocks(self) -> Iterator[str]:
        """The columns whose times are those of a clock, not of Unix."""
        for column in TIMES:
            numbers = self._kinds_of_number[column]
            if column in self._columns.index and (
                not numbers or numbers[0] * 2 > sum(numbers.values())
            ):
                yield column

    def _decide_zones(self, forms: Forms, *, has_zone: bool) -> None:
        """A column of zones is each row's own, unless a header says one. Raises Problem where one of them is not understood."""
        if self._zone_at is None or all(self._columns.name(c).zone for c in self._clocks()):
            return
        label = self._columns.labels[self._zone_at]
        named = [zone for zone in self._zones if zone and not values.is_nothing(zone)]
        unknown = next((zone for zone in named if not header_zone(zone)), "")
        if unknown and not has_zone:
            raise Problem(
                f'the column "{label[:60]}" names a zone that is not understood: "{unknown[:40]}"',
                where=label[:60],
                hint="Write offsets there, such as UTC+8, or give the zone of these times: --zone UTC+8",
            )
        if named and not unknown:
            forms.zone_at = self._zone_at
            shown = ", ".join(named[:3]) + (" and others" if len(named) > 3 else "")
            forms.said.append(
                f'Times without an offset are in the zone that "{label}" names: {shown}.'
            )

    def _decide_colons(self, forms: Forms) -> None:
        signs = self._signs.get("VideoDuration")
        if not signs or not signs.two_parts:
            return
        stated = self._columns.choices.get("colons") or self._columns.name("VideoDuration").unit
        if stated not in ("mm:ss", "hh:mm"):
            start, stop = (forms.moments.get(column, Moments()) for column in reversed(TIMES))
            by_clock = clock_notation.by_clock(self._triples, start, stop)
            are_minutes = signs.tenths or signs.longest_first > _MOST_HOURS
            stated = "mm:ss" if are_minutes else by_clock
        if not stated:
            raise Problem(
                f'"{signs.example}" may be minutes and seconds or hours and minutes, and nothing in the file says which',
                where=self._columns.label("VideoDuration"),
                hint='Choose on the Imports page, or name the column "VideoDuration (mm:ss)"',
            )
        forms.unit_source = forms.unit_source.replace("h:mm:ss", stated)
        for column, lengths in forms.lengths.items():
            forms.lengths[column] = Lengths(lengths.unit, lengths.numbers, stated)

    def _refuse_fractions(self, forms: Forms) -> None:
        """Lengths with decimals are no milliseconds, whatever the flat form documents."""
        signs = self._signs.get("VideoDuration")
        if not signs or forms.unit != "ms" or signs.fractions * 2 <= signs.cells:
            return
        if "DurationUnit" in self._columns.index:  # each row says its own unit
            return
        label = self._columns.label("VideoDuration")
        if signs.below_1 == signs.fractions and signs.below_1_example:
            day = Decimal(signs.below_1_example.replace(",", ".")) * Decimal(24 * 60)
            raise Problem(
                f'lengths in "{label}" such as {signs.below_1_example} are below one; as a fraction of a day, which is how a '
                f"spreadsheet keeps times, that is {values.rounded(day):,} min",
                where=label,
                hint='Format the column as [h]:mm:ss and export it again, or name it with its unit, as in "Duration (h)"',
            )
        if signs.fractions < _FEW:
            return
        raise Problem(
            f'most lengths in "{label}" have decimals, so they are not milliseconds',
            where=label,
            hint='Import the file again with --unit s if they are seconds; if they are minutes, name the column "VideoDuration (min)", '
            "or choose the unit on the Imports page",
        )
