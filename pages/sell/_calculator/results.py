"""Results of the Calculator: totals, months, what moves them, break-even."""

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
from pages.ui.takeaway import screen


def totals(inputs: Inputs, place: DeltaGenerator) -> None:
    """Postpaid and prepaid side by side, and the price of 1,000 minutes, above the sliders."""
    with place:
        _totals(inputs)


def _totals(inputs: Inputs) -> None:
    currency = inputs.currency
    sheet = sheet_of(inputs.asked, inputs.book)
    ms = sheet.settlement.totals.charged_ms
    per_thousand = price_per_thousand(sheet.total, ms)
    price, postpaid = sheet.total, _total(inputs, inputs.estimate, inputs.postpaid)
    low, high = (
        _total(inputs, at(inputs.estimate, case), inputs.plan) for case in (Case.LOW, Case.HIGH)
    )
    with st.grid(4, min_column_width=160, key="what_if_cards"):
        _card(
            inputs,
            "Total",
            f"Total of {formats.count(inputs.months, 'month')}",
            formats.money(price, currency),
            f"Low {formats.money(low, currency)}, high {formats.money(high, currency)}.",
        )
        if inputs.plan.packs:
            _card(inputs, "All postpaid", "All postpaid", formats.money(postpaid, currency))
        _card(inputs, "Charged minutes", "Charged minutes", formats.minutes(ms))
        _card(
            inputs,
            "Per 1,000 min",
            "Per 1,000 min",
            formats.NOTHING if per_thousand is None else formats.money(per_thousand, currency),
            "All of the total, the fee and packs included.",
        )
    st.markdown(_verdict(inputs, price, postpaid, currency))
    st.caption(
        f"Low {formats.plain(formats.money(low, currency))} · expected "
        f"{formats.plain(formats.money(price, currency))} · high "
        f"{formats.plain(formats.money(high, currency))}. List prices of "
        f"{formats.plain(plan_words.versions(sheet.settlement))}{_off(inputs)}{_rate(inputs)}."
    )


def _card(inputs: Inputs, name: str, label: str, value: str, help: str = drilldown.HELP) -> None:
    drilldown.figure(label, value, lambda: figures.totals(inputs)[name], help=help)


def _total(inputs: Inputs, estimate: Estimate, plan: Plan) -> Decimal:
    """What a quote of another usage, or under another plan, would come to."""
    return sheet_of(replace(inputs.asked, estimate=estimate, plan=plan), inputs.book).total


def _off(inputs: Inputs) -> str:
    percent = inputs.asked.rebate_percent
    return f", {percent:f} % off the whole" if percent else ""


def _verdict(inputs: Inputs, price: Decimal, postpaid: Decimal, currency: str) -> str:
    if not inputs.plan.packs:
        return "No packs in this plan: all minutes after the free ones are postpaid."
    saved = postpaid - price
    amount = formats.plain(formats.money(abs(saved), currency))
    sentence = f"Packs make it **{amount} {'cheaper' if saved >= 0 else 'more expensive'}** than all postpaid."
    if inputs.model:
        classes = sensitivity.break_even(
            inputs.model, inputs.since, inputs.months, inputs.plan, inputs.postpaid, inputs.book
        )
        if classes is None:
            return f"{sentence} Break-even: never, at any number of classes."
        return f"{sentence} Break-even: **{formats.count(classes, 'class', 'classes')} a day**."
    return sentence


def _rate(inputs: Inputs) -> str:
    exchange = inputs.asked.exchange
    if not exchange:
        return ""
    rate = formats.plain(f"{exchange.rate:f} {exchange.currency}")
    return f"; 1 {inputs.book.currency} is {rate} as of {formats.day(exchange.dated)}"


def months(inputs: Inputs) -> None:
    """Minutes a month by kind, low, expected and high, and the cost of each month."""
    sheet, currency = sheet_of(inputs.asked, inputs.book), inputs.currency
    costs = months_of(inputs.estimate, sheet.settlement, sheet.lines, sheet.total, digits(currency))
    low, high = (by_month(at(inputs.estimate, case)) for case in (Case.LOW, Case.HIGH))
    clicked = partial(figures.clicked, [month.usage.since for month in costs])
    cost, minutes = st.columns(2, gap="medium")
    with cost:
        claims = partial(figures.costs, inputs, costs)
        drilldown.heading("Cost by month", claims, key="what_if_months")
        drilldown.chart(
            charts.cost_by_month(
                [(month.usage.since, dict(month.parts)) for month in costs], currency
            ),
            claims,
            clicked,
            key="what_if_months",
            alt="Cost of each month of the term, stacked by fee, packs and postpaid",
        )
    with minutes:
        claims = partial(figures.minutes, inputs, costs)
        drilldown.heading("Minutes by month", claims, key="what_if_minutes")
        drilldown.chart(
            charts.recorded_by_month(
                [(month.usage.since, dict(month.usage.ms)) for month in costs],
                [month.total for month in low],
                [month.total for month in high],
            ),
            claims,
            clicked,
            key="what_if_minutes",
            alt="Recorded minutes of each month, stacked by kind, with the low and the high case",
        )
    kinds = [kind for kind in KINDS if inputs.estimate.ms[kind]]
    with st.expander("Minutes a month by kind", key="what_if_table", icon=":material/table:"):
        cells = partial(figures.cells, inputs, costs)
        drilldown.button(cells, key="prove_what_if_cells", label="Show source")
        drilldown.table(
            [
                tables.day("Month from", [month.usage.since for month in costs]),
                *(
                    tables.minutes(theme.KIND_NAMES[kind], [m.usage.ms[kind] for m in costs])
                    for kind in kinds
                ),
                tables.minutes("Low", [month.total for month in low]),
                tables.minutes("Expected", [month.usage.total for month in costs]),
                tables.minutes("High", [month.total for month in high]),
                tables.money("Cost", [month.total for month in costs], currency),
            ],
            cells,
            lambda row, heading: figures.cell(costs[row].usage, heading),
            key="what_if_cells",
            alt="Recorded minutes a month by kind, and the cost",
            caption="Recorded minutes, free kinds included; the cost is that of the expected case.",
        )
        cases = {case: at(inputs.estimate, case).ms for case in Case}
        tables.show(
            [
                tables.text("A month on average", [theme.KIND_NAMES[kind] for kind in kinds]),
                *(
                    tables.minutes(case.title(), [ms[kind] // len(costs) for kind in kinds])
                    for case, ms in cases.items()
                ),
            ],
            key="what_if_average",
            alt="Recorded minutes of a month on average, by kind",
        )


def swings(inputs: Inputs) -> None:
    """The tornado."""
    st.subheader("What moves the price most", anchor=False)
    swings = sensitivity.swings(inputs.estimate, inputs.plan, partial(_total, inputs), inputs.model)
    screen.chart(
        charts.swings(swings, sheet_of(inputs.asked, inputs.book).total, inputs.currency),
        key="what_if_swings",
        alt="The total when one thing alone is lower or higher, the widest swing on top",
    )
    st.caption(
        f"In {inputs.currency}. Each bar changes one thing and leaves the rest; the line is the total "
        "now."
    )
