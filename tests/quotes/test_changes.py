"""What moved between saving, opening, revising and issuing is said in money, and asked."""

import itertools
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal as D

import pytest

from analytics import ingest
from analytics.catalog import price_book, price_books
from analytics.core.errors import Problem
from analytics.core.money import digits, half_up
from analytics.quotes import lifecycle
from analytics.quotes.changes import between
from analytics.quotes.document import document, is_sample
from analytics.quotes.history import from_history
from analytics.quotes.parse import loads
from analytics.quotes.quote import quote
from analytics.quotes.repository import Status, kept
from analytics.quotes.request import Exchange
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.pages import LESSON
from tests.support.quotes import FIFTEEN, MINUTE, START, made, request, year

TODAY = date(2026, 12, 1)
SHIPPED = (price_book.FOLDER / "tencent-intl.toml").read_text()


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def draft(store, **changes):
    asked = {"estimate": year(1_000_000 * MINUTE)} | changes
    return lifecycle.save_draft(store, request(number="", **asked)).number


def dearer(store, version="2026-12", price="8.00"):
    """A version that holds from before the term on."""
    text = SHIPPED.replace("2024-03-27", f"{version}", 1).replace('"7.00"', f'"{price}"', 1)
    price_books.save_version(store, f"valid_from = 2026-12-15\n{text}")


def total(doc):
    return doc["result"]["total"]


def test_a_price_that_moved_since_a_draft_was_saved_is_asked_about_in_money(store) -> None:
    number = draft(store)
    dearer(store)
    with pytest.raises(Problem) as asked:
        lifecycle.issue(store, number, TODAY, "Li")
    assert str(asked.value) == (
        "Issue: Prices: tencent-intl 2024-03-27 → tencent-intl 2026-12: total USD 7,000.00 → "
        "USD 8,000.00 (+USD 1,000.00). Choose the figures of today or those that were saved."
    )
    assert kept(store, number, TODAY).status is Status.DRAFT
    with pytest.raises(Problem, match="Choose the figures"):
        lifecycle.issue(store, number, TODAY, "Li", agreed="something else")


@pytest.mark.parametrize(
    ("choice", "comes_to", "version", "reason"),
    [
        ("today_token", "8000.00", "2026-12", "figures as of today"),
        ("saved_token", "7000.00", "2024-03-27", "figures as saved"),
    ],
)
def test_the_figures_that_were_chosen_are_frozen(store, choice, comes_to, version, reason) -> None:
    number = draft(store)
    dearer(store)
    review = lifecycle.review(store, kept(store, number, TODAY), TODAY)
    issued = lifecycle.issue(store, number, TODAY, "Li", agreed=getattr(review, choice))
    assert total(issued.document) == comes_to
    assert issued.document["settings"]["plan"]["price_book"] == f"tencent-intl@{version}"
    assert store.ask("quote_trail", number=number)[-1]["reason"] == reason
    assert lifecycle.check(store, issued.document).is_verified


def test_a_yes_to_one_price_is_no_yes_to_the_next(store) -> None:
    number = draft(store)
    dearer(store)
    token = lifecycle.review(store, kept(store, number, TODAY), TODAY).today_token
    dearer(store, "2026-12b", "9.00")
    with pytest.raises(Problem, match=r"USD 9,000.00 \(\+USD 2,000.00\)"):
        lifecycle.issue(store, number, TODAY, "Li", agreed=token)


def test_a_revision_says_what_changed_and_stays_at_the_prices_that_were_chosen(store) -> None:
    number = draft(store)
    first = lifecycle.issue(store, number, TODAY, "Li")
    dearer(store)
    with pytest.raises(Problem, match="Revision: Prices"):
        lifecycle.revise(store, number, TODAY, "Li")
    token = lifecycle.review(store, first, TODAY).saved_token
    second = lifecycle.revise(store, number, TODAY, "Li", agreed=token)
    assert total(second.document) == total(first.document) == "7000.00"
    assert total(lifecycle.issue(store, number, TODAY, "Li").document) == "7000.00"
    assert [row["revision"] for row in store.ask("quotes")] == [2, 1]


