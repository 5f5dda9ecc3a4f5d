"""A draft opened in the Calculator again: every slider, list and text as it was when it was saved.

What the widgets said is kept with the draft, so that this works after a restart and for a colleague.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.catalog import price_books
from analytics.catalog.plan_file import dumps
from analytics.core.errors import Problem
from analytics.core.model import Kind, Plan
from analytics.quotes import company
from analytics.quotes.lifecycle import mark
from analytics.quotes.parse import request_of
from analytics.quotes.quote import starting
from analytics.quotes.repository import Kept, Status, kept
from analytics.quotes.request import Request
from analytics.reports.filters import Filters
from pages.sell._quotes import customers, language, tax
from pages.ui import boxes, data
from pages.ui.plans import terms

LINK = "draft"
AGREED = "q_agreed"
"""The token of the figures of today that somebody agreed to calculate with."""
_DRAFT = "q_draft"
_OPEN = "q_open"
_HISTORY = "q_history"
_BEGUN = "q_begun"
_TEXTS = (
    "q_customer",
    "q_contact",
    "q_owner",
    "q_valid",
    "q_scope",
    "q_assumptions",
    "q_tax",
    "q_terms",
)
MOST_TERMS = 4
"""Of a school."""
_DAYS = (
    *("term_from", "sales_mixed_from", "sales_rate_day"),
    *(f"school_term_{place}" for place in range(MOST_TERMS)),
)
_KEYS = (
    *("usage_from", "usage_percent", "classes", "class_minutes", "cameras", "screen"),
    *(
        "whiteboard",
        "layouts",
        "weekdays",
        "rooms",
        "growth",
        "growth_year",
        "spread",
        "term_months",
    ),
    *("days_a_month", "holiday_country", "holiday_part", "term_count"),
    *(f"school_weeks_{place}" for place in range(MOST_TERMS)),
    *("q_late", "sales_rate_source"),
    *("sales_plan", "sales_fee", "sales_discount", "sales_mixed", "sales_mixed_ratio"),
    *("sales_agreement", "q_customer_record"),
    *("sales_currency", "sales_rate", "q_rebate", "q_robot", "q_tier"),
    *("q_offers", "q_offer_name", "q_offer_name_0", "q_offer_packs_0", "q_offer_usage_0"),
    *("q_offer_name_1", "q_offer_packs_1", "q_offer_usage_1"),
    *("q_monthly_quota_whiteboard", "q_trtc_monthly_quota"),
)


def said(recordings: Filters | None) -> str:
    """All that the widgets say, as text; ``recordings``: the recordings, where the usage is theirs."""
    state: dict[str, Any] = {key: st.session_state.get(key) for key in _KEYS}
    state |= {key: _text(st.session_state.get(key)) for key in _DAYS}
    state["holidays"] = [_text(day) for day in st.session_state.get("holidays", ())]
    if recordings:
        state[_HISTORY] = _fields(recordings)
    return json.dumps(state)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _fields(recordings: Filters) -> dict[str, Any]:
    return {
        "since": _text(recordings.since),
        "until": _text(recordings.until),
        "apps": list(recordings.apps),
        "rooms": list(recordings.rooms),
        "kinds": list(recordings.kinds),
    }


def history() -> Filters | None:
    """The recordings that the opened draft was made from; None: as the filters say."""
    fields = st.session_state.get(_HISTORY)
    if not fields:
        return None
    since, until = (
        date.fromisoformat(fields[k]) if fields[k] else None for k in ("since", "until")
    )
    return Filters(since, until, *(tuple(fields[key]) for key in ("apps", "rooms", "kinds")))


def forget_history() -> None:
    """From now on what the filters say."""
    st.session_state[_HISTORY] = None


def follow_link() -> None:
    """Open the draft that the address names, once: what is changed afterwards stays."""
    number = st.query_params.get(LINK)
    if not number or st.session_state.get(_OPEN) == number:
        return
    st.session_state[_OPEN] = number
    try:
        _open(number)
    except Problem as problem:
        boxes.problem(problem)


def anew() -> None:
    """The next time the link is followed the draft is opened as it was saved."""
    st.session_state[_OPEN] = None


def draft() -> dict[str, Any] | None:
    """The draft that is open: number, revision, the mark of what was opened, and whose texts these are."""
    opened: dict[str, Any] | None = st.session_state.get(_DRAFT)
    return opened


def is_saved(quote: Kept) -> None:
    """The draft that is shown is this one now, also after the page is loaded again."""
    st.query_params[LINK] = quote.number
    st.session_state[_OPEN] = quote.number
    _hold(quote, is_saved_here=True)


def _hold(quote: Kept, *, is_saved_here: bool) -> None:
    settings = quote.document["settings"]
    names = ("customer", "scope", "assumptions", "terms")
    st.session_state[_DRAFT] = {
        "number": quote.number,
        "revision": quote.revision,
        "base": mark(quote.document),
        "is_saved_here": is_saved_here,
        **{name: settings[name] for name in names},
    }


def based_on(base: str) -> None:
    """The next save replaces what has this mark."""
    st.session_state[_DRAFT] = (draft() or {}) | {"base": base}


def agree(token: str) -> None:
    """Calculate with the figures of today."""
    st.session_state[AGREED] = token


def open_again() -> None:
    """Take the open draft as it is saved now."""
    if opened := draft():
        st.query_params[LINK] = opened["number"]
    anew()


def close() -> None:
    """No draft is open: the next save is a new quote, and no text of the last one is in it."""
    st.session_state[_DRAFT] = st.session_state[_OPEN] = st.session_state[AGREED] = None
    for key in (
        *_TEXTS,
        *tax.KEYS,
        language.LANGUAGE,
        language.NUMBERS,
        customers.CHOSEN,
        terms.AGREEMENT,
        _BEGUN,
    ):
        st.session_state.pop(key, None)
    st.query_params.pop(LINK, None)


def begin() -> None:
    """Before the form is drawn: what a new quote begins with, by the company's profile, once."""
    state = st.session_state
    if state.get(_BEGUN):
        return
    state[_BEGUN] = True
    profile = company.profile(data.store())
    state.setdefault("q_valid", profile.valid_days)
    state.setdefault("q_terms", profile.terms_in(profile.language))
    if language.LANGUAGE not in state:
        language.begin(profile.language, profile.number_format)
    if (
        profile.currency
        and profile.currency != price_books.load(data.store(), Plan().price_book).currency
    ):
        state.setdefault("sales_currency", profile.currency)
    if tax.KEYS[0] not in state:
        tax.begin(profile.taxes)


