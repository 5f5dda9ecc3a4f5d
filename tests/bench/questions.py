"""What pages ask, timed three ways: of the small tables, of the rows in hand-written SQL, of the rows in pandas.

The three answers must be equal. The frame is as pandas takes it from the database: text as its own str type, times as
datetime64 in UTC; reading it is not timed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analytics.core.errors import Problem
from analytics.reports.filters import Filters
from analytics.storage.statements import answer
from analytics.storage.store import Store
from tests.bench import script

ZONE = "Asia/Shanghai"
MOST = 10
_QUICK, _SLOW = 25, 3
_RATIOS = [
    {"kind": kind, "since": None, "until": None, "ratio": int(kind not in ("mixed", "audio"))}
    for kind in ("camera", "screen", "whiteboard", "mixed", "audio")
]

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """A question of a page, its parameters, and the same in hand-written SQL and in pandas."""

    name: str
    asked: str
    raw: str
    by_pandas: Callable[[pd.DataFrame], Rows]
    given: dict[str, Any] = field(default_factory=dict)
    raw_given: dict[str, Any] = field(default_factory=dict)
    whole: bool = True
    """Every row has a part in the answer. Else a frame is quick too, and what counts is what one statement costs."""


def frame(store: Store) -> pd.DataFrame:
    """All rows that count, with the columns that pages ask of."""
    with store.write() as cursor:
        table = cursor.sql(script("frame")).to_arrow_table()
    return table.to_pandas()


def compare(store: Store, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Each question with the milliseconds of the three ways, best of several. Raises Problem where two answers differ."""
    rooms = [row["room"] for row in store.ask("known_rooms")]
    (span,) = store.ask("coverage")
    return [
        _compare(store, rows, question)
        for question in _questions(rooms, span["first_day"], span["last_day"])
    ]


