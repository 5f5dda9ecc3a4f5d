"""The badge on every page: up to when, and opened from when, in which zone, how fresh, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.connect.sync import RECORDS
from pages.ui import data, formats, site
from pages.ui.periods import DAY

_TENTH = Decimal("0.001")
_MOST_APPS = 3


def badge(coverage: data.Coverage, page: str) -> None:
    """Up to when there are recordings and whether some are missing; it opens to all of it and the way to the details."""
    faults = [missing(coverage)] * bool(coverage.missing_days)
    faults += [refused(coverage)] * bool(coverage.rows_open)
    label = " · ".join([f"Data up to {formats.day(coverage.last_day)}", *faults])
    icon = ":material/error:" if coverage.rows_open else ":material/fact_check:"
    with st.popover(label, icon=icon, key="quality", type="tertiary", width="content"):
        st.caption(text(coverage))
        if page != site.IMPORTS:
            st.page_link(
                site.page(site.IMPORTS),
                label="Details",
                icon=":material/fact_check:",
                help="Days without recordings and refused rows, on the Imports page",
            )


def text(coverage: data.Coverage) -> str:
    """All that it says when it is opened; what is as it should be is said too."""
    return " · ".join(
        [
            f"Recorded {formats.days(coverage.first_day, coverage.last_day + DAY)}",
            formats.count(coverage.videos, "file"),
            f"days in {formats.plain(coverage.zone)}",
            f"imported {formats.moment(coverage.loaded_at, coverage.zone)}",
            *synced(data.synced()),
            *unconfirmed(data.unconfirmed()),
            missing(coverage),
            refused(coverage),
        ]
    )


def synced(state: Sequence[Mapping[str, Any]]) -> list[str]:
    """``synced through 29 Nov 2026``, by app where they differ; nothing where no recordings are synced."""
    days = {
        row["app"]: row["through_day"]
        for row in state
        if row["what"] == RECORDS and row["through_day"]
    }
    if not days:
        return []
    if len(set(days.values())) == 1:
        return [f"synced through {formats.day(min(days.values()))}"]
    parts = sorted(days.items(), key=lambda item: item[1])
    named = [f"{formats.plain(app)} {formats.day_and_month(day)}" for app, day in parts[:_MOST_APPS]]  # fmt: skip
    more = [f"{len(parts) - _MOST_APPS} more later"] if len(parts) > _MOST_APPS else []
    return [f"synced through {', '.join(named + more)}"]


def unconfirmed(files: int) -> list[str]:
    """``3 files not confirmed``: known from callbacks alone."""
    return [f"{formats.count(files, 'file')} not confirmed"] if files else []


def missing(coverage: data.Coverage) -> str:
    """``no day missing``, ``4 days without recordings``."""
    days = coverage.missing_days
    return f"{formats.count(days, 'day')} without recordings" if days else "no day missing"


def refused(coverage: data.Coverage) -> str:
    """``no row refused``, ``0.5% of rows refused``; a share that would be 0.0% is no nothing."""
    if not coverage.rows_open:
        return "no row refused"
    share = Decimal(coverage.rows_open) / coverage.rows_read
    words = "less than 0.1%" if share < _TENTH else formats.percent(share)
    return f"{formats.plain(words)} of rows refused"
