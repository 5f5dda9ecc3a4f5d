"""The pictures of Explore: the whole period across, and every hour in its place."""

from datetime import date, datetime
from typing import Any

import pytest

from analytics.reports.explore.slices import Step
from pages.monitor._explore.charts import Series
from pages.ui import formats
from tests.support.charts import charts

MINUTE = 60_000
PERIOD = (date(2026, 6, 3), date(2026, 9, 1))


def pictures(step: Step, day: date) -> list[Any]:
    series = [Series("camera", "Camera", "#123456", {day: MINUTE})]
    return [
        charts.by_step(series, step, period=PERIOD),
        charts.lessons_by_step({day: (3, 1)}, step, period=PERIOD),
    ]


@pytest.mark.parametrize("step", [Step.DAY, Step.WEEK, Step.MONTH])
def test_the_axis_has_the_whole_period_whatever_was_recorded(step) -> None:
    for picture in pictures(step, date(2026, 7, 1)):
        first, last = map(datetime.fromisoformat, picture.layout.xaxis.range)
        assert first.date() <= date(2026, 6, 3) and date(2026, 8, 1) < last.date()
        assert (last - first).days <= 3 * 31 + 14


def test_each_month_of_ninety_days_has_its_name() -> None:
    for picture in pictures(Step.MONTH, date(2026, 7, 1)):
        months = ["2026-06-01", "2026-07-01", "2026-08-01"]
        assert list(picture.layout.xaxis.tickvals) == months


def test_an_hour_alone_stays_where_it_was_clicked() -> None:
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    all_hours = charts.weekday_by_hour({(1, 9): MINUTE, (7, 20): MINUTE}, days)
    alone = charts.weekday_by_hour({(1, 9): MINUTE}, days)
    (image, fields), (_, others) = alone.data, all_hours.data
    assert list(fields.x) == list(others.x) and len(fields.x) == 7 * 24
    assert [list(fields.customdata[place][:2]) for place in (9, 164)] == [[1, 9], [7, 20]]
    assert (fields.x[164], fields.y[164]) == (image.x[20], image.y[6]), "above its field"
    assert (image.z[0][9], image.z[6][20]) == (10, 0) and all_hours.data[0].z[6][20] == 10
    assert alone.layout.xaxis.range == all_hours.layout.xaxis.range


@pytest.mark.parametrize(
    ("number", "days", "said"),
    [(4, 90, "0.044"), (32, 60, "0.53"), (0, 9, "0.0"), (300, 7, "42.9")],
)
def test_a_rate_below_one_has_two_digits(number, days, said) -> None:
    assert formats.rate(number, days) == said
