"""Which part is looked at: more filters than the sidebar has, and all in force as chips."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import partial

import streamlit as st
from streamlit.errors import StreamlitAPIException

from analytics.lineage import Claim
from analytics.reports.explore.slices import Dimension
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import questions, state
from pages.monitor._explore.state import Now
from pages.ui import (
    data,
    dimension_words,
    drilldown,
    filters,
    formats,
    unknown_filters,
    use_costs,
)
from pages.ui.periods import DAY
from pages.ui.takeaway import screen

MOST_CHIPS = 12


def more() -> None:
    """Filters of this page alone, behind one button; made when it is open or one of them is set."""
    popover = st.popover(
        "More filters", icon=":material/filter_alt:", key="more_filters", on_change="rerun"
    )
    if not popover.open and not state.has_own():
        return
    _into_link()
    with popover:
        _several(Dimension.WEEKDAY)
        _several(Dimension.HOUR)
        _several(Dimension.FINISH)
        _several(Dimension.LINES)
        _users()
        _groups()
        st.date_input(
            "Only these days of the period",
            value=state.NO_DAYS,
            key=state.FOCUS,
            bind="query-params",
            format="YYYY-MM-DD",
            min_value=date(2000, 1, 1),
            max_value=date(2100, 1, 1),
        )


def _into_link() -> None:
    """Streamlit writes into the address what a person or a click changes in a widget that is there, but not what a
    click set before the widget was drawn for the first time.
    """
    for key in state.OWN:
        values = filters.texts(key)
        if values and key not in st.query_params:
            with suppress(StreamlitAPIException):  # the widget is there, and does it itself
                st.query_params[key] = values


def _several(by: Dimension) -> None:
    unknown_filters.look(
        dimension_words.DIMENSIONS[by], state.KEYS[by], dimension_words.SHOWN[by].values()
    )
    st.multiselect(
        dimension_words.DIMENSIONS[by],
        list(dimension_words.SHOWN[by].values()),
        placeholder=f"All {dimension_words.PLURALS[by]}",
        key=state.KEYS[by],
        bind="query-params",
        on_change=unknown_filters.forget,
        args=(state.KEYS[by],),
    )


def _users() -> None:
    """Any user can be typed; the ones on the page can be clicked in the table by user."""
    users = list(st.session_state.get(state.USER) or st.query_params.get_all(state.USER))
    st.multiselect(
        "User",
        list(dict.fromkeys([*users, state.NOBODY])),
        placeholder="Type a user’s id",
        key=state.USER,
        bind="query-params",
        accept_new_options=True,
        help="Or click a user in the table by user.",
    )


def _groups() -> None:
    """Values of the team's own dimensions; none where there are no groups."""
    options = [state.group_text(*pair) for pair in use_costs.group_values()]
    unknown_filters.look("Group", state.GROUP, options)
    words = st.session_state.get(state.GROUP) or ()
    if set(words) - set(options):  # an import of groups was undone
        st.session_state[state.GROUP] = [word for word in words if word in options]
    if options:
        st.multiselect(
            "Group",
            options,
            placeholder="All groups",
            key=state.GROUP,
            bind="query-params",
            on_change=unknown_filters.forget,
            args=(state.GROUP,),
            help="Several values of a dimension: any of them; several dimensions: all of them.",
        )


def chips(selection: Now) -> None:
    """Each filter in force as a button that takes it off."""
    unknown_filters.warn(*state.OWN)
    values = list(state.in_force())
    groups = list(st.session_state.get(state.GROUP) or ())
    if not values and not groups and not selection.focus:
        return
    with st.container(horizontal=True, key="chips", gap="small"):
        if selection.focus:
            st.button(
                formats.days(*selection.focus),
                key="chip_focus",
                icon=":material/close:",
                on_click=state.all_days,
                help="All days of the period again",
            )
        for place, (by, text) in enumerate(values[:MOST_CHIPS]):
            name = formats.plain(formats.short(formats.named(text), 28))
            st.button(
                f"{dimension_words.DIMENSIONS[by]}: {name}",
                key=f"chip_{place}",
                icon=":material/close:",
                on_click=state.drop,
                args=(by, text),
                help=f"Filter no more by {formats.plain(formats.short(text, 200))}",
            )
        for place, text in enumerate(groups[:MOST_CHIPS]):
            st.button(
                formats.plain(formats.short(text, 40)),
                key=f"chip_group_{place}",
                icon=":material/close:",
                on_click=state.drop_group,
                args=(text,),
                help=f"Filter no more by {formats.plain(formats.short(text, 200))}",
            )
        if len(values) > MOST_CHIPS:
            st.caption(f"and {len(values) - MOST_CHIPS} more in the sidebar", width="content")
        if len(values) + len(groups) + bool(selection.focus) > 1:
            st.button("Clear all", key="chips_clear", on_click=state.clear, type="tertiary")


def headline(selection: Now) -> None:
    """What is looked at, in one line: minutes, files, lessons."""
    sums = questions.total(selection.part)
    lessons = questions.lesson_count(selection.part, state.step())

    def claim(label: str) -> dict[str, Claim]:
        claims = proofs.headline(
            selection.part, state.step(), sums.ms, sums.billable_ms, sums.videos, lessons
        )
        return {label: claims[label]}

    with st.grid(4, min_column_width=150, key="headline"):
        for label, value, help in (
            (
                "Minutes",
                formats.minutes(sums.ms),
                "Length of all recorded files, free kinds and unfinished recordings included.",
            ),
            (
                "Billable minutes",
                formats.minutes(sums.billable_ms),
                "Camera, screen share and whiteboard files of finished recordings, exact minutes.",
            ),
            ("Files", formats.whole(sums.videos), "Recorded files."),
            (
                "Lessons",
                formats.whole(lessons),
                "Recording tasks that have at least one file of what is filtered.",
            ),
        ):
            drilldown.figure(label, value, partial(claim, label), help=help)
    screen.remark(settings(selection))


def settings(selection: Now) -> str:
    """Which days, which part, and how days and hours are cut."""
    coverage = data.coverage()
    assert coverage is not None
    edge = "stopped" if coverage.midnight == "stop" else "started"
    days = formats.days(selection.part.since, selection.part.until)
    period = f" of {selection.shared.period.text}" if selection.focus else ""
    parts = [
        f"{days}{period}",
        "part of the recordings" if selection.is_part else "all recordings",
        f"a recording counts on the day it {edge} and in the hour it began, in "
        f"{formats.plain(coverage.zone)}",
    ]
    last = coverage.last_day + DAY
    if selection.part.until > last or selection.part.since < coverage.first_day:
        recorded = formats.days(coverage.first_day, last)
        parts.append(f"**partial: recordings cover {recorded} only**")
    return f"{' · '.join(parts)}."
