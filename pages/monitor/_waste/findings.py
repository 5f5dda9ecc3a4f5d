"""Findings of the rules, at what these minutes cost in use under the team's plan."""

from __future__ import annotations

from dataclasses import replace
from heapq import merge
from itertools import chain, islice
from typing import Any, NamedTuple

from analytics import lineage
from analytics.lineage import Claim
from analytics.reports import waste
from analytics.reports.filters import Filters
from analytics.reports.months import Month
from analytics.reports.waste import RULES, Found, Rates, Row, Rule
from pages.ui import data, database
from pages.ui.filters import Chosen
from pages.ui.monthly import Monthly


class Finding(NamedTuple):
    """A rule, what it found, and what a ms costs."""

    rule: Rule
    found: Found
    rates: Rates
    currency: str
    plan: str

    def claims(self, selection: Chosen) -> dict[str, Claim]:
        """Its money and its minutes, to be opened."""
        title = self.rule.title
        parameters = self.rule.given
        priced: dict[str, Any] = {"rates": self.rates, "currency": self.currency}
        return {
            f"{title}, {self.currency}": lineage.files(
                f"waste_{self.rule.name}_worth",
                self.found.cost,
                selection.usage,
                **priced,
                **parameters,
            ),
            f"{title}, minutes": lineage.files(
                f"waste_{self.rule.name}", self.found.ms, selection.usage, **parameters
            ),
        }


class _Question(NamedTuple):
    """What is asked of each month."""

    rules: tuple[Rule, ...]
    filters: Filters
    """Without days."""
    edition: int | None
    """Of the data, where a rule looks beyond the month."""
    most: int = 0
    """Rows, of the longest waste; 0 for sums."""


def _of_month(question: _Question, month: Month) -> list[list[dict[str, Any]]]:
    store = data.store()
    filters = replace(question.filters, since=month.since, until=month.until)
    if question.most:
        return [waste.largest(store, rule, filters, question.most) for rule in question.rules]
    return [waste.sums(store, rule, filters) for rule in question.rules]


_MONTHS = Monthly[_Question, list[list[dict[str, Any]]]]("Checking each file", _of_month)


def findings(selection: Chosen) -> list[Finding] | None:
    """Every rule with what it found, the most expensive first; what is free for now last. None while it is worked out."""
    name, plan = data.team()
    book = data.book(plan.price_book)
    sums: dict[Rule, list[Row]] = {}
    for is_of_all in (False, True):
        rules = tuple(rule for rule in RULES if rule.is_of_all is is_of_all)
        months = _months(rules, selection.usage)
        if months is None:
            return None
        for place, rule in enumerate(rules):
            sums[rule] = list(chain.from_iterable(month[place] for month in months))
    rates = waste.rates_of(data.store(), plan, book)
    findings = [
        Finding(
            rule,
            waste.together(rows, rates[rule.name]),
            rates[rule.name],
            book.currency,
            name,
        )
        for rule, rows in sums.items()
    ]
    return sorted(findings, key=lambda finding: (finding.rule.is_free, -finding.found.cost))


def largest(rule: Rule, filters: Filters, most: int, skip: int) -> list[dict[str, Any]] | None:
    """Some of the files that a rule means, the longest waste first; None while they are looked for."""
    months = _months((rule,), filters, most + skip)
    if months is None:
        return None
    in_order = merge(
        *(month[0] for month in months),
        key=lambda row: (-row["ms"], row["day"], row["video_id"]),
    )
    return list(islice(in_order, skip, skip + most))


def _months(
    rules: tuple[Rule, ...], filters: Filters, most: int = 0
) -> list[list[list[dict[str, Any]]]] | None:
    edition = database.edition().version if any(rule.is_of_all for rule in rules) else None
    of_any_days = replace(filters, since=None, until=None)
    question = _Question(rules, of_any_days, edition, most)
    return _MONTHS.answers(question, filters.since, filters.until)
