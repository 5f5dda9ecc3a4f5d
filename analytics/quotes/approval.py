"""When a quote needs a second person: a discount above a limit, or a margin under a floor."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.core.money import half_up
from analytics.quotes import audit_log
from analytics.quotes.quote import Quote, quote
from analytics.storage.statements import run
from analytics.storage.store import Store

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


def keep_limits(
    store: Store, chosen: Limits, who: str, *, reason: str = "", second_person: str = ""
) -> None:
    """Make these the team's limits; the trail says who did. Raises Problem for what is no limit.

    Limits that let more through than those in force need a reason and a second person.
    """
    if not who.strip():
        raise Problem("nobody is named", where="Limits", hint="Write who changes them.")
    for percent in (chosen.discount_percent, chosen.margin_percent):
        if not (percent.is_finite() and 0 <= percent <= 100):
            raise Problem(f"{percent} is no percentage", where="Limits", hint="Give 0 to 100.")
    if chosen.cost_book:
        price_books.load(store, chosen.cost_book)
    if _is_looser(chosen, limits(store)):
        agreed(("These limits let more through than now.",), "Limits", [who], reason, second_person)
    values = (str(chosen.discount_percent), str(chosen.margin_percent), chosen.cost_book)
    with store.write() as cursor:
        for key, value in zip(_KEYS, values, strict=True):
            run(cursor, "load/keep_setting", key=key, value=value)
        told = (
            f"discount {values[0]} %, margin {values[1]} %, cost price book {values[2] or 'none'}"
        )
        if reason.strip():
            told = f"{told}: {reason.strip()}"
        audit_log.log(
            store, cursor, "", 0, "limits", who.strip(),
            reason=told, second_person=second_person.strip(),
        )  # fmt: skip


def _is_looser(chosen: Limits, now: Limits) -> bool:
    if chosen.discount_percent > now.discount_percent:
        return True
    return bool(now.cost_book) and (
        chosen.cost_book != now.cost_book or chosen.margin_percent < now.margin_percent
    )


def agreed(
    why: Sequence[str], where: str, first: Sequence[str], reason: str, second_person: str
) -> None:
    """Raises Problem unless there is a reason, and a second person who is none of ``first``."""
    if not reason.strip() or not second_person.strip():
        hint = "Give a reason and the name of a second person who agrees."
        raise Problem(" ".join(why), where=where, hint=hint)
    if _same(second_person) in {_same(name) for name in first}:
        raise Problem("the second person is the first", where=where, hint="Ask somebody else.")


def _same(name: str) -> str:
    """A name without what hides that two are one: width, case, spaces, dots."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in letters if sign.isalnum())


def margin_percent(made: Quote, store: Store) -> Decimal | None:
    """What is left of the total over cost, in percent; None where nothing can be compared.

    Cost is the same quote under the cost price book, nothing taken off; packs at the plan's price.
    """
    chosen = limits(store)
    if not chosen.cost_book:
        return None
    book = price_books.load(store, chosen.cost_book)
    if book.currency != made.book.currency:
        return None
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
    yield from _hidden(made)
    if chosen.cost_book:
        costs = price_books.load(store, chosen.cost_book).currency
        if costs != made.book.currency:
            yield (
                f"The margin cannot be looked at: the costs are in {costs}, the price book is in "
                f"{made.book.currency}."
            )
    margin = margin_percent(made, store)
    if margin is not None and margin < chosen.margin_percent:
        yield f"The margin is {margin} %, under the floor of {chosen.margin_percent} %."


def _hidden(made: Quote) -> Iterator[str]:
    """What takes off a price without being called a discount."""
    plan, book = made.request.plan, made.book
    for ratio in plan.ratios:
        listed = [r.ratio for v, _ in book.spans() for r in v.ratios if r.kind is ratio.kind]
        if listed and ratio.ratio < max(listed):
            yield (
                f"A {ratio.kind} minute counts as {ratio.ratio:f}, in the price book as "
                f"{max(listed):f}."
            )
    prices = {
        (offer.minutes, offer.months): offer.price
        for version, _ in book.spans()
        for offer in version.offers
    }
    for name, minutes, months, price in sorted(
        {(pack.name, pack.minutes, pack.months, pack.price) for pack in plan.packs}
    ):
        listed_price = prices.get((minutes, months))
        if listed_price is not None and price < listed_price:
            yield f"Pack {name} costs {price:f}, in the price book {listed_price:f}."
