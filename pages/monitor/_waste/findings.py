"""What the rules found, priced as the team's plan prices a postpaid minute."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from analytics import lineage
from analytics.catalog import plans
from analytics.lineage import Claim
from analytics.reports import waste
from analytics.reports.filters import Filters
from analytics.reports.waste import RULES, Found, Prices, Rule
from pages.ui import data
from pages.ui.cache import cached
from pages.ui.filters import Chosen


class Finding(NamedTuple):
    """A rule, what it found, and what that would cost postpaid."""

    rule: Rule
    found: Found
    worth: Decimal
    prices: Prices
    currency: str
    plan: str

    def claims(self, now: Chosen) -> dict[str, Claim]:
        """Its money and its minutes, to be opened."""
        title = self.rule.title
        given = self.rule.given
        priced: dict[str, Any] = {"prices": self.prices, "currency": self.currency}
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
    name, plan = plans.team(data.store())
    book = data.book(plan.price_book)
    prices = waste.prices(plan, book)
    every = []
    for rule in RULES:
        found = _found(rule, now.usage)
        worth = waste.worth(found.days, prices)
        every.append(Finding(rule, found, worth, prices, book.currency, name))
    return sorted(every, key=lambda one: (one.rule.is_free, -one.found.ms))


@cached(200, spinner="Looking at each file …")
def _found(rule: Rule, filters: Filters) -> Found:
    return waste.found(data.store(), rule, filters)


@cached(50)
def largest(rule: Rule, filters: Filters, most: int) -> list[dict[str, Any]]:
    """The files that a rule means, the longest waste first."""
    return waste.largest(data.store(), rule, filters, most)
