"""What the inputs of the What-if page come to: totals, months, what moves them, break-even."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from analytics import sensitivity
from analytics.estimate import Case, Estimate, at, by_month
from analytics.model import KINDS, Plan, Settlement
from analytics.money import digits
from analytics.quotes.lines import Line, line_items
from analytics.quotes.months import months_of
from analytics.quotes.quote import settled
from pages.ui import charts, formats, tables, theme
from pages.ui.calculator import Inputs


def totals(now: Inputs) -> None:
    """Postpaid and prepaid side by side, and the price of 1,000 minutes."""
    currency = now.currency
    chosen = settled(now.plan, now.estimate, now.book).totals
    price = _total(now, now.plan, now.estimate)
    postpaid = _total(now, now.postpaid, now.estimate)
    low, high = (_total(now, now.plan, at(now.estimate, case)) for case in (Case.LOW, Case.HIGH))
    with st.grid(4, min_column_width=160, key="what_if_cards"):
        st.metric(
            f"Total of {formats.count(now.months, 'month')}",
            formats.money(price, currency),
            border=True,
            help=f"Low {formats.money(low, currency)}, high {formats.money(high, currency)}.",
        )
        st.metric("All postpaid", formats.money(postpaid, currency), border=True)
        st.metric("Charged minutes", formats.minutes(chosen.charged_ms), border=True)
        thousand = chosen.charged_ms and price * 60_000_000 / chosen.charged_ms
        st.metric(
            "Per 1,000 min",
            formats.money(Decimal(thousand), currency) if thousand else formats.NOTHING,
            border=True,
            help="All of the total, the fee and packs included.",
        )
    st.markdown(_verdict(now, price, postpaid, currency))
    st.caption(
        f"Low {formats.plain(formats.money(low, currency))} · expected "
        f"{formats.plain(formats.money(price, currency))} · high "
        f"{formats.plain(formats.money(high, currency))}. List prices of "
        f"{formats.plain(now.book.id)} {formats.plain(now.book.version)}{_rate(now)}."
    )


def _lines(now: Inputs, settlement: Settlement) -> tuple[Line, ...]:
    postpaid = settlement.totals.exact.postpaid
    return line_items(settlement, postpaid, 0, None, now.currency, now.rate)


def _total(now: Inputs, plan: Plan, estimate: Estimate) -> Decimal:
    """The sum of a quote's lines, each rounded in the quote's currency."""
    lines = _lines(now, settled(plan, estimate, now.book))
    return sum((line.net for line in lines), Decimal(0))


def _verdict(now: Inputs, price: Decimal, postpaid: Decimal, currency: str) -> str:
    if not now.plan.packs:
        return "No packs in this plan: all minutes after the free ones are postpaid."
    saved = postpaid - price
    amount = formats.plain(formats.money(abs(saved), currency))
    said = f"Packs make it **{amount} {'cheaper' if saved >= 0 else 'dearer'}** than all postpaid."
    if now.model:
        found = sensitivity.break_even(
            now.model, now.since, now.months, now.plan, now.postpaid, now.book
        )
        if found is None:
            return f"{said} Break-even: never, at any number of classes."
        return f"{said} Break-even: **{formats.count(found, 'class', 'classes')} a day**."
    return said


def _rate(now: Inputs) -> str:
    if not now.exchange:
        return ""
    rate, day = formats.plain(f"{now.rate:f} {now.currency}"), formats.day(now.exchange.dated)
    return f"; 1 {now.book.currency} is {rate} as of {day}"


def months(now: Inputs) -> None:
    """Minutes a month by kind, low, expected and high, and the cost of each month."""
    settlement = settled(now.plan, now.estimate, now.book)
    currency = now.currency
    lines = _lines(now, settlement)
    costs = months_of(
        now.estimate,
        settlement,
        lines,
        sum((line.net for line in lines), Decimal(0)),
        digits(currency),
    )
    st.subheader("Month by month", anchor=False)
    st.plotly_chart(
        charts.cost_by_month([(one.usage.since, dict(one.parts)) for one in costs], currency),
        key="what_if_months",
        config=charts.CONFIG,
        alt="Cost of each month of the term, stacked by fee, packs and postpaid",
    )
    low, high = (by_month(at(now.estimate, case)) for case in (Case.LOW, Case.HIGH))
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


def swings(now: Inputs) -> None:
    """The tornado."""
    st.subheader("What moves the price most", anchor=False)
    found = sensitivity.swings(now.estimate, now.plan, now.book, now.model)
    price = sensitivity.total(now.estimate, now.plan, now.book)
    st.plotly_chart(
        charts.swings(found, price, now.book.currency),
        key="what_if_swings",
        config=charts.CONFIG,
        alt="The total when one thing alone is lower or higher, the widest swing on top",
    )
    st.caption(
        "Each bar changes one thing and leaves the rest; the line is the total now. In "
        f"{now.book.currency}."
    )
