"""What a recorded file is charged for: ratios first, then the rounding."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.billing.meter import charge_days, charged_ms, minute_up, ratio_on, ratio_spans
from analytics.catalog.price_book import load
from analytics.core.model import KINDS, DayCharge, Kind, Plan, Ratio, RecordedFile, Rounding
from tests.support.plans import MINUTE, book

DAY = date(2024, 3, 27)
SPANS = ratio_spans(Plan(), book())


def file(
    kind: Kind, ms: int, day: date = DAY, app: str = "1400000001", task: str = "t1"
) -> RecordedFile:
    return RecordedFile(day, app, task, kind, ms)


def charged(
    files: Sequence[RecordedFile], rounding: Rounding = Rounding.EXACT, plan: Plan | None = None
) -> dict[date, int]:
    return dict(charge_days(files, ratio_spans(plan or Plan(), book()), rounding))


def test_the_billing_pages_lesson_is_110_minutes() -> None:
    files = [
        file(Kind.CAMERA, 30 * MINUTE),
        file(Kind.CAMERA, 40 * MINUTE),
        file(Kind.WHITEBOARD, 40 * MINUTE),
        file(Kind.MIXED, 40 * MINUTE),
    ]
    for rounding in Rounding:
        assert charged(files, rounding) == {DAY: 110 * MINUTE}


SEARCH_SAMPLE = [  # the vendor's own DescribeRecordSearch sample: 4 cameras, a whiteboard, 2 mixed
    *(file(Kind.CAMERA, ms) for ms in (35_405, 161_885, 6_085, 96_787)),
    file(Kind.WHITEBOARD, 368_332),
    *(file(Kind.MIXED, ms) for ms in (368_325, 181_102)),
]


@pytest.mark.parametrize(
    ("rounding", "ms"),
    [
        (Rounding.EXACT, 668_494),
        (Rounding.DAY, 12 * MINUTE),
        (Rounding.TASK_KIND, 13 * MINUTE),
        (Rounding.FILE, 14 * MINUTE),
    ],
)
def test_each_rounding_takes_its_own_sums_up_to_a_whole_minute(rounding: Rounding, ms: int) -> None:
    assert charged(SEARCH_SAMPLE, rounding) == {DAY: ms}


def test_the_daily_rounding_is_for_each_app_by_itself() -> None:
    files = [file(Kind.CAMERA, 1, app="a"), file(Kind.SCREEN, 1, app="b"), file(Kind.CAMERA, 1)]
    assert charged(files, Rounding.DAY) == {DAY: 3 * MINUTE}


@pytest.mark.parametrize(
    ("one", "other", "minutes"),
    [
        (file(Kind.CAMERA, 1), file(Kind.CAMERA, 1), 1),
        (file(Kind.CAMERA, 1), file(Kind.SCREEN, 1), 2),
        (file(Kind.CAMERA, 1), file(Kind.CAMERA, 1, task="t2"), 2),
        (file(Kind.CAMERA, 1), file(Kind.CAMERA, 1, app="b"), 2),
        (file(Kind.CAMERA, 1), file(Kind.CAMERA, 1, day=date(2024, 3, 28)), 2),
    ],
)
def test_the_task_and_kind_rounding_joins_one_tasks_files_of_a_kind_and_day(
    one: RecordedFile, other: RecordedFile, minutes: int
) -> None:
    assert sum(charged([one, other], Rounding.TASK_KIND).values()) == minutes * MINUTE


@pytest.mark.parametrize(
    ("kind", "ratio"),
    [("camera", 1), ("screen", 1), ("whiteboard", 1), ("mixed", 0), ("audio", 0)],
)
@pytest.mark.parametrize("id", ["tencent-intl", "tencent-cn"])
def test_the_price_books_charge_single_streams_and_neither_mixed_nor_audio(
    id: str, kind: str, ratio: int
) -> None:
    assert ratio_on(ratio_spans(Plan(), load(id)), Kind(kind), DAY) == ratio


def test_a_day_on_which_all_was_free_is_a_recorded_day() -> None:
    assert charged([file(Kind.MIXED, 5 * MINUTE)], Rounding.FILE) == {DAY: 0}


@pytest.mark.parametrize(
    ("ms", "ratio", "expected"),
    [
        (1, "0.5", 1),  # a half goes up
        (1, "0.4999", 0),
        (3, "0.5", 2),
        (1000, "0.0005", 1),
        (1000, "0.3333", 333),
        (7, "1", 7),
        (7, "0", 0),
        (7, "2.5", 18),
        (10**15 + 1, "1.1", 1_100_000_000_000_001),
    ],
)
def test_a_files_duration_times_its_ratio_is_half_up_to_a_millisecond(
    ms: int, ratio: str, expected: int
) -> None:
    assert charged_ms(ms, Decimal(ratio)) == expected


def test_each_file_is_made_whole_before_files_are_added() -> None:
    plan = Plan(ratios=(Ratio(Kind.CAMERA, DAY, Decimal("0.5")),))
    assert charged([file(Kind.CAMERA, 1), file(Kind.CAMERA, 1)], plan=plan) == {DAY: 2}


@pytest.mark.parametrize(
    ("day", "ratio"),
    [("2025-12-31", "0"), ("2026-01-01", "1"), ("2026-05-31", "1"), ("2026-06-01", "0.5")],
)
def test_a_plans_ratio_holds_from_its_day_on(day: str, ratio: str) -> None:
    later = Ratio(Kind.MIXED, date(2026, 6, 1), Decimal("0.5"))
    plan = Plan(ratios=(later, Ratio(Kind.MIXED, date(2026, 1, 1), Decimal(1))))
    spans = ratio_spans(plan, book())
    assert ratio_on(spans, Kind.MIXED, date.fromisoformat(day)) == Decimal(ratio)
    assert ratio_on(spans, Kind.CAMERA, date.fromisoformat(day)) == 1


@pytest.mark.parametrize(
    ("day", "ratio"),
    [("2024-12-31", "0"), ("2025-01-01", "0.2"), ("2026-01-01", "0.3"), ("2027-01-01", "0.3")],
)
def test_once_the_plan_speaks_of_a_kind_the_book_is_no_longer_asked(day: str, ratio: str) -> None:
    dated = [
        Ratio(Kind.MIXED, date(2025, 1, 1), Decimal("0.2")),
        Ratio(Kind.MIXED, date(2026, 6, 1), Decimal("0.9")),
    ]
    plan = Plan(ratios=(Ratio(Kind.MIXED, date(2026, 1, 1), Decimal("0.3")),))
    spans = ratio_spans(plan, replace(book(), ratios=(*book().ratios, *dated)))
    assert ratio_on(spans, Kind.MIXED, date.fromisoformat(day)) == Decimal(ratio)


ratios = st.builds(
    Ratio,
    st.sampled_from(Kind),
    st.dates(date(2024, 1, 1), date(2024, 2, 1)),
    st.integers(0, 300).map(lambda n: Decimal(n).scaleb(-2)),
)
own_ratios = st.lists(ratios, max_size=6, unique_by=lambda one: (one.kind, one.from_day))


@given(own_ratios, own_ratios, st.dates(date(2023, 12, 1), date(2024, 3, 1)))
def test_spans_cover_every_day_of_every_kind_once(
    ours: list[Ratio], theirs: list[Ratio], day: date
) -> None:
    priced = replace(book(), ratios=(*book().ratios, *theirs))
    spans = ratio_spans(Plan(ratios=tuple(ours)), priced)
    for kind in KINDS:
        of_kind = [span for span in spans if span.kind is kind]
        assert (of_kind[0].since, of_kind[-1].until) == (None, None)
        assert [span.until for span in of_kind[:-1]] == [span.since for span in of_kind[1:]]
        rules = [rule for rule in ours if rule.kind is kind and rule.from_day <= day]
        rules = rules or [r for r in theirs if r.kind is kind and r.from_day <= day]
        rules = rules or [rule for rule in book().ratios if rule.kind is kind]
        latest = max(rules, key=lambda rule: rule.from_day or date.min)
        assert ratio_on(spans, kind, day) == latest.ratio


files = st.builds(
    RecordedFile,
    st.dates(date(2024, 1, 1), date(2024, 1, 4)),
    st.sampled_from("ab"),
    st.sampled_from("tu"),
    st.sampled_from(Kind),
    st.integers(0, 200_000),
)


@given(st.lists(files, max_size=12), own_ratios, st.sampled_from(Rounding))
def test_it_agrees_with_the_rule_told_in_plain_decimals(
    recorded: list[RecordedFile], ours: list[Ratio], rounding: Rounding
) -> None:
    spans = ratio_spans(Plan(ratios=tuple(ours)), book())
    expected = []
    for day in sorted({one.day for one in recorded}):
        groups: dict[object, int] = {}
        for number, one in enumerate(one for one in recorded if one.day == day):
            exact = one.ms * ratio_on(spans, one.kind, day)
            ms = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
            key = {
                Rounding.DAY: one.app,
                Rounding.FILE: number,
                Rounding.TASK_KIND: (one.app, one.task, one.kind),
                Rounding.EXACT: 0,
            }[rounding]
            groups[key] = groups.get(key, 0) + ms
        if rounding is not Rounding.EXACT:
            groups = {key: -(-ms // 60_000) * 60_000 for key, ms in groups.items()}
        expected.append(DayCharge(day, sum(groups.values())))
    assert list(charge_days(recorded, spans, rounding)) == expected


@given(st.lists(files, max_size=12))
def test_a_coarser_rounding_never_charges_more(recorded: list[RecordedFile]) -> None:
    exact, day, task_kind, by_file = (
        sum(each.charged_ms for each in charge_days(recorded, SPANS, rounding))
        for rounding in (Rounding.EXACT, Rounding.DAY, Rounding.TASK_KIND, Rounding.FILE)
    )
    assert exact <= day <= task_kind <= by_file


@pytest.mark.parametrize(
    ("ms", "up"), [(0, 0), (1, MINUTE), (MINUTE, MINUTE), (MINUTE + 1, 2 * MINUTE)]
)
def test_a_part_of_a_minute_counts_as_a_whole_one(ms: int, up: int) -> None:
    assert minute_up(ms) == up
