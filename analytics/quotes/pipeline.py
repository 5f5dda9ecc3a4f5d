"""Quotes as sales looks at them: what was won and lost month by month, and deals for a CRM."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.core.money import half_up
from analytics.quotes.repository import Listed, Status

HUBSPOT, SALESFORCE = "HubSpot", "Salesforce"


class Month(NamedTuple):
    """The answers of one calendar month, of the days on which they were entered (UTC)."""

    month: date
    accepted: int
    declined: int
    reasons: tuple[str, ...]
    """Why quotes were declined, the most frequent first."""

    @property
    def win_percent(self) -> Decimal:
        """Accepted of all answers, with one decimal."""
        return half_up(Decimal(100 * self.accepted) / (self.accepted + self.declined), 1)


def months(trail: Iterable[Mapping[str, Any]]) -> tuple[Month, ...]:
    """The months with an answer, the newest first, out of the trail's entries."""
    answers: defaultdict[date, list[Mapping[str, Any]]] = defaultdict(list)
    for entry in trail:
        if entry["action"] in (Status.ACCEPTED, Status.DECLINED):
            answers[entry["done_at"].date().replace(day=1)].append(entry)
    return tuple(_month(month, answers[month]) for month in sorted(answers, reverse=True))


def _month(month: date, entries: Sequence[Mapping[str, Any]]) -> Month:
    declined = [entry["reason"] for entry in entries if entry["action"] == Status.DECLINED]
    named = sorted({*filter(None, declined)}, key=lambda reason: (-declined.count(reason), reason))
    return Month(month, len(entries) - len(declined), len(declined), tuple(named))


_STAGES = {
    HUBSPOT: {
        Status.DRAFT: "qualifiedtobuy",
        Status.ISSUED: "contractsent",
        Status.ACCEPTED: "closedwon",
    },
    SALESFORCE: {
        Status.DRAFT: "Qualification",
        Status.ISSUED: "Proposal/Price Quote",
        Status.ACCEPTED: "Closed Won",
    },
}
"""The stages that a new account of each has; all others are lost."""
_LOST = {HUBSPOT: "closedlost", SALESFORCE: "Closed Lost"}
_HEADERS = {
    HUBSPOT: (
        *("Deal Name", "Pipeline", "Deal Stage", "Amount", "Currency", "Close Date"),
        *("Deal Owner", "Company Name", "Quote Number", "Quote Owner"),
    ),
    SALESFORCE: (
        *("Name", "StageName", "Amount", "CurrencyIsoCode", "CloseDate"),
        *("Account Name", "Quote Number", "Quote Owner"),
    ),
}
"""HubSpot matches by the labels of properties and needs the first three; Salesforce's Data Loader by the names of fields.

Read: the fields of an Opportunity and its currency in developer.salesforce.com's field reference, of which name, stage and close
date are required; HubSpot's first pipeline with the id "default" in developers.hubspot.com, pipelines. Not confirmed by either's
own pages: that HubSpot's import takes a stage by its id, and the stages of a new Salesforce account.
"""


def deals(rows: Iterable[Listed], crm: str) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Header and rows of an import file: each number once, at its accepted or newest revision.

    The close date is the last day of validity. A quote that was replaced is not a deal of its own. HubSpot knows owners by
    their mail address: only one that is an address is in its column; accounts and owners of Salesforce are matched there.
    """
    latest: dict[str, Listed] = {}
    for row in sorted(rows, key=lambda row: (row.status is not Status.ACCEPTED, -row.revision)):
        latest.setdefault(row.number, row)
    lines: list[tuple[object, ...]] = []
    for row in sorted(latest.values(), key=lambda row: row.number):
        stage = _STAGES[crm].get(row.status, _LOST[crm])
        name = f"{row.customer}, {row.number}"
        common = (row.customer, row.number, row.owner)
        if crm == HUBSPOT:
            owner = row.owner if "@" in row.owner and " " not in row.owner else ""
            lines.append(
                (name, "default", stage, row.total, row.currency, row.valid_until, owner, *common)
            )
        else:
            lines.append((name, stage, row.total, row.currency, row.valid_until, *common))
    return _HEADERS[crm], lines
