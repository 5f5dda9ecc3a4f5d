"""Views that the team keeps: open one, keep what is looked at, choose what the page opens with."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

import streamlit as st

from analytics.core.errors import Problem
from analytics.reports import filter_terms
from analytics.reports.explore import saved_views
from analytics.reports.explore.saved_views import View
from analytics.reports.filter_terms import Term
from pages.monitor._explore import questions, state
from pages.ui import boxes, data, filter_bar, filters, formats, old_links, use_costs
from pages.ui.periods import Preset

OPENED, NAME = "explore_opened", "view_name"
MOST_GROUPS = 6
GROUP_NAMES = ("app_name", "room_name", "user_name")
"""Dimensions that name what is there already."""
PROBLEM, TAKEN = "view_problem", "view_taken"
_SEVERAL = (state.AGAINST,)
_DAYS = (state.AGAINST_DAYS,)
_ONE = (
    filters.FILTER,
    state.BY,
    state.STEP,
    state.MARKS,
    state.AMOUNT,
    state.MEASURE,
    state.RHYTHM,
    state.CHANGES,
    state.CHANGES_OF,
    state.CHANGES_BY,
    state.RHYTHM_OF,
    state.FIND,
    state.SORT,
    state.BELOW,
)
_FIRST: dict[str, Any] = {
    filters.FILTER: "",
    state.BY: "Kind",
    state.STEP: "Days",
    state.MARKS: "Bars",
    state.AMOUNT: "Amount",
    state.MEASURE: "Minutes",
    state.RHYTHM: "Over time",
    state.CHANGES: "Biggest change",
    state.CHANGES_OF: "Minutes",
    state.CHANGES_BY: "Room",
    state.RHYTHM_OF: "Minutes",
    state.FIND: "",
    state.SORT: "Highest first",
    state.BELOW: state.CHANGED,
    state.AGAINST: ["The period before"],
}


def _starters() -> dict[str, str]:
    """Views that everybody has, as links without a filter, or with the period that they need."""
    named = [name for name in use_costs.dimensions() if name not in GROUP_NAMES][:MOST_GROUPS]
    groups = {f"Cost by {name}": {state.BY: name} for name in named}
    costs = {"Cost by room": {state.BY: "Room"}, "Cost by user": {state.BY: "User"}, **groups}
    return {
        **{name: urlencode({state.MEASURE: "Cost", **query}) for name, query in costs.items()},
        "Cost per lesson by app": urlencode({state.MEASURE: "Cost per lesson", state.BY: "App"}),
        "Billed minutes per lesson minute by app": urlencode(
            {state.MEASURE: "Billed minutes per lesson minute", state.BY: "App"}
        ),
        "Share by kind per month, all days": urlencode(
            {
                filters.FILTER: filter_terms.write((Term(filters.PERIOD, Preset.ALL),)),
                state.STEP: "Months",
                state.AMOUNT: "Share",
            }
        ),
        "Rooms whose cost grew most": urlencode(
            {state.CHANGES_OF: "Cost", state.CHANGES: "Increase", state.BELOW: state.CHANGED}
        ),
        "Unfinished recordings": urlencode({state.MEASURE: "Minutes", state.BY: "Task state"}),
    }


def menu() -> None:
    """Behind one button: the views, and what can be done with them; made when it is open."""
    popover = filter_bar.line().popover(
        "Views", icon=":material/bookmarks:", key="views", on_change="rerun"
    )
    if not popover.open:
        return
    views = questions.views()
    with popover:
        if not views:
            st.caption(
                "No saved views yet. Set up the page and save it under a name; the whole team sees it."
            )
        for place, view in enumerate(views):
            _line(place, view)
        if any(view.is_default for view in views):
            st.button("Clear the default view", key="view_none", on_click=_default, args=(None,))
        st.text_input(
            "Save this view as",
            key=NAME,
            max_chars=saved_views.LONGEST_NAME,
            placeholder="A name for the whole team",
            persist_state="page",
        )
        st.button("Save", key="view_keep", icon=":material/bookmark_add:", on_click=_keep)
        st.caption("Ready-made, of what is filtered")
        with st.container(gap=None):
            for place, (name, link) in enumerate(_starters().items()):
                st.button(
                    formats.plain(formats.short(name, 48)),
                    key=f"view_starter_{place}",
                    icon=":material/insights:",
                    type="tertiary",
                    on_click=_start,
                    args=(link,),
                )
        if text := st.session_state.pop(PROBLEM, None):
            boxes.problem(Problem(text))
        if st.session_state.pop(TAKEN, False):
            st.button("Replace", key="view_replace", on_click=_keep, args=(True,))


def _line(place: int, view: View) -> None:
    name = formats.plain(formats.short(view.name, 40))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            name,
            key=f"view_{place}",
            icon=":material/star:" if view.is_default else ":material/bookmark:",
            on_click=_open,
            args=(view.link,),
            width="stretch",
            help="Default view" if view.is_default else None,
        )
        if not view.is_default:
            st.button(
                "Make default",
                key=f"view_default_{place}",
                type="tertiary",
                on_click=_default,
                args=(view.name,),
                help=f"Open the page with {name}, for everyone",
            )
        st.button(
            "Delete",
            key=f"view_delete_{place}",
            type="tertiary",
            on_click=_delete,
            args=(view.name,),
            help=f"Delete {name}, for everyone",
        )


def open_default() -> bool:
    """At the first look of a session, and where no link says otherwise, have the next run open the team's default."""
    if st.session_state.get(OPENED):
        return False
    st.session_state[OPENED] = True
    default = next((view for view in questions.views() if view.is_default), None)
    if st.query_params or default is None:
        return False
    filters.open_next(_values(default.link), urlencode(_query(default.link), doseq=True))
    return True


