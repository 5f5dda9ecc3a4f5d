"""The cost of use by room, user, day or any other field: counted by SQL, shared by the pure rule."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.billing import cost_of_use
from analytics.billing.cost_of_use import CostRow, Key, Rate, Shared, Sums, Use
from analytics.billing.meter import ratio_spans
from analytics.billing.settle import settle
from analytics.catalog import price_books
from analytics.core.model import Kind, Plan, PriceBook
from analytics.reports import costs
from analytics.reports.filters import Filters
from analytics.storage.store import Store

_NAMED = ("app", "room", "user", "kind")
"""The fields that a filter may name."""
_FILES = "cost_of_use"
_SOURCES = {
    _FILES: _NAMED,
    "cost_of_use_of_days": ("app", "kind"),
    "cost_of_use_of_rooms": ("app", "room", "kind"),
}
"""The questions that tell the cost of use, and what each can filter by."""


def by_fields(
    store: Store,
    plan: Plan,
    fields: Sequence[str],
    filters: Filters,
    *,
    users: tuple[str, ...] = (),
    shared: Shared = Shared.PROPORTIONAL,
) -> list[CostRow]:
    """The cost of each row of ``fields`` among the files of the filters, ordered by the fields.

    Without a filter but days, rows add up to the settlement of these days to the cent; the parts
    that filters on one field make add up to the whole. What is shared where no file was recorded is
    a row with a key of None.
    """
    book = price_books.load(store, plan.price_book)
    apps = costs.charged_app_days(store, plan, book)
    settlement = settle(cost_of_use.whole_days(apps), plan, book, filters.since, filters.until)
    rates = cost_of_use.rates(settlement, apps)
    question = _Question(store, plan, book, tuple(fields), filters, rates)
    sums = cost_of_use.sums(settlement, shared)
    names = (filters.apps, filters.rooms, users, filters.kinds)
    selection = {field: chosen for field, chosen in zip(_NAMED, names, strict=True) if chosen}
    if selection:
        return _part(question, selection, sums, shared)
    uses = question.ask(question.fields, {})
    if not uses and any(sums):
        uses = [Use((None,) * len(fields), 0, 0, 0, 0)]
    even_shares = [1] * len(uses) if shared is Shared.EVEN else None
    return cost_of_use.spread(uses, sums, book.currency, even_shares)


def _part(
    question: _Question, selection: Mapping[str, Collection[str]], whole: Sums, shared: Shared
) -> list[CostRow]:
    """The rows of what a filter leaves of the whole."""
    currency = question.book.currency
    if shared is Shared.EVEN:
        return _even_part(question, selection, whole)
    cells = question.ask(tuple(selection), {})
    meant = [_is_meant(cell.key, selection) for cell in cells]
    uses = question.ask(question.fields, selection)
    return cost_of_use.spread(uses, cost_of_use.part(cells, meant, whole), currency)


def _even_part(
    question: _Question, selection: Mapping[str, Collection[str]], whole: Sums
) -> list[CostRow]:
    """The same where each row of the whole has an equal share, of which a filter may leave a part."""
    count = len(question.fields)
    cells = question.ask((*question.fields, *selection), {})
    shares = cost_of_use.even_shares(cells, [cell.key[:count] for cell in cells])
    merged_cells = cost_of_use.merged(cells, shares, [cell.key[count:] for cell in cells])
    meant = [_is_meant(use.key, selection) for use, _ in merged_cells]
    part = cost_of_use.part(
        [use for use, _ in merged_cells], meant, whole, [n for _, n in merged_cells]
    )
    places = [n for n, cell in enumerate(cells) if _is_meant(cell.key[count:], selection)]
    rows = cost_of_use.merged(
        [cells[n] for n in places],
        [shares[n] for n in places],
        [cells[n].key[:count] for n in places],
    )
    uses, weights = [use for use, _ in rows], [weight for _, weight in rows]
    return cost_of_use.spread(uses, part, question.book.currency, weights)


def _is_meant(key: Key, selection: Mapping[str, Collection[str]]) -> bool:
    return all(value in names for value, names in zip(key, selection.values(), strict=True))


@dataclass(frozen=True, slots=True)
class _Question:
    """What files cost at these rates, for any fields and names."""

    store: Store
    plan: Plan
    book: PriceBook
    fields: tuple[str, ...]
    filters: Filters
    rates: list[Rate]

    def ask(self, fields: Sequence[str], selection: Mapping[str, Collection[str]]) -> list[Use]:
        """The uses by ``fields``, ordered by them, of the files that have one of the names of each field."""
        question = self._source({*fields, *selection})
        parameters: dict[str, Any] = {
            "fields": list(dict.fromkeys(fields)),
            "ratios": costs.ratio_parameters(self.plan, self.book),
            "rates": [rate._asdict() for rate in self.rates],
            "since": self.filters.since,
            "until": self.filters.until,
            **{f"{field}s": list(selection.get(field, ())) or None for field in _SOURCES[question]},
        }
        if question == _FILES:
            parameters |= {"zone": self.plan.zone, "midnight": self.plan.midnight.value}
        rows = self.store.ask(question, **parameters)
        uses = [
            Use(
                tuple(row[field] for field in fields),
                row["files"],
                row["ms"],
                row["charged_ms"],
                row["cost"],
            )
            for row in rows
        ]
        return sorted(uses, key=lambda use: [(name is not None, name or "") for name in use.key])

    def _source(self, names: Collection[str]) -> str:
        """The question over the smallest table that tells these fields apart."""
        spans = ratio_spans(self.plan, self.book)
        if not costs.are_sums_enough(self.store, self.plan, spans):
            return _FILES
        if not {"room", "user", "recording"} & {*names}:
            return "cost_of_use_of_days"
        free = all(span.ratio == 0 for span in spans if span.kind in (Kind.MIXED, Kind.AUDIO))
        return "cost_of_use_of_rooms" if free and not {"user", "recording"} & {*names} else _FILES
