"""Limits of approval, beyond which a quote needs a second person: a discount above a limit, or a margin under a floor."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.core.money import half_up
from analytics.core.people import Act, Right
from analytics.quotes import audit_log
from analytics.quotes.quote import Quote, quote
from analytics.storage import acting
from analytics.storage.statements import run
from analytics.storage.store import Store

_NOTHING = Decimal(0)
_KEYS = ("quote_discount_limit", "quote_margin_floor", "quote_cost_book")


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be issued by one person alone; ``cost_book`` "": margins are not checked."""

    discount_percent: Decimal = Decimal(20)
    margin_percent: Decimal = _NOTHING
    cost_book: str = ""


def limits(store: Store) -> Limits:
    """The team's limits."""
    settings = {row["key"]: row["value"] for row in store.ask("settings")}
    default = Limits()
    return Limits(
        Decimal(settings.get(_KEYS[0], str(default.discount_percent))),
        Decimal(settings.get(_KEYS[1], str(default.margin_percent))),
        settings.get(_KEYS[2], default.cost_book),
    )


def keep_limits(
    store: Store, chosen: Limits, who: str, *, reason: str = "", second_person: str = ""
) -> None:
    """Make these the team's limits; the trail says who did. Raises Problem for what is no limit.

    Limits that let more through than those in force need a reason and a second person.
    """
    who = acting.name(who)
    if not who.strip():
        raise Problem("nobody is named", where="Limits", hint="Enter who changes them.")
    for percent in (chosen.discount_percent, chosen.margin_percent):
        if not (percent.is_finite() and 0 <= percent <= 100):
            raise Problem(f"{percent} is no percentage", where="Limits", hint="Give 0 to 100.")
    if chosen.cost_book:
        price_books.load(store, chosen.cost_book)
    if _is_looser(chosen, limits(store)):
        agreed(("These limits let more through than now.",), "Limits", [who], reason, second_person)
    values = (str(chosen.discount_percent), str(chosen.margin_percent), chosen.cost_book)
    with store.write(Act(Right.ADMINISTER, "set quote limits", after=" ".join(values))) as cursor:
        for key, value in zip(_KEYS, values, strict=True):
            run(cursor, "load/keep_setting", key=key, value=value)
        summary = (
            f"discount {values[0]} %, margin {values[1]} %, cost price book {values[2] or 'none'}"
        )
        if reason.strip():
            summary = f"{summary}: {reason.strip()}"
        audit_log.log(
            cursor, "", 0, "limits", who.strip(),
            reason=summary, second_person=second_person.strip(),
        )  # fmt: skip


def _is_looser(chosen: Limits, current: Limits) -> bool:
    if chosen.discount_percent > current.discount_percent:
        return True
    return bool(current.cost_book) and (
        chosen.cost_book != current.cost_book or chosen.margin_percent < current.margin_percent
    )


def agreed(
    why: Sequence[str], where: str, names: Sequence[str], reason: str, second_person: str
) -> None:
    """Raises Problem unless there is a reason, and a second person who is none of ``names``."""
    if not reason.strip() or not second_person.strip():
        hint = "Give a reason and the name of a second person who agrees."
        raise Problem(" ".join(why), where=where, hint=hint)
    if _same(second_person) in {_same(name) for name in names}:
        raise Problem("the second person is the first", where=where, hint="Ask somebody else.")


def _same(name: str) -> str:
    """A name without what hides that two are one: width, case, spaces, dots."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(sign for sign in letters if sign.isalnum())


def cost(quoted: Quote, store: Store) -> Decimal | None:
    """What a quote costs, in its currency; None where nothing can be compared.

    It is the same quote under the cost price book, nothing taken off; packs at the plan's price.
    """
    chosen = limits(store)
    if not chosen.cost_book:
        return None
    book = price_books.load(store, chosen.cost_book)
    if book.currency != quoted.book.currency:
        return None
    plan = replace(quoted.request.plan, discount_percent=_NOTHING)
    return quote(replace(quoted.request, plan=plan, rebate_percent=_NOTHING), book).total


def margin_percent(quoted: Quote, store: Store) -> Decimal | None:
    """What is left of the total over cost, in percent; None where nothing can be compared."""
    costs = cost(quoted, store)
    if costs is None:
        return None
    if not quoted.total:
        return Decimal(-100) if costs else None
    try:
        return half_up(100 * (quoted.total - costs) / quoted.total, 2)
    except InvalidOperation:
        return None


def breaches(quoted: Quote, store: Store) -> tuple[str, ...]:
    """Why a second person must agree, a sentence each; none: one person may issue it."""
    return tuple(_breaches(quoted, store))


def _breaches(quoted: Quote, store: Store) -> Iterator[str]:
    chosen = limits(store)
    if quoted.discount_percent > chosen.discount_percent:
        yield (
            f"Discounts come to {quoted.discount_percent} % of the list prices, above the limit of "
            f"{chosen.discount_percent} %."
        )
    yield from _hidden(quoted)
    if chosen.cost_book:
        costs = price_books.load(store, chosen.cost_book).currency
        if costs != quoted.book.currency:
            yield (
                f"The margin cannot be checked: the costs are in {costs}, the price book is in "
                f"{quoted.book.currency}."
            )
    margin = margin_percent(quoted, store)
    if margin is not None and margin < chosen.margin_percent:
        yield f"The margin is {margin} %, under the floor of {chosen.margin_percent} %."


def _hidden(quoted: Quote) -> Iterator[str]:
    """What takes off a price without being called a discount."""
    plan, book = quoted.request.plan, quoted.book
    for ratio in plan.ratios:
        listed = [
            listed_ratio.ratio
            for book_version, _ in book.spans()
            for listed_ratio in book_version.ratios
            if listed_ratio.kind is ratio.kind
        ]
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
