"""Up to six plans on the same usage: the cheapest, the curves, the table and its differences.

The first is what the others are held against.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.billing.accrual import EffectivePrice, accrue
from analytics.billing.basis import Basis
from analytics.billing.compare import Comparison, Row, compare
from analytics.billing.curves import Crossing
from analytics.core.errors import Problem
from analytics.core.model import Settlement
from pages.costs._bill import earlier_packs
from pages.costs._compare import compared_figures as proofs
from pages.costs._compare import cost_curves, measures
from pages.ui import boxes, drilldown, formats, plan_words, tables
from pages.ui.filters import Chosen
from pages.ui.plans import figures
from pages.ui.takeaway import screen

Bills = Mapping[str, Settlement]
AMOUNTS, DIFFERENCES = "Amounts", "Differences"
_WORDS = {"free quota": "Free quota", "postpaid": "Postpaid", "all": "All minutes"}
MOST_CROSSINGS = 4


def show(selection: Chosen, bills: Bills, basis: Basis, hero: DeltaGenerator) -> None:
    """Everything about the plans; the verdict goes into ``hero``, above their cards."""
    with hero:
        try:
            compared = compare(bills, basis)
        except Problem as problem:
            boxes.problem(problem)
            return
        verdict(selection, bills, compared)
    curves(selection, bills, compared)
    table(bills, compared)
    prices(bills, compared.currency)


def verdict(selection: Chosen, bills: Bills, compared: Comparison) -> None:
    """Which plan costs least and by how much, with the days and the minutes it holds for."""
    screen.headline(sentence(compared))
    totals = compared.totals
    parts = [
        plan_words.BASES[compared.basis],
        f"{'all recorded days, ' if selection.period.is_all else ''}{selection.period.text}",
        f"{formats.listed(dict.fromkeys(formats.minutes(b.totals.charged_ms) for b in bills.values()))}"
        " charged minutes",
        "the whole account",
    ]
    if len(bills) > 2:
        spread = max(totals) - min(totals)
        parts.insert(
            0, f"from the cheapest to the most expensive {_money(spread, compared.currency)}"
        )
    st.caption(" · ".join(parts))
    for name, bill in bills.items():
        packs, paid = earlier_packs.paid_before(bill)
        if packs and compared.basis is Basis.CASH:
            st.warning(
                f"{_name(name)} draws on packs bought before these days "
                f"({formats.plain(formats.listed(packs))}, {_money(paid, compared.currency)}). What "
                "they cost is not in its total here; choose the period “All recorded days”, or the cost of use.",
                icon=":material/history:",
            )


def sentence(compared: Comparison) -> str:
    """``Prepaid is cheaper by $745.00 (14.4%)``; of several ``Prepaid is the cheapest: …``, as markdown."""
    names, totals = [_name(name) for name in compared.names], compared.totals
    place = compared.names.index(compared.cheapest[0])
    amount = _money(totals[place], compared.currency)
    if len(compared.cheapest) == len(names):
        return f"{'Both' if len(names) == 2 else f'All {len(names)}'} plans cost the same: {amount}"
    if len(compared.cheapest) > 1:
        return f"{formats.listed(map(_name, compared.cheapest))} are the cheapest: {amount}"
    if len(names) == 2:
        difference, most = max(totals) - min(totals), max(totals)
        share = formats.percent(difference / most)
        return f"{names[place]} is cheaper by {_money(difference, compared.currency)} ({share})"
    if not place:
        return f"{names[0]}, the first, is the cheapest of {len(names)}: {amount}"
    difference = totals[0] - totals[place]
    return f"{names[place]} is the cheapest: {amount}, {_money(difference, compared.currency)} less than {names[0]}"


def curves(selection: Chosen, bills: Bills, compared: Comparison) -> None:
    """What each plan has cost so far, and the days on which the cheaper one changes."""
    claims = partial(proofs.so_far, compared.basis, bills)
    drilldown.heading("Cost so far", claims, key="cost_over_time")
    drilldown.chart(
        cost_curves.costs_so_far(
            list(bills.items()), compared.basis, [days for _, days in compared.crossings]
        ),
        claims,
        partial(figures.clicked_cost, list(bills.items())),
        key="cost_over_time",
        alt=f"What each plan has cost up to each day of {selection.period.text}",
    )
    if compared.crossings:
        st.markdown("\n".join(f"- {line}" for line in crossing_lines(compared)))
    screen.remark(plan_words.settings(*bills.items()))


def crossing_lines(compared: Comparison) -> list[str]:
    """When the cheaper of each plan and the first changes, a sentence each; then those that never."""
    first = _name(compared.names[0])
    lines = [crossing_words(first, _name(name), days) for name, days in compared.crossings if days]
    if uncrossed := [f"**{_name(name)}**" for name, days in compared.crossings if not days]:
        verb = "does" if len(uncrossed) == 1 else "do"
        lines.append(f"{formats.listed(uncrossed)} {verb} not cross {first} in these days.")
    return lines


def crossing_words(first: str, second: str, crossings: Sequence[Crossing]) -> str:
    """When the cheaper of two plans changes, in a sentence; names and answer are markdown."""
    last = crossings[-1]
    days = [f"**{formats.day(crossing.day)}**" for crossing in crossings[-MOST_CROSSINGS:]]
    times = "" if len(crossings) == 1 else f"{len(crossings)} times, "
    if len(crossings) > MOST_CROSSINGS:
        times += "the last ones "
    cheaper = second if last.cheaper else first
    return (
        f"**{second}** crosses {first} {times}on {formats.listed(days)}; "
        f"since then {cheaper} has cost less."
    )


def table(bills: Bills, compared: Comparison) -> None:
    """Costs and minutes of all plans, or their differences to the first."""
    view = st.segmented_control(
        "Show",
        [AMOUNTS, DIFFERENCES],
        default=AMOUNTS,
        required=True,
        key="compare_table",
        label_visibility="collapsed",
    )
    differences = view == DIFFERENCES
    headings = formats.apart(compared.names, 24, ["Cost", "Minutes", "Source"])
    sides = [
        measures.Side(
            heading,
            partial(_value, number, differences and number > 0),
            plan,
            is_difference=differences and number > 0,
        )
        for number, (heading, plan) in enumerate(zip(headings, compared.names, strict=True))
    ]
    measures.show(
        compared, sides, partial(proofs.totals, compared.basis, bills), key="compare_totals"
    )
    if differences:
        st.caption(f"More (+) or less (−) than {_name(compared.names[0])}.")


def _value(number: int, is_difference: bool, row: Row) -> Decimal | int | None:
    return (row.differences if is_difference else row.values)[number]


def prices(bills: Bills, currency: str) -> None:
    """What 1,000 minutes of each source have cost, with what a pack lost."""
    prices_by_plan = [
        {price.name: price for price in accrue(bill).prices if price.ms} for bill in bills.values()
    ]
    names = dict.fromkeys(name for plan_prices in prices_by_plan for name in plan_prices)
    sources = sorted(
        names, key=lambda name: ("free quota", "", "postpaid", "all").index(_sort(name))
    )
    labels = [_WORDS.get(source, source) for source in sources]
    headings = formats.apart(bills, 24, ["Source"])
    columns = [
        tables.money(heading, [_price(plan_prices.get(source)) for source in sources], currency)
        for heading, plan_prices in zip(headings, prices_by_plan, strict=True)
    ]
    by_heading = dict(
        zip(
            [column.name for column in columns],
            zip(bills, prices_by_plan, strict=True),
            strict=True,
        )
    )
    title = "Consumed ÷ charged minutes, per 1,000 min of each source"
    claims = partial(proofs.prices, bills)
    drilldown.heading(title, claims, key="compare_prices")
    drilldown.table(
        [tables.text("Source", formats.apart(labels), width="medium"), *columns],
        claims,
        lambda row, heading: _price_name(by_heading, heading, sources[row]),
        key="compare_prices",
        shown=len(sources),
        alt=title,
        caption="What was consumed, not what was paid: a fee counts evenly over its period, a pack by the "
        "minutes that were drawn from it and those that expired.",
    )


def _sort(name: str) -> str:
    return name if name in _WORDS else ""


def _price_name(
    sides: Mapping[str, tuple[str, Mapping[str, EffectivePrice]]], heading: str, source: str
) -> str:
    """The figure of a cell; of a name that of the first plan; "" where nothing came from the source."""
    plan, plan_prices = sides.get(heading) or next(iter(sides.values()))
    return proofs.price_name(plan, source) if source in plan_prices else ""


def _price(price: EffectivePrice | None) -> Decimal | None:
    return price.per_thousand if price else None


def _name(name: str, longest: int = 40) -> str:
    return formats.plain(formats.short(name, longest))


def _money(amount: Decimal, currency: str) -> str:
    return formats.plain(formats.money(amount, currency))
