"""The bill to come, the forecast with its tried error, and the end of each pack."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.core.months import add_months
from analytics.planning.forecast import WEEKS, Forecast
from analytics.planning.outlook import MonthOutlook, Outlook, PackOutlook
from analytics.planning.season import season_words
from pages.costs._forecast import charts
from pages.costs._forecast import figures as proofs
from pages.ui import day_marks, drilldown, formats, plan_words, tables
from pages.ui.periods import DAY
from pages.ui.plans.ahead import PlanAhead, current_month
from pages.ui.plans.ahead import month as month_figures
from pages.ui.takeaway import screen

SHOWN_DAYS = 60


def headline(plan_ahead: PlanAhead) -> None:
    """The month's expected cost, said first."""
    outlook = plan_ahead.outlook
    month = current_month(outlook)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        screen.headline(
            f"{formats.month(month.first)} is expected to cost {_money(month.expected, outlook)}",
            width="content",
        )
        drilldown.button(partial(month_figures, plan_ahead, month), key="prove_headline")
    parts = [f"{_money(month.low, outlook)} to {_money(month.high, outlook)}"]
    if month.first <= outlook.as_of:
        parts.append(f"{_money(month.so_far, outlook)} up to {formats.day(outlook.as_of)}")
    st.caption(
        " · ".join(
            [
                plan_words.BASES[outlook.basis],
                *parts,
                "the whole account",
                f"after {formats.day(outlook.as_of)}, the last recorded day",
            ]
        )
    )


def cards(plan_ahead: PlanAhead) -> None:
    """The other month, what is left in packs, the first to end, and what may be lost."""
    outlook = plan_ahead.outlook
    month = current_month(outlook)
    with st.grid(4, min_column_width=160, key="ahead_cards"):
        _month_card(plan_ahead, outlook.next_month if month is outlook.month else outlook.month)
        _card(
            "Left in packs, min",
            formats.minutes(sum(pack.left_ms for pack in outlook.packs)),
            partial(proofs.left, plan_ahead),
            "What is left of all packs that have not expired.",
        )
        ends = [pack for pack in outlook.packs if pack.runs_out]
        first = min(ends, key=lambda pack: pack.runs_out or outlook.as_of, default=None)
        _card(
            "First pack to run out",
            formats.day_and_month(first.runs_out) if first and first.runs_out else formats.NOTHING,
            partial(proofs.runs_out, plan_ahead, first),
            f"{formats.plain(formats.short(first.pack.name))}: {_between(first)}."
            if first
            else "No pack is expected to be consumed before it expires.",
        )
        _card(
            "At risk of expiring",
            formats.money(
                sum((pack.at_risk for pack in outlook.packs), Decimal(0)), outlook.currency
            ),
            partial(proofs.at_risk, plan_ahead),
            "What unused minutes of packs have cost that are expected to expire: "
            f"{formats.minutes(sum(pack.at_risk_ms for pack in outlook.packs))} minutes. At most "
            + _money(sum((pack.at_risk_most for pack in outlook.packs), Decimal(0)), outlook)
            + ", for usage as low as the worst try.",
        )


def _month_card(plan_ahead: PlanAhead, month: MonthOutlook) -> None:
    outlook = plan_ahead.outlook
    is_over = month.until <= outlook.as_of + DAY
    _card(
        f"{formats.month(month.first)}, {'complete' if is_over else 'expected'}",
        formats.money(month.expected, outlook.currency),
        partial(month_figures, plan_ahead, month),
        "All days are recorded."
        if is_over
        else f"{_money(month.low, outlook)} to {_money(month.high, outlook)}: usage off by as much as "
        f"the worst try. So far {_money(month.so_far, outlook)}.",
    )


def _card(label: str, value: str, claims: drilldown.Choices, help: str) -> None:
    drilldown.figure(label, value, claims, help=help)


