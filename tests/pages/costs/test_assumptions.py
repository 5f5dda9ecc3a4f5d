"""Billing assumptions: each in money around this bill, worked out once, with progress."""

from decimal import Decimal
from functools import partial
from threading import Event
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analytics.billing.basis import Basis
from analytics.catalog import plans
from analytics.planning import open_rules
from analytics.planning.open_rules import RuleEffect, Together, Unsaid
from analytics.reports.history import charger, whole
from analytics.storage.jobs import JOBS, Job
from pages.costs._assumptions import effects, effects_job
from pages.ui import data
from pages.ui import jobs as page_jobs
from tests.support.charts import charts
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    assert_no_exception,
    await_jobs,
    load,
    open_page,
    page_text,
    row,
    table_rows,
    write,
)

D = Decimal


@pytest.fixture
def page(database, tmp_path) -> AppTest:
    """10.5 minutes of camera and of screen share on one day, 5 of an audio file on the next."""
    rows = [
        row(1, VideoDuration=630_000),
        row(2, VideoDuration=630_000, VideoType=1),
        row(3, VideoDuration=300_000, VideoType=4, day=1),
    ]
    load(database, write(tmp_path / "lessons.csv", rows))
    return open_page("costs/assumptions")


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page("costs/assumptions"))


def test_the_span_around_the_bill_is_said_first_and_each_rule_has_its_readings(page) -> None:
    assert page.header[0].value.replace("\\", "") == (
        "Open billing rules change this bill by −$0.08 to +$0.04"
    )
    text = page_text(page)
    assert "as the plan has it: $0.15" in text
    assert "of all 64 combinations, each settled in full" in text
    readings = {row[1:] for row in table_rows(page, "How it is read")}
    assert ("each app's day up to a minute (this plan)", D("0.15"), D(0)) in readings
    assert ("free", D("0.08"), D("-0.07")) in readings
    assert "Bill: this plan $0.15, cheapest $0.07 (−$0.08), most expensive $0.19 (+$0.04)" in text
    assert len(page.get("plotly_chart")) == 1


def test_the_table_holds_what_the_core_works_out(page) -> None:
    plan = plans.team(data.store())[1]
    book = data.book(plan.price_book)
    found = open_rules.unsaid(charger(partial(whole, data.store())), plan, book, Basis.USE)
    assert [row[2:] for row in table_rows(page, "How it is read")] == [
        (one.total, one.difference) for rule in found.rules for one in rule.outcomes
    ]
    job = page_jobs.find(effects_job.EFFECTS, (plan, Basis.USE, None, None))
    assert job is not None and job.result == found


def test_it_is_worked_out_once_and_says_how_far_it_is(page, monkeypatch) -> None:
    told: list[tuple[float, str]] = []
    monkeypatch.setattr(Job, "step", lambda job, fraction, text: told.append((fraction, text)))
    for _ in range(2):
        page.selectbox(key="period").set_value("Last month").run()
    ways = 64
    assert told == [
        (n / ways, f"Counting the minutes in every way: {n} of {ways} …") for n in range(ways)
    ]


def test_while_it_is_worked_out_the_page_says_so_and_can_stop_it(page, monkeypatch) -> None:
    monkeypatch.setattr(page_jobs, "AT_ONCE_S", 0)
    begun, goes_on = Event(), Event()
    known = effects_job.charge()

    def slow(*given: Any) -> Any:
        begun.set()
        assert goes_on.wait(60)
        return known(*given)

    monkeypatch.setattr(effects_job, "charge", lambda: slow)
    page.selectbox(key="period").set_value("Last month").run()
    assert begun.wait(60)
    page.run()
    (job,) = JOBS.running(effects_job.EFFECTS)
    assert "Counting the minutes in every way: 0 of 64" in page.get("progress")[
        0
    ].proto.text.replace("\\", "")
    page.button(key=f"cancel_{job.id}").click().run()
    goes_on.set()
    assert "Stopped." in page_text(await_jobs(page))
    page.button(key="again_billing assumptions").click().run()
    assert "do not change this bill" in page_text(await_jobs(page))


def test_only_the_chosen_days_are_moved(page) -> None:
    page.selectbox(key="period").set_value("Last month").run()
    assert "do not change this bill" in page_text(assert_no_exception(page))


def test_the_lesson_of_the_billing_page_has_whole_minutes_and_moves_by_nothing(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = open_page("costs/assumptions")
    assert "Open billing rules do not change this bill" in page_text(at)


def found(low: str, high: str) -> Unsaid:
    effect = RuleEffect(
        "zone",
        "Where a <day> is cut",
        (
            open_rules.Outcome("here", D(5), D(0), True),
            open_rules.Outcome("low", D(5) + D(low), D(low), False),
            open_rules.Outcome("high", D(5) + D(high), D(high), False),
        ),
    )
    ends = [Together(D(5) + D(end), D(end), (("zone", "here"),)) for end in (low, high)]
    return Unsaid("USD", D(5), (effect,), *ends, 3)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("0", "0", "Open billing rules do not change this bill"),
        ("0", "1.5", "Open billing rules may add up to $1.50 to this bill"),
        ("-2", "0", "Open billing rules may take up to $2.00 off this bill"),
        ("-2", "1.5", "Open billing rules change this bill by −$2.00 to +$1.50"),
    ],
)
def test_the_sentence_says_which_way(low: str, high: str, words: str) -> None:
    assert effects.sentence(found(low, high)).replace("\\", "") == words


def test_the_bars_are_around_the_bill_and_the_last_is_all_together() -> None:
    picture = charts.rule_effects(found("-2", "1.5"))
    less, more, points = picture.data
    assert list(less.x) == [-2.0, -2.0]
    assert list(more.x) == [1.5, 1.5]
    assert list(less.y)[-1] == "<b>All together</b>"
    assert "&lt;day&gt;" in less.y[0]
    assert list(points.customdata)[:3] == ["here: $0.00", "low: −$2.00", "high: +$1.50"]
