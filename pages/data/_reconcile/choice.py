"""Choice of what is compared, and the answer in one sentence."""

from __future__ import annotations

from datetime import date

import streamlit as st

from analytics.billing.reconciliation import Class
from analytics.reconcile import compare, marks
from analytics.reconcile.compare import Reconciliation
from pages.ui import data, formats
from pages.ui.cache import cached
from pages.ui.filters import Chosen
from pages.ui.reconciled import class_words
from pages.ui.takeaway import screen

BY = "reconcile_by"
DAYS, ROOMS = "Days", "Rooms"


def ask(selection: Chosen) -> Reconciliation | None:
    """The days of the filters, reconciled under the team's plan; None while the vendor told nothing."""
    if not marks.has_usage(data.store()):
        return None
    by = st.segmented_control(
        "Compare by",
        (DAYS, ROOMS),
        default=DAYS,
        required=True,
        key=BY,
        bind="query-params",
        label_visibility="collapsed",
    )
    period = selection.period
    since, until = (None, None) if period.is_all else (period.since, period.until)
    return _reconciled(since, until, by == ROOMS)


@cached(8, spinner="Comparing with the vendor's usage …")
def _reconciled(since: date | None, until: date | None, by_room: bool) -> Reconciliation:
    plan = data.team()[1]
    return compare.reconcile(data.store(), plan, since, until, by_room=by_room)


def no_usage() -> None:
    """Instead of the page, until there is something to compare with."""
    with st.container(border=True, key="no_usage"):
        st.subheader("No billed usage yet", anchor=False)
        st.markdown(
            "Import the vendor's daily usage of recording (`sp_tiw_ric`): the answer of DescribeTIWDailyUsage or "
            "DescribeTIWRoomDailyUsage, or a CSV with Time, SdkAppId, SubProduct and Value."
        )
        st.page_link("pages/data/imports.py", label="Import usage", icon=":material/upload_file:")


def verdict(result: Reconciliation) -> None:
    """One sentence, then how many days there are of each class."""
    screen.headline(formats.plain(compare.sentence(result)))
    counts = [
        f"{count:,} {class_words(Class(name))}" for name, count in result.counts.items() if count
    ]
    name = data.team()[0]
    st.caption(
        f"{formats.plain(', '.join(counts))} · under the plan {formats.plain(formats.short(name))}"
    )
    for note in result.notes:
        st.caption(f":material/info: {formats.plain(note)}")
