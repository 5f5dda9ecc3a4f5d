"""Against other days: how much more or less it is, and which rooms and kinds make the difference."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.comparison import Against, Comparison, compare
from analytics.reports.explore.contributions import Change, Order
from analytics.reports.explore.slices import Slice
from pages.monitor._explore import change_tables, state
from pages.monitor._explore import figures as proofs
from pages.monitor._explore.state import Now
from pages.ui import data, drilldown, formats
from pages.ui.database import fragment
from pages.ui.periods import DAY

MOST = 2
NAMES = {
    "The period before": Against.BEFORE,
    "The same weeks last year": Against.LAST_YEAR,
    "Other days": Against.CHOSEN,
}


@fragment
def show(now: Now) -> None:
    """One or two comparisons beside each other."""
    if state.was_clicked():
        st.rerun()
    st.subheader("What changed", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.multiselect(
            "Compare with",
            list(NAMES),
            default=["The period before"],
            max_selections=MOST,
            key=state.AGAINST,
            bind="query-params",
            placeholder="Nothing",
            width=460,
        )
        other = _other_days(now) if "Other days" in chosen else None
        order = Order(
            st.segmented_control(
                "Sort by",
                [each.value for each in Order],
                default=Order.LARGEST.value,
                required=True,
                key=state.CHANGES,
                bind="query-params",
            )
        )
    if not chosen:
        st.caption("Choose what to compare with.")
        return
    alone = len(chosen) == 1
    columns: Sequence[AbstractContextManager[Any]]
    columns = [nullcontext()] if alone else st.columns(len(chosen), gap="medium")
    for column, name in zip(columns, chosen, strict=True):
        with column:
            found = _comparison(now, NAMES[name], other)
            _one(now, name, found, order, is_alone=alone)


def _other_days(now: Now) -> tuple[date, date] | None:
    picked = st.date_input(
        "Other days: first and last",
        value=state.NO_DAYS,
        key=state.AGAINST_DAYS,
        bind="query-params",
        format="YYYY-MM-DD",
        min_value=date(2000, 1, 1),
        max_value=date(2100, 1, 1),
        width=260,
    )
    days = picked if isinstance(picked, tuple) else (picked,)
    return (days[0], days[-1] + DAY) if days else None


def _comparison(now: Now, against: Against, chosen: tuple[date, date] | None) -> Comparison | None:
    known = data.coverage()
    assert known is not None
    other = None
    if against is Against.CHOSEN:
        if chosen is None:
            return None
        other = chosen
    elif against is Against.BEFORE and not now.focus:
        other = now.shared.period.before
    return compare(
        against,
        (now.part.since, now.part.until),
        (known.first_day, known.last_day + DAY),
        other,
    )


def _one(now: Now, name: str, found: Comparison | None, order: Order, *, is_alone: bool) -> None:
    if found is None:
        st.caption("Pick the first and the last of the other days.")
        return
    if found.now is None or found.before is None:
        st.metric(name, formats.NOTHING, border=True)
        st.caption(f"{formats.days(*found.meant)}: nothing to compare. {_recorded()}")
        return
    this, before = now.part.over(*found.now), now.part.over(*found.before)
    tables = [change_tables.find(this, before, by, order) for by in change_tables.BY]
    total = tables[0].total
    percent = formats.change(total.ms, total.before_ms)
    with st.container(border=True, gap=None):
        drilldown.card(name, lambda: _all(this, before, total), help=drilldown.HELP)
        st.metric(
            name,
            f"{change_tables.signed(total.difference)} min",
            percent and percent.replace("−", "-"),
            delta_color="off",
            delta_arrow="off" if percent in ("0.0%", None) else "auto",
            delta_description=f"{change_tables.whole(total.ms)} after {change_tables.whole(total.before_ms)}",
            label_visibility="collapsed",
        )
    st.caption(_remarks(now, found, total.ms, total.before_ms))
    places = st.columns(2, gap="medium") if is_alone else [st.container() for _ in change_tables.BY]
    for place, by, of in zip(places, change_tables.BY, tables, strict=True):
        with place:
            change_tables.table((this, before), by, of, state.key(f"changed_{by}_{found.against}"))


def _all(this: Slice, before: Slice, total: Change) -> dict[str, Claim]:
    now = proofs.named(this, "All minutes, now", total.ms)
    return now | proofs.named(before, "All minutes, before", total.before_ms)


def _remarks(now: Now, found: Comparison, ms: int, before_ms: int) -> str:
    """Which days meet which, and what is not whole about them."""
    assert found.now is not None and found.before is not None
    length, other = found.days
    said = [f"{formats.days(*found.now)} against {formats.days(*found.before)}"]
    if found.is_partial:
        meant = (now.part.until - now.part.since).days
        said.append(
            f"**partial: only {formats.count(length, 'day')} of {meant} are recorded on both "
            f"sides, and only these are compared.** {_recorded()}"
        )
    elif found.against is Against.BEFORE and not now.focus and now.shared.period.remark:
        said.append(formats.plain(now.shared.period.remark))
    if length != other:
        daily = formats.change(ms * other, before_ms * length)
        said.append(f"{length} days against {other}: a day it is {daily or formats.NOTHING}")
    return " · ".join(said)


def _recorded() -> str:
    known = data.coverage()
    assert known is not None
    return f"Recordings cover {formats.days(known.first_day, known.last_day + DAY)}."
