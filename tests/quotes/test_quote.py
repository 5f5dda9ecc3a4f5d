"""A quote adds up, stands on settle() alone, and says what changed when something did."""

import json
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.billing.meter import charge_days, ratio_spans
from analytics.billing.robot import Tier
from analytics.billing.settle import settle
from analytics.catalog import price_book
from analytics.core.apportion import apportion
from analytics.core.errors import Problem
from analytics.core.model import Kind, MonthlyFee, Pack, Plan, RecordedFile
from analytics.core.money import digits, half_up
from analytics.core.months import add_months
from analytics.planning.estimate import Case, at, by_month, charged, from_model
from analytics.quotes.document import as_text, document
from analytics.quotes.parse import loads, request_of
from analytics.quotes.quote import starting
from analytics.quotes.request import Exchange, FreeMinutes
from analytics.quotes.verify import verify
from tests.support.quotes import FIFTEEN, MINUTE, SCHOOL, START, made, request


@pytest.mark.parametrize("name", FIFTEEN)
def test_lines_months_and_groups_add_up_to_the_total_to_the_cent(name) -> None:
    quote = made(FIFTEEN[name])
    assert sum(line.net for line in quote.lines) == quote.subtotal
    assert all(line.list_amount - line.discount == line.net for line in quote.lines)
    assert quote.subtotal - quote.rebate == quote.total
    assert sum(month.total for month in quote.months) == quote.total
    places = digits(quote.currency)
    assert all(half_up(line.net, places) == line.net for line in quote.lines)


@pytest.mark.parametrize("name", FIFTEEN)
def test_the_subtotal_is_that_of_the_settlement(name) -> None:
    """Without conversion, robot and rebate the total is settle()'s own, in the same digits."""
    plain = replace(
        FIFTEEN[name], exchange=None, robot_whiteboard=False, robot_trtc=None, rebate_percent=D(0)
    )
    book = price_book.load(plain.plan.price_book)
    estimate = plain.estimate
    days = charged(estimate, plain.plan, book)
    settlement = settle(days, plain.plan, book, estimate.since, estimate.until)
    if all(pack.price == half_up(pack.price, 2) for pack in plain.plan.packs):
        assert made(plain).total == settlement.totals.shown.total


def test_a_day_of_thirty_classes_counts_every_file() -> None:
    """30 classes of 40 minutes: 3 cameras, a fifth of it screen share, the whiteboard."""
    (month, *_) = by_month(from_model(SCHOOL, START, 1))
    days = 23
    assert month.ms[Kind.CAMERA] == days * 30 * 40 * 3 * MINUTE
    assert month.ms[Kind.SCREEN] == days * 30 * 8 * MINUTE
    assert month.ms[Kind.WHITEBOARD] == days * 30 * 40 * MINUTE


def test_holidays_rooms_and_growth_change_the_days_they_should() -> None:
    model = replace(
        SCHOOL, rooms=2, growth_percent=D(50), holidays=((date(2027, 1, 4), date(2027, 1, 11)),)
    )
    first, second = by_month(from_model(model, START, 2))
    assert first.ms[Kind.WHITEBOARD] == 18 * 2 * 30 * 40 * MINUTE
    assert second.ms[Kind.WHITEBOARD] == 20 * 2 * 45 * 40 * MINUTE


def test_low_and_high_are_parts_of_the_expected_case() -> None:
    estimate = from_model(SCHOOL, START, 3)
    whole = estimate.ms[Kind.CAMERA]
    assert at(estimate, Case.LOW).ms[Kind.CAMERA] * 10 == whole * 8
    assert at(estimate, Case.HIGH).ms[Kind.CAMERA] * 10 == whole * 12


@given(st.integers(0, 10**7), st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=8))
def test_parts_add_up_and_no_part_is_more_than_one_unit_off(units, weights) -> None:
    parts = apportion(units, weights)
    assert sum(parts) == units
    whole = sum(weights)
    if whole:
        assert all(abs(p * whole - units * w) <= whole for p, w in zip(parts, weights, strict=True))


