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

    def claims(self, selection: Chosen) -> dict[str, Claim]:
        """Its money and its minutes, to be opened."""
        title = self.rule.title
        parameters = self.rule.given
        priced: dict[str, Any] = {"prices": self.prices, "currency": self.currency}
        return {
            f"{title}, {self.currency}": lineage.files(
                f"waste_{self.rule.name}_worth", self.worth, selection.usage, **priced, **parameters
            ),
            f"{title}, minutes": lineage.files(
                f"waste_{self.rule.name}", self.found.ms, selection.usage, **parameters
            ),
        }


def findings(selection: Chosen) -> list[Finding]:
    """Every rule with what it found, the most expensive first; what is free for now last."""
    name, plan = plans.team(data.store())
    book = data.book(plan.price_book)
    prices = waste.prices(plan, book)
    findings = []
    for rule in RULES:
        matches = _found(rule, selection.usage)
        worth = waste.worth(matches.days, prices)
        findings.append(Finding(rule, matches, worth, prices, book.currency, name))
    return sorted(findings, key=lambda finding: (finding.rule.is_free, -finding.found.ms))


@cached(200, spinner="Looking at each file …")
def _found(rule: Rule, filters: Filters) -> Found:
    return waste.found(data.store(), rule, filters)


@cached(50)
def largest(rule: Rule, filters: Filters, most: int, skip: int) -> list[dict[str, Any]]:
    """Some of the files that a rule means, the longest waste first."""
    return waste.largest(data.store(), rule, filters, most, skip)