def query() -> str:
    """What is looked at as the query of a link; the period as it was chosen, so that it goes on."""
    pairs: list[tuple[str, str]] = []
    for key in (*_ONE, *_SEVERAL, *_DAYS):
        value = st.session_state.get(key)
        if value == _FIRST.get(key):
            continue
        values = value if isinstance(value, (list, tuple)) else [value]
        pairs += [(key, str(text)) for text in values if text not in (None, "")]
    return urlencode(pairs)


def _query(link: str) -> dict[str, list[str]]:
    """What a view says, in the words that the page has today."""
    query = parse_qs(link)
    rest = {key: texts for key, texts in query.items() if key not in filters.OLD_KEYS}
    return rest | {filters.FILTER: [filter_terms.write(filters.of_query(query))]}


def _open(link: str) -> None:
    """Set everything as the view has it."""
    values = _values(link)
    filters.set_terms(filter_terms.read(values.pop(filters.FILTER))[0])
    st.session_state.update(values)


def _start(link: str) -> None:
    """The same, of what is filtered now; days alone are those of the view."""
    values = _values(link)
    days = filter_terms.read(values.pop(filters.FILTER))[0]
    if days:
        rest = filter_terms.without(filters.terms(), filters.PERIOD, filters.DAYS, filters.FOCUS)
        filters.set_terms((*days, *rest))
    st.session_state.update(values)


def _values(link: str) -> dict[str, Any]:
    """The values of all widgets as a view has them; what it does not name as it is at first."""
    link_values = {
        key: [old_links.today(key, text) for text in texts] for key, texts in parse_qs(link).items()
    }
    link_values[filters.FILTER] = [filter_terms.write(filters.of_query(link_values))]
    values: dict[str, Any] = {key: link_values.get(key, [_FIRST[key]])[0] for key in _ONE}
    values |= {key: link_values.get(key, list(_FIRST.get(key, ()))) for key in _SEVERAL}
    for key in _DAYS:
        values[key] = tuple(date.fromisoformat(day) for day in link_values.get(key, ()))
    return values


def _keep(replace: bool = False) -> None:
    try:
        saved_views.keep(data.store(), st.session_state[NAME], query(), replace=replace)
    except Problem as problem:
        st.session_state[PROBLEM] = str(problem)
        st.session_state[TAKEN] = isinstance(problem, saved_views.Taken)
        return
    st.session_state[NAME] = ""


def _delete(name: str) -> None:
    saved_views.delete(data.store(), name)


def _default(name: str | None) -> None:
    saved_views.make_default(data.store(), name)
