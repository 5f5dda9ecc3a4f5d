"""Customers: the list that is kept, the form for one, and the choice of one in a draft."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.quotes import customers
from analytics.quotes.customers import Customer
from analytics.quotes.words import LANGUAGES
from pages.sell._quotes import language, tax
from pages.ui import boxes, data, formats, tables
from pages.ui.plans import terms
from pages.ui.plans.terms import KEPT

CHOSEN = "q_customer_record"
_SAVED = "customer_saved"
_NEW = "A new customer"
HEADER = ("Customer", "Contact", "Currency", "Language", "Tax", "Price agreement")


def choose() -> None:
    """In a draft: take a customer that is kept, with currency, language, taxes and price agreement."""
    names = list(customers.customers(data.store()))
    if not names:
        return
    if st.session_state.get(CHOSEN) not in (None, *names):
        del st.session_state[CHOSEN]
    st.selectbox(
        "Choose a customer",
        names,
        index=None,
        key=CHOSEN,
        on_change=_take,
        placeholder="Choose one, or type a name below",
        **KEPT,
    )


def _take() -> None:
    state = st.session_state
    customer = customers.customers(data.store()).get(state.get(CHOSEN) or "")
    if customer is None:
        state[terms.AGREEMENT] = None
        return
    state["q_customer"], state["q_contact"] = customer.name, customer.contact
    state[terms.AGREEMENT] = customer.price_book or None
    if customer.currency:
        state["sales_currency"] = customer.currency
    if customer.taxes:
        tax.begin(customer.taxes, None)
    language.choose(customer.language)


def section() -> None:
    """The customers that are kept, and the form to add, change and remove one."""
    kept = customers.customers(data.store())
    with st.expander("Customers", key="customers", icon=":material/contacts:"):
        if message := st.session_state.pop(_SAVED, ""):
            st.success(formats.plain(message), icon=":material/check:")
        if kept:
            rows = zip(*map(_row, kept.values()), strict=True)
            columns = list(map(tables.text, HEADER, rows))
            tables.show(columns, key="customer_rows", alt="Customers", shown=8)
        name = st.selectbox("Change", [_NEW, *kept], key="customer_edit")
        current = kept.get(name or "", Customer(""))
        _form(current, name or _NEW)


def _row(customer: Customer) -> tuple[str, ...]:
    return (
        customer.name,
        ", ".join(customer.contact.splitlines()),
        customer.currency,
        LANGUAGES[customer.language].name,
        ", ".join(tax.label for tax in customer.taxes),
        customer.price_book,
    )


def _book_name(book: str) -> str:
    return book or "None: the plan’s price book"


def _form(current: Customer, name: str) -> None:
    store = data.store()
    key = f"customer_{name}"
    left, right = st.columns(2)
    called = left.text_input("Name", current.name, key=f"{key}_name", max_chars=80)
    contact = right.text_area(
        "Contact", current.contact, key=f"{key}_contact", max_chars=300, height=68
    )
    first, second, third = st.columns(3)
    currency = first.text_input("Currency", current.currency, key=f"{key}_currency", max_chars=3)
    code = second.selectbox(
        "Language",
        list(LANGUAGES),
        index=list(LANGUAGES).index(current.language),
        format_func=language.language_name,
        key=f"{key}_language",
    )
    books = ["", *price_books.known(store)]
    book = third.selectbox(
        "Price agreement",
        books,
        index=books.index(current.price_book) if current.price_book in books else 0,
        format_func=_book_name,
        help="A price book of their own; add it on the Price book page.",
        key=f"{key}_book",
    )
    if f"{key}_tax_kind_0" not in st.session_state:
        tax.begin(current.taxes, None, f"{key}_tax")
    taxes = tax.chosen(f"{key}_tax")
    who = st.text_input("Changed by", key=f"{key}_who", max_chars=60)
    with st.container(horizontal=True):
        save = st.button("Save customer", key=f"{key}_save", type="primary")
        drop = current.name and st.button("Remove customer", key=f"{key}_remove")
    if not save and not drop:
        return
    try:
        if drop:
            customers.remove(store, current.name, who)
        else:
            chosen = Customer(
                called.strip(), contact.strip(), currency.strip().upper(), code, taxes, book
            )
            customers.keep(store, chosen, who)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAVED] = (
        f"{current.name} is removed." if drop else f"{called.strip()} is saved."
    )
    st.rerun()
