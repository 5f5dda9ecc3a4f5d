"""What a link filters by that the data does not hold: left out, and said so on the page."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pages.ui import formats

_LEFT_OUT = "filters_left_out"


def look(label: str, key: str, options: Collection[str], missing: Collection[str] = ()) -> None:
    """Before a filter is drawn, which forgets them: remember the values of its link that are none."""
    unknown = [*missing, *(text for text in st.query_params.get_all(key) if text not in options)]
    if unknown:
        left_out = st.session_state.setdefault(_LEFT_OUT, {})
        left_out[key] = (label, tuple(dict.fromkeys(unknown)))


def forget(key: str | None = None) -> None:
    """No more of this filter, which was set anew; None: of any."""
    if key is None:
        st.session_state.pop(_LEFT_OUT, None)
    else:
        st.session_state.get(_LEFT_OUT, {}).pop(key, None)


def warn(*keys: str) -> None:
    """A warning that names what was left out of these filters."""
    left_out = st.session_state.get(_LEFT_OUT, {})
    names = [
        f"{label.lower()} “{formats.plain(formats.short(text, 40))}”"
        for key in keys
        if key in left_out
        for label, texts in [left_out[key]]
        for text in texts
    ]
    if names:
        with st.container(key=f"left_out_{keys[0]}"):
            st.warning(
                f"Not in the data, and left out of the filters: {formats.listed(names)}. "
                "What is shown is not narrowed down by it.",
                icon=":material/filter_alt_off:",
            )
