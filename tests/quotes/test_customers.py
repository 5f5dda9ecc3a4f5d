"""Customers are records: kept with who did it, and refused where a quote for them could not be made."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from analytics.core.errors import Problem
from analytics.quotes import approval, customers, lifecycle
from analytics.quotes.customers import Customer
from analytics.quotes.taxes import Tax, TaxKind
from analytics.storage.store import Store
from tests.support.quotes import request

SCHOOL = Customer(
    "北京市第一学校", "Li Wei\nli@example.com", "CNY", "zh-Hans",
    (Tax(TaxKind.RATE, "增值税", "CN", D("6")),), "tencent-cn",
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.duckdb") as opened:
        yield opened


def test_a_customer_is_kept_changed_and_forgotten_and_the_trail_says_who(store) -> None:
    customers.keep(store, SCHOOL, "Li")
    customers.keep(store, Customer("Another"), "Li")
    changed = replace(SCHOOL, currency="USD", taxes=())
    customers.keep(store, changed, "Wang")
    assert customers.customers(store) == {"Another": Customer("Another"), SCHOOL.name: changed}
    customers.remove(store, SCHOOL.name, "Wang")
    assert list(customers.customers(store)) == ["Another"]
    trail = [(row["action"], row["who"]) for row in store.ask("quote_trail", number="")]
    assert trail == [
        ("customer", "Li"),
        ("customer", "Li"),
        ("customer", "Wang"),
        ("customer removed", "Wang"),
    ]


@pytest.mark.parametrize(
    ("customer", "who", "says"),
    [
        (SCHOOL, " ", "nobody is named"),
        (Customer(" "), "Li", "Enter the customer"),
        (Customer("x" * 81), "Li", "is longer than 80"),
        (Customer("🙂"), "Li", "cannot print the characters"),
        (Customer("A", contact="\x07"), "Li", "Contact: holds a control"),
        (Customer("A", contact="a\n" * 8), "Li", "Contact: is longer than 300 signs or 7 lines"),
        (Customer("A", currency="XQX"), "Li", "XQX"),
        (Customer("A", language="tlh"), "Li", '"tlh" is no language'),
        (Customer("A", taxes=(Tax(TaxKind.RATE, "", "DE"),)), "Li", "Enter the name of the tax"),
        (Customer("A", price_book="nowhere"), "Li", "nowhere"),
    ],
)
def test_a_customer_that_no_quote_could_be_made_for_is_refused(store, customer, who, says) -> None:
    with pytest.raises(Problem, match=says):
        customers.keep(store, customer, who)
    assert customers.customers(store) == {}
    with pytest.raises(Problem, match="there is no customer"):
        customers.remove(store, "A", "Li")


def test_the_margin_is_over_the_cost_price_book_and_none_without_one(store) -> None:
    quoted = lifecycle.make(store, request(rebate_percent=D("10")))
    assert approval.cost(quoted, store) is None and approval.margin_percent(quoted, store) is None
    approval.keep_limits(store, approval.Limits(D(20), D(0), "tencent-intl"), "Chief")
    assert approval.cost(quoted, store) == quoted.subtotal
    assert approval.margin_percent(quoted, store) == D("-11.11")
