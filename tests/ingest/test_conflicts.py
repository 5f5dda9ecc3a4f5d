"""Where imports disagree a person decides, once, and the decision goes with the import it chose."""

from __future__ import annotations

from typing import Any

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.reports.filters import Filters, minutes_by
from analytics.storage.store import Store
from tests.ingest.conftest import Load
from tests.support.exports import flat, row


def hash_of(store: Store) -> str:
    return str(store.ask("fingerprint")[0]["hash"])


def lengths(store: Store) -> dict[str, int]:
    rows = minutes_by(store, ("user",), Filters(), zone="UTC")
    return {each["user"]: each["ms"] for each in rows}


def told(store: Store) -> list[tuple[str, str, list[str], bool]]:
    return [
        (each.video_id, each.field, [said.value for said in each.said], each.is_decided)
        for each in ingest.conflicts(store)
    ]


@pytest.mark.slow
def test_a_corrected_length_waits_for_a_person_whose_word_then_holds(
    store: Store, load: Load
) -> None:
    first = load(flat([row("a", UserId="ann"), row("b", UserId="bob")]), "march.csv")
    second = load(flat([row("a", UserId="ann", VideoDuration="59000"), row("b", UserId="bob")]), "again.csv")  # fmt: skip
    assert second.rows == (2, 0, 0, 2)
    assert told(store) == [("a", "VideoDuration", ["60000", "59000"], False)]
    (conflict,) = ingest.conflicts(store)
    assert [(said.import_id, said.counts) for said in conflict.said] == [
        (first.import_id, True),
        (second.import_id, False),
    ]
    assert lengths(store) == {"ann": 60_000, "bob": 60_000}

    assert ingest.resolve(store, "a", second.import_id) == 1
    assert told(store) == [("a", "VideoDuration", ["59000", "60000"], True)]
    assert lengths(store) == {"ann": 59_000, "bob": 60_000}
    load(flat([row("a", UserId="ann", VideoDuration="58000")]), "third.csv")
    assert lengths(store)["ann"] == 59_000, "a later import changes no decision"

    ingest.resolve(store, "a", None)
    assert lengths(store)["ann"] == 60_000


@pytest.mark.slow
def test_a_decision_goes_with_the_import_that_it_chose(store: Store, load: Load) -> None:
    load(flat([row("a")]), "march.csv")
    before = hash_of(store)
    second = load(flat([row("a", VideoDuration="59000")]), "again.csv")
    ingest.resolve(store, "a", second.import_id)
    assert hash_of(store) != before
    ingest.undo(store, second.import_id)
    assert (hash_of(store), told(store)) == (before, [])
    load(flat([row("a", VideoDuration="59000")]), "again.csv")
    assert hash_of(store) == before, "the same file anew is a new question"


@pytest.mark.slow
def test_a_decision_outlives_the_undo_of_the_import_that_lost(store: Store, load: Load) -> None:
    first = load(flat([row("a")]), "march.csv")
    second = load(flat([row("a", VideoDuration="59000", UserId="teacher")]), "again.csv")
    ingest.resolve(store, "a", second.import_id)
    ingest.undo(store, first.import_id)
    assert lengths(store) == {"teacher": 59_000}


@pytest.mark.slow
def test_all_of_an_import_can_be_chosen_at_once(store: Store, load: Load) -> None:
    rows = [row(str(number), UserId=f"u{number}") for number in range(3)]
    load(flat(rows), "march.csv")
    second = load(flat([each | {"VideoDuration": "1000"} for each in rows[:2]] + rows[2:]), "again.csv")  # fmt: skip
    assert ingest.resolve(store, None, second.import_id) == 2
    assert lengths(store) == {"u0": 1000, "u1": 1000, "u2": 60_000}


