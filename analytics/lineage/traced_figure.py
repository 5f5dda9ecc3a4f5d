"""Claim: this number is that figure of those rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.billing.basis import Basis, cost
from analytics.core.model import Settlement
from analytics.lineage.figure_types import Figure, Rows
from analytics.lineage.figures import FIGURES
from analytics.reports.filters import Filters
from analytics.reports.waste import Rates
from analytics.storage.store import Store

LESSON_PARAMETERS = ("length", "cameras", "last_since", "last_until")
FILE_PARAMETERS = (
    *("since", "until", "apps", "rooms", "kinds", "users", "states", "without", "tasks"),
    *("weekdays", "hours", "finishes", "pictures", "billable", "videos"),
    *LESSON_PARAMETERS,
)
_NAMED = {"apps": "app", "rooms": "room", "users": "user", "states": "state"}
"""What may be named to be left out; a cut names what is meant."""
_BASES = {"bill_total": Basis.CASH, "use_total": Basis.USE}
"""Of the figures of a settlement that are its cost, whose parts are rounded one by one."""
BILL_PARAMETERS = ("since", "until", "part", "source", "pack", "task")


@dataclass(frozen=True, slots=True)
class Claim:
    """A shown number and what it is made of.

    ``value`` is exact: milliseconds for minutes and for shares, an amount with all its decimals for
    money, a number for the rest; None where there is nothing to show (no price without minutes). ``whole``
    is what a share is a share of. ``asked`` are the parameters of the question that it came from.
    """

    name: str
    title: str
    value: int | Decimal | None
    given: Mapping[str, Any]
    asked: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""
    """The question that it came from, where that is another one than its figure's."""
    settlement: Settlement | None = None
    plan_name: str = ""
    whole: Claim | None = None
    rates: Rates | None = None
    """What a ms of an app's files costs on each day, for what a figure is worth, in ``currency``."""
    currency: str = ""
    """Of money that is not a settlement's."""
    begin_ms: int = 0
    """What there was before, for what a figure leaves of it."""
    made: Callable[[Store], Sequence[Mapping[str, Any]]] | None = None
    """The rows of a figure that is worked out."""
    shown: Decimal | None = None
    """What the page shows where parts are rounded one by one; else ``value`` is rounded."""
    how: Callable[[date], str] | None = None
    """Of a settlement of days without files: what a day's minutes were worked out from."""

    @property
    def figure(self) -> Figure:
        return FIGURES[self.name]


def files(
    name: str,
    value: int | Decimal,
    filters: Filters,
    *,
    title: str = "",
    asked: Mapping[str, Any] | None = None,
    question: str = "",
    whole: Claim | None = None,
    rates: Rates | None = None,
    currency: str = "",
    **cut: Any,
) -> Claim:
    """A figure made of recorded files: those of the filters, narrowed down by ``cut``.

    ``cut`` takes any of FILE_PARAMETERS, lists as lists, where lessons are counted LESSON_PARAMETERS too; it takes the place of what the filters say
    about the same. ``asked`` are further parameters of the figure's own question.
    """
    figure = FIGURES[name]
    base: dict[str, Any] = filters.parameters("lineage_files")
    named = {field for name, field in _NAMED.items() if name in cut or name in figure.cut}
    base["without"] = [field for field in base["without"] if field not in named]
    parameters = {**dict.fromkeys(FILE_PARAMETERS), **base, **figure.cut, **cut}
    return Claim(
        name,
        title or figure.title,
        value,
        parameters,
        asked={**base, **(asked or {})},
        question=question,
        whole=whole,
        rates=rates,
        currency=currency,
    )


def bill(
    name: str,
    value: int | Decimal | None,
    settlement: Settlement,
    *,
    title: str = "",
    plan: str = "",
    begin_ms: int = 0,
    **cut: Any,
) -> Claim:
    """A figure of a settlement: all of its lines and draws, narrowed down by ``cut``.

    ``cut`` takes any of BILL_PARAMETERS: the days [since, until) within the reported ones, ``part``
    'fees', 'purchases', 'postpaid', 'used' (postpaid charges and used parts of packs' prices) or
    'consumed' (these with the fee's share of each day and what expired), a ``source`` of draws, a ``pack`` by name, the files of one lesson by its ``task``.
    """
    figure = FIGURES[name]
    assert figure.rows is Rows.BILL
    parameters = {**dict.fromkeys(BILL_PARAMETERS), **figure.cut, **cut}
    return Claim(
        name,
        title or figure.title,
        value,
        parameters,
        settlement=settlement,
        plan_name=plan,
        begin_ms=begin_ms,
        shown=None if cut or name not in _BASES else cost(settlement, _BASES[name]).shown.total,
    )


def worked(
    name: str,
    value: int | Decimal | None,
    rows_of: Callable[[Store], Sequence[Mapping[str, Any]]],
    *,
    title: str = "",
    settlement: Settlement | None = None,
    plan: str = "",
    currency: str = "",
    asked: Mapping[str, Any] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Claim:
    """A figure whose rows ``rows_of`` works out: day, what, how, ms and amount of each.

    ``asked`` are the parameters of the figure's question, where it is not that of the settlement.
    """
    parameters = {**dict.fromkeys(BILL_PARAMETERS), "since": since, "until": until}
    return Claim(
        name,
        title or FIGURES[name].title,
        value,
        parameters,
        asked=asked or {},
        settlement=settlement,
        plan_name=plan,
        currency=currency,
        made=rows_of,
    )


def of_days(claims: Mapping[str, Claim], how: Callable[[date], str]) -> dict[str, Claim]:
    """The same figures of settlements whose days are worked out: their rows are days, not files."""
    return {name: replace(claim, how=how) for name, claim in claims.items()}