def minutes(plan_ahead: PlanAhead) -> None:
    """The last recorded days and the ones to come, with the error of the tries as a band."""
    outlook = plan_ahead.outlook
    days = [day for day in outlook.forecast.days if day.day < outlook.next_month.until]
    claims = partial(proofs.days, plan_ahead, days, SHOWN_DAYS)
    drilldown.heading("Charged minutes to come", claims, key="minutes_ahead")
    recorded = plan_ahead.ahead.recorded
    picture = charts.minutes_ahead(recorded, days, shown=SHOWN_DAYS)
    last = outlook.as_of + DAY
    signs = day_marks.put(picture, max(recorded[0].day, last - SHOWN_DAYS * DAY), last)
    drilldown.chart(
        picture,
        claims,
        proofs.clicked,
        key="minutes_ahead",
        alt="Charged minutes of the last recorded days and the forecast with its band",
    )
    st.caption(" ".join(filter(None, [method(outlook.forecast), signs])))


def method(forecast: Forecast) -> str:
    """How the forecast is made, and how far it was off when it was tried on the past."""
    otherwise = f"the median of the last {WEEKS} same weekdays"
    text = f"Each day to come is {otherwise}"
    if forecast.season and forecast.days:
        since, until = forecast.days[0].day, forecast.days[-1].day + DAY
        words = season_words(forecast.season, since, min(until, add_months(since, 12)), otherwise)
        text = f"Expected: {words}"
    text = f"{text}. A ratio that changes later is not in it. "
    if forecast.off_permille is None or forecast.worst_permille is None:
        return text + "Too little is recorded to try it on the past: there is no band."
    return text + (
        f"Tried on the past {formats.count(forecast.tries, 'time')}, the sum of {forecast.tried_days} days was off by "
        f"{_permille(forecast.off_permille)} in the median try and by {_permille(forecast.worst_permille)} in the "
        "worst; 4 of 5 tried days were within the band. Amounts “from … to” are the forecast off by "
        "as much as the worst try."
    )


def packs(plan_ahead: PlanAhead) -> None:
    """Each pack with the day it runs out, or what it loses when it expires."""
    outlook = plan_ahead.outlook
    drilldown.heading("When each pack ends", partial(proofs.packs, plan_ahead), key="pack_ends")
    if not outlook.packs:
        st.caption("No pack of this plan has minutes left.")
        return
    money = partial(tables.money, currency=outlook.currency)
    drilldown.table(
        [
            tables.text("Pack", [pack.pack.name for pack in outlook.packs]),
            tables.minutes("Left, min", [pack.left_ms for pack in outlook.packs]),
            tables.day("Runs out", [pack.runs_out for pack in outlook.packs]),
            tables.day("Earliest", [pack.runs_out and pack.earliest for pack in outlook.packs]),
            tables.day("Latest", [pack.runs_out and pack.latest for pack in outlook.packs]),
            tables.day("Expires", [pack.pack.expires for pack in outlook.packs]),
            tables.minutes("At risk, min", [pack.at_risk_ms for pack in outlook.packs]),
            money("At risk", [pack.at_risk for pack in outlook.packs]),
            money("At most", [pack.at_risk_most for pack in outlook.packs]),
        ],
        partial(proofs.packs, plan_ahead),
        lambda row, heading: proofs.of_pack(outlook.packs[row], heading),
        key="pack_ends",
        shown=len(outlook.packs),
        alt="When each pack ends",
        caption="In the order in which they are used; – under Runs out or Latest: not before it expires. At risk: minutes "
        "that are expected to expire unused, and their part of the pack’s price; at most: for usage as low as the "
        "worst try.",
    )


def _between(pack: PackOutlook) -> str:
    """``3 Oct 2026 (27 Sep to 14 Oct 2026)``."""
    assert pack.runs_out is not None
    day = formats.day(pack.runs_out)
    earliest = formats.day(pack.earliest) if pack.earliest else day
    if pack.latest is None:
        return f"**{day}** ({earliest} or later)" if pack.earliest else f"**{day}**"
    if pack.earliest == pack.latest:
        return f"**{day}**"
    return f"**{day}** ({earliest} to {formats.day(pack.latest)})"


def _permille(number: int) -> str:
    return formats.percent(Decimal(number) / 1000)


def _money(amount: Decimal, outlook: Outlook) -> str:
    return formats.plain(formats.money(amount, outlook.currency))
