"""The shared filters in the sidebar. What they say is in the link, and a link can say it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from analytics.core.model import Kind
from analytics.reports.filters import Filters
from pages.ui import data, database, formats, page_state, theme, unknown_filters
from pages.ui.periods import DAY, Period, Preset, resolve

PERIOD, DAYS, APP, ROOM, KIND = "period", "days", "app", "room", "kind"
BASIS = "basis"
"""Which cost is meant, on every page that shows one."""
_NEXT = "filters_next"
_KINDS = {name: kind for kind, name in theme.KIND_NAMES.items()}


class Use(NamedTuple):
    """What a page has use for, and the period it shows while nobody has chosen one."""

    period: Preset
    days: bool = True
    parts: bool = True
    more: tuple[str, ...] = ()
    """Keys of what else of this page a link carries."""
    own: tuple[str, ...] = ()
    """Keys of filters of this page alone, in a link too."""
    in_parts: bool = False
    """Parts of the page change alone, so that the link is made anew when somebody wants it."""


USES = {
    "Overview": Use(Preset.LAST_90, more=("per", BASIS)),
    "Explore": Use(
        Preset.LAST_90,
        own=("user", "weekday", "hour", "finish", "picture", "group", "focus"),
        more=(
            *(
                "by",
                "measure",
                "step",
                "marks",
                "amount",
                "against",
                "against_days",
                "lessons",
                "changes",
                "changes_of",
            ),
            *("find", "sort"),
        ),
        in_parts=True,
    ),
    "Waste": Use(Preset.LAST_90, more=("rule",)),
    "Query": Use(Preset.ALL, days=False, parts=False, more=("sql",)),
    "Lessons": Use(Preset.LAST_90, more=("task", "lessons_sort")),
    "Imports": Use(Preset.ALL, days=False, parts=False),
    "Reconcile": Use(Preset.ALL, parts=False, more=("reconcile_by",)),
    "Vendor": Use(Preset.ALL, days=False, parts=False),
    "Groups": Use(Preset.ALL, days=False, parts=False),
    "Compare": Use(Preset.ALL, parts=False, more=("first", "second", "more_plans", BASIS)),
    "Bill": Use(Preset.ALL, parts=False, more=("plan", "view", "payer", BASIS)),
    "Price book": Use(Preset.ALL, days=False, parts=False, more=("book", "version")),
    "Settings": Use(Preset.ALL, days=False, parts=False),
    "Audit": Use(Preset.ALL, days=False, parts=False),
    "Forecast": Use(Preset.ALL, days=False, parts=False, more=("ahead_plan", BASIS)),
    "Simulate": Use(
        Preset.ALL, days=False, parts=False, more=("machine_plan", BASIS), in_parts=True
    ),
    "Billing assumptions": Use(Preset.ALL, parts=False, more=("unclear_plan", BASIS)),
    "Calculator": Use(Preset.ALL, in_parts=True),
    "Quotes": Use(Preset.ALL, days=False, parts=False),
    "Company": Use(Preset.ALL, days=False, parts=False),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters in force."""

    period: Period
    apps: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()

    @property
    def is_part(self) -> bool:
        """Only a part of the account is looked at."""
        return bool(self.apps or self.rooms or self.kinds)

    @property
    def usage(self) -> Filters:
        return self.usage_in(self.period.since, self.period.until)

    def usage_in(self, since: date, until: date) -> Filters:
        """The same filters over other days."""
        kinds = tuple(kind.value for kind in self.kinds)
        return Filters(since, until, self.apps, self.rooms, kinds)


def show(page: str) -> None:
    """Draw the filters. Those that a page has no use for are there, but cannot be changed."""
    coverage = data.coverage()
    if coverage is None:
        return
    use = USES[page]
    _begin()
    with st.sidebar:
        unknown_filters.look("Period", PERIOD, [option.value for option in Preset])
        preset = st.selectbox(
            "Period",
            [option.value for option in Preset],
            index=None,
            placeholder=use.period.value,
            key=PERIOD,
            bind="query-params",
            disabled=not use.days,
            on_change=unknown_filters.forget,
            args=(PERIOD,),
        )
        if preset == Preset.CUSTOM:
            st.date_input(
                "First and last day",
                value=(coverage.first_day, coverage.last_day),
                key=DAYS,
                bind="query-params",
                format="YYYY-MM-DD",
                disabled=not use.days,
                min_value=date(2000, 1, 1),
                max_value=date(2100, 1, 1),
            )
        rooms = data.rooms()
        _several("App", APP, sorted({row["app"] for row in rooms}), use)
        _several("Room", ROOM, sorted({row["room"] for row in rooms}), use)
        _several("Kind", KIND, list(_KINDS), use)
        with st.container(horizontal=True):
            st.button("Clear", key="clear", on_click=clear, args=(page,), disabled=not use.days)
            opening: Literal["rerun", "ignore"] = "rerun" if use.in_parts else "ignore"
            popover = st.popover("Copy link", key="copy", on_change=opening)
            if not use.in_parts or popover.open:
                popover.caption("Opens to these days and filters, also tomorrow and for others.")
                popover.code(link(page, st.context.url), language=None, wrap_lines=True)
    unknown_filters.warn(*[PERIOD] * use.days, *[APP, ROOM, KIND] * use.parts)


