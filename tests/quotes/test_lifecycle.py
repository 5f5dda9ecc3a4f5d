"""The life of a quote: drafts change, issued ones are frozen, the trail only grows."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest

from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import Evidence, Kind, MonthlyFee, Offer, Pack, Plan, Ratio
from analytics.planning.estimate import by_month
from analytics.quotes import approval, audit_log, lifecycle, pdf
from analytics.quotes.history import against_actual, from_history
from analytics.quotes.quote import quote
from analytics.quotes.repository import Status, kept, listed
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.quotes import MINUTE, START, request
from tests.support.recordings import Video, put

TODAY = date(2026, 12, 1)
LATER = date(2027, 2, 1)


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def draft(store, **changes):
    return lifecycle.save_draft(store, request(number="", **changes)).number


def test_a_draft_gets_a_number_is_overwritten_and_survives_a_restart(tmp_path) -> None:
    with Store(tmp_path / "q.duckdb") as store:
        number = draft(store)
        assert (number, draft(store)) == ("Q-2026-0001", "Q-2026-0002")
        lifecycle.save_draft(
            store, request(number=number, customer="Another"), inputs='{"classes": 3}'
        )
    with Store(tmp_path / "q.duckdb") as store:
        found = kept(store, number, TODAY)
        assert (found.status, found.revision) == (Status.DRAFT, 1)
        assert found.document["settings"]["customer"] == "Another"
        assert found.inputs == '{"classes": 3}'
        assert len(listed(store, TODAY)) == 2
        assert [row.number for row in listed(store, TODAY, "anoth")] == [number]
        lifecycle.discard(store, number, TODAY, "Li")
        assert [row.number for row in listed(store, TODAY)] == ["Q-2026-0002"]
        assert draft(store) == "Q-2026-0003"


def test_an_issued_quote_is_frozen_and_a_change_is_a_revision_beside_it(store) -> None:
    number = draft(store)
    issued = lifecycle.issue(store, number, TODAY, "Li Wei")
    before = pdf.files(issued.document)
    with pytest.raises(Problem, match="was issued and is frozen"):
        lifecycle.save_draft(store, request(number=number))
    second = lifecycle.revise(store, number, TODAY, "Li Wei")
    assert (second.revision, second.status) == (2, Status.DRAFT)
    lifecycle.save_draft(store, replace(request(number=number, revision=2), customer="New"))
    assert kept(store, number, TODAY, 1).status is Status.ISSUED
    lifecycle.issue(store, number, TODAY, "Li Wei")
    first = kept(store, number, TODAY, 1)
    assert first.status is Status.REPLACED
    assert pdf.files(first.document) == before
    with pytest.raises(Problem, match="replaced and cannot be accepted"):
        lifecycle.close(store, number, 1, Status.ACCEPTED, TODAY, "Li")
    done = lifecycle.close(store, number, 2, Status.ACCEPTED, TODAY, "Li")
    assert done.status is Status.ACCEPTED
    with pytest.raises(Problem, match="revision 2 of Q-2026-0001 was accepted"):
        lifecycle.close(store, number, 2, Status.DECLINED, TODAY, "Li")
    actions = [entry["action"] for entry in store.ask("quote_trail", number=number)]
    assert actions == ["draft", "issued", "draft", "draft", "issued", "accepted"]


def test_an_expired_quote_cannot_be_accepted(store) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    last_day = date(2026, 12, 31)
    assert kept(store, number, last_day).status is Status.ISSUED
    late = last_day + timedelta(1)
    assert kept(store, number, late).status is Status.EXPIRED
    with pytest.raises(Problem, match="expired and cannot be accepted"):
        lifecycle.close(store, number, 1, Status.ACCEPTED, late, "Li")
    again = lifecycle.revise(store, number, late, "Li").document["settings"]
    assert (again["issued"], again["valid_until"]) == ("2027-01-01", "2027-01-31")


def test_a_discount_above_the_limit_needs_a_reason_and_a_second_person(store) -> None:
    approval.keep_limits(store, approval.Limits(D(10)), "Chief")
    number = draft(store, rebate_percent=D("10.01"))
    with pytest.raises(Problem, match="above the limit of 10 %"):
        lifecycle.issue(store, number, TODAY, "Li")
    with pytest.raises(Problem, match="second person is the first"):
        lifecycle.issue(store, number, TODAY, "Li", reason="big", second_person=" ｌi. ")
    with pytest.raises(Problem, match="second person is the first"):
        lifecycle.issue(store, number, TODAY, "Li", reason="big", second_person="li  WEI")
    lifecycle.issue(store, number, TODAY, "Li", reason="big", second_person="Chen")
    entry = store.ask("quote_trail", number=number)[-1]
    assert (entry["reason"], entry["second_person"]) == ("big", "Chen")
    fine = draft(store, rebate_percent=D("10"))
    assert lifecycle.issue(store, fine, TODAY, "Li").status is Status.ISSUED


def test_a_margin_under_the_floor_needs_a_second_person(store) -> None:
    chosen = approval.Limits(D(100), D(5), "tencent-intl")
    with pytest.raises(Problem, match="These limits let more through"):
        approval.keep_limits(store, chosen, "Chief")
    approval.keep_limits(store, chosen, "Chief", reason="pilots", second_person="Chen")
    with pytest.raises(Problem, match="let more through"):
        approval.keep_limits(store, approval.Limits(D(100), D(5), ""), "Chief")
    number = draft(store)
    with pytest.raises(Problem, match=r"margin is 0.00 %, under the floor of 5 %"):
        lifecycle.issue(store, number, TODAY, "Li")


@pytest.mark.parametrize(
    ("by_hand", "says"),
    [
        ("update quote_trail set who = 'Somebody' where entry = 1", "Entry 1 of the trail (draft"),
        ("delete from quote_trail where entry = 1", "Entry 1 of the trail (issued"),
        ("delete from quote_trail where entry = 2", "2 were written, 1 are there"),
        ("delete from quote_trail", "2 were written, 0 are there"),
        ("insert into quote_trail select * replace (3 as entry, 'accepted' as action) from quote_trail where entry = 2", "Entry 3"),
        ("update quotes set document = replace(document, 'Riverside', 'Hillside')", "is not the document that was issued"),
        ("delete from quotes", "was issued and is no longer there"),
    ],
)  # fmt: skip
def test_what_was_changed_by_hand_shows_by_name(store, by_hand, says) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    assert audit_log.faults(store, number) == ()
    with store.write() as cursor:
        cursor.execute(by_hand)
    assert says in " ".join(audit_log.faults(store, number))


def test_a_quote_changed_by_hand_takes_no_answer(store) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    with store.write() as cursor:
        cursor.execute("update quotes set document = replace(document, 'Riverside', 'Hillside')")
    with pytest.raises(Problem, match="is not the document that was issued"):
        lifecycle.close(store, number, 1, Status.ACCEPTED, TODAY, "Li")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"plan": Plan(ratios=(Ratio(Kind.CAMERA, START, D("0.01")),))}, "A camera minute counts as 0.01"),
        ({"plan": Plan(discount_percent=D(30)), "rebate_percent": D(0)}, "above the limit of 20 %"),
        ({"plan": Plan(discount_percent=D(15)), "rebate_percent": D(15)}, "Discounts come to 27.7"),
    ],
)  # fmt: skip
def test_a_price_that_is_cut_under_another_name_needs_a_second_person(store, changes, says) -> None:
    with pytest.raises(Problem, match=says):
        lifecycle.issue(store, draft(store, **changes), TODAY, "Li")


def test_a_pack_below_its_list_price_and_costs_in_another_currency_are_breaches(store) -> None:
    listed = replace(
        price_book.load("tencent-intl"),
        offers=(Offer("A", 1_000, D("6.00"), 12, "contract", START, Evidence.INFERRED),),
    )
    cheap = request(plan=Plan(packs=(Pack("gift", 1_000, D("0.01"), START),)))
    assert approval.breaches(quote(cheap, listed), store) == (
        "Pack gift costs 0.01, in the price book 6.00.",
    )
    chosen = approval.Limits(D(20), D(5), "tencent-cn")
    approval.keep_limits(store, chosen, "Chief")
    (why,) = approval.breaches(lifecycle.make(store, request()), store)
    assert why.startswith("The margin cannot be checked: the costs are in CNY")


def test_every_step_names_somebody(store) -> None:
    number = draft(store)
    for step in (
        lambda: lifecycle.issue(store, number, TODAY, " "),
        lambda: lifecycle.discard(store, number, TODAY, ""),
    ):
        with pytest.raises(Problem, match="nobody is named"):
            step()
    lifecycle.issue(store, number, TODAY, "Li")
    for step in (
        lambda: lifecycle.revise(store, number, TODAY, ""),
        lambda: lifecycle.close(store, number, 1, Status.ACCEPTED, TODAY, " "),
    ):
        with pytest.raises(Problem, match="nobody is named"):
            step()


def test_a_document_is_checked_against_the_issued_one(store) -> None:
    number = draft(store)
    doc = json.loads(json.dumps(lifecycle.issue(store, number, TODAY, "Li").document))
    assert lifecycle.check(store, doc).is_verified
    other = lifecycle.document(lifecycle.make(store, request(number=number)))
    assert [change[:9] for change in lifecycle.check(store, other).changes] == ["document:"]


def test_an_issued_quote_keeps_the_version_of_its_price_book(store) -> None:
    number = draft(store)
    doc = lifecycle.issue(store, number, TODAY, "Li").document
    version = price_book.load("tencent-intl").version
    assert doc["settings"]["plan"]["price_book"] == f"tencent-intl@{version}"


@pytest.fixture
def recorded(store, tmp_path):
    """Three weeks from Monday 4 January 2027: one camera file of 100 minutes on each Tuesday."""
    from analytics import ingest

    rows = [
        f"v{week},0,{100 * MINUTE},2027-01-{5 + 7 * week:02d}T10:00:00+08:00,room"
        for week in range(3)
    ]
    path = tmp_path / "rows.csv"
    path.write_text("VideoId,VideoType,VideoDuration,RecordStopTime,RoomId\n" + "\n".join(rows))
    came = datetime(2027, 2, 1)  # noqa: DTZ001 - UTC
    assert ingest.import_file(store, path, now=came).status == "loaded"
    return store


def test_history_is_repeated_weekday_on_weekday(recorded) -> None:
    filters = Filters(START, START + timedelta(21))
    estimate = from_history(recorded, filters, date(2027, 3, 3), 1, D(150))
    days = dict(estimate.series)[Kind.CAMERA]
    tuesdays = [n for n in range(31) if (date(2027, 3, 3) + timedelta(n)).weekday() == 1]
    assert [n for n, ms in enumerate(days) if ms] == tuesdays
    assert {days[n] for n in tuesdays} == {150 * MINUTE}
    with pytest.raises(Problem, match="nothing was recorded there"):
        from_history(recorded, Filters(rooms=("nowhere",)), START, 1)


def test_a_school_with_a_holiday_in_february_has_one_in_the_quote_too(store) -> None:
    """September 2025 to January 2027, nothing in February; each working day 100 minutes, then 110."""
    videos = [
        Video(f"v{day}", kind, (100 if day < date(2026, 9, 1) else 110) * MINUTE, f"{day} 10:00:00")
        for n in range((date(2027, 2, 1) - date(2025, 9, 1)).days)
        for day in (date(2025, 9, 1) + timedelta(n),)
        for kind in (Kind.CAMERA, Kind.WHITEBOARD)
        if day.weekday() < 5 and day.month != 2
    ]
    put(store, videos)
    estimate = from_history(store, Filters(), date(2027, 2, 1), 12)
    months = {month.since.month: month.ms for month in by_month(estimate)}
    assert months[2][Kind.CAMERA] == months[2][Kind.WHITEBOARD] == 0
    assert months[3][Kind.CAMERA] == 23 * 110 * MINUTE, "ten percent more than in March 2026"
    assert months[10][Kind.CAMERA] == 21 * 121 * MINUTE, "of 110, once more ten percent"
    assert estimate.source == (
        "what was recorded in the 511 days from 2025-09-01 to 2027-01-24: February 2027 to January 2028 as the same months "
        "of 2025 to 2027, weekday by weekday, growth +10.0 % a year."
    )
    autumn = from_history(store, Filters(until=date(2026, 2, 1)), date(2026, 2, 1), 9)
    assert (
        "February 2026 to August 2026 as the recorded weeks in their order (no such month"
        in autumn.source
    )


def test_a_quote_is_held_against_what_was_recorded_month_by_month(recorded) -> None:
    plan = Plan(monthly_fee=MonthlyFee(START, 12), discount_percent=D(50))
    number = draft(recorded, plan=plan, rebate_percent=D(10))
    doc = lifecycle.issue(
        recorded, number, TODAY, "Li", reason="pilot", second_person="Chen"
    ).document
    first, second, *_ = against_actual(recorded, doc)
    assert (first.actual_ms, first.actual) == (300 * MINUTE, D("90.00"))
    assert (second.actual_ms, second.actual) == (None, None)
    assert first.quoted_ms == doc["result"]["months"][0]["charged_ms"]
