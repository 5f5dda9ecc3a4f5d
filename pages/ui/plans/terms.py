"""Terms of billing by sliders: term, plan, fee, discount, mixed streams, currency."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.billing.robot import Tier
from analytics.catalog import currencies, plan_file, price_books
from analytics.core.errors import Problem
from analytics.core.model import Kind, MonthlyFee, Pack, Plan, PriceBook, Ratio
from analytics.core.months import add_months
from analytics.quotes.quote import starting
from analytics.quotes.request import LATE_DAYS, Exchange, FreeMinutes
from pages.ui import boxes, data, formats

KEPT: dict[str, Any] = {"persist_state": "session"}
DRAFTED = "drafted_plan"
_TIERS = {
    "Not included": None,
    "Audio": Tier.AUDIO,
    "HD": Tier.HD,
    "Full HD": Tier.FULL_HD,
    "2K": Tier.TWO_K,
    "4K": Tier.FOUR_K,
}
PACKS = "advised_packs"
_RATE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,12})?")


AGREEMENT = "sales_agreement"
"""The price book of the customer who is quoted, in place of the plan's."""


def plan() -> tuple[date, int, Plan, Plan, PriceBook]:
    """First day, months, the plan as it is kept and as it is billed here, and its prices."""
    st.subheader("Billing", anchor=False)
    saved = _saved()
    left, right = st.columns(2)
    since = left.date_input(
        "From day",
        value=add_months(date.today().replace(day=1), 1),  # noqa: DTZ011 - the seller's own day
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
        format="YYYY-MM-DD",
        required=True,
        key="term_from",
        **KEPT,
    )
    months = right.number_input("Months", 1, 60, 12, key="term_months", **KEPT)
    saved_plan = saved[st.selectbox("Plan with your packs", list(saved), key="sales_plan", **KEPT)]
    agreement = st.session_state.get(AGREEMENT)
    if agreement in price_books.known(data.store()):
        saved_plan = replace(saved_plan, price_book=agreement)
        st.caption(f"Prices of the agreement {formats.plain(agreement)}.")
    fee = st.toggle(
        "Monthly fee",
        True,
        key="sales_fee",
        help="The vendor requires it; it brings the free minutes.",
        **KEPT,
    )
    discount = st.number_input(
        "Discount on postpaid, %", 0.0, 100.0, 0.0, step=0.5, key="sales_discount", **KEPT
    )
    ratios = _mixed(since)
    billed_plan = replace(
        starting(saved_plan, since, months),
        monthly_fee=MonthlyFee(since, months) if fee else None,
        discount_percent=typed(discount),
        ratios=(*(ratio for ratio in saved_plan.ratios if ratio.kind is not Kind.MIXED), *ratios),
    )
    packs = advised(since, months)
    if packs is not None:
        billed_plan = replace(billed_plan, packs=packs)
        st.caption(":material/check: With the advised packs instead of the plan’s own.")
        st.button("Use the plan’s own packs", key="forget_packs", on_click=_forget)
    return (
        since,
        months,
        saved_plan,
        billed_plan,
        price_books.load(data.store(), billed_plan.price_book),
    )


def _saved() -> dict[str, Plan]:
    """The team's plans, and that of the draft where it is none of them any more."""
    drafted = st.session_state.get(DRAFTED)
    saved = dict(data.saved_plans())
    if drafted:
        saved[drafted["name"]] = data.plan(drafted["plan"])
    if st.session_state.get("sales_plan") not in (None, *saved):
        del st.session_state["sales_plan"]
    return saved


def advised(since: date, months: int) -> tuple[Pack, ...] | None:
    """The packs of the advice or of a draft, while the term is as it was then; None: the plan's."""
    advice = st.session_state.get(PACKS)
    if not advice or advice["term"] != f"{since} {months}":
        return None
    return data.plan(advice["plan"]).packs


def take(plan: Plan, since: date, months: int) -> None:
    """Calculate with the packs of this plan, bought on the days that it says."""
    st.session_state[PACKS] = {"plan": plan_file.dumps(plan), "term": f"{since} {months}"}


def _forget() -> None:
    st.session_state[PACKS] = None


