"""The page to take away: as one HTML file, and in which form its charts are saved."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui.charts.base import FORMAT, FORMATS
from pages.ui.takeaway import html, page_record


def show(page: str) -> None:
    """A button that opens to both; the file holds the page as it is when it is asked for."""
    record = page_record.current()
    if record is None:
        return
    with st.popover("Download", icon=":material/download:", key="take_page"):
        st.download_button(
            "This page (HTML)",
            data=partial(html.page, record),
            file_name=f"{page.lower().replace(' ', '-')}.html",
            mime="text/html",
            key="page_html",
            on_click="ignore",
            help="Figures, tables and charts in one file that opens without a network and prints as PDF",
        )
        st.segmented_control(
            "The camera of a chart saves",
            FORMATS,
            default=FORMATS[0],
            required=True,
            key=FORMAT,
            help="Move over a chart to see its camera.",
        )
