"""Inputs of the Calculator by sliders: what is taught, and how it is to be billed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import Plan, PriceBook
from analytics.core.months import add_months
from analytics.planning.estimate import ClassModel, Estimate, from_model
from analytics.quotes import public_holidays
from analytics.quotes.history import from_history
from analytics.quotes.request import WORDING, Request
from analytics.reports.filters import Filters
from pages.sell._calculator import reopen
from pages.sell._calculator.reopen import MOST_TERMS
from pages.ui import data, filters, formats
from pages.ui.plans import terms
from pages.ui.plans.terms import KEPT, typed

MODEL, HISTORY = "Class model", "Recorded history"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that the price is worked out from."""

    asked: Request
    """The quote as it would be, without names and texts."""
    model: ClassModel | None
    since: date
    months: int
    catalogue: Plan
    """The chosen plan as it is kept, with all its packs."""
    book: PriceBook
    history: Filters | None
    """The recordings that the usage is taken from, where it is."""
    unread: Problem | None
    """Why the other currency cannot be read: the amounts are in the price book's then, and nothing is saved."""

    @property
    def estimate(self) -> Estimate:
        return self.asked.estimate

    @property
    def plan(self) -> Plan:
        return self.asked.plan

    @property
    def postpaid(self) -> Plan:
        """The plan without its packs."""
        return replace(self.plan, packs=())

    @property
    def currency(self) -> str:
        return self.asked.exchange.currency if self.asked.exchange else self.book.currency

    def money(self, amount: Decimal) -> str:
        """An amount of the price book in the quote's currency, as markdown."""
        rate = self.asked.exchange.rate if self.asked.exchange else Decimal(1)
        return formats.plain(formats.money(amount * rate, self.currency))


def show() -> Inputs:
    """Draw the inputs; every change counts at once."""
    usage, billing = st.columns([3, 2], gap="medium")
    with billing, st.container(border=True):
        since, months, catalogue, plan, book = terms.plan()
        extras = terms.extras(book, plan)
        exchange, unread = terms.exchange(book)
    with usage, st.container(border=True):
        model, estimate, recordings = _usage(since, months)
    day = date.today()  # noqa: DTZ011 - the seller's own day
    request = Request(
        number="",
        customer="",
        owner="",
        issued=day,
        valid_until=day,
        plan=plan,
        estimate=estimate,
        exchange=exchange,
        rebate_percent=extras.rebate_percent,
        robot_whiteboard=extras.robot_whiteboard,
        robot_trtc=extras.robot_trtc,
        robot_free=extras.robot_free,
        wording=WORDING,
        late_days=extras.late_days,
    )
    return Inputs(request, model, since, months, catalogue, book, recordings, unread)


def _usage(since: date, months: int) -> tuple[ClassModel | None, Estimate, Filters | None]:
    st.subheader("Usage", anchor=False)
    source = MODEL
    if data.coverage():
        source = st.segmented_control(
            "Usage from", [MODEL, HISTORY], default=MODEL, required=True, key="usage_from", **KEPT
        )
    if source == HISTORY:
        percent = st.slider("Part of the history, %", 1, 500, 100, key="usage_percent", **KEPT)
        recordings = _history()
        estimate = from_history(data.store(), recordings, since, months, Decimal(percent))
        st.caption(formats.plain(f"{estimate.source[:1].upper()}{estimate.source[1:]}"))
        return None, _spread(estimate), recordings
    model = _model(since, months)
    return model, _spread(from_model(model, since, months)), None


def _history() -> Filters:
    """Which recordings: those of the draft that was opened, else what the filters say."""
    if drafted := reopen.history():
        days = f"{drafted.since} to {drafted.until - timedelta(1)}" if drafted.until else "all days"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(f"The recordings that the draft was made from: {days}.")
            st.button("Use the filters above", key="q_sidebar", on_click=reopen.forget_history)
        return drafted
    selection = filters.chosen("Calculator")
    assert selection is not None
    st.caption(f"{selection.period.text}: the filters above say what of it.")
    return selection.usage


