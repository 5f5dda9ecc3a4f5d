"""Days against the vendor's bill, and closed months, in a line or two for any page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date

import streamlit as st

from analytics.billing.reconciliation import Cell, Class
from analytics.core.months import add_months
from analytics.reconcile import closing, compare, marks
from analytics.reconcile.marks import Standing
from pages.ui import data, formats, tables, theme
from pages.ui.cache import cached
from pages.ui.charts.base import Picture
from pages.ui.periods import DAY, Period

_NAMED = 3
PAGE = "pages/data/reconcile.py"


def class_words(kind: Class) -> str:
    """A class as the screens call it."""
    return "not reported" if kind is Class.NOT_TOLD else kind.value.replace("_", " ")


@cached(2)
def closed_months() -> tuple[closing.ClosedMonth, ...]:
    """The closed months, each held against what is loaded now."""
    return closing.closed(data.store())


@cached(1, spinner="Comparing with the vendor's usage …")
def _cells() -> tuple[Cell, ...]:
    """Each app's days under the team's plan: all of them, for one rule is learned from all."""
    if not marks.has_usage(data.store()):
        return ()
    return compare.reconcile(data.store(), data.team()[1]).cells


def days_of(apps: Collection[str] = ()) -> dict[date, Class]:
    """How each day compares with the vendor's bill, of these apps or of all; none where no usage was loaded."""
    return marks.of_cells(_cells(), apps)


_LINES = {
    Standing.MATCHED: ("━", {"color": theme.FAINT_INK, "width": 2}),
    Standing.DIFFERS: ("■", {"color": theme.POSTPAID, "width": 8}),
    Standing.NOT_SETTLED: ("┅", {"color": theme.FAINT_INK, "width": 2, "dash": "dot"}),
}
"""Told apart by their thickness and dashes too; a day without data has none."""


def strip(picture: Picture, since: date, until: date, apps: Collection[str] = ()) -> str:
    """Put how each day of ``[since, until)`` compares with the bill below the axis of a chart of days; the words for its caption."""
    days = {day: kind for day, kind in days_of(apps).items() if since <= day < until}
    if not days:
        return ""
    for first, last, standing in _runs(days):
        if standing in _LINES:
            picture.below(first, last, _LINES[standing][1])
    there = {Standing.of(kind) for kind in days.values()}
    words = [f"{sign} {standing}" for standing, (sign, _) in _LINES.items() if standing in there]
    if Standing.NO_DATA in there:
        words.append("gap: no data")
    return f"Vendor’s bill: {', '.join(words)}"


def _runs(days: dict[date, Class]) -> Iterator[tuple[date, date, Standing]]:
    """First day, last day and standing of days of one standing on end."""
    run: tuple[date, date, Standing] | None = None
    for day in sorted(days):
        standing = Standing.of(days[day])
        if run and run[2] is standing and day - run[1] == DAY:
            run = (run[0], day, standing)
            continue
        if run:
            yield run
        run = (day, day, standing)
    if run:
        yield run


def columns(days: Sequence[date], apps: Collection[str] = ()) -> list[tables.Column]:
    """A column of a table of days that says how each compares with the bill; none where no usage was loaded."""
    known = days_of(apps)
    if not known:
        return []
    return [tables.text("Vendor’s bill", [class_words(known.get(d, Class.NOT_TOLD)) for d in days])]


def line(period: Period) -> None:
    """The days of a period by how they compare, those that do not agree by name; nothing where no usage was loaded."""
    days = {
        day: kind
        for day, kind in days_of().items()
        if period.is_all or period.since <= day < period.until
    }
    if not days:
        return
    by_class: defaultdict[Class, list[date]] = defaultdict(list)
    for day, kind in days.items():
        by_class[kind].append(day)
    parts = []
    for kind in Class:
        if not (listed := by_class[kind]):
            continue
        named = ""
        if kind in (Class.UNEXPLAINED, Class.VENDOR_ONLY, Class.OURS_ONLY, Class.NOT_LOADED):
            more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
            named = f" ({', '.join(map(formats.day, listed[:_NAMED]))}{more})"
        parts.append(f"{formats.count(len(listed), 'day')} {class_words(kind)}{named}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f":material/balance: Against the vendor’s bill: {'; '.join(parts)}.", width="content"
        )
        st.page_link(PAGE, label="Reconcile")


def on_overview() -> None:
    """The closed months in a line, and each that something was loaded into, or undone from, since; nothing where there are none."""
    months = closed_months()
    for month in months:
        if month.is_changed:
            st.warning(formats.plain(month.sentence()), icon=":material/lock_open:")
    if len(months) == 1 and not months[0].is_changed:
        st.caption(f":material/lock: {formats.plain(months[0].sentence())}")
    elif months:
        first, last = (formats.month(month.month) for month in (months[0], months[-1]))
        count = formats.count(len(months), "month")
        st.caption(f":material/lock: {count} closed, from {first} to {last}.")


def closed_within(period: Period) -> None:
    """The closed months that have days in a period, and what has changed of them."""
    for month in closed_months():
        if period.since < add_months(month.month, 1) and month.month < period.until:
            text = formats.plain(month.sentence())
            if month.is_changed:
                st.warning(text, icon=":material/lock_open:")
            else:
                st.caption(f":material/lock: {text}")