def by_hand(store: Store, text: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The answer to a question that is not the product's own."""
    with store.session() as cursor:
        return answer(cursor, text, dict(given))


def _compare(store: Store, rows: pd.DataFrame, question: Question) -> dict[str, Any]:
    asked, asked_ms = best(_QUICK, lambda: store.ask(question.asked, **question.given))
    raw, raw_ms = best(_SLOW, lambda: by_hand(store, script(question.raw), question.raw_given))
    columns = list(raw[0]) if raw else []
    answers = {
        "the small tables": [tuple(row[name] for name in columns) for row in asked],
        "SQL over the rows": [tuple(row.values()) for row in raw],
    }
    answers["pandas"], pandas_ms = best(_SLOW, lambda: question.by_pandas(rows))
    first, *others = answers.values()
    if any(other != first for other in others):
        counts = ", ".join(f"{name} {len(found)} rows" for name, found in answers.items())
        raise Problem(
            f"the answers to {question.name} differ ({counts})",
            hint="One of the questions in analytics/sql is wrong; no figure was kept",
        )
    return {
        "question": question.name,
        "whole": question.whole,
        "rows": len(first),
        "rollup_ms": round(asked_ms, 2),
        "raw_sql_ms": round(raw_ms, 2),
        "pandas_ms": round(pandas_ms, 2),
        "faster_than_raw_sql": round(raw_ms / asked_ms, 2),
        "faster_than_pandas": round(pandas_ms / asked_ms, 2),
    }


def best(times: int, ask: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the milliseconds of the quickest of `times` runs."""
    best = float("inf")
    answer: Any = None
    for _ in range(times):
        start = time.perf_counter()
        answer = ask()
        best = min(best, (time.perf_counter() - start) * 1000)
    return answer, best


def _questions(rooms: Sequence[str], first: date, last: date) -> list[Question]:
    month = Filters(since=first, until=first.replace(day=28))
    few = Filters(rooms=tuple(rooms[:3]))
    zone = {"zone": ZONE}
    rounded = {"rounding": "day", "ratios": _RATIOS}

    def usage(name: str, filters: Filters, words: str, **more: Any) -> Question:
        given = {**filters.parameters(), **more}
        by_hand = {name: value for name, value in given.items() if name != "without"}
        by_pandas = _BY_PANDAS[name]
        return Question(
            f"{name}, {words}", name, f"raw_{name}",
            lambda rows: by_pandas(_filtered(rows, filters)), given, {**by_hand, **zone},
            whole=filters == Filters(),
        )  # fmt: skip

    return [
        usage("minutes_by_day", Filters(), "all"),
        usage("minutes_by_day", few, "three rooms"),
        usage("minutes_by_kind", Filters(), "all"),
        usage("minutes_by_kind", month, "four weeks"),
        usage("minutes_by_room", Filters(), "all", most=MOST),
        usage("minutes_by_room", month, "four weeks", most=MOST),
        Question("known_rooms", "known_rooms", "raw_known_rooms", _known_rooms),
        Question("coverage", "coverage", "raw_coverage", _coverage, {}, zone),
        Question(
            "import_list", "import_list", "raw_import_list", _import_list, whole=False
        ),
        Question(
            "charged_days", "charged_days_from_rollup", "raw_charged_days",
            _charged_days, rounded, zone,
        ),
    ]  # fmt: skip


def stopped_on(rows: pd.DataFrame) -> pd.Series:
    stopped = rows["stopped_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE)
    return stopped.dt.tz_localize(None).dt.normalize()


def _filtered(rows: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    if filters.rooms:
        rows = rows[rows["room"].isin(filters.rooms)]
    if filters.since and filters.until:
        days = stopped_on(rows)
        since, until = pd.Timestamp(filters.since), pd.Timestamp(filters.until)
        rows = rows[(days >= since) & (days < until)]
    return rows


def _sums(rows: pd.DataFrame, by: list[Any]) -> pd.DataFrame:
    billable = rows["duration_ms"].where(rows["billable"], 0)
    return (
        rows.assign(billable_ms=billable)
        .groupby(by)
        .agg(
            videos=("duration_ms", "size"),
            ms=("duration_ms", "sum"),
            billable_ms=("billable_ms", "sum"),
        )
        .reset_index()
    )


def _listed(found: pd.DataFrame) -> Rows:
    """Rows as Python's own dates, texts and integers."""
    if "day" in found:
        found = found.assign(day=found["day"].dt.date)
    columns = [found[name].tolist() for name in found.columns]
    return list(zip(*columns, strict=True))


_ORDER = {"camera": 0, "screen": 1, "whiteboard": 2, "mixed": 3, "audio": 4}


def _minutes_by_day(rows: pd.DataFrame) -> Rows:
    found = _sums(rows, [stopped_on(rows).rename("day"), "kind"])
    return _listed(
        found.sort_values(["day", "kind"], key=lambda c: c.map(_ORDER) if c.name == "kind" else c)
    )


def _minutes_by_kind(rows: pd.DataFrame) -> Rows:
    return _listed(_sums(rows, ["kind"]).sort_values("kind", key=lambda c: c.map(_ORDER)))


def _minutes_by_room(rows: pd.DataFrame) -> Rows:
    days = (
        stopped_on(rows).groupby([rows["app"], rows["room"]]).nunique().rename("days").reset_index()
    )
    found = days.merge(_sums(rows, ["app", "room"]), on=["app", "room"])
    by = ["billable_ms", "ms", "app", "room"]
    return _listed(found.sort_values(by, ascending=[False, False, True, True]).head(MOST))


def _known_rooms(rows: pd.DataFrame) -> Rows:
    return _listed(rows.groupby(["app", "room"])["duration_ms"].sum().reset_index())


def _coverage(rows: pd.DataFrame) -> Rows:
    days = stopped_on(rows)
    ms = int(rows["duration_ms"].sum())
    return [(days.min().date(), days.max().date(), int(days.nunique()), len(rows), ms)]


def _import_list(rows: pd.DataFrame) -> Rows:
    found = rows.groupby("import_no")["duration_ms"].agg(["size", "sum"]).reset_index()
    return _listed(found.sort_values("import_no", ascending=False))


def _charged_days(rows: pd.DataFrame) -> Rows:
    ms = rows["duration_ms"].where(rows["billable"], 0)
    apps = ms.groupby([stopped_on(rows).rename("day"), rows["app"]]).sum().rename("ms")
    apps = apps.reset_index()
    return _listed(apps.assign(charged_ms=(apps["ms"] + 59_999) // 60_000 * 60_000))


_BY_PANDAS: dict[str, Callable[[pd.DataFrame], Rows]] = {
    "minutes_by_day": _minutes_by_day,
    "minutes_by_kind": _minutes_by_kind,
    "minutes_by_room": _minutes_by_room,
}
