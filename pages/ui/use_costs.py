"""The cost of use under the team's plan, as pages ask for it: by fields and dimensions, of what filters leave."""

from __future__ import annotations

from datetime import date

from analytics.billing.cost_of_use import CostRow, Fees
from analytics.catalog import price_books
from analytics.groups import imports
from analytics.groups.imports import GroupImport
from analytics.reports import cost_of_use
from analytics.reports.filters import Filters
from pages.ui import data
from pages.ui.cache import cached

_ALL = Filters()
Groups = tuple[tuple[str, tuple[str, ...]], ...]
"""Values that are meant, by dimension; "" is not mapped."""


@cached(300)
def rows(
    fields: tuple[str, ...],
    filters: Filters = _ALL,
    groups: Groups = (),
) -> list[CostRow]:
    """The cost of use by fields, ordered by them; fees and expired minutes are shared by length."""
    account = _account(filters.since, filters.until)
    return cost_of_use.of_account(
        data.store(), account, fields, filters, groups=dict(groups), fees=Fees.DAILY
    )


@cached(20)
def _account(since: date | None, until: date | None) -> cost_of_use.Account:
    """Half of the time of each question; a click asks several of the same days."""
    _, plan = data.team()
    return cost_of_use.account(data.store(), plan, since, until)


@cached(2)
def currency() -> str:
    """That of the team's plan."""
    _, plan = data.team()
    return price_books.load(data.store(), plan.price_book).currency


@cached(2)
def group_imports() -> list[GroupImport]:
    """The imports of groups that stand, the newest first."""
    return imports.imports(data.store())


@cached(2)
def dimensions() -> tuple[str, ...]:
    """The dimensions of groups, by name."""
    return imports.dimensions(data.store())


@cached(2)
def group_values() -> tuple[tuple[str, str], ...]:
    """Each dimension of groups with each of its values, and "" for what is not mapped."""
    return imports.values(data.store())


@cached(50)
def group_names(dimension: str, values: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The field that a dimension looks at and the names that have one of the values. Raises Problem where no list of names is it."""
    return imports.names(data.store(), dimension, values)