def _mixed(since: date) -> tuple[Ratio, ...]:
    if not st.toggle(
        "What if mixed streams are charged",
        False,
        key="sales_mixed",
        help="They are free for now; the vendor promises notice before that changes.",
        **KEPT,
    ):
        return ()
    left, right = st.columns(2)
    begins = left.date_input(
        "From day on",
        value=since,
        format="YYYY-MM-DD",
        required=True,
        key="sales_mixed_from",
        **KEPT,
    )
    ratio = right.number_input(
        "One minute counts as", 0.0, 10.0, 1.0, step=0.1, key="sales_mixed_ratio", **KEPT
    )
    return (Ratio(Kind.MIXED, begins, typed(ratio)),)


@dataclass(frozen=True, slots=True)
class Extras:
    """What is charged beside the recording, and taken off the whole."""

    rebate_percent: Decimal
    robot_whiteboard: bool
    robot_trtc: Tier | None
    robot_free: FreeMinutes
    late_days: int


def extras(book: PriceBook, plan: Plan) -> Extras:
    """Discount on the sum of all lines, the minutes of the recording robot, and packs that are bought late."""
    left, right = st.columns(2, vertical_alignment="bottom")
    rebate = left.number_input(
        "Discount on the whole, %", 0.0, 100.0, 0.0, step=0.5, key="q_rebate", **KEPT
    )
    tier = right.selectbox("TRTC minutes of the robot", list(_TIERS), key="q_tier", **KEPT)
    robot = left.toggle(
        "Whiteboard minutes of the robot",
        key="q_robot",
        help="The recording robot is a user of the whiteboard and is charged as one.",
        **KEPT,
    )
    free = FreeMinutes(
        _free(left, "whiteboard", "monthly_quota_whiteboard", book) if robot else 0,
        _free(right, "TRTC", "trtc_monthly_quota", book) if _TIERS[tier] else 0,
    )
    late = LATE_DAYS
    if plan.packs:
        late = right.number_input(
            "If packs are bought late, days",
            0,
            365,
            LATE_DAYS,
            key="q_late",
            help="The quote says what buying so much later makes of the total; 0: it does not.",
            **KEPT,
        )
    return Extras(typed(rebate), robot, _TIERS[tier], free, late)


def _free(place: DeltaGenerator, name: str, key: str, book: PriceBook) -> int:
    """How many of the free minutes of a month are left for the robot."""
    figure = book.figure(key)
    most = int(figure.value) if figure and figure.value is not None else 0
    if not most:
        return 0
    return int(
        place.number_input(
            f"Free {name} minutes left for it, a month",
            0,
            most,
            0,
            step=500,
            key=f"q_{key}",
            help=f"{most:,} a month are free for everybody together; what the people in the classes leave is taken off.",
            **KEPT,
        )
    )


def exchange(book: PriceBook) -> tuple[Exchange | None, Problem | None]:
    """Another currency by a dated rate, None where nothing is typed; and why what is typed cannot be read."""
    code, rate, dated = st.columns(3)
    currency = code.text_input(
        "Another currency", key="sales_currency", max_chars=3, placeholder="CNY", **KEPT
    )
    number = rate.text_input(
        f"For 1 {book.currency}", key="sales_rate", placeholder="7.1234", **KEPT
    )
    day = dated.date_input(
        "Rate of", format="YYYY-MM-DD", required=True, key="sales_rate_day", **KEPT
    )
    currency, number = currency.strip().upper(), number.strip()
    if not number and currency in ("", book.currency):
        return None, None
    source = st.text_input(
        "Source of the rate", key="sales_rate_source", max_chars=60, placeholder="Bank", **KEPT
    )
    try:
        exchange = Exchange(currency, _rate(number), day, source.strip())
        currencies.check(currency)
    except Problem as problem:
        boxes.problem(problem)
        return None, problem
    return exchange, None


def _rate(text: str) -> Decimal:
    if not text:
        hint = "Type a number, such as 7.1234, or clear the code."
        raise Problem("Enter the rate of the other currency", where="Exchange rate", hint=hint)
    if not _RATE.fullmatch(text) or not Decimal(text):
        hint = "Type a number, such as 7.1234."
        raise Problem(f'"{text}" is not a rate', where="Exchange rate", hint=hint)
    return Decimal(text)


def typed(number: float) -> Decimal:
    """What was typed, with six decimals at the most: a number field hands out a float."""
    return Decimal(f"{number:.6f}").normalize() + Decimal(0)
