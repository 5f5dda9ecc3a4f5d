"""Customers as records: whom a quote goes to, and what one for them begins with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import Field

from analytics.catalog import currencies, price_books
from analytics.catalog.toml_forms import Form, check
from analytics.core.errors import Problem
from analytics.core.people import Act, Right, text_digest
from analytics.quotes import audit_log
from analytics.quotes.checks import LONGEST, check_signs, check_taxes
from analytics.quotes.company import tax_fields, taxes_of
from analytics.quotes.taxes import Tax
from analytics.quotes.words import ENGLISH, LANGUAGES
from analytics.storage.statements import run
from analytics.storage.store import Store

MOST = 5_000
_WHERE = "Customer"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer; what is empty is as in the company profile."""

    name: str
    contact: str = ""
    """Lines: who, address, mail."""
    currency: str = ""
    """ISO 4217."""
    language: str = ENGLISH
    taxes: tuple[Tax, ...] = ()
    price_book: str = ""
    """The price agreement: a price book of their own, by its id."""


class _Stored(Form):
    contact: str
    currency: str
    language: str
    taxes: list[dict[str, str]] = Field(default_factory=list)
    price_book: str


def customers(store: Store) -> dict[str, Customer]:
    """All that are kept, by name."""
    return {row["name"]: _read(row) for row in store.ask("quote_customers")}


def _read(row: dict[str, Any]) -> Customer:
    form = check(_Stored, json.loads(row["details"]), _WHERE)
    return Customer(
        row["name"],
        form.contact,
        form.currency,
        form.language,
        tuple(taxes_of(form.taxes)),
        form.price_book,
    )


def keep(store: Store, customer: Customer, who: str) -> None:
    """Keep a customer, in place of the one of that name; the trail says who did.

    Raises Problem for what cannot be printed, and for a currency, language or price book that is not known.
    """
    name = customer.name.strip()
    if not who.strip():
        raise Problem("nobody is named", where=_WHERE, hint="Enter who changes it.")
    if not name:
        raise Problem("Enter the customer’s name", where=_WHERE)
    if len(name) > LONGEST["customer"]:
        what = f"is longer than {LONGEST['customer']} signs"
        raise Problem(what, where=_WHERE, hint="Shorten it.")
    if len(customer.contact) > LONGEST["contact"] or customer.contact.count("\n") > 6:
        what = f"is longer than {LONGEST['contact']} signs or 7 lines"
        raise Problem(what, where="Contact", hint="Shorten it.")
    check_signs(name, _WHERE)
    check_signs(customer.contact, "Contact")
    check_taxes(customer.taxes)
    if customer.currency:
        currencies.check(customer.currency)
    if customer.language not in LANGUAGES:
        hint = f"Choose from {', '.join(LANGUAGES)}."
        raise Problem(f'"{customer.language}" is no language of a quote', where=_WHERE, hint=hint)
    if customer.price_book:
        price_books.load(store, customer.price_book)
    fields = asdict(customer) | {"taxes": tax_fields(customer.taxes)}
    del fields["name"]
    details = json.dumps(fields, ensure_ascii=False, sort_keys=True)
    act = Act(Right.QUOTE, "keep customer", name, after=text_digest(details))
    with store.write(act) as cursor:
        kept = customers(store)
        if name not in kept and len(kept) >= MOST:
            raise Problem(f"there are {MOST:,} customers", where=_WHERE, hint="Remove some.")
        now = datetime.now(UTC).replace(tzinfo=None)
        run(cursor, "load/keep_customer", name=name, details=details, who=who.strip(), now=now)
        audit_log.log(cursor, "", 0, "customer", who.strip(), reason=name)


def remove(store: Store, name: str, who: str) -> None:
    """Forget a customer; quotes for them stay as they are."""
    if not who.strip():
        raise Problem("nobody is named", where=_WHERE, hint="Enter who changes it.")
    with store.write(Act(Right.QUOTE, "remove customer", name)) as cursor:
        if name not in customers(store):
            raise Problem(
                f'there is no customer "{name}"', where=_WHERE, hint="Choose one of the list."
            )
        run(cursor, "load/drop_customer", name=name)
        audit_log.log(cursor, "", 0, "customer removed", who.strip(), reason=name)
