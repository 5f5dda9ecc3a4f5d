"""Filters of pages: one line of terms, which the link has and a step back in the browser undoes.

The line stands in one field that is bound to the address, so that each change is one entry of the browser's history. The
choices above a page are drawn from it, and change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode

import streamlit as st
from streamlit.errors import StreamlitAPIException

from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.reports import filter_terms
from analytics.reports.filter_terms import Term, Terms
from analytics.reports.filters import Filters
from pages.ui import (
    data,
    database,
    dimension_words,
    formats,
    name_search,
    page_state,
    use_costs,
)
from pages.ui.dimension_words import DIMENSIONS, FIELDS, PLURALS, SHOWN
from pages.ui.periods import DAY, Period, Preset, resolve

FILTER = "filter"
"""The line of terms, in the link and in its field."""
PERIOD, DAYS, FOCUS, GROUP = "period", "days", "focus", "group"
BASIS = "basis"
"""Which cost is meant, on every page that shows one."""
OLD_KEYS = (PERIOD, DAYS, FOCUS, GROUP, *FIELDS)
"""What links said before there was one line."""
NOBODY = "(none)"
"""The name of no room, app or user in words."""
NO_NAMES = ("\0",)
"""Names that nothing has."""
MOST_NAMES = 500
"""That a part of a name, or a group, may mean; a file is held against each of them."""
_NEXT, CHANGED = "filters_next", "filters_changed"
_SEEN, _AGAIN = "filters_seen", "filters_again"
TYPED = ("app", "room", "user")
_ROOMS = ("app", "room", "kind")
EVERY = (*FIELDS, GROUP)


class Use(NamedTuple):
    """What a page has use for, and the period it shows while nobody has chosen one."""

    period: Preset
    days: bool = True
    fields: tuple[str, ...] = _ROOMS
    """What it can be filtered by."""
    more: tuple[str, ...] = ()
    """Keys of what else of this page a link carries."""
    in_parts: bool = False
    """Parts of the page change alone, so that the link is made anew when somebody wants it."""


USES = {
    "Overview": Use(Preset.LAST_90, more=("per", BASIS)),
    "Explore": Use(
        Preset.LAST_90,
        fields=EVERY,
        more=(
            *(
                "by",
                "measure",
                "below",
                "step",
                "marks",
                "amount",
                "against",
                "against_days",
                "lessons",
                "changes",
                "changes_of",
                "changes_by",
                "rhythm_of",
            ),
            *("find", "sort"),
        ),
        in_parts=True,
    ),
    "Waste": Use(Preset.LAST_90, more=("rule",)),
    "Query": Use(Preset.ALL, days=False, fields=(), more=("sql",)),
    "Lessons": Use(
        Preset.LAST_90, fields=(*_ROOMS, "user", "state"), more=("task", "lessons_sort")
    ),
    "Imports": Use(Preset.ALL, days=False, fields=()),
    "Reconcile": Use(Preset.ALL, fields=(), more=("reconcile_by",)),
    "Vendor": Use(Preset.ALL, days=False, fields=()),
    "Groups": Use(Preset.ALL, days=False, fields=()),
    "Compare": Use(Preset.ALL, fields=(), more=("first", "second", "more_plans", BASIS)),
    "Bill": Use(Preset.ALL, fields=(), more=("plan", "view", "payer", BASIS)),
    "Price book": Use(Preset.ALL, days=False, fields=(), more=("book", "version")),
    "Settings": Use(Preset.ALL, days=False, fields=()),
    "Audit": Use(Preset.ALL, days=False, fields=()),
    "Forecast": Use(Preset.ALL, days=False, fields=(), more=("ahead_plan", BASIS)),
    "Simulate": Use(Preset.ALL, days=False, fields=(), more=("machine_plan", BASIS), in_parts=True),
    "Billing assumptions": Use(Preset.ALL, fields=(), more=("unclear_plan", BASIS)),
    "Calculator": Use(Preset.ALL, in_parts=True),
    "Quotes": Use(Preset.ALL, days=False, fields=()),
    "Company": Use(Preset.ALL, days=False, fields=()),
}


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters in force."""

    period: Period
    filters: Filters = EVERYTHING
    """Of any days."""
    focus: tuple[date, date] | None = None
    """Days inside the period that alone are looked at, half-open; None for all of it."""

    @property
    def apps(self) -> tuple[str, ...]:
        return self.filters.apps

    @property
    def rooms(self) -> tuple[str, ...]:
        return self.filters.rooms

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return tuple(map(Kind, self.filters.kinds))

    @property
    def is_part(self) -> bool:
        """Only a part of the account is looked at."""
        return self.filters != EVERYTHING

    @property
    def usage(self) -> Filters:
        return self.usage_in(self.period.since, self.period.until)

    def usage_in(self, since: date, until: date) -> Filters:
        """The same filters over other days."""
        return replace(self.filters, since=since, until=until)


