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


def cards(selection: Chosen, recorded: Minutes) -> None:
    """Billable and free minutes of what is filtered; cost and price of the whole account."""
    before = None
    if selection.period.before:
        before = sums.minutes(data.by_kind(selection.usage_in(*selection.period.before)))
    with st.grid(4, min_column_width=160, key="cards"):
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
        name, plan = plans.team(data.store())
        _cost(plan, name)
        _price(selection.period, plan, name)
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


def _cost(plan: Plan, name: str) -> None:
    month = _month()
    settlement = data.settlement(plan, month.since, month.until)
    help = (
        f"{month.text}: what is paid under the team's plan “{formats.plain(name)}”, prices of "
        f"{formats.plain(plan_words.versions(settlement))}, fees and packs on the day they "
        f"are bought. Against {month.before_text or 'nothing before'}"
        f"{month.remark and ': ' + month.remark}."
    )
    before = data.settlement(plan, *month.before) if month.before else None
    label = f"Cost in {formats.month(month.since)}"
    total = ("bill_total", "Cost", name)
    choices = {f"{label}, {month.text}": _claim(total, settlement.totals.exact.total, settlement)}
    if before:
        claim = _claim(total, before.totals.exact.total, before)
        choices[f"Cost before, {month.before_text}"] = claim
    _money(
        label,
        settlement.totals.shown.total,
        before.totals.shown.total if before else None,
        settlement.book.currency,
        help,
        choices,
    )


def bills(selection: Chosen) -> list[tuple[str, Settlement]]:
    """The settlements that cost and price on the cards come from, and whose they are."""
    name, plan = plans.team(data.store())
    month = _month()
    bounds = (
        (None, None)
        if selection.period.is_all
        else (selection.period.since, selection.period.until)
    )
    return [
        (f"{name}, {period}", data.settlement(plan, *span))
        for period, span in (
            (month.text, (month.since, month.until)),
            (selection.period.text, bounds),
        )
    ]


def _price(period: Period, plan: Plan, name: str) -> None:
    bounds = (None, None) if period.is_all else (period.since, period.until)
    settlement = data.settlement(plan, *bounds)
    before = data.settlement(plan, *period.before) if period.before else None
    label = "Price per 1,000 min"
    price = ("bill_price", label, name)
    choices = {
        f"{label}, {period.text}": _claim(price, sums.price_per_thousand(settlement), settlement)
    }
    if before:
        claim = _claim(price, sums.price_per_thousand(before), before)
        choices[f"{label} before, {period.before_text}"] = claim
    _money(
        label,
        sums.price_per_thousand(settlement),
        sums.price_per_thousand(before) if before else None,
        settlement.book.currency,
        f"All that was paid in {period.text}, fees and packs included, for 1,000 charged minutes "
        "of the whole account, rounded as the bill is.",
        choices,
    )


def _claim(labels: tuple[str, str, str], value: Decimal | None, settlement: Settlement) -> Claim:
    figure, title, plan = labels
    return lineage.bill(figure, value, settlement, title=title, plan=plan)


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
) -> None:
    drilldown.figure(
        label,
        value,
        choices,
        help=help,
        delta=change and change.replace("−", "-"),  # the minus sign that Streamlit knows
        delta_color="inverse" if bad_when_more else "off",
        delta_arrow="off" if change == "0.0%" else "auto",
        delta_description=f"was {before_text}" if before_text else None,
    )


def _month() -> Period:
    coverage = data.coverage()
    assert coverage is not None
    return periods.this_month(coverage.first_day, coverage.last_day)


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
    month = _month()
    if month.before:
        partial = f" ({month.remark})" if month.remark else ""
        remarks.append(f"cost: {month.text} against {month.before_text}{partial}")
    whole = "cost and price are always of the whole account"
    remarks.append(f"{whole}, whatever app, room or kind is chosen" if selection.is_part else whole)
    return f"{' · '.join(remarks)}."


def chart_settings(selection: Chosen, step: str) -> str:
    """Under which settings the minutes over time were made."""
    coverage = data.coverage()
    parts = [selection.period.text, filters.summary(selection) or "all apps, rooms and kinds"]
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