def about(page: str) -> tuple[dict[str, object], str]:
    """What a page says of itself in its files: days, filters, zone, plan and data; and the days for their names."""
    selection, coverage = chosen(page), data.coverage()
    if selection is None or coverage is None:
        return {"Page": page}, ""
    period = selection.period
    own = {key: ", ".join(texts(key)) for key in USES[page].own}
    facts: dict[str, object] = {
        "Page": page,
        "Days": period.text,
        "Apps": ", ".join(map(formats.named, selection.apps)) or "all",
        "Rooms": ", ".join(map(formats.named, selection.rooms)) or "all",
        "Kinds": ", ".join(theme.KIND_NAMES[kind] for kind in selection.kinds) or "all",
        **{key.capitalize(): text for key, text in own.items() if text},
        "Zone": coverage.zone,
        "A recording counts on": f"the day it {'stopped' if coverage.midnight == 'stop' else 'started'}",
        "Team's plan": data.team_plan(),
        "Imported": formats.moment(coverage.loaded_at, coverage.zone),
        "Data edition": database.edition().version,
    }
    return facts, f"{period.since}-{period.until - DAY}"


def open_next(values: Mapping[str, Any], link: str) -> None:
    """Have the next run begin with these values of its widgets, and with the query of a link that says them."""
    st.session_state[_NEXT] = (dict(values), link)


def _begin() -> None:
    values, link = st.session_state.pop(_NEXT, ({}, ""))
    st.session_state.update(values)
    for key, texts in parse_qs(link).items():
        with suppress(StreamlitAPIException):  # another page has it in the link already
            st.query_params[key] = texts


def _several(label: str, key: str, options: list[str], use: Use) -> None:
    missing = set(st.session_state.get(key, ())) - set(options)
    unknown_filters.look(label, key, list(map(formats.named, options)), missing)
    if missing:
        st.session_state[key] = [value for value in st.session_state[key] if value not in missing]
    st.multiselect(
        label,
        options,
        format_func=formats.named,
        placeholder=f"All {label.lower()}s",
        key=key,
        bind="query-params",
        disabled=not use.parts,
        on_change=unknown_filters.forget,
        args=(key,),
    )


def chosen(page: str) -> Chosen | None:
    """What the filters say now; None while nothing is recorded."""
    coverage = data.coverage()
    if coverage is None:
        return None
    state = st.session_state
    return Chosen(
        resolve(
            Preset(state.get(PERIOD) or USES[page].period),
            coverage.first_day,
            coverage.last_day,
            state.get(DAYS),
        ),
        tuple(state.get(APP, ())),
        tuple(state.get(ROOM, ())),
        tuple(_KINDS[name] for name in state.get(KIND, ())),
    )


def clear(page: str) -> None:
    """Everything again, for as long as the page likes best."""
    unknown_filters.forget()
    st.session_state[PERIOD] = None
    for key in (APP, ROOM, KIND):
        st.session_state[key] = []
    for key in USES[page].own:
        st.session_state[key] = ()


def link(page: str, address: str | None) -> str:
    """A link to these numbers: the days as they are now, so that it shows the same tomorrow."""
    selection = chosen(page)
    if selection is None:
        return address or ""
    days = [(PERIOD, Preset.ALL.value)]
    if not selection.period.is_all:
        first, last = selection.period.since, selection.period.until - DAY
        days = [(PERIOD, Preset.CUSTOM.value), (DAYS, first.isoformat()), (DAYS, last.isoformat())]
    parts = [
        *((APP, formats.named(app)) for app in selection.apps),
        *((ROOM, formats.named(room)) for room in selection.rooms),
        *((KIND, theme.KIND_NAMES[kind]) for kind in selection.kinds),
    ]
    more = [(key, text) for key in (*USES[page].own, *USES[page].more) for text in texts(key)]
    if state := page_state.text(page):
        more.append((page_state.STATE, state))
    return f"{address or ''}?{urlencode([*days, *parts, *more], doseq=True)}"


def texts(key: str) -> list[str]:
    """What a widget of the page says, as a link has it; before it is drawn, what its link said."""
    value = st.session_state.get(key, st.query_params.get_all(key))
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item]


def summary(selection: Chosen) -> str:
    """The parts in force in words, as markdown: ``app 14…, rooms 1 and 2``; "" for all."""
    parts = []
    for noun, names in (
        ("app", selection.apps),
        ("room", selection.rooms),
        ("kind", tuple(theme.KIND_NAMES[kind].lower() for kind in selection.kinds)),
    ):
        if names:
            labels = [formats.plain(formats.short(name, 24)) for name in names[:3]]
            more = [f"{len(names) - 3} more"] if len(names) > 3 else []
            parts.append(
                f"{noun if len(names) == 1 else noun + 's'} {formats.listed(labels + more)}"
            )
    return ", ".join(parts)
