"""Boxes that speak to a person: problems, the sample, nothing yet, nothing found."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from typing import NoReturn

import streamlit as st

from analytics.core.errors import Problem
from analytics.ingest import sample
from analytics.storage.store import Store
from analytics.team import replica
from pages.ui import data, database, formats

# What the command line calls an option, and where that choice is on the Imports page.
_ON_THE_PAGE = (
    (r"--unit ms", "“Lengths are in: Milliseconds” under Options"),
    (r"--unit s", "“Lengths are in: Seconds” under Options"),
    (r"--day( \d{4}-\d\d-\d\d)?(, or the day field on the Imports page)?", "“Day” under Options"),
    (r"--app( \S+)?", "“App” under Options"),
    (r"--zone( \S+)?", "“Zone” under Options"),
)


def end_page() -> NoReturn:
    """Leave the page as it is so far."""
    raise database.PageEnd


def problem(problem: Problem) -> None:
    """An error as one sentence: what, where, what to do next."""
    st.error(sentence(str(problem)), icon=":material/error:")


def sentence(text: str) -> str:
    """A sentence with data in it as markdown, in the words of the page."""
    return formats.plain(in_page_words(text))


def in_page_words(text: str) -> str:
    """Advice for the command line as advice for the Imports page."""
    for option, place in _ON_THE_PAGE:
        text = re.sub(option, place, text)
    return text


def replica_notice(opened: Store) -> None:
    """On every page of a replica: that nothing can be changed here, which state of the data this is, and where the owner is."""
    made = datetime.fromtimestamp(opened.path.stat().st_mtime, UTC).replace(tzinfo=None)
    coverage = data.coverage()
    when = formats.moment(made, coverage.zone if coverage else "UTC")
    with st.container(key="replica", horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            f":material/visibility: **Read-only replica** – data edition {opened.version:,}, copied {when}. "
            "Changes are made on the dashboard that owns the data.",
            width="stretch",
        )
        if address := os.environ.get(replica.OWNER, ""):
            st.link_button("Open it", address, icon=":material/open_in_new:", key="replica_owner")


def sample_notice() -> None:
    """On every page while the sample is in the database, with its removal by one click."""
    with st.container(key="sample", horizontal=True, vertical_alignment="center", border=True):
        st.markdown(
            ":material/science: **Sample data** – a school that does not exist. "
            "Your first own import replaces it.",
            width="stretch",
        )
        if not data.store().is_read_only:
            st.button("Remove sample data", key="remove_sample", on_click=_remove_sample)


def _remove_sample() -> None:
    sample.remove(data.store())


def load_sample() -> None:
    """Put the sample into an empty database."""
    sample.load(data.store())


def nothing_yet() -> None:
    """Instead of a page that needs recordings while there are none."""
    with st.container(border=True, key="nothing_yet"):
        st.subheader("No recordings yet", anchor=False)
        st.markdown(
            "Import an export of your recordings: a CSV with one row a recorded file, or the JSON "
            "documents of the recording API. Or look around with a made-up school first."
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link(
                "pages/data/imports.py", label="Import recordings", icon=":material/upload_file:"
            )
            st.button("Load sample data", key="load_sample", on_click=load_sample)


def nothing_found(clear: object) -> None:
    """Instead of charts, where the filters leave nothing over."""
    with st.container(border=True, key="nothing_found"):
        st.subheader("Nothing was recorded here", anchor=False)
        st.markdown("No recording matches the filters. Widen the period, or:")
        st.button("Clear all filters", key="clear_here", on_click=clear)  # type: ignore[arg-type]