def test_a_revision_without_a_change_follows_the_prices_again(store) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    again = lifecycle.revise(store, number, TODAY, "Li").document
    assert again["settings"]["plan"]["price_book"] == "tencent-intl"


def test_a_term_in_the_past_is_asked_about(store) -> None:
    late = START + timedelta(1)
    asked = request(number="", issued=late, valid_until=late)
    (question,) = lifecycle.questions(asked, late)
    with pytest.raises(Problem, match="Term: The term begins on 2027-01-04, before today"):
        lifecycle.save_draft(store, asked)
    number = lifecycle.save_draft(store, asked, agreed=[question]).number
    with pytest.raises(Problem, match="The term begins on 2027-01-04, before today"):
        lifecycle.issue(store, number, late, "Li")
    token = lifecycle.review(store, kept(store, number, late), late).today_token
    assert lifecycle.issue(store, number, late, "Li", agreed=token).status is Status.ISSUED


def test_the_second_save_is_told_what_the_first_changed(store) -> None:
    number = draft(store)
    opened = lifecycle.mark(kept(store, number, TODAY).document)
    mine = request(number=number, estimate=year(2_000_000 * MINUTE))
    theirs = replace(mine, owner="Chen", customer="Hillside", estimate=year(500_000 * MINUTE))
    lifecycle.save_draft(store, theirs, base=opened)
    with pytest.raises(lifecycle.Overtaken, match="Chen saved Q-2026-0001 at") as told:
        lifecycle.save_draft(store, mine, base=opened)
    assert told.value.differences == (
        "Usage of some days: total USD 3,500.00 → USD 14,000.00 (+USD 10,500.00).",
        "Customer: Hillside → Riverside School; Owner: Chen → Li Wei.",
    )
    assert kept(store, number, TODAY).document["settings"]["owner"] == "Chen"
    lifecycle.save_draft(store, mine, base=told.value.base)
    assert total(kept(store, number, TODAY).document) == "14000.00"
    lifecycle.discard(store, number, TODAY, "Li")
    with pytest.raises(Problem, match=r"the draft Q-2026-0001 was discarded\. Save it as a new"):
        lifecycle.save_draft(store, mine, base=opened)


def test_saving_after_an_issue_makes_no_other_number(store) -> None:
    number = draft(store)
    base = lifecycle.mark(kept(store, number, TODAY).document)
    lifecycle.issue(store, number, TODAY, "Chen")
    with pytest.raises(Problem, match="was issued and is frozen"):
        lifecycle.save_draft(store, request(number=number), base=base)
    assert len(store.ask("quotes")) == 1


@pytest.mark.parametrize("code", ["DEM", "XYZ", "XAU"])
def test_a_quote_in_no_currency_is_not_saved(store, code) -> None:
    with pytest.raises(Problem, match="is not a currency in use"):
        draft(store, exchange=Exchange(code, D(2), START))
    assert store.ask("quotes") == []


@pytest.mark.parametrize("name", list(FIFTEEN)[1:])
def test_the_amounts_of_the_changes_add_up(name) -> None:
    before, after = document(made(request())), document(made(FIFTEEN[name]))
    changes = between(before, after, life=True)
    steps = [changes[0].before, *(change.after for change in changes)]
    assert steps[0] == (D(total(before)), "USD")
    assert steps[-1] == (D(total(after)), after["result"]["currency"])
    assert all(a.after == b.before for a, b in itertools.pairwise(changes))
    assert all(half_up(value, digits(code)) == value for value, code in steps)
    assert between(after, after, life=True) == ()


@pytest.fixture
def recorded(store, tmp_path):
    """A Tuesday of 100 minutes."""
    load(store, tmp_path, 1)
    return store


def load(store, tmp_path, count):
    rows = [f"v{n},0,{100 * MINUTE},2027-01-05T10:00:00+08:00,room" for n in range(count)]
    path = tmp_path / f"rows{count}.csv"
    path.write_text("VideoId,VideoType,VideoDuration,RecordStopTime,RoomId\n" + "\n".join(rows))
    came = datetime(2027, 2, 1)  # noqa: DTZ001 - UTC
    assert ingest.import_file(store, path, now=came).status == "loaded"