def _open(number: str) -> None:
    quote = kept(data.store(), number, date.today())  # noqa: DTZ011 - the seller's own day
    if quote.status is not Status.DRAFT:
        hint = "Make a revision of it on the Quotes page and change that."
        raise Problem(f"{number} is {quote.status} and can no longer be changed", hint=hint)
    request, state = request_of(quote.document), st.session_state
    widgets: dict[str, Any] = json.loads(quote.inputs) if quote.inputs else {}
    for key, value in widgets.items():
        if key in _DAYS:
            value = date.fromisoformat(value) if value else None
        elif key == "holidays":
            value = [date.fromisoformat(day) for day in value]
        elif key == "spread":
            value = tuple(value)
        if value is not None:
            state[key] = value
    state[_HISTORY] = widgets.get(_HISTORY)
    state[AGREED] = None
    _hold(quote, is_saved_here=False)
    _texts(request)
    _plan(request, widgets.get("sales_plan"))
    if not widgets:
        st.info(
            "This draft was made without the sliders. Its texts, plan and discounts are here; set "
            "the usage again.",
            icon=":material/info:",
        )


def _texts(request: Request) -> None:
    state = st.session_state
    state["q_customer"], state["q_owner"] = request.customer, request.owner
    state["q_contact"] = request.contact
    state["q_valid"] = max((request.valid_until - request.issued).days, 1)
    state["q_scope"], state["q_assumptions"] = request.scope, request.assumptions
    state["q_tax"], state["q_terms"] = request.tax_note, request.terms
    tax.begin(request.taxes, request.withholding_percent)
    language.begin(request.language, request.number_format)
    state[_BEGUN] = True
    state["q_rebate"] = float(request.rebate_percent)
    state["q_robot"] = request.robot_whiteboard
    state["sales_discount"] = float(request.plan.discount_percent)
    state["sales_fee"] = request.plan.monthly_fee is not None


def _plan(request: Request, name: str | None) -> None:
    """Choose the team's plan, where it still says what the draft says; else the draft's own."""
    plan, estimate, state = request.plan, request.estimate, st.session_state
    months = state.get("term_months") or 12
    base = data.saved_plans().get(name or "")
    if base and _bare(base) == _bare(plan):
        label = name
        state[terms.DRAFTED] = None
    else:
        label, base = f"As in {request.number}", plan
        state[terms.DRAFTED] = {"name": label, "plan": dumps(plan)}
    state["sales_plan"] = label
    state[terms.PACKS] = None
    if plan.packs != starting(base, estimate.since, months).packs:
        terms.take(plan, estimate.since, months)


def _bare(plan: Plan) -> Plan:
    """What the sliders leave of a plan."""
    ratios = tuple(ratio for ratio in plan.ratios if ratio.kind is not Kind.MIXED)
    return replace(plan, monthly_fee=None, discount_percent=Decimal(0), packs=(), ratios=ratios)
