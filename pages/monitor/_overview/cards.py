"""The cards of the Overview, each against the days before, and what its charts rest on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Literal

import streamlit as st

from analytics import lineage
from analytics.billing.basis import Basis
from pages.monitor._overview import money
from pages.ui import basis as basis_words
from pages.ui import data, drilldown, filters, formats, plan_words
from pages.ui.alerts import outlook as looked
from pages.ui.filters import Chosen
from pages.ui.periods import Period
from pages.ui.plans import sums
from pages.ui.plans.ahead import PlanAhead, current_month
from pages.ui.plans.ahead import month as month_figures
from pages.ui.plans.sums import Minutes


def cards(selection: Chosen, recorded: Minutes, basis: Basis) -> None:
    """Cost and price, billable and free minutes of what is filtered, all of the same days."""
    before = None
    if selection.period.before:
        before = sums.minutes(data.by_kind(selection.usage_in(*selection.period.before)))
    with st.grid(4, min_column_width=160, key="cards"):
        _cost(selection, basis)
        _minutes(
            "Billable minutes",
            selection,
            recorded.billable_ms,
            before.billable_ms if before else None,
            "Camera, screen share and whiteboard files of finished recordings, each file in full. "
            "Exact minutes, before the bill rounds them.",
        )
        _minutes(
            "Free minutes",
            selection,
            recorded.not_billed_ms,
            before.not_billed_ms if before else None,
            f"Mixed stream and audio files, free for now: {formats.minutes(recorded.free_ms)}. "
            f"Recordings that did not finish, never billed: "
            f"{formats.minutes(recorded.unfinished_ms)}.",
        )
    st.caption(_comparison(selection))


def _minutes(label: str, selection: Chosen, ms: int, before: int | None, help: str) -> None:
    change = formats.change(ms, before) if before is not None else None
    name = f"{label.split()[0].lower()}_minutes"
    choices = {f"{label}, {selection.period.text}": lineage.files(name, ms, selection.usage)}
    if before is not None and selection.period.before:
        help = f"{help} Before: {formats.minutes(before)}."
        usage_before = selection.usage_in(*selection.period.before)
        choices[f"{label} before, {selection.period.before_text}"] = lineage.files(
            name, before, usage_before
        )
    before_text = before is not None and formats.about_minutes(before)
    _card(label, formats.minutes(ms), change, before_text, help, choices)


def _cost(selection: Chosen, basis: Basis) -> None:
    """Two cards: the cost of the days that are looked at, and what 1,000 minutes came to."""
    period = selection.period
    now, before = money.amounts(selection, basis)
    whole = selection.is_part and not money.is_part(selection, basis)
    account = ", whole account" if whole else ""
    about = money.about(basis)
    for label, help, field in (
        (f"{plan_words.BASES[basis]}{account}", f"{about}. {basis_words.HELP}", "total"),
        (f"Price per 1,000 min{account}", f"{about}, ÷ charged minutes × 1,000.", "price"),
    ):
        choices = {f"{label}, {period.text}": getattr(now, f"{field}_claim")}
        if before:
            choices[f"{label} before, {period.before_text}"] = getattr(before, f"{field}_claim")
        value, value_before = getattr(now, field), getattr(before, field) if before else None
        _money(label, value, value_before, now.currency, help, choices)


def _money(
    label: str,
    amount: Decimal | None,
    before: Decimal | None,
    currency: str,
    help: str,
    choices: drilldown.Choices,
) -> None:
    change = formats.change(amount, before) if amount is not None and before else None
    if before is not None:
        help = f"{help} Before: {formats.money(before, currency)}."
    before_text = before is not None and formats.about_money(before, currency)
    value = formats.NOTHING if amount is None else formats.money(amount, currency)
    _card(label, value, change, before_text, help, choices, bad_when_more=change != "0.0%")


def _card(
    label: str,
    value: str,
    change: str | None,
    before_text: str | Literal[False],
    help: str,
    choices: drilldown.Choices,
    *,
    bad_when_more: bool = False,
    remark: str = "",
) -> None:
    drilldown.figure(
        label,
        value,
        choices,
        help=help,
        delta=change and change.replace("−", "-"),  # the minus sign that Streamlit knows
        delta_color="inverse" if bad_when_more else "off",
        delta_arrow="off" if change == "0.0%" else "auto",
        delta_description=remark or (f"was {before_text}" if before_text else None),
    )


def month(basis: Basis) -> None:
    """The month so far against as many days of the month before, and what it is expected to come to."""
    name, plan = data.team()
    ahead = looked.of(None, basis)
    period = money.this_month()
    now, before = (
        money.whole_account(plan, name, basis, days) if days else None
        for days in ((period.since, period.until), period.before)
    )
    assert now and ahead.outlook
    label = f"Cost in {formats.month(period.since)}"
    choices = {f"{label}, {period.text}": now.total_claim}
    if before:
        choices[f"Cost before, {period.before_text}"] = before.total_claim
    against = period.before_text or "nothing before"
    remark = "; ".join(filter(None, (period.remark, money.missing(period))))
    help = f"{money.about(basis)}, {period.text}, against {against}{remark and f': {remark}'}."
    with st.grid(3, min_column_width=200, key="month_cards"):
        _money(label, now.total, before.total if before else None, now.currency, help, choices)
        _forecast(PlanAhead(name, plan, ahead, ahead.outlook))
        if changes := money.changed_rooms(period):
            _changed(period, changes, now.currency)


def _changed(period: Period, changes: Sequence[money.RoomChange], currency: str) -> None:
    """The rooms that changed most, a line each."""
    lines = [
        f"Room {formats.plain(formats.short(formats.named(change.room), 24))} "
        f"**{_signed(change.difference, currency)}**"
        for change in changes
    ]
    with st.container(border=True, height="stretch", gap=None):
        drilldown.card(
            "What changed",
            partial(money.room_figures, period, changes),
            help=f"Cost of use by room, {period.text} against {period.before_text}: the largest changes.",
        )
        st.markdown("  \n".join(lines))
        st.page_link("pages/monitor/explore.py", label="Explore", icon=":material/arrow_forward:")


def _signed(amount: Decimal, currency: str) -> str:
    sign = "+" if amount > 0 else "−"
    return f"{sign}{formats.plain(formats.money(abs(amount), currency))}"


def _forecast(plan_ahead: PlanAhead) -> None:
    outlook = plan_ahead.outlook
    month = current_month(outlook)
    low, high = (formats.money(amount, outlook.currency) for amount in (month.low, month.high))
    span = "no error known yet" if outlook.forecast.worst_permille is None else f"{low} to {high}"
    _card(
        f"Forecast for {formats.month(month.first)}",
        formats.money(month.expected, outlook.currency),
        None,
        False,
        f"The recorded days and the forecast of those to come, settled as any bill. {span}: usage off by "
        "as much as the worst try on the past.",
        partial(month_figures, plan_ahead, month),
        remark=span,
    )


def _comparison(selection: Chosen) -> str:
    """Which days the cards compare, and what the cost is the cost of."""
    period = selection.period
    remarks = [f"{period.text} against {period.before_text}" if period.before else period.text]
    if period.remark:
        remarks.append(period.remark)
    elif period.before:
        length, length_before = (
            (until - since).days for since, until in ((period.since, period.until), period.before)
        )
        if length != length_before:
            remarks.append(f"{formats.count(length, 'day')} against {length_before}")
    if missing := money.missing(period):
        remarks.append(f"**{missing}**")
    return f"{' · '.join(remarks)}."


def chart_settings(selection: Chosen, step: str) -> str:
    """Under which settings the minutes over time were made."""
    coverage = data.coverage()
    parts = [selection.period.text, filters.summary("Overview") or "all apps, rooms and kinds"]
    if coverage:
        edge = "stopped" if coverage.midnight == "stop" else "started"
        parts.append(f"a recording counts on the day it {edge} in {formats.plain(coverage.zone)}")
    parts.append("free kinds and unfinished recordings included")
    if step != "day":
        parts.append(f"the first and the last {step} hold only the days of the period")
    return f"{' · '.join(parts)}."


def share_settings(selection: Chosen, recorded: Minutes) -> str:
    """What the bars of the kinds include, and which of them are billed."""
    return (
        f"{selection.period.text}. Audio-visual, the word on the vendor’s bill, is camera and screen share together. Camera, "
        "screen share and whiteboard are billed; mixed streams and audio files are free for now."
        + (
            f" {formats.minutes(recorded.unfinished_ms)} minutes of the billed kinds are of "
            "recordings that did not finish, and free."
            if recorded.unfinished_ms
            else ""
        )
    )