def test_recordings_that_came_since_are_asked_about_and_the_edition_is_kept(
    recorded, tmp_path
) -> None:
    estimate = from_history(recorded, Filters(), START, 1)
    saved = lifecycle.save_draft(recorded, request(number="", estimate=estimate))
    assert saved.document["data"]["recorded"]["edition"] == recorded.version - 1
    review = lifecycle.review(recorded, saved, TODAY)
    assert not review.needs_answer, "saving a draft is no change of the recordings"
    load(recorded, tmp_path, 3)
    review = lifecycle.review(recorded, saved, TODAY)
    assert [change.sentence for change in review.changes] == [
        "Other recordings than then: total USD 21.70 → USD 65.10 (+USD 43.40)."
    ]
    issued = lifecycle.issue(recorded, saved.number, TODAY, "Li", agreed=review.saved_token)
    assert total(issued.document) == "21.70"
    text = json.dumps(issued.document)
    assert lifecycle.check(recorded, loads(text)).is_verified


def test_a_quote_of_the_sample_says_so(store) -> None:
    lesson = ingest.Options(day="2024-03-27")
    ingest.import_file(store, LESSON, options=lesson, is_sample=True)
    assert is_sample(document(made(request(estimate=from_history(store, Filters(), START, 1)))))
    assert not is_sample(document(made(request())))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"customer": "Hillside"}, "settings: Customer: Riverside School → Hillside."),
        ({"rebate_percent": D(50)}, "settings: Discount on the whole, %: 0 → 50: total USD 7,000.00 → USD 3,500.00 (−USD 3,500.00)."),
        ({"estimate": year(1_000 * MINUTE)}, "data: Usage of some days: total USD 7,000.00 → USD 7.00 (−USD 6,993.00)."),
        ({"valid_until": date(2029, 1, 1)}, "settings: Valid until: 2026-12-31 → 2029-01-01."),
    ],
)  # fmt: skip
def test_verify_names_what_is_not_as_it_was_issued(store, change, says) -> None:
    number = draft(store)
    issued = lifecycle.issue(store, number, TODAY, "Li").document
    assert lifecycle.check(store, issued).changes == ()
    fake = request(number=number, issued=TODAY, estimate=year(1_000_000 * MINUTE))
    verdict = lifecycle.check(store, document(made(replace(fake, **change))))
    assert verdict.changes == (says,)


@pytest.mark.slow
def test_prices_other_than_the_issued_ones_are_named(store) -> None:
    number = draft(store)
    lifecycle.issue(store, number, TODAY, "Li")
    fake = request(number=number, issued=TODAY, estimate=year(1_000_000 * MINUTE))
    cheaper = replace(price_book.load("tencent-intl"), postpaid_per_thousand=D(1))
    verdict = lifecycle.check(store, document(quote(fake, cheaper)))
    assert verdict.changes[0] == (
        "prices: Prices of tencent-intl 2024-03-27 (postpaid per thousand): total USD 7,000.00 → "
        "USD 1,000.00 (−USD 6,000.00)."
    )


@pytest.mark.parametrize("number", ["Q-2026-0001", "Q-2026-0002"])
def test_a_number_that_was_never_issued_here_is_not_verified(store, number) -> None:
    draft(store)
    verdict = lifecycle.check(store, document(made(request(number=number))))
    assert not verdict.is_verified
    assert verdict.changes == (f"number: {number}, revision 1 was never issued here.",)


def test_an_original_that_was_changed_by_hand_verifies_nothing(store) -> None:
    number = draft(store)
    doc = lifecycle.issue(store, number, TODAY, "Li").document
    with store.write() as cursor:
        cursor.execute("update quotes set document = replace(document, 'Riverside', 'Hillside')")
    changes = lifecycle.check(store, doc).changes
    assert "is not the document that was issued" in changes[0]
    assert changes[1] == "settings: Customer: Hillside School → Riverside School."