def test_a_plan_moved_to_a_term_keeps_the_gaps_between_its_packs() -> None:
    old = Plan(
        monthly_fee=MonthlyFee(date(2025, 9, 1)),
        packs=(
            Pack("b", 5, D(1), date(2025, 9, 11)),
            Pack("a", 5, D(1), date(2025, 9, 1)),
        ),
    )
    new = starting(old, START, 12)
    assert new.monthly_fee == MonthlyFee(START, 12)
    assert [pack.bought for pack in new.packs] == [date(2027, 1, 14), START]
    assert starting(new, START, 12) == new


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"customer": "  "}, "Enter a customer"),
        ({"customer": "학교🏫"}, 'Customer: cannot print the characters "🏫"'),
        ({"customer": "x" * 81}, "Customer: is longer than 80 signs"),
        ({"plan": Plan(packs=(Pack("🎒", 1, D(1), START),))}, "Pack: cannot print the"),
        ({"owner": "a\x07"}, "Owner: holds a control character"),
        ({"valid_until": date(2026, 1, 1)}, "Valid until: 2026-01-01 is before the issue"),
        ({"language": "tlh"}, 'Language: "tlh" is no language of a quote'),
        ({"number_format": "1,2"}, 'Numbers: "1,2" is no form of numbers'),
        ({"rebate_percent": D(101)}, "Discount: 101 is not a part"),
        ({"exchange": Exchange("yuan", D(7), START)}, 'Currency: "yuan" is not a currency'),
        ({"exchange": Exchange("CNY", D(0), START)}, "Exchange rate: 0 is not"),
        ({"exchange": Exchange("USD", D(2), START)}, "Exchange rate: the price book is in USD"),
    ],
)
def test_what_cannot_be_offered_or_printed_is_refused_by_name(changes, says) -> None:
    with pytest.raises(Problem) as refused:
        made(request(**changes))
    assert str(refused.value).startswith(says)


@pytest.mark.parametrize("name", FIFTEEN)
def test_the_json_holds_all_that_a_quote_was_made_from(name) -> None:
    doc = loads(as_text(document(made(FIFTEEN[name]))))
    assert request_of(doc) == FIFTEEN[name]


def _dearer(book_id):
    return replace(price_book.load(book_id), postpaid_per_thousand=D("8.00"))


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda doc: doc["data"]["ms"]["camera"].__setitem__(2, 1), "data"),
        (lambda doc: doc["settings"]["plan"].update(discount_percent="50"), "settings"),
        (lambda doc: doc["prices"].update(postpaid_per_thousand="6"), "prices"),
        (lambda doc: doc.update(engine="0"), "engine"),
        (lambda doc: doc["result"].update(total="1.00"), "amounts, total"),
        (lambda doc: doc["prints"].update(all="0"), "fingerprint"),
    ],
)
def test_a_changed_document_says_what_was_changed(change, names) -> None:
    doc = json.loads(as_text(document(made(request()))))
    change(doc)
    verdict = verify(doc)
    assert not verdict.is_verified
    assert any(each.startswith(names) for each in verdict.changes)


def test_the_same_version_with_another_price_is_a_change_and_a_newer_version_a_note() -> None:
    doc = document(made(request()))
    same = verify(doc, _dearer)
    assert same.changes == (
        "prices of version 2024-03-27 today, postpaid_per_thousand: the quote says 7.00, "
        "it comes to 8.00.",
    )
    newer = verify(doc, lambda id: replace(_dearer(id), version="2027-01-01"))
    assert newer.is_verified
    assert newer.notes == ("Quoted under price book version 2024-03-27; today's is 2027-01-01.",)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "recording-quote/1"}', "[" * 9000])
def test_what_is_no_quote_is_refused_in_a_sentence(text) -> None:
    with pytest.raises(Problem):
        loads(text)


