"""The four cards of the Overview, each against the period before, and what its charts rest on."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import streamlit as st

from analytics import lineage
from analytics.catalog import plans
from analytics.core.model import Plan, Settlement
from analytics.lineage import Claim
from pages.ui import data, drilldown, filters, formats, periods, plan_words
from pages.ui.filters import Chosen
from pages.ui.periods import Period
from pages.ui.plans import sums
from pages.ui.plans.sums import Minutes


def cards(now: Chosen, recorded: Minutes) -> None:
    """Billable and free minutes of what is filtered; cost and price of the whole account."""
    before = None
    if now.period.before:
        before = sums.minutes(data.by_kind(now.usage_in(*now.period.before)))
    with st.grid(4, min_column_width=160, key="cards"):
        _minutes(
            "Billable minutes",
            now,
            recorded.billable_ms,
            before.billable_ms if before else None,
            "Camera, screen share and whiteboard files of finished recordings, each file in full. "
            "Exact minutes, before the bill rounds them.",
        )
        _minutes(
            "Free minutes",
            now,
            recorded.not_billed_ms,
            before.not_billed_ms if before else None,
            f"Mixed stream and audio files, free for now: {formats.minutes(recorded.free_ms)}. "
            f"Recordings that did not finish, never billed: "
            f"{formats.minutes(recorded.unfinished_ms)}.",
        )
        name, plan = plans.team(data.store())
        _cost(plan, name)
        _price(now.period, plan, name)
    st.caption(_comparison(now))


def _minutes(label: str, now: Chosen, ms: int, before: int | None, help: str) -> None:
    change = formats.change(ms, before) if before is not None else None
    name = f"{label.split()[0].lower()}_minutes"
    choices = {f"{label}, {now.period.text}": lineage.files(name, ms, now.usage)}
    if before is not None and now.period.before:
        help = f"{help} Before: {formats.minutes(before)}."
        then = now.usage_in(*now.period.before)
        choices[f"{label} before, {now.period.before_text}"] = lineage.files(name, before, then)
    was = before is not None and formats.about_minutes(before)
    _card(label, formats.minutes(ms), change, was, help, choices)


def _cost(plan: Plan, name: str) -> None:
    month = _month()
    this = data.settlement(plan, month.since, month.until)
    help = (
        f"{month.text}: what is paid under the team's plan “{formats.plain(name)}”, prices of "
        f"{formats.plain(plan_words.versions(this))}, fees and packs on the day they "
        f"are bought. Against {month.before_text or 'nothing before'}"
        f"{month.remark and ': ' + month.remark}."
    )
    before = data.settlement(plan, *month.before) if month.before else None
    label = f"Cost in {formats.month(month.since)}"
    total = ("bill_total", "Cost", name)
    choices = {f"{label}, {month.text}": _claim(total, this.totals.exact.total, this)}
    if before:
        then = _claim(total, before.totals.exact.total, before)
        choices[f"Cost before, {month.before_text}"] = then
    _money(
        label,
        this.totals.shown.total,
        before.totals.shown.total if before else None,
        this.book.currency,
        help,
        choices,
    )


def bills(now: Chosen) -> list[tuple[str, Settlement]]:
    """The settlements that cost and price on the cards come from, and whose they are."""
    name, plan = plans.team(data.store())
    month = _month()
    bounds = (None, None) if now.period.is_all else (now.period.since, now.period.until)
    return [
        (f"{name}, {period}", data.settlement(plan, *span))
        for period, span in (
            (month.text, (month.since, month.until)),
            (now.period.text, bounds),
        )
    ]


def _price(period: Period, plan: Plan, name: str) -> None:
    bounds = (None, None) if period.is_all else (period.since, period.until)
    this = data.settlement(plan, *bounds)
    before = data.settlement(plan, *period.before) if period.before else None
    label = "Price per 1,000 min"
    price = ("bill_price", label, name)
    choices = {f"{label}, {period.text}": _claim(price, sums.price_per_thousand(this), this)}
    if before:
        then = _claim(price, sums.price_per_thousand(before), before)
        choices[f"{label} before, {period.before_text}"] = then
    _money(
        label,
        sums.price_per_thousand(this),
        sums.price_per_thousand(before) if before else None,
        this.book.currency,
        f"All that was paid in {period.text}, fees and packs included, for 1,000 charged minutes "
        "of the whole account, rounded as the bill is.",
        choices,
    )


def _claim(named: tuple[str, str, str], value: Decimal | None, of: Settlement) -> Claim:
    figure, title, plan = named
    return lineage.bill(figure, value, of, title=title, plan=plan)


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
    was = before is not None and formats.about_money(before, currency)
    value = formats.NOTHING if amount is None else formats.money(amount, currency)
    _card(label, value, change, was, help, choices, bad_when_more=change != "0.0%")


def _card(
    label: str,
    value: str,
    change: str | None,
    was: str | Literal[False],
    help: str,
    choices: drilldown.Choices,
    *,
    bad_when_more: bool = False,
) -> None:
    with st.container(border=True, height="stretch", gap=None):
        drilldown.card(label, choices, help=help)
        st.metric(
            label,
            value,
            change and change.replace("−", "-"),  # the minus sign that Streamlit knows
            delta_color="inverse" if bad_when_more else "off",
            delta_arrow="off" if change == "0.0%" else "auto",
            delta_description=f"was {was}" if was else None,
            help=help,
            label_visibility="collapsed",
        )


def _month() -> Period:
    known = data.coverage()
    assert known is not None
    return periods.this_month(known.first_day, known.last_day)


def _comparison(now: Chosen) -> str:
    """Which days the cards compare, and what the cost is the cost of."""
    period = now.period
    said = [f"{period.text} against {period.before_text}" if period.before else period.text]
    if period.remark:
        said.append(period.remark)
    elif period.before:
        length, other = (
            (until - since).days for since, until in ((period.since, period.until), period.before)
        )
        if length != other:
            said.append(f"{formats.count(length, 'day')} against {other}")
    month = _month()
    if month.before:
        partial = f" ({month.remark})" if month.remark else ""
        said.append(f"cost: {month.text} against {month.before_text}{partial}")
    whole = "cost and price are always of the whole account"
    said.append(f"{whole}, whatever app, room or kind is chosen" if now.is_part else whole)
    return f"{' · '.join(said)}."


def chart_settings(now: Chosen, step: str) -> str:
    """Under which settings the minutes over time were made."""
    known = data.coverage()
    said = [now.period.text, filters.summary(now) or "all apps, rooms and kinds"]
    if known:
        edge = "stopped" if known.midnight == "stop" else "started"
        said.append(f"a recording counts on the day it {edge} in {formats.plain(known.zone)}")
    said.append("free kinds and unfinished recordings included")
    if step != "day":
        said.append(f"the first and the last {step} hold only the days of the period")
    return f"{' · '.join(said)}."


def share_settings(now: Chosen, recorded: Minutes) -> str:
    """What the bars of the kinds include, and which of them are billed."""
    return (
        f"{now.period.text}. Audio-visual, the word on the vendor’s bill, is camera and screen share together. Camera, "
        "screen share and whiteboard are billed; mixed streams and audio files are free for now."
        + (
            f" {formats.minutes(recorded.unfinished_ms)} minutes of the billed kinds are of "
            "recordings that did not finish, and free."
            if recorded.unfinished_ms
            else ""
        )
    )
