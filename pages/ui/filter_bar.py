"""The bar above each page: its days, what it can be filtered by, and each filter in force as a chip."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date
from typing import Any, Literal

import streamlit as st

from analytics.reports import filter_terms
from analytics.reports.filter_terms import Term
from pages.ui import data, filters, formats, name_search
from pages.ui.database import fragment
from pages.ui.periods import DAY, Preset

MOST_CHIPS = 12
_MENU, _BY, _MODE = "filter_menu", "filter_by", "filter_mode"
_FIND, _PICK, _TURN = "filter_find", "filter_pick", "filter_turn"
IS, IS_NOT, CONTAINS, CONTAINS_NOT = "is", "is not", "contains", "contains not"
_MODES = {
    IS: (False, False),
    IS_NOT: (True, False),
    CONTAINS: (False, True),
    CONTAINS_NOT: (True, True),
}
"""Whether what is chosen is left out, and whether it is a part of names."""
_line: ContextVar[Any] = ContextVar("filter_line", default=None)


def line() -> Any:
    """The line of filters of the page that is made now, for what a page has beside them."""
    return _line.get() or st.container()


def show(page: str) -> None:
    """Draw the line of terms, and above the page what it can be filtered by and what is in force."""
    _line.set(None)
    coverage = data.coverage()
    if coverage is None:
        return
    use = filters.USES[page]
    filters.begin()
    with st.sidebar:
        with st.expander("Filter as text", key="filter_text"):
            st.text_input(
                "Filter as text",
                key=filters.FILTER,
                bind="query-params",
                label_visibility="collapsed",
                placeholder='room:101 -kind:"Mixed stream" user~li',
                help="Terms of one field widen, terms of different fields narrow. "
                "- leaves out, ~ in place of : means names that hold the text.",
            )
            filters.is_drawn()
        opening: Literal["rerun", "ignore"] = "rerun" if use.in_parts else "ignore"
        popover = st.popover("Copy link", key="copy", on_change=opening)
        if not use.in_parts or popover.open:
            popover.caption("Opens with these days and filters, for anyone and on any day.")
            popover.code(filters.link(page, st.context.url), language=None, wrap_lines=True)
    st.session_state.pop(filters.CHANGED, None)
    if use.days or use.fields:
        bar = st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="filter_bar"
        )
        _line.set(bar)
        with bar:
            if use.days:
                _period(use, coverage)
            if use.fields:
                _menu(page)
            _chips(page)
    _warn()


def _period(use: filters.Use, coverage: data.Coverage) -> None:
    chosen_days = filters.days_of(filters.DAYS)
    preset = Preset.CUSTOM if chosen_days else filters.preset(use)
    st.session_state[filters.PERIOD] = preset.value
    st.selectbox(
        "Period",
        [option.value for option in Preset],
        key=filters.PERIOD,
        on_change=_period_picked,
        args=(coverage,),
        label_visibility="collapsed",
        width=170,
    )
    if chosen_days:
        picked = st.session_state.get(filters.DAYS)
        if not picked or (picked[0], picked[-1]) != chosen_days:
            st.session_state[filters.DAYS] = chosen_days
        st.date_input(
            "First and last day",
            key=filters.DAYS,
            on_change=_days_picked,
            format="YYYY-MM-DD",
            min_value=date(2000, 1, 1),
            max_value=date(2100, 1, 1),
            label_visibility="collapsed",
            width=230,
        )


def _period_picked(coverage: data.Coverage) -> None:
    rest = filter_terms.without(filters.terms(), filters.PERIOD, filters.DAYS)
    preset = st.session_state[filters.PERIOD]
    if preset == Preset.CUSTOM:
        span = f"{coverage.first_day.isoformat()}..{coverage.last_day.isoformat()}"
        filters.set_terms((Term(filters.DAYS, span), *rest))
    else:
        filters.set_terms((Term(filters.PERIOD, preset), *rest))


def _days_picked() -> None:
    picked = st.session_state[filters.DAYS]
    rest = filter_terms.without(filters.terms(), filters.PERIOD, filters.DAYS)
    if picked:
        filters.set_terms((Term(filters.DAYS, filter_terms.span(picked[0], picked[-1])), *rest))


def _menu(page: str) -> None:
    popover = st.popover(
        "Filter", icon=":material/filter_alt:", key=_MENU, on_change="rerun", width="content"
    )
    if popover.open:
        with popover:
            _choices(page)


@fragment
def _choices(page: str) -> None:
    """What to filter by, whether it is meant or left out, and the values, which are searched for where they are many."""
    if st.session_state.get(filters.CHANGED):
        st.rerun()
    fields = {
        filters.words(field): field
        for field in filters.USES[page].fields
        if field != filters.GROUP or filters.groups()
    }
    field = fields[
        st.selectbox("Filter by", list(fields), key=_BY, on_change=_search_anew, width=260)
    ]
    modes = list(_MODES) if field in filters.TYPED else [IS, IS_NOT]
    if st.session_state.get(_MODE) not in (None, *modes):
        st.session_state[_MODE] = IS
    mode = st.segmented_control(
        "How", modes, default=IS, key=_MODE, required=True, label_visibility="collapsed"
    )
    if field in filters.TYPED:
        _search(field, mode)
    else:
        _pick(field, mode)


def _pick(field: str, mode: str) -> None:
    """All values of a field that has few."""
    options = filters.values(field)
    is_out, _ = _MODES[mode]
    key = f"{_PICK}_{field}_{mode}"
    mine = [
        t.text for t in filters.terms() if t.field == field and t.is_out == is_out and not t.is_part
    ]
    st.session_state[key] = [text for text in mine if text in options]
    st.pills(
        filters.words(field),
        options,
        selection_mode="multi",
        format_func=formats.plain,
        key=key,
        on_change=_picked,
        args=(key, field, is_out),
        label_visibility="collapsed",
    )


def _picked(key: str, field: str, is_out: bool) -> None:
    picked = [Term(field, text, is_out) for text in st.session_state[key]]
    others = [
        t
        for t in filters.terms()
        if not (t.field == field and t.is_out == is_out and not t.is_part)
    ]
    named = {term.text for term in picked}
    filters.set_terms([t for t in others if t.field != field or t.text not in named] + picked)


def _search(field: str, mode: str) -> None:
    """Names that hold what is typed, found by the server while one types."""
    turn = st.session_state.get(_TURN, 0)
    text = st.text_input(
        f"Search {filters.plural(field)}",
        key=f"{_FIND}_{turn}",
        live=True,
        icon=":material/search:",
        placeholder=f"Search {filters.plural(field)}",
        label_visibility="collapsed",
    )
    found = name_search.find(field, (text or "").strip())
    is_out, is_part = _MODES[mode]
    if is_part:
        term = Term(field, (text or "").strip(), is_out, True)
        st.button(
            f"{mode.capitalize()} “{formats.plain(formats.short(term.text, 24))}”",
            key="filter_part",
            disabled=not term.text,
            on_click=_add,
            args=(term,),
        )
    else:
        chosen = filters.terms()
        options = [
            name for name in found.names if Term(field, filters.shown(name), is_out) not in chosen
        ]
        key = f"{_PICK}_{field}_{mode}_{turn}"
        if options:
            st.pills(
                filters.plural(field).capitalize(),
                options,
                format_func=_label,
                key=key,
                on_change=_add_name,
                args=(key, field, is_out),
                label_visibility="collapsed",
            )
    st.caption(found.said)


def _label(name: str | None) -> str:
    return formats.plain(formats.short(formats.named(name or ""), 48))


def _add_name(key: str, field: str, is_out: bool) -> None:
    if name := st.session_state[key]:
        _add(Term(field, name, is_out))
    elif name is not None:
        _add(Term(field, filters.NOBODY, is_out))


def _add(term: Term) -> None:
    if term not in filters.terms():
        filters.toggle(term)
    _search_anew()


def _search_anew() -> None:
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _chips(page: str) -> None:
    """Each filter in force as a button that takes it off."""
    focus = filters.days_of(filters.FOCUS) if page == "Explore" else None
    if focus:
        st.button(
            formats.days(focus[0], focus[1] + DAY),
            key="chip_focus",
            icon=":material/close:",
            on_click=all_days,
            help="All days of the period",
        )
    shown_terms = filters.in_force(page)
    for place, term in enumerate(shown_terms[:MOST_CHIPS]):
        st.button(
            filters.chip(term),
            key=f"chip_{place}",
            icon=":material/close:",
            on_click=filters.take_off,
            args=(term,),
            help=f"Remove the filter {formats.plain(formats.short(term.text, 200))}",
        )
    if len(shown_terms) == 1:  # all but what was clicked is one more click
        (term,) = shown_terms
        st.button(
            "Only this" if term.is_out else "Leave out",
            key="turn_round",
            on_click=_turn_round,
            args=(term,),
            type="tertiary",
            help="Show only this" if term.is_out else "Leave this out",
        )
    if len(shown_terms) > MOST_CHIPS:
        rest = f"and {len(shown_terms) - MOST_CHIPS} more"
        st.caption(rest, width="content")
    if focus or filter_terms.without(
        filters.terms(), *set(filters.EVERY) - set(filters.USES[page].fields)
    ):
        st.button("Clear", key="clear", on_click=filters.clear, args=(page,), type="tertiary")


def _turn_round(term: Term) -> None:
    filters.set_terms(
        each._replace(is_out=not each.is_out) if each == term else each for each in filters.terms()
    )


def all_days() -> None:
    """Look at all days of the period again."""
    filters.set_terms(filter_terms.without(filters.terms(), filters.FOCUS))


def _warn() -> None:
    """A warning that names what is filtered by and is not in the data."""
    chosen_terms, rest = filter_terms.read(st.session_state.get(filters.FILTER) or "")
    unknown = [_unknown(term) for term in chosen_terms if not filters.is_known(term)]
    unknown += [("text", rest)] * bool(rest)
    if unknown:
        names = [f"{label} “{formats.plain(formats.short(text, 40))}”" for label, text in unknown]
        with st.container(key="left_out"):
            st.warning(
                f"Not in the data, and left out of the filters: {formats.listed(names)}. "
                "What is shown is not narrowed down by it.",
                icon=":material/filter_alt_off:",
            )


def _unknown(term: Term) -> tuple[str, str]:
    label = filters.words(term.field).lower() if term.field in filters.EVERY else term.field
    return label, term.text
