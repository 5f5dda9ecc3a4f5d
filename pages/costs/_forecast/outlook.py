"""The bill to come, the forecast with its tried error, and the end of each pack."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.planning.forecast import WEEKS, Forecast
from analytics.planning.outlook import MonthOutlook, Outlook, PackOutlook
from pages.costs._forecast import charts
from pages.costs._forecast import figures as proofs
from pages.costs._forecast.figures import Looked
from pages.ui import drilldown, formats, tables
from pages.ui.charts import base
from pages.ui.periods import DAY

SHOWN_DAYS = 60


def headline(of: Looked) -> None:
    """The month's expected bill, said first; then the next pack that ends."""
    found = of.outlook
    month = _current(found)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.header(
            f"{formats.month(month.first)} is expected to cost {_money(month.expected, found)}",
            anchor=False,
            width="content",
        )
        drilldown.button(partial(proofs.month, of, month), key="prove_headline")
    said = [f"{_money(month.low, found)} to {_money(month.high, found)}"]
    if month.first <= found.as_of:
        said.append(f"{_money(month.so_far, found)} up to {formats.day(found.as_of)}")
    st.caption(
        " · ".join(
            [*said, "the whole account", f"after {formats.day(found.as_of)}, the last recorded day"]
        )
    )


def cards(of: Looked) -> None:
    """The other month, what is left in packs, the first to end, and what may be lost."""
    found = of.outlook
    month = _current(found)
    with st.grid(4, min_column_width=160, key="ahead_cards"):
        _month_card(of, found.next_month if month is found.month else found.month)
        _card(
            "Left in packs, min",
            formats.minutes(sum(pack.left_ms for pack in found.packs)),
            partial(proofs.left, of),
            "What is left of all packs that have not expired.",
        )
        ends = [pack for pack in found.packs if pack.runs_out]
        first = min(ends, key=lambda pack: pack.runs_out or found.as_of, default=None)
        _card(
            "First pack to run out",
            formats.day_and_month(first.runs_out) if first and first.runs_out else formats.NOTHING,
            partial(proofs.runs_out, of, first),
            f"{formats.plain(formats.short(first.pack.name))}: {_between(first)}."
            if first
            else "No pack is expected to be consumed before it expires.",
        )
        _card(
            "At risk of expiring",
            formats.money(sum((pack.at_risk for pack in found.packs), Decimal(0)), found.currency),
            partial(proofs.at_risk, of),
            "What unused minutes of packs have cost that are expected to expire: "
            f"{formats.minutes(sum(pack.at_risk_ms for pack in found.packs))} minutes. At most "
            + _money(sum((pack.at_risk_most for pack in found.packs), Decimal(0)), found)
            + ", for usage as low as the worst try.",
        )


def _month_card(of: Looked, month: MonthOutlook) -> None:
    found = of.outlook
    is_over = month.until <= found.as_of + DAY
    _card(
        f"{formats.month(month.first)}, {'complete' if is_over else 'expected'}",
        formats.money(month.expected, found.currency),
        partial(proofs.month, of, month),
        "All days are recorded."
        if is_over
        else f"{_money(month.low, found)} to {_money(month.high, found)}: usage off by as much as "
        f"the worst try. So far {_money(month.so_far, found)}.",
    )


def _card(label: str, value: str, claims: drilldown.Choices, help: str) -> None:
    with st.container(border=True, height="stretch", gap=None):
        drilldown.card(label, claims, help=help)
        st.metric(label, value, help=help, label_visibility="collapsed")


def _current(found: Outlook) -> MonthOutlook:
    """The month of the last recorded day; the next one where that is complete."""
    return found.next_month if found.month.until <= found.as_of + DAY else found.month


def minutes(of: Looked) -> None:
    """The last recorded days and the ones to come, with the error of the tries as a band."""
    found = of.outlook
    shown = [day for day in found.forecast.days if day.day < found.next_month.until]
    claims = partial(proofs.days, of, shown, SHOWN_DAYS)
    drilldown.heading("Charged minutes to come", claims, key="minutes_ahead")
    drilldown.chart(
        charts.minutes_ahead(of.ahead.recorded, shown, shown=SHOWN_DAYS),
        claims,
        proofs.clicked,
        key="minutes_ahead",
        config=base.CONFIG,
        alt="Charged minutes of the last recorded days and the forecast with its band",
    )
    st.caption(method(found.forecast))


def method(of: Forecast) -> str:
    """How the forecast is made, and how far it was off when it was tried on the past."""
    said = (
        f"Each day to come is the median of the last {WEEKS} same weekdays; holidays and terms are not "
        "known to it, nor a ratio that changes later. "
    )
    if of.off_permille is None or of.worst_permille is None:
        return said + "Too little is recorded to try it on the past: there is no band."
    return said + (
        f"Tried on the past {formats.count(of.tries, 'time')}, the sum of {of.tried_days} days was off by "
        f"{_permille(of.off_permille)} in the median try and by {_permille(of.worst_permille)} in the "
        "worst; 4 of 5 tried days were within the band. Amounts “from … to” are the forecast off by "
        "as much as the worst try."
    )


def packs(of: Looked) -> None:
    """Each pack with the day it runs out, or what it loses when it expires."""
    found = of.outlook
    drilldown.heading("When each pack ends", partial(proofs.packs, of), key="pack_ends")
    if not found.packs:
        st.caption("No pack of this plan has minutes left.")
        return
    header = ["Pack", "Left, min", "Runs out", "Expires", "At risk, min", "At risk", "At most"]
    rows = [
        [
            formats.plain(formats.short(one.pack.name, 28)),
            formats.minutes(one.left_ms),
            _between(one) if one.runs_out else "not before it expires",
            formats.day(one.pack.expires),
            formats.minutes(one.at_risk_ms) if one.at_risk_ms else formats.NOTHING,
            _money(one.at_risk, found) if one.at_risk else formats.NOTHING,
            _money(one.at_risk_most, found) if one.at_risk_most else formats.NOTHING,
        ]
        for one in found.packs
    ]
    st.markdown(tables.markdown(header, [[_unbroken(cell) for cell in row] for row in rows]))
    st.caption(
        "In the order in which they are used. At risk: minutes that are expected to expire unused, and "
        "their part of the pack’s price; at most: for usage as low as the worst try."
    )


def _between(one: PackOutlook) -> str:
    """``3 Oct 2026 (27 Sep to 14 Oct 2026)``."""
    assert one.runs_out is not None
    day = formats.day(one.runs_out)
    earliest = formats.day(one.earliest) if one.earliest else day
    if one.latest is None:
        return f"**{day}** ({earliest} or later)" if one.earliest else f"**{day}**"
    if one.earliest == one.latest:
        return f"**{day}**"
    return f"**{day}** ({earliest} to {formats.day(one.latest)})"


def _unbroken(text: str) -> str:
    """On a phone the table is to be moved sideways rather than broken into words."""
    return text.replace(" ", "\u00a0")


def _permille(number: int) -> str:
    return formats.percent(Decimal(number) / 1000)


def _money(amount: Decimal, found: Outlook) -> str:
    return formats.plain(formats.money(amount, found.currency))
