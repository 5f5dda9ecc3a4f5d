"""What the rules found, priced as the team's plan prices a postpaid minute."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import streamlit as st

from analytics import lineage
from analytics.catalog import plans
from analytics.lineage import Claim
from analytics.reports import waste
from analytics.reports.filters import Filters
from analytics.reports.waste import RULES, Found, Rule
from pages.ui import data
from pages.ui.filters import Chosen


class Finding(NamedTuple):
    """A rule, what it found, and what that would cost postpaid."""

    rule: Rule
    found: Found
    worth: Decimal
    price: Decimal
    currency: str
    plan: str

    def claims(self, now: Chosen) -> dict[str, Claim]:
        """Its money and its minutes, to be opened."""
        title = self.rule.title
        given = self.rule.given
        priced: dict[str, Any] = {"price": self.price, "currency": self.currency}
        return {
            f"{title}, {self.currency}": lineage.files(
                f"waste_{self.rule.name}_worth", self.worth, now.usage, **priced, **given
            ),
            f"{title}, minutes": lineage.files(
                f"waste_{self.rule.name}", self.found.ms, now.usage, **given
            ),
        }


def findings(now: Chosen) -> list[Finding]:
    """Every rule with what it found, the most expensive first; what is free for now last."""
    opened = data.store()
    name, plan = plans.team(opened)
    book = data.book(plan.price_book)
    price = waste.price(plan, book)
    every = []
    for rule in RULES:
        found = _found(str(opened.path), opened.version, rule.name, now.usage)
        worth = waste.worth(found.ms, price)
        every.append(Finding(rule, found, worth, price, book.currency, name))
    return sorted(every, key=lambda one: (one.rule.is_free, -one.found.ms))


def largest(finding: Finding, now: Chosen, most: int) -> list[dict[str, Any]]:
    """The files that a rule means, the longest waste first."""
    opened = data.store()
    return _largest(str(opened.path), opened.version, finding.rule.name, now.usage, most)


def _rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.name == name)


@st.cache_data(max_entries=200, show_spinner="Looking at each file …", hash_funcs={Filters: repr})
def _found(path: str, version: int, name: str, filters: Filters) -> Found:
    return waste.found(data.store(), _rule(name), filters)


@st.cache_data(max_entries=50, show_spinner=False, hash_funcs={Filters: repr})
def _largest(
    path: str, version: int, name: str, filters: Filters, most: int
) -> list[dict[str, Any]]:
    return waste.largest(data.store(), _rule(name), filters, most)