def terms() -> Terms:
    """What is chosen now, also of fields that the page has no use for."""
    return filter_terms.read(st.session_state.get(FILTER) or "")[0]


def set_terms(chosen_terms: Iterable[Term]) -> None:
    """Choose these terms in place of all others: one entry in the history of the browser."""
    old = [key for key in OLD_KEYS if key in st.query_params]
    if old:
        st.query_params.update({key: [] for key in old})
    st.session_state[FILTER] = filter_terms.write(chosen_terms)
    st.session_state[CHANGED] = True


def toggle(term: Term) -> None:
    """Filter by a term, or no more."""
    set_terms(filter_terms.toggled(terms(), term))


def take_off(*off: Term) -> None:
    """Filter by these terms no more."""
    set_terms(term for term in terms() if term not in off)


def days_of(field: str) -> tuple[date, date] | None:
    """The first and the last day that a term of days names."""
    for text in filter_terms.chosen(terms(), field):
        first, _, last = text.partition("..")
        try:
            days = date.fromisoformat(first), date.fromisoformat(last or first)
        except ValueError:
            continue
        if days[0] <= days[1]:
            return days
    return None


def preset(use: Use) -> Preset:
    named = [text for text in filter_terms.chosen(terms(), PERIOD) if text in set(Preset)]
    return Preset(named[0]) if named else use.period


def shown(name: str) -> str:
    """A name as a term has it."""
    return name or NOBODY


def words(field: str) -> str:
    """What a field is called."""
    return "Group" if field == GROUP else DIMENSIONS[FIELDS[field]]


def plural(field: str) -> str:
    return "groups" if field == GROUP else PLURALS[FIELDS[field]]


def group_text(dimension: str, value: str) -> str:
    """A value of a dimension of groups as a term has it."""
    return f"{dimension}: {value or dimension_words.NOT_MAPPED}"


def groups() -> dict[str, tuple[str, str]]:
    return {group_text(*pair): pair for pair in use_costs.group_values()}


def values(field: str) -> list[str]:
    if field == GROUP:
        return list(groups())
    if field == "state":
        return name_search.states()
    return list(SHOWN[FIELDS[field]].values())


def chip_text(term: Term) -> str:
    """A term as a chip says it: ``Room: not 101``."""
    if term.field == GROUP:
        return "not " * term.is_out + formats.short(term.text, 40)
    text = formats.short(formats.named(term.text), 28)
    if term.is_part:
        text = f"contains “{text}”"
    return f"{words(term.field)}: {'not ' * term.is_out}{text}"


def chip(term: Term) -> str:
    """The same as markdown."""
    return formats.plain(chip_text(term))


def in_force(page: str) -> Terms:
    """The terms that this page can use and that the data knows, days apart."""
    return tuple(filter(is_known, filter_terms.of(terms(), *USES[page].fields)))


def about(page: str) -> tuple[dict[str, object], str]:
    """What a page says of itself in its files: days, filters, zone, plan and data; and the days for their names."""
    coverage = data.coverage()
    try:
        selection = chosen(page)
    except Problem:
        selection = None
    if selection is None or coverage is None:
        return {"Page": page}, ""
    period = selection.period
    facts: dict[str, object] = {"Page": page, "Days": period.text}
    for field in USES[page].fields:
        of_field = [
            chip_text(term).removeprefix(f"{words(field)}: ")
            for term in in_force(page)
            if term.field == field
        ]
        if of_field or field in _ROOMS:
            facts[f"{words(field)}s"] = ", ".join(of_field) or "all"
    facts |= {
        "Zone": coverage.zone,
        "A recording counts on": f"the day it {'stopped' if coverage.midnight == 'stop' else 'started'}",
        "Team's plan": data.team()[0],
        "Imported": formats.moment(coverage.loaded_at, coverage.zone),
        "Data edition": database.edition().version,
    }
    return facts, f"{period.since}-{period.until - DAY}"


def open_next(values: Mapping[str, Any], link: str) -> None:
    """Have the next run begin with these values of its widgets, and with the query of a link that says them."""
    st.session_state[_NEXT] = (dict(values), link)


