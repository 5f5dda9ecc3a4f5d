"""When a quote needs a second person: a discount above a limit, or a margin under a floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from analytics import books
from analytics.errors import Problem
from analytics.ingest import load
from analytics.money import half_up
from analytics.quotes import trail
from analytics.quotes.quote import Quote, quote
from analytics.store import Store

_NOTHING = Decimal(0)
_KEYS = ("quote_discount_limit", "quote_margin_floor", "quote_cost_book")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be issued by one person alone; ``cost_book`` "": margins are not looked at."""

    discount_percent: Decimal = Decimal(20)
    margin_percent: Decimal = _NOTHING
    cost_book: str = ""


def limits(store: Store) -> Limits:
    """The team's limits."""
    kept = {row["key"]: row["value"] for row in store.ask("settings")}
    first = Limits()
    return Limits(
        Decimal(kept.get(_KEYS[0], str(first.discount_percent))),
        Decimal(kept.get(_KEYS[1], str(first.margin_percent))),
        kept.get(_KEYS[2], first.cost_book),
    )


def keep_limits(store: Store, chosen: Limits, who: str) -> None:
    """Make these the team's limits; the trail says who did. Raises Problem for what is no limit."""
    if not who.strip():
        raise Problem("nobody is named", where="Limits", hint="Write who changes them.")
    for percent in (chosen.discount_percent, chosen.margin_percent):
        if not 0 <= percent <= 100:
            raise Problem(f"{percent} is no percentage", where="Limits", hint="Give 0 to 100.")
    if chosen.cost_book:
        books.load(store, chosen.cost_book)
    values = (str(chosen.discount_percent), str(chosen.margin_percent), chosen.cost_book)
    with store.write() as cursor:
        for key, value in zip(_KEYS, values, strict=True):
            load.run(cursor, "load/keep_setting", key=key, value=value)
        told = (
            f"discount {values[0]} %, margin {values[1]} %, cost price book {values[2] or 'none'}"
        )
        trail.log(store, cursor, "", 0, "limits", who.strip(), reason=told)


def margin_percent(made: Quote, store: Store) -> Decimal | None:
    """What is left of the total over cost, in percent; None without a cost price book or a total.

    Cost is the same quote under the cost price book, nothing taken off; packs at the plan's price.
    """
    chosen = limits(store)
    if not chosen.cost_book:
        return None
    book = books.load(store, chosen.cost_book)
    if book.currency != made.book.currency:
        hint = "Choose a cost price book in the quote's currency."
        raise Problem(f"costs in {book.currency} do not compare", where="Margin", hint=hint)
    plan = replace(made.request.plan, discount_percent=_NOTHING)
    cost = quote(replace(made.request, plan=plan, rebate_percent=_NOTHING), book).total
    if not made.total:
        return Decimal(-100) if cost else None
    try:
        return half_up(100 * (made.total - cost) / made.total, 2)
    except InvalidOperation:
        return None


def breaches(made: Quote, store: Store) -> tuple[str, ...]:
    """Why a second person must agree, a sentence each; none: one person may issue it."""
    return tuple(_breaches(made, store))


def _breaches(made: Quote, store: Store) -> Iterator[str]:
    chosen = limits(store)
    if made.discount_percent > chosen.discount_percent:
        yield (
            f"Discounts come to {made.discount_percent} % of the list prices, above the limit of "
            f"{chosen.discount_percent} %."
        )
    margin = margin_percent(made, store)
    if margin is not None and margin < chosen.margin_percent:
        yield f"The margin is {margin} %, under the floor of {chosen.margin_percent} %."
