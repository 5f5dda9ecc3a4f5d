"""The one line on every page: from when to when, in which zone, how fresh, what is missing."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from pages.ui import data, formats, site
from pages.ui.periods import DAY

_TENTH = Decimal("0.001")


def line(coverage: data.Coverage, page: str) -> None:
    """What the data covers; a click leads to the details."""
    with st.container(horizontal=True, vertical_alignment="center", key="quality", gap="small"):
        st.caption(text(coverage), width="content")
        if page != site.IMPORTS:
            st.page_link(
                site.page(site.IMPORTS),
                label="Details",
                icon=":material/fact_check:",
                help="Days without recordings and refused rows, on the Imports page",
            )


def text(coverage: data.Coverage) -> str:
    """All that the line says; what is as it should be is said too."""
    return " · ".join(
        [
            f"Recorded {formats.days(coverage.first_day, coverage.last_day + DAY)}",
            formats.count(coverage.videos, "file"),
            f"days in {formats.plain(coverage.zone)}",
            f"imported {formats.moment(coverage.loaded_at, coverage.zone)}",
            missing(coverage),
            refused(coverage),
        ]
    )


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