def test_a_finished_task_replaces_an_unfinished_one_and_is_no_question(
    store: Store, load: Load
) -> None:
    load(flat([row("a", Status="RECORDING", VideoDuration="500", RecordStopTime="")]), "early.csv")
    load(flat([row("a")]), "late.csv")
    assert (lengths(store), told(store)) == ({"teacher": 60_000}, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second", "fields"),
    [
        ({"VideoUrl": "http://a/v.mp4?sign=1"}, {"VideoUrl": "http://a/v.mp4?sign=2"}, []),
        ({"VideoUrl": "http://a/v.mp4"}, {"VideoUrl": "http://b/v.mp4"}, ["VideoUrl"]),
        ({"Width": ""}, {"Width": "640"}, []),
        ({"Width": "320"}, {"Width": "640"}, ["Width"]),
        ({"SdkAppId": ""}, {"SdkAppId": "1400000002"}, ["SdkAppId"]),
        ({"TaskId": ""}, {"TaskId": "lesson"}, []),
        ({"VideoType": "0", "UserId": "a"}, {"VideoType": "1", "UserId": "b"}, ["UserId", "VideoType"]),
        ({"RecordStopTime": "1711501260"}, {"RecordStopTime": "1711501261"}, ["RecordStopTime"]),
    ],
)  # fmt: skip
def test_only_what_a_person_can_judge_is_asked(
    store: Store, load: Load, first: dict[str, Any], second: dict[str, Any], fields: list[str]
) -> None:
    load(flat([row("a", **first)]), "march.csv")
    load(flat([row("a", **second)]), "again.csv")
    assert [field for _, field, _, _ in told(store)] == fields


def test_a_choice_that_cannot_be_made_is_told(store: Store, load: Load) -> None:
    first = load(flat([row("a")]), "march.csv")
    for video, chosen, what in (
        ("a", "no-such-import", "there is no import"),
        ("other", first.import_id, 'nothing to decide about video "other"'),
        (None, first.import_id, "nothing to decide"),
        (None, None, "neither a video nor an import"),
    ):
        with pytest.raises(Problem, match=what):
            ingest.resolve(store, video, chosen)


def usage(value: object, day: str = "2024-03-27") -> dict[str, Any]:
    line = {"Time": day, "SdkAppId": 1400000001, "SubProduct": "sp_tiw_ric", "Value": value}
    return {"Response": {"Usages": [line]}}


def current(store: Store) -> list[str]:
    with store.session() as cursor:
        rows = cursor.execute("select value from vendor_lines order by day").fetchall()
    return [f"{value.normalize():f}" for (value,) in rows]


@pytest.mark.slow
def test_the_vendors_own_lines_count_once_and_the_newest_value_is_kept(
    store: Store, load: Load
) -> None:
    first = load([usage(118)], "one.json")
    before = hash_of(store)
    again = load({"pages": [usage(118)]}, "two.json")
    assert (first.rows, again.rows) == ((1, 1, 0, 0), (1, 0, 0, 1))
    assert (hash_of(store), current(store)) == (before, ["118"])
    newer = load([usage(120.5)], "three.json")
    assert newer.rows == (1, 1, 0, 0)
    assert newer.warnings == (
        f"2024-03-27, sp_tiw_ric, app 1400000001: 120.5 here and 118 in import {again.import_id}; the newer counts.",
    )
    assert current(store) == ["120.5"]
    ingest.undo(store, newer.import_id)
    assert (hash_of(store), current(store)) == (before, ["118"])
    ingest.undo(store, first.import_id)
    assert (hash_of(store), current(store)) == (before, ["118"])


def test_of_many_changed_lines_the_first_are_listed_and_the_rest_counted(
    store: Store, load: Load
) -> None:
    days = [f"2024-03-{day:02}" for day in range(1, 26)]
    load([usage(1, day) for day in days], "one.json")
    *listed, rest = load([usage(2, day) for day in days], "two.json").warnings
    assert [text.split(",")[0] for text in listed] == days[:20]
    assert rest == "5 more lines of the vendor's usage have changed."
