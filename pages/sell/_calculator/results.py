"""What the inputs of the What-if page come to: totals, months, what moves them, break-even."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.core.model import KINDS, Plan
from analytics.core.money import digits, price_per_thousand
from analytics.planning import sensitivity
from analytics.planning.estimate import Case, Estimate, at, by_month
from analytics.quotes.months import months_of
from analytics.quotes.quote import sheet_of
from pages.sell._calculator import charts, figures
from pages.sell._calculator.inputs import Inputs
from pages.ui import drilldown, formats, plan_words, tables, theme
from pages.ui.charts import base


def totals(now: Inputs, place: DeltaGenerator) -> None:
    """Postpaid and prepaid side by side, and the price of 1,000 minutes, above the sliders."""
    with place:
        _totals(now)


def _totals(now: Inputs) -> None:
    currency = now.currency
    sheet = sheet_of(now.asked, now.book)
    ms = sheet.settlement.totals.charged_ms
    per = price_per_thousand(sheet.total, ms)
    price, postpaid = sheet.total, _total(now, now.estimate, now.postpaid)
    low, high = (_total(now, at(now.estimate, case), now.plan) for case in (Case.LOW, Case.HIGH))
    with st.grid(4, min_column_width=160, key="what_if_cards"):
        _card(
            now,
            "Total",
            f"Total of {formats.count(now.months, 'month')}",
            formats.money(price, currency),
            f"Low {formats.money(low, currency)}, high {formats.money(high, currency)}.",
        )
        if now.plan.packs:
            _card(now, "All postpaid", "All postpaid", formats.money(postpaid, currency))
        _card(now, "Charged minutes", "Charged minutes", formats.minutes(ms))
        _card(
            now,
            "Per 1,000 min",
            "Per 1,000 min",
            formats.NOTHING if per is None else formats.money(per, currency),
            "All of the total, the fee and packs included.",
        )
    st.markdown(_verdict(now, price, postpaid, currency))
    st.caption(
        f"Low {formats.plain(formats.money(low, currency))} · expected "
        f"{formats.plain(formats.money(price, currency))} · high "
        f"{formats.plain(formats.money(high, currency))}. List prices of "
        f"{formats.plain(plan_words.versions(sheet.settlement))}{_off(now)}{_rate(now)}."
    )


def _card(now: Inputs, name: str, label: str, value: str, help: str = drilldown.HELP) -> None:
    with st.container(border=True, height="stretch", gap=None):
        drilldown.card(label, lambda: figures.totals(now)[name], help=help)
        st.metric(label, value, help=help, label_visibility="collapsed")


def _total(now: Inputs, estimate: Estimate, plan: Plan) -> Decimal:
    """What a quote of another usage, or under another plan, would come to."""
    return sheet_of(replace(now.asked, estimate=estimate, plan=plan), now.book).total


def _off(now: Inputs) -> str:
    percent = now.asked.rebate_percent
    return f", {percent:f} % off the whole" if percent else ""


def _verdict(now: Inputs, price: Decimal, postpaid: Decimal, currency: str) -> str:
    if not now.plan.packs:
        return "No packs in this plan: all minutes after the free ones are postpaid."
    saved = postpaid - price
    amount = formats.plain(formats.money(abs(saved), currency))
    said = f"Packs make it **{amount} {'cheaper' if saved >= 0 else 'more expensive'}** than all postpaid."
    if now.model:
        found = sensitivity.break_even(
            now.model, now.since, now.months, now.plan, now.postpaid, now.book
        )
        if found is None:
            return f"{said} Break-even: never, at any number of classes."
        return f"{said} Break-even: **{formats.count(found, 'class', 'classes')} a day**."
    return said


def _rate(now: Inputs) -> str:
    exchange = now.asked.exchange
    if not exchange:
        return ""
    rate = formats.plain(f"{exchange.rate:f} {exchange.currency}")
    return f"; 1 {now.book.currency} is {rate} as of {formats.day(exchange.dated)}"


def months(now: Inputs) -> None:
    """Minutes a month by kind, low, expected and high, and the cost of each month."""
    sheet, currency = sheet_of(now.asked, now.book), now.currency
    costs = months_of(now.estimate, sheet.settlement, sheet.lines, sheet.total, digits(currency))
    low, high = (by_month(at(now.estimate, case)) for case in (Case.LOW, Case.HIGH))
    clicked = partial(figures.clicked, [one.usage.since for one in costs])
    cost, minutes = st.columns(2, gap="medium")
    with cost:
        claims = partial(figures.costs, now, costs)
        drilldown.heading("Cost by month", claims, key="what_if_months")
        drilldown.chart(
            charts.cost_by_month([(one.usage.since, dict(one.parts)) for one in costs], currency),
            claims,
            clicked,
            key="what_if_months",
            config=base.CONFIG,
            alt="Cost of each month of the term, stacked by fee, packs and postpaid",
        )
    with minutes:
        claims = partial(figures.minutes, now, costs)
        drilldown.heading("Minutes by month", claims, key="what_if_minutes")
        drilldown.chart(
            charts.recorded_by_month(
                [(one.usage.since, dict(one.usage.ms)) for one in costs],
                [one.total for one in low],
                [one.total for one in high],
            ),
            claims,
            clicked,
            key="what_if_minutes",
            config=base.CONFIG,
            alt="Recorded minutes of each month, stacked by kind, with the low and the high case",
        )
    used = [kind for kind in KINDS if now.estimate.ms[kind]]
    header = ["Month from", *(theme.KIND_NAMES[kind] for kind in used)]
    rows = [
        [
            formats.day(one.usage.since),
            *(formats.minutes(one.usage.ms[kind]) for kind in used),
            formats.minutes(low[number].total),
            formats.minutes(one.usage.total),
            formats.minutes(high[number].total),
            formats.plain(formats.money(one.total, currency)),
        ]
        for number, one in enumerate(costs)
    ]
    with st.expander("Minutes a month by kind", key="what_if_table", icon=":material/table:"):
        st.markdown(tables.markdown([*header, "Low", "Expected", "High", "Cost"], rows))
        st.caption("Recorded minutes, free kinds included; the cost is that of the expected case.")
        cases = [at(now.estimate, case).ms for case in Case]
        average = [
            [theme.KIND_NAMES[kind], *(formats.minutes(ms[kind] // len(costs)) for ms in cases)]
            for kind in used
        ]
        header = ["A month on average", "Low", "Expected", "High"]
        st.markdown(tables.markdown(header, average))


def swings(now: Inputs) -> None:
    """The tornado."""
    st.subheader("What moves the price most", anchor=False)
    found = sensitivity.swings(now.estimate, now.plan, partial(_total, now), now.model)
    st.plotly_chart(
        charts.swings(found, sheet_of(now.asked, now.book).total, now.currency),
        key="what_if_swings",
        config=base.CONFIG,
        alt="The total when one thing alone is lower or higher, the widest swing on top",
    )
    st.caption(
        f"In {now.currency}. Each bar changes one thing and leaves the rest; the line is the total "
        "now."
    )