@pytest.mark.parametrize("name", FIFTEEN)
def test_the_days_of_an_estimate_are_charged_as_files_of_these_days_are(name) -> None:
    estimate, plan = FIFTEEN[name].estimate, FIFTEEN[name].plan
    book = price_book.load(plan.price_book)
    files = [
        RecordedFile(estimate.since + timedelta(number), "", "", kind, ms)
        for kind, values in estimate.series
        for number, ms in enumerate(values)
    ]
    assert charged(estimate, plan, book) == charge_days(
        files, ratio_spans(plan, book), plan.rounding
    )


ROBOT = replace(FIFTEEN["in yuan with packs and the robot"], exchange=None, robot_trtc=Tier.FOUR_K)


def _robot_lines(free):
    quoted = made(replace(ROBOT, robot_free=free))
    return {line.name: line for line in quoted.lines if line.group == "robot"}, quoted


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=25)
def test_free_minutes_are_taken_off_month_by_month_and_no_more_than_there_are(board, trtc) -> None:
    free = FreeMinutes(board, trtc)
    lines, _ = _robot_lines(free)
    ms = ROBOT.estimate.robot
    days = [START + timedelta(number) for number in range(len(ms))]
    starts = [add_months(START, number) for number in range(13)]
    for name, taken, month_of in (
        ("Recording robot, whiteboard minutes", board, lambda day: bisect_right(starts, day)),
        ("Recording robot, TRTC 4K minutes", trtc, lambda day: (day.year, day.month)),
    ):
        months: defaultdict[object, int] = defaultdict(int)
        for day, day_ms in zip(days, ms, strict=True):
            months[month_of(day)] += day_ms
        whole = [-(-month // MINUTE) for month in months.values()]
        left = sum(min(month, taken) for month in whole)
        assert lines[name].quantity == sum(max(month - taken, 0) for month in whole)
        assert (lines[f"{name}, free"].quantity if left else 0) == left
        assert all(line.net == 0 for key, line in lines.items() if key.endswith("free"))


@pytest.mark.parametrize(
    ("free", "says"),
    [
        (FreeMinutes(), "Free whiteboard minutes of the monthly fee are not taken off the robot's"),
        (FreeMinutes(), "Free TRTC minutes of the account are not taken off the robot's"),
        (FreeMinutes(4_000, 0), "4,000 a month are taken off the robot's"),
        (FreeMinutes(0, 9_000), "TRTC minutes 9,000 a calendar month are taken off the robot's"),
    ],
)
def test_a_quote_says_whether_free_minutes_are_taken_off(free, says) -> None:
    _, quoted = _robot_lines(free)
    assert says in " ".join(quoted.assumptions)
    doc = loads(as_text(document(quoted)))
    assert request_of(doc) == quoted.request
    assert verify(doc).is_verified


def test_without_the_fee_no_whiteboard_minute_is_free_and_none_beyond_the_published() -> None:
    bare = replace(ROBOT, plan=Plan(), robot_free=FreeMinutes(10_000, 0))
    assert [line.name for line in made(bare).lines if line.group == "robot"] == [
        "Recording robot, whiteboard minutes",
        "Recording robot, TRTC 4K minutes",
    ]
    with pytest.raises(Problem, match="there are 10,000 free TRTC minutes a month, not 10,001"):
        made(replace(ROBOT, robot_free=FreeMinutes(0, 10_001)))


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_has_its_line_at_the_published_price(tier) -> None:
    quoted = made(replace(ROBOT, robot_trtc=tier, robot_free=FreeMinutes()))
    (line,) = (line for line in quoted.lines if "TRTC" in line.name)
    assert line.book_price == price_book.load("tencent-intl").figure(f"trtc_{tier}").value


def test_a_document_of_before_says_nothing_of_free_minutes_and_verifies() -> None:
    old = document(made(ROBOT))
    assert "robot_free" not in old["settings"]
    assert not [text for text in old["result"]["assumptions"] if "taken off" in text]
    assert verify(old).is_verified
