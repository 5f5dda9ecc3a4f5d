"""How days compare with the vendor's bill, and closed months, in a line or two for any page."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import streamlit as st

from analytics.billing.reconciliation import Class
from analytics.catalog import plans
from analytics.core.months import add_months
from analytics.reconcile import closing, marks
from pages.ui import data, formats
from pages.ui.cache import cached
from pages.ui.periods import Period

_NAMED = 3
PAGE = "pages/data/reconcile.py"


def class_words(kind: Class) -> str:
    """A class as the screens call it."""
    return "not reported" if kind is Class.NOT_TOLD else kind.value.replace("_", " ")


@cached(2)
def closed_months() -> tuple[closing.ClosedMonth, ...]:
    """The closed months, each held against what is loaded now."""
    return closing.closed(data.store())


@cached(4)
def _marks(since: date | None, until: date | None) -> dict[date, Class]:
    return marks.of_days(data.store(), plans.team(data.store())[1], since, until)


def line(period: Period) -> None:
    """The days of a period by how they compare, those that do not agree by name; nothing where no usage was loaded."""
    since, until = (None, None) if period.is_all else (period.since, period.until)
    days = _marks(since, until)
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


def changed_months() -> None:
    """Closed months that something was loaded into, or undone from, since; nothing where there are none."""
    for month in closed_months():
        if month.is_changed:
            st.warning(formats.plain(month.sentence()), icon=":material/lock_open:")


def closed_within(period: Period) -> None:
    """The closed months that have days in a period, and what has changed of them."""
    for month in closed_months():
        if period.since < add_months(month.month, 1) and month.month < period.until:
            text = formats.plain(month.sentence())
            if month.is_changed:
                st.warning(text, icon=":material/lock_open:")
            else:
                st.caption(f":material/lock: {text}")
