"""Words that links and saved views once said, and what they say now: what was sent or saved still opens."""

from __future__ import annotations

import streamlit as st

_RENAMED = {
    "view": {"Who paid": "Funding source", "Cash and use": "Cash and cost of use"},
    "payer": {"Everybody": "All sources"},
    "amount": {"Minutes": "Amount"},
    "sort": {"Most minutes": "Highest first", "Fewest minutes": "Lowest first"},
    "changes": {"Largest": "Biggest change", "Grew": "Increase", "Fell": "Decrease"},
}


def today(key: str, text: str) -> str:
    """What a widget's value is called now."""
    return _RENAMED.get(key, {}).get(text, text)


def translate() -> None:
    """Before a widget reads the address: say it as the page does now."""
    if "plans" in st.query_params:  # once a page of its own compared saved plans
        first, second, *more = [*st.query_params.get_all("plans"), "", ""][:6]
        for key, value in (
            ("first", first),
            ("second", second),
            ("more_plans", [n for n in more if n]),
        ):
            if value:
                st.session_state[key] = st.query_params[key] = value
        del st.query_params["plans"]
    for key in _RENAMED:
        text = st.query_params.get(key)
        if text is not None and text != today(key, text):
            st.session_state[key] = st.query_params[key] = today(key, text)
