"""What a link filters by that the data does not hold: left out, and said so on the page."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pages.ui import formats

_LEFT_OUT = "filters_left_out"


def look(label: str, key: str, options: Collection[str], gone: Collection[str] = ()) -> None:
    """Before a filter is drawn, which forgets them: remember the values of its link that are none."""
    unknown = [*gone, *(text for text in st.query_params.get_all(key) if text not in options)]
    if unknown:
        found = st.session_state.setdefault(_LEFT_OUT, {})
        found[key] = (label, tuple(dict.fromkeys(unknown)))


def forget(key: str | None = None) -> None:
    """No more of this filter, which was set anew; None: of any."""
    if key is None:
        st.session_state.pop(_LEFT_OUT, None)
    else:
        st.session_state.get(_LEFT_OUT, {}).pop(key, None)


def warn(*keys: str) -> None:
    """A warning that names what was left out of these filters."""
    found = st.session_state.get(_LEFT_OUT, {})
    said = [
        f"{label.lower()} “{formats.plain(formats.short(text, 40))}”"
        for key in keys
        if key in found
        for label, texts in [found[key]]
        for text in texts
    ]
    if said:
        with st.container(key=f"left_out_{keys[0]}"):
            st.warning(
                f"Not in the data, and left out of the filters: {formats.listed(said)}. "
                "What is shown is not narrowed down by it.",
                icon=":material/filter_alt_off:",
            )
