"""Costs of the loaded recordings under a plan: charged days by SQL, then the pure settlement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing.cost_of_use import AppDay, whole_days
from analytics.billing.meter import RatioSpan, ratio_spans
from analytics.billing.settle import outline, settle
from analytics.catalog import plans, price_books
from analytics.catalog.plans import house_edge
from analytics.core.errors import Problem
from analytics.core.model import DayCharge, Plan, PriceBook, Rounding, Settlement
from analytics.storage.store import Store

_LARGEST = 1 << 60


def charged_days(store: Store, plan: Plan, book: PriceBook) -> tuple[DayCharge, ...]:
    """The charge of every recorded day, from the first to the last, days where all was free with 0.

    Sums of days are enough where every ratio is 0 or 1, nothing smaller than a day is rounded and
    the day is cut as the team cuts it; otherwise each file is looked at.
    """
    return whole_days(charged_app_days(store, plan, book))


def charged_app_days(store: Store, plan: Plan, book: PriceBook) -> tuple[AppDay, ...]:
    """The same, app by app."""
    question, parameters = asked(store, plan, ratio_spans(plan, book))
    rows = store.ask(question, **parameters)
    return tuple(AppDay(row["day"], row["app"], row["ms"], row["charged_ms"]) for row in rows)


def asked(store: Store, plan: Plan, spans: Sequence[RatioSpan]) -> tuple[str, dict[str, Any]]:
    """The question that gives the charged days of a plan, and what it is asked with."""
    by_day = plan.rounding in (Rounding.DAY, Rounding.EXACT)
    rounding = {"rounding": plan.rounding.value}
    if by_day and are_sums_enough(store, plan, spans):
        ratios = [_named(span) | {"ratio": int(span.ratio)} for span in spans]
        return "charged_days_from_rollup", {**rounding, "ratios": ratios}
    edge = {"zone": plan.zone, "midnight": plan.midnight.value}
    return "charged_days", {**edge, **rounding, "ratios": span_parameters(spans)}


def are_sums_enough(store: Store, plan: Plan, spans: Sequence[RatioSpan]) -> bool:
    """Whether the small tables tell what files are charged: every ratio 0 or 1, the team's own days."""
    is_whole = all(span.ratio in (0, 1) for span in spans)
    return is_whole and house_edge(store) == (plan.zone, plan.midnight.value)


def ratio_parameters(plan: Plan, book: PriceBook) -> list[dict[str, Any]]:
    """The ratio of every kind on every day as the parameter $ratios of questions."""
    return span_parameters(ratio_spans(plan, book))


def span_parameters(spans: Iterable[RatioSpan]) -> list[dict[str, Any]]:
    """The same of ratios with their days."""
    return [_named(span) | _fraction(span) for span in spans]


def settle_plan(
    store: Store, plan: Plan, since: date | None = None, until: date | None = None
) -> Settlement:
    """The settlement of everything loaded under a plan, of which [since, until) is reported."""
    book = price_books.load(store, plan.price_book)
    return settle(charged_days(store, plan, book), plan, book, since, until)


class Repriced(NamedTuple):
    """What all recorded days cost under a saved plan before a version of its price book, and after it."""

    plan: str
    before: Decimal
    after: Decimal


def repriced(store: Store, book: PriceBook) -> tuple[Repriced, ...]:
    """What keeping ``book`` as a version would change for each saved plan that names its id.

    Amounts are shown totals. A plan whose days have no price before is left out.
    """
    after = price_books.with_version(store, book)
    effects = []
    for name, plan in plans.saved(store).items():
        if plan.price_book == book.id:
            with suppress(Problem):
                effects.append(
                    Repriced(
                        name,
                        *(
                            outline(
                                charged_days(store, plan, version), plan, version
                            ).totals.shown.total
                            for version in (price_books.load(store, book.id), after)
                        ),
                    )
                )
    return tuple(effects)


def _named(span: RatioSpan) -> dict[str, Any]:
    return {"kind": span.kind.value, "since": span.since, "until": span.until}


def _fraction(span: RatioSpan) -> dict[str, int]:
    numerator, denominator = span.ratio.as_integer_ratio()
    if max(numerator, denominator) > _LARGEST:
        raise Problem(
            f"the ratio {span.ratio} of {span.kind} has too many digits",
            hint="Give at most 15 decimals",
        )
    return {"numerator": numerator, "denominator": denominator}
