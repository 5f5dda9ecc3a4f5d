"""The whole state of a page in a link: what its sliders and fields say that have no place in the address.

Filters and plain choices are in the address themselves. The others travel as one JSON text, and are taken over before
the page draws its widgets, in a session that opens the link.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

STATE = "state"
"""In the address."""
SIMULATE = "Simulate"
"""Its sliders begin anew with another plan, and carry the number of their turn."""
LONGEST = 8_000
"""Of a text that is looked at: strangers write links too."""
_TAKEN = "page_state_taken"
_DAY = "day"
WIDGETS = {
    SIMULATE: re.compile(r"machine_(?!plan$|times$|curves)[a-z_]+_\d+"),
    "Explore": re.compile(r"why_by"),
    "Bill": re.compile(
        r"bill_lines|bill_keep_days|bill_free_gb|bill_cos_[\w-]+|payer_day|statement_month|statement_centre"
    ),
    "Forecast": re.compile(r"pace_budget"),
    "Reconcile": re.compile(r"reconcile_all"),
    "Groups": re.compile(r"groups_dimension"),
    "Audit": re.compile(r"audit_person|audit_kind"),
    "Compare": re.compile(r"ledger|compare_table"),
    "Calculator": re.compile(
        r"usage_from|usage_percent|classes|class_minutes|cameras|screen|whiteboard|layouts|weekdays|days_a_month|rooms|growth"
        r"|growth_year|holidays|holiday_country|holiday_part|school_\w+|advise|spread|term_\w+|sales_\w+|q_rebate|q_tier|q_robot\w*|q_monthly_\w+|q_trtc_\w+"
    ),
}
"""Of each page the keys of widgets that a link carries; names, terms and texts of a customer are none of them."""
_TURN = re.compile(r"_\d+$")


def text(page: str) -> str:
    """What the widgets of a page say, for its link; "" where they say nothing."""
    wanted = WIDGETS.get(page)
    if wanted is None:
        return ""
    newest = {
        _TURN.sub("", str(key)) if page == SIMULATE else str(key): value
        for key, value in sorted(st.session_state.items(), key=lambda item: _age(str(item[0])))
        if wanted.fullmatch(str(key)) and _is_plain(value)
    }
    return json.dumps(newest, default=_packed, separators=(",", ":")) if newest else ""


def take(page: str) -> None:
    """Have the widgets of a page begin with what its link says; once, and nothing that is no widget of it."""
    given, wanted = st.query_params.get(STATE), WIDGETS.get(page)
    if given is None:
        return
    del st.query_params[STATE]
    if wanted is None or len(given) > LONGEST:
        return
    try:
        values = json.loads(given, object_hook=_unpacked)
    except ValueError:
        return
    if not isinstance(values, dict):
        return
    turn = "_1" if page == SIMULATE else ""
    taken = [f"{key}{turn}" for key in values]
    for key, value in zip(taken, values.values(), strict=True):
        if wanted.fullmatch(key) and _is_plain(value):
            st.session_state[key] = value
    st.session_state[_TAKEN] = taken


def is_drawn() -> None:
    """The widgets have taken what the link said."""
    st.session_state.pop(_TAKEN, None)


@contextmanager
def guarded() -> Iterator[None]:
    """While widgets are drawn: where a link says what none of them can say, all of it is forgotten."""
    try:
        yield
    except StreamlitAPIException:
        taken = st.session_state.pop(_TAKEN, ())
        for key in taken:
            st.session_state.pop(key, None)
        if not taken:
            raise
        st.rerun()


def _age(key: str) -> int:
    turn = _TURN.search(key)
    return int(turn[0][1:]) if turn else 0


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return isinstance(value, str | bool | int | float | date)


def _packed(value: Any) -> dict[str, str]:
    return {_DAY: value.isoformat()}


def _unpacked(fields: dict[str, Any]) -> Any:
    if list(fields) == [_DAY]:
        return date.fromisoformat(str(fields[_DAY]))
    return fields