def begin() -> None:
    """Take over what is to be opened, and what a link says in the words of before there was one line."""
    values, link = st.session_state.pop(_NEXT, ({}, ""))
    st.session_state.update(values)
    for key, texts in parse_qs(link).items():
        try:
            st.query_params[key] = texts
        except StreamlitAPIException:  # another page has it in the link already
            continue
    _translate()
    given = st.query_params.get(FILTER)
    if given and given not in st.session_state.get(_SEEN, [given]):
        st.session_state[FILTER] = given  # a link was followed: what the field said before is over


def is_drawn() -> None:
    """The field has taken the line, and the address says it."""
    st.session_state[_SEEN] = [st.session_state[FILTER], st.query_params.get(FILTER, "")]


def _translate() -> None:
    """Say what an old link says in one line, in the address too: the next page and a step back start from there."""
    old = {key: st.query_params.get_all(key) for key in OLD_KEYS if key in st.query_params}
    line = filter_terms.write(of_query(old))
    if st.query_params.get(FILTER) or not line:
        return
    is_first, is_again = FILTER not in st.session_state, st.session_state.pop(_AGAIN, "") == line
    st.session_state[FILTER] = line
    if is_first:
        others = {key: st.query_params.get_all(key) for key in st.query_params}
        kept = {key: texts for key, texts in others.items() if key not in old}
        st.query_params.from_dict({FILTER: line, **kept})
    elif (
        not is_again
    ):  # after a step back the field takes what the address says of it, which is nothing
        st.session_state[_AGAIN] = line
        st.rerun()


def of_query(query: Mapping[str, list[str]]) -> Terms:
    """The terms of a link, also of one from before there was one line."""
    if query.get(FILTER):
        return filter_terms.read(query[FILTER][0])[0]
    found: list[Term] = []
    days = query.get(DAYS, [])
    preset = next(iter(query.get(PERIOD, [])), "")
    if preset == Preset.CUSTOM and days:
        found.append(Term(DAYS, f"{days[0]}..{days[-1]}"))
    elif preset and preset != Preset.CUSTOM:
        found.append(Term(PERIOD, preset))
    if focus := query.get(FOCUS, []):
        found.append(Term(FOCUS, f"{focus[0]}..{focus[-1]}"))
    for field in dict.fromkeys(("app", "room", "kind", *FIELDS, GROUP)):
        found += [Term(field, text) for text in query.get(field, [])]
    return tuple(dict.fromkeys(found))


def is_known(term: Term) -> bool:
    if term.field == PERIOD:
        return term.text in set(Preset) - {Preset.CUSTOM}
    if term.field in (DAYS, FOCUS):
        return days_of(term.field) is not None
    if term.field not in EVERY:
        return False
    if term.is_part or term.field == "user":
        return term.field in TYPED
    if term.field in TYPED:
        return _name(term) in name_search.known(term.field)
    return term.text in values(term.field)


def _name(term: Term) -> str:
    """The name that a term means: of nothing there are two words."""
    return "" if term.text in (NOBODY, formats.named("")) else term.text


def chosen(page: str) -> Chosen | None:
    """What the filters say now; None while nothing is recorded. Raises Problem for a group or a part of names that means too many."""
    coverage = data.coverage()
    if coverage is None:
        return None
    use = USES[page]
    days = days_of(DAYS)
    period = resolve(
        Preset.CUSTOM if days else preset(use), coverage.first_day, coverage.last_day, days
    )
    focus = days_of(FOCUS)
    inside = None
    if focus and page == "Explore":
        inside = max(focus[0], period.since), min(focus[1] + DAY, period.until)
    filters = filters_of(in_force(page))
    return Chosen(period, filters, inside if inside and inside[0] < inside[1] else None)


def filters_of(chosen_terms: Terms) -> Filters:
    """The names and values that terms mean. Raises Problem as ``chosen``."""
    values: dict[str, Any] = {}
    without: list[str] = []
    names = {field: _names(chosen_terms, field) for field in (*TYPED, "state")}
    for dimension, texts in _of_groups(chosen_terms).items():
        for is_out, chosen_values in texts.items():
            field, members = use_costs.group_names(dimension, chosen_values)
            names[field] = _both(names[field], _Names(_few(members, field), is_out))
    for field, of_field in names.items():
        if of_field.is_out and not of_field.names:
            continue
        values[f"{field}s"] = of_field.names or NO_NAMES
        without += [field] * of_field.is_out
    for field, by in FIELDS.items():
        if by in SHOWN:
            picked = _picks(chosen_terms, field)
            name = dimension_words.FILTERS[by]
            values[name] = tuple(int(v) if name in _NUMBERS else v for v in picked or ())
            if picked == ():
                values["rooms"] = NO_NAMES
                without = [each for each in without if each != "room"]
    return Filters(**values, without=tuple(without))


