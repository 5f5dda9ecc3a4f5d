"""Figures are pure: data in, picture out, each kind in its colour, nothing of the data runs."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis.strategies import data, integers, lists, sampled_from

from analytics.billing.basis import Basis
from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.model import KINDS, DayCharge, Kind, MonthlyFee, Pack, Plan, Settlement
from pages.ui import theme
from pages.ui.charts import base
from tests.support.charts import charts, checked

MINUTE = 60_000
FIRST = date(2026, 1, 1)


def settled(plan: Plan, minutes: list[int]) -> Settlement:
    usage = [DayCharge(FIRST + timedelta(n), m * MINUTE) for n, m in enumerate(minutes)]
    return settle(usage, plan, price_book.load("tencent-intl"))


def pack(name: str, minutes: int, bought: date = FIRST, price: str = "1.00") -> Pack:
    return Pack(name, minutes, Decimal(price), bought)


def test_each_kind_has_a_colour_of_its_own_the_same_in_both_pictures() -> None:
    amounts = {kind: (n + 1) * MINUTE for n, kind in enumerate(KINDS)}
    over_time = charts.minutes_over_time(
        [(FIRST, kind, ms) for kind, ms in amounts.items()], step="day"
    )
    by_kind = charts.minutes_by_kind(amounts)
    colours = {trace.name: trace.marker.color for trace in over_time.data}
    assert colours == {trace.name: trace.marker.color for trace in by_kind.data}
    assert len(set(colours.values())) == len(KINDS)


def test_a_kind_of_which_nothing_was_recorded_needs_no_place_in_the_legend() -> None:
    amounts = [(FIRST, Kind.CAMERA, MINUTE), (FIRST, Kind.AUDIO, 0)]
    picture = charts.minutes_over_time(amounts, step="day")
    assert [trace.name for trace in picture.data] == ["Camera"]


def test_a_day_without_a_kind_counts_as_nothing_not_as_a_gap() -> None:
    amounts = [(FIRST, Kind.CAMERA, MINUTE), (FIRST + timedelta(1), Kind.SCREEN, 2 * MINUTE)]
    picture = charts.minutes_over_time(amounts, step="day")
    assert [list(trace.y) for trace in picture.data] == [[1, 0], [0, 2]]
    assert list(picture.data[1].customdata) == ["0", "2"]


def test_camera_and_screen_stand_together_and_apart_on_the_share_by_kind() -> None:
    picture = charts.minutes_by_kind({Kind.CAMERA: 3 * MINUTE, Kind.SCREEN: MINUTE})
    camera, screen = picture.data[:2]
    assert list(camera.y) == ["Audio-visual", "Camera"]
    assert list(screen.y) == ["Audio-visual", "Screen share"]
    assert "4 min · <b>100.0%</b>" in [note.text for note in picture.layout.annotations]


def test_nothing_recorded_is_a_picture_too() -> None:
    assert charts.minutes_over_time([], step="day").data == ()
    notes = [note.text for note in charts.minutes_by_kind({}).layout.annotations]
    assert notes.count("0 min · <b>–</b>") == 6


def test_every_axis_names_its_unit() -> None:
    one, other = settled(Plan(), [10, 20]), settled(Plan(packs=(pack("A", 5),)), [10, 20])
    titles = [
        picture.layout.yaxis.title.text
        for picture in (
            charts.minutes_over_time([(FIRST, Kind.CAMERA, MINUTE)], step="week"),
            charts.costs_so_far([("a", one), ("b", other)], Basis.USE),
            charts.daily_draws(other, top_ms=1),
            charts.packs_left(other, top_ms=1),
        )
    ]
    assert titles == [
        "minutes a week",
        "cost of use so far, USD",
        "charged minutes a day",
        "minutes left",
    ]


def test_each_days_draws_are_stacked_by_what_paid_for_them() -> None:
    packs = (pack("A", 50), pack("B", 60))
    plan = Plan(packs=packs, monthly_fee=MonthlyFee(FIRST))
    picture = charts.daily_draws(settled(plan, [1_000, 100, 60]), top_ms=1)
    drawn = {trace.name: list(trace.customdata) for trace in picture.data}
    assert drawn == {
        "Free quota": ["1,000", "0", "0"],
        "A": ["0", "50", "0"],
        "B": ["0", "50", "10"],
        "Postpaid": ["0", "0", "50"],
    }
    assert len({trace.marker.color for trace in picture.data}) == 4


def test_what_is_left_in_a_pack_runs_down_to_nothing() -> None:
    picture = charts.packs_left(settled(Plan(packs=(pack("A", 50),)), [30, 30]), top_ms=1)
    (line,) = picture.data
    assert list(line.customdata) == ["20", "0"]


@pytest.mark.parametrize("name", ["<b>x</b>", "<a href='http://evil'>x</a>"])
def test_a_name_from_data_is_never_html(name: str) -> None:
    one = settled(Plan(packs=(pack(name, 50),)), [10])
    pictures = [
        charts.costs_so_far([(name, one), (name, one)], Basis.USE),
        charts.daily_draws(one, top_ms=1),
        charts.packs_left(one, top_ms=1),
    ]
    for picture in pictures:
        assert all("<" not in trace.name for trace in picture.data)
        assert any("&lt;" in trace.name for trace in picture.data)


def test_traces_are_drawn_as_svg_and_are_not_in_the_way_of_a_finger() -> None:
    """WebGL takes a second a click on a machine without a graphics card."""
    one = settled(Plan(packs=(pack("A", 5),)), [10, 20])
    for picture in (
        charts.minutes_over_time([(FIRST, Kind.CAMERA, MINUTE)], step="day"),
        charts.costs_so_far([("a", one), ("b", one)], Basis.USE),
        charts.daily_draws(one, top_ms=1),
        charts.packs_left(one, top_ms=1),
    ):
        assert {trace.type for trace in picture.data} <= {"bar", "scatter"}
        assert picture.layout.dragmode is False
        assert picture.layout.xaxis.fixedrange and picture.layout.yaxis.fixedrange


def test_there_is_a_colour_for_any_number_of_packs() -> None:
    assert theme.pack_colour(0) != theme.pack_colour(1)
    assert theme.pack_colour(600) in theme.PACKS


def stacked(days: list[date], heights: list[list[int]]) -> list[dict[str, Any]]:
    return base.columns(
        [
            base.bars(
                name=name,
                x=days,
                y=amounts,
                customdata=[
                    [day.isoformat(), name, str(y)] for day, y in zip(days, amounts, strict=True)
                ],
                hovertemplate="%{customdata[2]}",
                marker={"color": colour},
            )
            for name, colour, amounts in zip("ab", theme.SERIES, heights, strict=False)
        ]
    )


def test_a_few_bars_are_bars() -> None:
    days = [FIRST + timedelta(number) for number in range(20)]
    assert [trace["type"] for trace in stacked(days, [[1] * 20, [2] * 20])] == ["bar", "bar"]


@settings(max_examples=60)
@given(data())
def test_many_bars_are_an_outline_a_trace_with_a_point_for_a_click_in_each(values) -> None:
    number = values.draw(integers(45, 90))
    step = values.draw(sampled_from([1, 7]))
    rows = lists(integers(0, 1000), min_size=number, max_size=number)
    low, high = values.draw(rows), values.draw(rows)
    low[:41] = [max(1, height) for height in low[:41]]
    days = [FIRST + timedelta(step * place) for place in range(number)]
    traces = stacked(days, [low, high])
    checked(base.figure(traces, height=300, unit="x"))
    first, second, upper, lower = traces
    assert [upper["name"], lower["name"]] == ["b", "a"], (
        "what is lower is drawn over what is higher"
    )
    assert [first["name"], second["name"]] == ["a", "b"], "a click tells the number of its bars"
    for outline, tops in ((lower, low), (upper, [a + b for a, b in zip(low, high, strict=True)])):
        touching = number > 62
        assert outline["y"][:: 1 if touching else 2][:number] == tops
        assert outline["y"][-1] == 0 and outline["x"] == sorted(outline["x"])
    place = {day.isoformat(): number for number, day in enumerate(days)}
    for trace, ground, height in ((first, [0] * number, low), (second, low, high)):
        for day, y, (said, name, text) in zip(
            trace["x"], trace["y"], trace["customdata"], strict=True
        ):
            here = place[day]
            assert (said, name, text) == (day, trace["name"], str(height[here]))
            assert ground[here] <= y <= ground[here] + height[here] and height[here]
        if number <= 62:
            assert set(trace["x"]) == {day for day in place if height[place[day]]}


def test_columns_do_not_reach_over_days_without_any() -> None:
    days = [FIRST + timedelta(number + 10 * (number > 50)) for number in range(80)]
    (*_, lower) = stacked(days, [[1] * 80, [0] * 80])
    assert len(lower["x"]) == 82 and lower["y"][51] == lower["y"][-1] == 0
