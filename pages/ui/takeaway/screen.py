"""Elements that stand on the screen and in the record of the page: its headline, remarks that go with its figures, charts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from pages.ui import formats
from pages.ui.charts import base
from pages.ui.takeaway import page_record


def headline(markdown: str, *, width: Any = "stretch") -> None:
    """The page's answer in one line."""
    page_record.add(page_record.Text(markdown, level=1))
    st.header(markdown, anchor=False, width=width)


def remark(markdown: str) -> None:
    """What the figures above rest on."""
    page_record.add(page_record.Text(markdown))
    st.caption(markdown)


def facts(pairs: Iterable[tuple[str, str]]) -> None:
    """What is told of one thing, a line each; what is told comes from data."""
    lines = [f"**{name}:** {formats.plain(text)}" for name, text in pairs]
    for line in lines:
        page_record.add(page_record.Text(line))
    st.markdown("  \n".join(lines))


def chart(picture: Any, *, key: str, alt: str, **selection: Any) -> None:
    """A chart with the camera that saves it."""
    page_record.add(page_record.Chart(alt, picture))
    st.plotly_chart(picture, key=key, alt=alt, config=base.config(), **selection)