_NUMBERS = ("weekdays", "hours", "pictures")


class _Names(NamedTuple):
    """Names that are meant or, with ``is_out``, left out; out of none means all."""

    names: tuple[str, ...] = ()
    is_out: bool = True


def _names(chosen_terms: Terms, field: str) -> _Names:
    mine = filter_terms.of(chosen_terms, field)
    meant, out = (
        {name for term in mine if term.is_out is is_out for name in _meant(term)}
        for is_out in (False, True)
    )
    if any(not term.is_out for term in mine):
        return _Names(tuple(sorted(meant - out)), False)
    return _Names(tuple(sorted(out)), True)


def _meant(term: Term) -> tuple[str, ...]:
    if not term.is_part:
        return (_name(term),)
    return _few(name_search.holding(term.field, term.text), term.field)


def _few(names: tuple[str, ...], field: str) -> tuple[str, ...]:
    if len(names) > MOST_NAMES:
        raise Problem(
            f"{len(names):,} {plural(field)} are meant, and a filter takes {MOST_NAMES:,}",
            hint="Type more of the name, or choose the group under “over time by”",
        )
    return names


def _both(one: _Names, other: _Names) -> _Names:
    """The names that both leave."""
    if one.is_out and other.is_out:
        return _Names(tuple(sorted({*one.names, *other.names})), True)
    if one.is_out or other.is_out:
        meant, out = (other, one) if one.is_out else (one, other)
        return _Names(tuple(name for name in meant.names if name not in out.names), False)
    return _Names(tuple(name for name in one.names if name in other.names), False)


def _picks(chosen_terms: Terms, field: str) -> tuple[str, ...] | None:
    """The values that are meant of a field that has few; None for all, () for none."""
    mine = filter_terms.of(chosen_terms, field)
    by = FIELDS[field]
    out = set(dimension_words.meant(by, [term.text for term in mine if term.is_out]))
    named = dimension_words.meant(by, [term.text for term in mine if not term.is_out])
    every = tuple(SHOWN[by])
    picked = tuple(value for value in every if value not in out and (not named or value in named))
    return None if len(picked) == len(every) else picked


def _of_groups(chosen_terms: Terms) -> dict[str, dict[bool, tuple[str, ...]]]:
    """{dimension: {left out: values}}."""
    known = groups() if filter_terms.of(chosen_terms, GROUP) else {}
    found: dict[str, dict[bool, tuple[str, ...]]] = {}
    for term in filter_terms.of(chosen_terms, GROUP):
        if term.text in known:
            dimension, value = known[term.text]
            texts = found.setdefault(dimension, {})
            texts[term.is_out] = (*texts.get(term.is_out, ()), value)
    return found


def clear(page: str) -> None:
    """Everything again, for as long as the page likes best."""
    others = set(EVERY) - set(USES[page].fields)
    set_terms(filter_terms.of(terms(), *others))


def link(page: str, address: str | None) -> str:
    """A link to these numbers: the days as they are now, so that it shows the same tomorrow."""
    try:
        selection = chosen(page)
    except Problem:
        selection = None
    if selection is None:
        return address or ""
    days = Term(PERIOD, Preset.ALL.value)
    if not selection.period.is_all:
        days = Term(DAYS, filter_terms.span(selection.period.since, selection.period.until - DAY))
    rest = filter_terms.of(terms(), FOCUS, *USES[page].fields)
    more = [(key, text) for key in USES[page].more for text in texts(key)]
    if state := page_state.text(page):
        more.append((page_state.STATE, state))
    query = [(FILTER, filter_terms.write((days, *rest))), *more]
    return f"{address or ''}?{urlencode(query, doseq=True)}"


def texts(key: str) -> list[str]:
    """What a widget of the page says, as a link has it; before it is drawn, what its link said."""
    value = st.session_state.get(key, st.query_params.get_all(key))
    return [str(item) for item in (value if isinstance(value, (list, tuple)) else [value]) if item]


def summary(page: str) -> str:
    """The parts in force in words, as markdown: ``app 14…, room not 1``; "" for all."""
    return formats.plain(", ".join(_said(term) for term in in_force(page)))


def _said(term: Term) -> str:
    text = chip_text(term)
    return text[:1].lower() + text[1:].replace(": ", " ", 1)
