"""The second path: every stored row counted once more, outside the database.

Rows come as Arrow columns and are added up by Arrow; days are cut by Python's own zones, ratios are applied as decimals.
Nothing is shared with the first path but the nouns, so where both agree a figure was worked out twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.billing.meter import RatioSpan
from analytics.core.model import MS_PER_MINUTE, DayCharge, Rounding
from analytics.selfcheck.checks import Check

_QUARTER_S, _EPOCH = 900, date(1970, 1, 1).toordinal()
_BILLABLE = ["camera", "screen", "whiteboard"]
_MOST_PARTS = 8
"""So many stretches stand beside each other until they are added up."""
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)

ROOMS = ("import_no", "day", "app", "room", "kind", "billable")
MONTHS = ("import_no", "month", "app", "room", "kind", "billable")
DAYS = ("import_no", "day", "app", "kind", "billable", "finished")
HOURS = ("import_no", "day", "hour", "app", "kind", "billable")
USERS = ("import_no", "day", "app", "user", "kind", "billable")
ROOM_TOTALS = ("import_no", "day", "app", "room", "billable")
_SCOPES = {
    Rounding.DAY: ("charged_day", "app"),
    Rounding.FILE: ("charged_day",),
    Rounding.TASK_KIND: ("charged_day", "app", "task_id", "kind"),
    Rounding.EXACT: ("charged_day",),
}


class Edge(NamedTuple):
    """Where a day is cut, and at which end of a recording."""

    zone: str
    midnight: str


class Sums:
    """Files and milliseconds by some keys, added up a stretch of rows at a time."""

    def __init__(self, *keys: str) -> None:
        self._keys = list(keys)
        self._parts: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        """Rows with the keys and ``ms``, each of which is one file."""
        parts = rows.group_by(self._keys).aggregate([("ms", "count"), ("ms", "sum")])
        self._parts.append(parts.rename_columns([*self._keys, "videos", "ms"]))
        if len(self._parts) == _MOST_PARTS:
            self._parts = [added(pa.concat_tables(self._parts), self._keys)]

    def table(self, *keys: str) -> pa.Table | None:
        """Videos and ms by these keys, or by all; None where no row was added."""
        return added(pa.concat_tables(self._parts), keys or self._keys) if self._parts else None


class Recount:
    """All rows of the database; days at the team's edge, and at the plan's where they are charged."""

    def __init__(
        self, house: Edge, plan: Edge, spans: Sequence[RatioSpan], rounding: Rounding
    ) -> None:
        self._house, self._plan, self._spans, self._rounding = house, plan, spans, rounding
        self.days = Sums(*ROOMS, "month", "finished")
        self.hours, self.users = Sums(*HOURS), Sums(*USERS)
        self._charged = Sums(*_SCOPES[rounding])
        self._recorded: set[date] = set()
        self.rows: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()
        self.ms: Counter[int] = Counter()
        self.counted_ms = 0
        """The length of all files that count."""

    def add(self, rows: pa.Table) -> None:
        """Count a stretch of ``raw_rows``."""
        sums = rows.group_by(["import_no", "standing"]).aggregate(
            [("read_ms", "sum"), ([], "count_all")]
        )
        for row in sums.to_pylist():
            self.rows[row["import_no"]] += row["count_all"]
            self.ms[row["import_no"]] += row["read_ms_sum"] or 0
            if row["standing"] == "refused":
                self.refused[row["import_no"]] += row["count_all"]
        counted = rows.filter(pc.equal(rows["standing"], "counted"))
        if counted.num_rows:
            self._add_counted(counted)

    def _add_counted(self, rows: pa.Table) -> None:
        finished = pc.equal(rows["status"], "FINISHED")
        billable = pc.and_(finished, pc.is_in(rows["kind"], pa.array(_BILLABLE)))
        days, months, _ = _calendar(_edge(rows, self._house), self._house.zone)
        start = pc.coalesce(rows["started_s"], rows["stopped_s"]).to_numpy()
        columns = {
            "day": days,
            "month": months,
            "hour": _calendar(start, self._house.zone)[2],
            "charged_day": days,
            "finished": finished,
            "billable": billable,
        }
        if self._plan != self._house:
            columns["charged_day"] = _calendar(_edge(rows, self._plan), self._plan.zone)[0]
        for name, column in columns.items():
            rows = rows.append_column(name, column)
        for sums in (self.days, self.hours, self.users):
            sums.add(rows)
        self.counted_ms += pc.sum(rows["ms"]).as_py()
        self._recorded.update(pc.unique(rows["charged_day"]).to_pylist())
        charged = rows.filter(finished)
        self._charged.add(charged.set_column(0, "ms", pa.array(self._charge(charged))))

    def _charge(self, rows: pa.Table) -> np.ndarray[Any, np.dtype[np.int64]]:
        """What each file counts: its length times the ratio of its kind and day, half up to a whole ms."""
        ms = rows["ms"].to_numpy()
        days = rows["charged_day"].cast(pa.int32()).to_numpy()
        charged = np.zeros(len(ms), dtype=np.int64)
        for span in self._spans:
            if not span.ratio:
                continue
            is_in_span = pc.equal(rows["kind"], span.kind.value).to_numpy()
            if span.since is not None:
                is_in_span &= days >= span.since.toordinal() - _EPOCH
            if span.until is not None:
                is_in_span &= days < span.until.toordinal() - _EPOCH
            if span.ratio == 1:
                charged[is_in_span] = ms[is_in_span]
            else:
                charged[is_in_span] = [_times(int(length), span.ratio) for length in ms[is_in_span]]
        return _minutes_up(charged) if self._rounding is Rounding.FILE else charged

    def charged(self) -> tuple[DayCharge, ...]:
        """The charge of each recorded day, ascending; a day on which all was free is there with 0."""
        sums = dict.fromkeys(sorted(self._recorded), 0)
        table = self._charged.table()
        if table is not None:
            ms = table["ms"].to_numpy()
            if self._rounding in (Rounding.DAY, Rounding.TASK_KIND):
                ms = _minutes_up(ms)
            for day, length in zip(table["charged_day"].to_pylist(), ms.tolist(), strict=True):
                sums[day] += length
        return tuple(DayCharge(day, ms) for day, ms in sums.items())


def added(rows: pa.Table, keys: Sequence[str]) -> pa.Table:
    """Videos and ms of a table by some of its keys."""
    sums = rows.group_by(list(keys)).aggregate([("videos", "sum"), ("ms", "sum")])
    return sums.rename_columns([*keys, "videos", "ms"])


def compare(
    name: str, title: str, stored: pa.Table, counted: pa.Table | None, keys: Sequence[str]
) -> Check:
    """Two tables of videos and ms that must be the same in every place; what is shown is their ms."""
    left = stored.select([*keys, "videos", "ms"])
    right = left.slice(0, 0) if counted is None else counted.cast(left.schema)
    against = right
    for column in ("videos", "ms"):
        place = against.schema.get_field_index(column)
        against = against.set_column(place, column, pc.negate(against[column]))
    difference = added(pa.concat_tables([left, against]), keys)
    differs = pc.or_(pc.not_equal(difference["videos"], 0), pc.not_equal(difference["ms"], 0))
    first = difference.filter(differs).sort_by([(key, "ascending") for key in keys]).slice(0, 1)
    detail = "".join(_place(row, keys) for row in first.to_pylist())
    sums = (pc.sum(table["ms"]).as_py() or 0 for table in (left, right))
    return Check(name, title, next(sums), next(sums), not first.num_rows, detail)


def _place(row: Mapping[str, Any], keys: Sequence[str]) -> str:
    place = ", ".join("-" if row[key] in (None, "") else str(row[key]) for key in keys)
    return f"{place}: {row['videos']:+} videos, {row['ms']:+} ms"


def _edge(rows: pa.Table, edge: Edge) -> np.ndarray[Any, Any]:
    """The Unix seconds that say on which day a file is; where one end is not known, those of the other."""
    ends = rows["started_s"], rows["stopped_s"]
    first, second = ends if edge.midnight == "start" else ends[::-1]
    return pc.coalesce(first, second).to_numpy()  # type: ignore[no-any-return]


def _calendar(seconds: np.ndarray[Any, Any], zone: str) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Day, first day of the month and hour in a zone, looked up once for each quarter of an hour."""
    quarters, place = np.unique(seconds // _QUARTER_S, return_inverse=True)
    time_zone = ZoneInfo(zone)
    moments = [
        datetime.fromtimestamp(quarter * _QUARTER_S, time_zone) for quarter in quarters.tolist()
    ]
    days = np.array([moment.toordinal() - _EPOCH for moment in moments], dtype=np.int32)
    firsts = np.array(
        [stamp.replace(day=1).toordinal() - _EPOCH for stamp in moments], dtype=np.int32
    )
    hours = np.array([moment.hour for moment in moments], dtype=np.uint8)
    return (
        pa.array(days[place], type=pa.date32()),
        pa.array(firsts[place], type=pa.date32()),
        pa.array(hours[place]),
    )


def _times(ms: int, ratio: Decimal) -> int:
    return int(_WIDE.multiply(Decimal(ms), ratio).to_integral_value(context=_WIDE))


def _minutes_up(ms: Any) -> Any:
    return -(-ms // MS_PER_MINUTE) * MS_PER_MINUTE
