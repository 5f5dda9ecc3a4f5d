"""The page to take away: as one HTML file, and in which form its charts are saved."""

from __future__ import annotations

from functools import partial

import streamlit as st

from pages.ui.charts.base import FORMAT, FORMATS
from pages.ui.takeaway import html, page_record
from pages.ui.takeaway.button import download


def show(page: str) -> None:
    """A button that opens to both; the file holds the page as it is when it is asked for."""
    record = page_record.current()
    if record is None:
        return
    with st.popover("Download", icon=":material/download:", key="take_page"):
        download(
            "This page (HTML)",
            partial(html.page, record),
            f"{page.lower().replace(' ', '-')}.html",
            "text/html",
            key="page_html",
            help="Figures, tables and charts in one file that opens without a network and prints as PDF",
        )
        st.segmented_control(
            "Save charts as",
            FORMATS,
            default=FORMATS[0],
            required=True,
            key=FORMAT,
            help="Point at a chart and click its camera to save it.",
        )