def _model(since: date, months: int) -> ClassModel:
    left, right = st.columns(2)
    classes = left.slider("Classes a day", 0, 300, 30, key="classes", **KEPT)
    minutes = right.slider("Minutes of a class", 5, 180, 40, step=5, key="class_minutes", **KEPT)
    cameras = left.slider(
        "Cameras on, on average",
        0.0,
        12.0,
        3.0,
        step=0.5,
        format="%.1f",
        key="cameras",
        help="The teacher is one; two students on camera make three.",
        **KEPT,
    )
    screen = right.slider("Screen share, % of the time", 0, 100, 20, key="screen", **KEPT)
    whiteboard = left.toggle("Whiteboard recorded", True, key="whiteboard", **KEPT)
    layouts = right.number_input(
        "Mixed-stream files a class", 0, 9, 1, key="layouts", help="Free for now.", **KEPT
    )
    days = st.pills(
        "Teaching days",
        _WEEKDAYS,
        selection_mode="multi",
        default=_WEEKDAYS[:5],
        key="weekdays",
        **KEPT,
    )
    left, right = st.columns(2)
    days_a_month = left.number_input(
        "Teaching days a month",
        0.0,
        31.0,
        0.0,
        step=0.5,
        key="days_a_month",
        help="Such as 22; 0: as many as the calendar has.",
        **KEPT,
    )
    rooms = right.number_input("Rooms with these classes", 1, 1000, 1, key="rooms", **KEPT)
    growth = left.number_input(
        "Growth a month, %", -50.0, 100.0, 0.0, step=0.5, key="growth", **KEPT
    )
    yearly = right.number_input(
        "Growth a year, %", -50.0, 100.0, 0.0, step=0.5, key="growth_year", **KEPT
    )
    place, closed = _public_holidays(since, months)
    school_terms = _school_terms(since)
    weeks = st.multiselect(
        "Weeks of holidays",
        _weeks(since, months),
        key="holidays",
        placeholder="None",
        format_func="from {}".format,
        **KEPT,
    )
    return ClassModel(
        classes_a_day=Decimal(classes),
        minutes=Decimal(minutes),
        cameras=typed(cameras),
        screen_percent=Decimal(screen),
        whiteboard=whiteboard,
        mixed_layouts=layouts,
        rooms=rooms,
        growth_percent=typed(growth),
        yearly_growth_percent=typed(yearly),
        weekdays=tuple(_WEEKDAYS.index(name) for name in days),
        holidays=tuple((week, week + timedelta(7)) for week in weeks),
        days_a_month=typed(days_a_month),
        school_terms=school_terms,
        public_holidays=closed,
        holidays_of=place,
    )


def _country(code: str) -> str:
    return public_holidays.name(code) or "None"


def _part(part: str) -> str:
    return part or "Nationwide"


def _term_count(count: int) -> str:
    return str(count) if count else "All the time"


def _public_holidays(since: date, months: int) -> tuple[str, tuple[date, ...]]:
    """Whose public holidays are free of classes, by code, and their days in the term."""
    left, right = st.columns(2)
    known = public_holidays.countries()
    country = left.selectbox(
        "Public holidays of",
        ["", *sorted(known, key=public_holidays.name)],
        key="holiday_country",
        format_func=_country,
        help="The school’s own holidays may differ: add its weeks below.",
        **KEPT,
    )
    if not country:
        return "", ()
    code = country
    if parts := known[country]:
        if st.session_state.get("holiday_part") not in ("", None, *parts):
            del st.session_state["holiday_part"]
        part = right.selectbox(
            "State or region",
            ["", *parts],
            key="holiday_part",
            format_func=_part,
            **KEPT,
        )
        code = f"{country}-{part}" if part else country
    days = public_holidays.days(code, since, add_months(since, months))
    return (code, days) if days else ("", ())


def _school_terms(since: date) -> tuple[tuple[date, date], ...]:
    """The school's terms, by first day and number of weeks; none: classes all the time."""
    count = st.segmented_control(
        "School terms",
        range(MOST_TERMS + 1),
        default=0,
        required=True,
        key="term_count",
        format_func=_term_count,
        **KEPT,
    )
    spans = []
    for place in range(count or 0):
        left, right = st.columns(2)
        first = left.date_input(
            f"Term {place + 1} from",
            value=since,
            format="YYYY-MM-DD",
            required=True,
            key=f"school_term_{place}",
            **KEPT,
        )
        weeks = right.number_input("Weeks", 1, 53, 18, key=f"school_weeks_{place}", **KEPT)
        spans.append((first, first + timedelta(7 * weeks)))
    return tuple(spans)


def _weeks(since: date, months: int) -> list[date]:
    """The Mondays of the term's weeks."""
    first, until = since - timedelta(since.weekday()), add_months(since, months)
    return [first + timedelta(7 * n) for n in range((until - first).days // 7 + 1)]


def _spread(estimate: Estimate) -> Estimate:
    low, high = st.slider(
        "Low and high case, % of the expected", 10, 300, (80, 120), step=5, key="spread", **KEPT
    )
    return replace(
        estimate, low_percent=Decimal(min(low, 100)), high_percent=Decimal(max(high, 100))
    )
