"""A period is half-open, ends with the data, and says what it is compared with."""

from datetime import date, timedelta

import pytest

from pages.ui.periods import DAY, Period, Preset, resolve

FIRST, LAST = date(2025, 9, 1), date(2026, 8, 20)


@pytest.mark.parametrize(
    ("preset", "days", "before"),
    [
        (Preset.LAST_30, "22 Jul – 20 Aug 2026", "22 Jun – 21 Jul 2026"),
        (Preset.LAST_90, "23 May – 20 Aug 2026", "22 Feb – 22 May 2026"),
        (Preset.THIS_MONTH, "1 – 20 Aug 2026", "1 – 20 Jul 2026"),
        (Preset.LAST_MONTH, "1 – 31 Jul 2026", "1 – 30 Jun 2026"),
        (Preset.LAST_12_MONTHS, "21 Aug 2025 – 20 Aug 2026", ""),
        (Preset.ALL, "1 Sep 2025 – 20 Aug 2026", ""),
    ],
)
def test_a_preset_ends_with_the_last_recorded_day(preset: Preset, days: str, before: str) -> None:
    period = resolve(preset, FIRST, LAST)
    assert (period.text, period.before_text) == (days, before)


def test_a_month_that_is_not_over_says_so_and_meets_as_many_days_of_the_month_before() -> None:
    period = resolve(Preset.THIS_MONTH, FIRST, date(2026, 3, 31))
    assert period.before == (date(2026, 2, 1), date(2026, 3, 1))
    assert period.remark == ""

    running = resolve(Preset.THIS_MONTH, FIRST, date(2026, 3, 30))
    assert running.before == (date(2026, 2, 1), date(2026, 3, 1))
    assert running.remark == "March 2026 is recorded up to 30 Mar 2026 only"


def test_days_before_the_first_recording_are_partial_or_nothing_to_compare_with() -> None:
    partial = resolve(Preset.LAST_90, date(2026, 4, 1), LAST)
    assert partial.before == (date(2026, 2, 22), date(2026, 5, 23))
    assert partial.remark == "the days before are partial: recordings begin on 1 Apr 2026"

    none = resolve(Preset.LAST_90, date(2026, 6, 1), LAST)
    assert none.before is None
    assert none.remark == "recordings begin on 1 Jun 2026"


def test_days_after_the_last_recording_are_partial() -> None:
    days = (date(2026, 8, 1), date(2026, 8, 31))
    period = resolve(Preset.CUSTOM, FIRST, LAST, days)
    assert (period.since, period.until) == (date(2026, 8, 1), date(2026, 9, 1))
    assert period.remark == "these days are partial: recordings end on 20 Aug 2026"


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((), (FIRST, date(2026, 8, 21))),
        (None, (FIRST, date(2026, 8, 21))),
        ((date(2026, 1, 5),), (date(2026, 1, 5), date(2026, 1, 6))),
        ((date(2026, 1, 5), date(2026, 1, 7)), (date(2026, 1, 5), date(2026, 1, 8))),
    ],
)
def test_while_a_range_is_half_picked_its_one_day_counts(chosen, expected) -> None:
    period = resolve(Preset.CUSTOM, FIRST, LAST, chosen)
    assert (period.since, period.until) == expected


def test_only_all_recorded_days_count_what_was_paid_before_them() -> None:
    assert [preset for preset in Preset if resolve(preset, FIRST, LAST).is_all] == [
        Preset.ALL,
        Preset.CUSTOM,
    ]
    assert resolve(Preset.ALL, LAST, LAST) == Period(
        LAST, date(2026, 8, 21), None, "these are all days there are", True
    )


@pytest.mark.parametrize("preset", [each for each in Preset if each is not Preset.CUSTOM])
def test_the_days_alone_say_what_they_are_compared_with(preset: Preset) -> None:
    """A copied link names the days; what it opens to is what its preset showed, whatever day the data ends with."""
    for number in range(0, 800, 3):
        last = date(2023, 12, 1) + timedelta(days=number)
        shown = resolve(preset, date(2020, 1, 1), last)
        if shown.is_all:
            continue
        linked = resolve(Preset.CUSTOM, date(2020, 1, 1), last, (shown.since, shown.until - DAY))
        assert (linked.since, linked.until, linked.before) == (
            shown.since,
            shown.until,
            shown.before,
        )
