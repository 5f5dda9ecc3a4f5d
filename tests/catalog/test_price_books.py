"""Versions of price books: a new one never changes what an old result said."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.billing import statement
from analytics.catalog import plan_file, plans, price_book, price_books
from analytics.core.errors import Problem
from analytics.core.model import Evidence, Kind, Plan
from analytics.reports import costs
from analytics.storage.store import Store
from tests.support.recordings import Video, put

SHIPPED = (price_book.FOLDER / "tencent-intl.toml").read_text("utf-8")
DEARER = SHIPPED.replace('"7.00"', '"8.00"').replace('version = "2024-03-27"', 'version = "2026"')
OWN = SHIPPED.replace('id = "tencent-intl"', 'id = "our-contract"')
OFFER = """
[[packs]]
name = "example 1k"
minutes = 1000
price = "5.50"
source = "our contract"
date = 2026-11-23
evidence = "second-hand"
"""


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def price(book: price_book.PriceBook) -> Decimal:
    return book.postpaid_per_thousand


@pytest.mark.parametrize("id", price_book.available())
def test_a_book_is_written_back_as_it_was_read(id: str) -> None:
    book = price_book.loads(price_book.dumps(price_book.load(id)) + OFFER, "x")
    assert price_book.loads(price_book.dumps(book), "x") == book
    assert price_book.from_table(price_book.to_table(book)) == book


def test_a_book_may_list_packs_and_refuses_two_of_one_name() -> None:
    (offer,) = price_book.loads(SHIPPED + OFFER, "x").offers
    assert (offer.minutes, offer.price, offer.months) == (1000, Decimal("5.50"), 12)
    assert offer.evidence is Evidence.SECOND_HAND
    with pytest.raises(Problem, match=r"x, packs\[2\].name: two packs are called") as refused:
        price_book.loads(SHIPPED + OFFER + OFFER, "x")
    assert refused.value.hint
    with pytest.raises(Problem, match=r"packs\[1\].source: this key is missing"):
        price_book.loads(SHIPPED + OFFER.replace('source = "our contract"', ""), "x")
    assert price_book.load("tencent-intl").offers == (), "no pack is made up"


def test_the_newest_version_is_the_one_saved_last(store: Store) -> None:
    assert price(price_books.load(store, "tencent-intl")) == 7
    assert price(price_books.save_version(store, DEARER)) == 8
    assert price(price_books.load(store, "tencent-intl")) == 8
    assert [one.version for one in price_books.versions(store, "tencent-intl")] == [
        "2026",
        "2024-03-27",
    ]
    assert price(price_books.load(store, "tencent-intl@2024-03-27")) == 7
    assert "tencent-intl@2026" in price_books.known(store)


def test_an_old_result_can_be_worked_out_again_after_a_new_version(store: Store) -> None:
    put(store, [Video("a", Kind.CAMERA, 6_000_000)])
    plan = Plan(price_book=price_books.pin(store, "tencent-intl"))
    before = costs.settle_plan(store, plan)
    price_books.save_version(store, DEARER)
    assert costs.settle_plan(store, plan) == before
    newest = costs.settle_plan(store, Plan())
    assert (newest.book.version, newest.totals.shown.total) == ("2026", Decimal("0.80"))
    assert (before.book.version, before.totals.shown.total) == ("2024-03-27", Decimal("0.70"))


def test_a_pinned_version_outlives_the_program_that_shipped_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert price_books.pin(store, "tencent-intl") == "tencent-intl@2024-03-27"
    price_books.pin(store, "tencent-intl")
    (tmp_path / "tencent-intl.toml").write_text(DEARER, "utf-8")
    monkeypatch.setattr(price_book, "FOLDER", tmp_path)
    monkeypatch.setattr(price_book, "available", lambda: ("tencent-intl",))
    found = [(one.version, one.is_shipped) for one in price_books.versions(store, "tencent-intl")]
    assert found == [("2026", True), ("2024-03-27", True)]
    assert price(price_books.load(store, "tencent-intl@2024-03-27")) == 7


@pytest.mark.parametrize(
    ("found", "changed", "said"),
    [
        ('"7.00"', '"7.01"', "version 2024-03-27 of tencent-intl is there already"),
        ('currency = "USD"', 'currency = "CNY"', "says something else"),
        ('id = "tencent-intl"', 'id = "Our Contract"', '"Our Contract" is no id'),
        ('version = "2024-03-27"', 'version = "a@b"', '"a@b" is no version'),
        ('version = "2024-03-27"', 'version = "2"\nsize = 1', "size: unknown key"),
    ],
)
def test_a_version_that_is_there_never_changes(
    store: Store, found: str, changed: str, said: str
) -> None:
    version = store.version
    with pytest.raises(Problem, match=said):
        price_books.save_version(store, SHIPPED.replace(found, changed, 1))
    assert store.version == version
    assert price_books.load(store, "tencent-intl") == price_book.load("tencent-intl")


def test_the_same_text_again_adds_no_version_and_another_currency_needs_another_id(
    store: Store,
) -> None:
    price_books.save_version(store, DEARER)
    price_books.save_version(store, DEARER)
    price_books.save_version(store, SHIPPED)
    assert len(price_books.versions(store, "tencent-intl")) == 2
    assert price(price_books.load(store, "tencent-intl")) == 8
    text = DEARER.replace('currency = "USD"', 'currency = "CNY"').replace('"2026"', '"2027"')
    with pytest.raises(Problem, match="tencent-intl is in USD, not CNY"):
        price_books.save_version(store, text)


def test_a_book_of_ones_own_can_be_named_by_a_plan_that_is_kept(store: Store) -> None:
    price_books.save_version(store, OWN)
    plan = plan_file.loads('price_book = "our-contract"', "plan", price_books.known(store))
    plans.save(store, "Ours", plan)
    assert plans.saved(store)["Ours"].price_book == "our-contract"
    with pytest.raises(
        Problem, match=r"no price book \"mine\"\. Choose one of our-contract, tencent"
    ):
        price_books.load(store, "mine")
    with pytest.raises(
        Problem, match=r"our-contract has no version \"1\"\. Choose one of 2024-03-27"
    ):
        price_books.load(store, "our-contract@1")


def test_versions_are_in_the_database_for_good(database: Path) -> None:
    with Store(database) as first:
        price_books.save_version(first, DEARER)
    with Store(database) as again:
        (newest, _) = price_books.versions(again, "tencent-intl")
    assert newest.saved_at is not None and newest.saved_at.date() > date(2024, 1, 1)


def dated(version: str, day: str, price: str = "8.00") -> str:
    """The shipped text as a version that holds from a day on."""
    text = SHIPPED.replace('"7.00"', f'"{price}"')
    return text.replace('version = "2024-03-27"', f'version = "{version}"\nvalid_from = {day}')


def test_a_version_with_a_day_is_written_back_as_it_was_read() -> None:
    book = price_book.loads(dated("2", "2026-07-01"), "x")
    assert book.valid_from == date(2026, 7, 1)
    assert price_book.loads(price_book.dumps(book), "x") == book
    with pytest.raises(Problem, match='x, valid_from: "2026-07-01" is not a day'):
        price_book.loads(dated("2", '"2026-07-01"'), "x")


def test_an_id_means_the_price_of_each_day_and_a_version_means_itself(store: Store) -> None:
    """Whatever the order in which they came."""
    for text in (dated("3", "2026-08-01", "9.00"), dated("2", "2026-07-01")):
        price_books.save_version(store, text)
    book = price_books.load(store, "tencent-intl")
    days = (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1))
    assert [price(book.on(day)) for day in days] == [7, 8, 8, 9]
    alone = price_books.load(store, "tencent-intl@3")
    assert [price(alone.on(day)) for day in days] == [9, 9, 9, 9]
    assert [one.version for one in price_books.versions(store, "tencent-intl")] == [
        *("3", "2", "2024-03-27")
    ]


def test_of_two_versions_from_one_day_the_one_saved_last_counts(store: Store) -> None:
    price_books.save_version(store, dated("2", "2026-07-01"))
    price_books.save_version(store, dated("2, corrected", "2026-07-01", "8.50"))
    price_books.save_version(store, DEARER.replace('"8.00"', '"7.50"'))
    book = price_books.load(store, "tencent-intl")
    assert [price(book.on(date(2026, month, 1))) for month in (6, 7)] == [
        Decimal("7.50"),
        Decimal("8.50"),
    ]
    assert price(price_books.load(store, "tencent-intl@2")) == 8


def test_versions_may_come_with_the_program_one_file_each(tmp_path: Path) -> None:
    (tmp_path / "tencent-intl.toml").write_text(SHIPPED, "utf-8")
    (tmp_path / "tencent-intl-2026-07.toml").write_text(dated("2", "2026-07-01"), "utf-8")
    assert price_book.available(tmp_path) == ("tencent-intl",)
    book = price_book.load("tencent-intl", tmp_path)
    assert [price(book.on(date(2026, month, 1))) for month in (6, 7)] == [7, 8]
    (tmp_path / "tencent-intl-other.toml").write_text(OWN, "utf-8")
    with pytest.raises(
        Problem, match=r'other.toml, id: "our-contract" is not "tencent-intl-other"'
    ):
        price_book.load("tencent-intl", tmp_path)


def test_a_later_version_leaves_every_settled_day_before_it(store: Store) -> None:
    """A file of 100 minutes on 27 March 2024, for a plan that names the id."""
    put(store, [Video("a", Kind.CAMERA, 6_000_000)])
    before = statement.settlement_json(costs.settle_plan(store, Plan()))
    price_books.save_version(store, dated("2", "2026-07-01"))
    assert statement.settlement_json(costs.settle_plan(store, Plan())) == before
    price_books.save_version(store, dated("3", "2024-01-01"))
    after = statement.settlement_json(costs.settle_plan(store, Plan()))
    assert after["totals"]["total"] == "0.80"
    assert [each["version"] for each in after["versions"]] == ["3"]


def test_what_is_pinned_is_what_holds_in_the_days_it_is_for(store: Store) -> None:
    price_books.save_version(store, dated("2", "2026-07-01"))
    june, july, august = (date(2026, month, 1) for month in (6, 7, 8))
    assert price_books.pin(store, "tencent-intl", june, july) == "tencent-intl@2024-03-27"
    assert price_books.pin(store, "tencent-intl", july, august) == "tencent-intl@2"
    assert price_books.pin(store, "tencent-intl", june, august) == "tencent-intl"
