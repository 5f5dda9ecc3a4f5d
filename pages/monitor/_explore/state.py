"""What the Explore page looks at: the shared filters and its own. All of it is in the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import divide_half_up
from analytics.lineage import after
from analytics.reports import filter_terms
from analytics.reports.explore.slices import Dimension, Slice, Step
from analytics.reports.filter_terms import Term
from analytics.reports.filters import NAMES
from pages.ui import dimension_words, filters

PAGE = "Explore"
BY, STEP, MARKS, AMOUNT, MEASURE = "by", "step", "marks", "amount", "measure"
AGAINST, AGAINST_DAYS, RHYTHM, CHANGES = "against", "against_days", "lessons", "changes"
CHANGES_OF, CHANGES_BY, RHYTHM_OF = "changes_of", "changes_by", "rhythm_of"
FIND, SORT = "find", "sort"
BELOW = "below"
CHANGED, HOURS, LESSONS = "What changed", "Hours and weekdays", "Lessons"
NO_DAYS: Any = ()
"""Of a field for two days in which none is picked, which Streamlit's types do not know."""
FIELDS = {by: field for field, by in dimension_words.FIELDS.items()}
"""What the filter calls each dimension."""
STEPS = {"Days": Step.DAY, "Weeks": Step.WEEK, "Months": Step.MONTH}
CLICKED, CLICKS, BEFORE = "explore_clicked", "explore_clicks", "explore_before"
OFFER = "explore_offer"
"""The value of the bar that was clicked last, as a term."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Now:
    """What is looked at, over the days in force."""

    shared: filters.Chosen
    part: Slice
    focus: tuple[date, date] | None
    """The days that were clicked, half-open, inside the period; None for all of it."""

    @property
    def is_part(self) -> bool:
        """Fewer than all recordings of the days are looked at."""
        return self.shared.is_part


def now() -> Now:
    """What the filters say now; something must be recorded. Raises Problem for a group that is no list of names."""
    shared = filters.chosen(PAGE)
    assert shared is not None, "the page looks before it asks"
    since, until = shared.focus or (shared.period.since, shared.period.until)
    usage = shared.usage_in(since, until)
    parts = {name: getattr(usage, name) for name in (*NAMES, "without")}
    return Now(shared, Slice(since, until, **parts), shared.focus)


def below() -> str:
    """The section below the chart; before its tabs are drawn, what the link says."""
    choice = str(st.session_state.get(BELOW) or st.query_params.get(BELOW))
    return choice if choice in (HOURS, LESSONS) else CHANGED


def step() -> Step:
    """How long a bar is now; before its choice is drawn, what the link says."""
    choice = st.session_state.get(STEP) or st.query_params.get(STEP)
    return STEPS.get(str(choice), Step.DAY)


def term(by: Dimension, value: str) -> Term:
    """A value as its filter has it."""
    return Term(FIELDS[by], filters.shown(dimension_words.shown(by, value)))


def group_term(dimension: str, value: str) -> Term:
    """A value of a dimension of groups as its filter has it."""
    return Term(filters.GROUP, filters.group_text(dimension, value))


def focus_term(days: tuple[date, date]) -> Term:
    """Half-open days as the filter has them."""
    return Term(filters.FOCUS, filter_terms.span(days[0], days[1] - _DAY))


def press(*clicked: Term) -> None:
    """Filter by what was clicked alone; where it is that already, by what was filtered before the click."""
    current = filters.terms()
    fields = {each.field for each in clicked}
    pressed = (*filter_terms.without(current, *fields), *clicked)
    before = st.session_state.pop(BEFORE, {})
    st.session_state.pop(OFFER, None)
    if set(filter_terms.of(current, *fields)) == set(clicked):
        is_last = before.get("clicked") == filter_terms.write(current)
        earlier = filter_terms.read(before["earlier"])[0] if is_last else ()
        filters.set_terms((*filter_terms.without(current, *fields), *earlier))
        return
    earlier = filter_terms.of(current, *fields)
    st.session_state[BEFORE] = {
        "clicked": filter_terms.write(pressed),
        "earlier": filter_terms.write(earlier),
    }
    filters.set_terms(pressed)


def days_of(selection: Now, first: date, step: Step) -> tuple[date, date]:
    """The days of a bar, half-open: of its step those that the period has."""
    period = selection.shared.period
    return max(first, period.since), min(after(first, step.value), period.until)


def days_in(part: Slice, since: date, until: date) -> int:
    """How many of the days are looked at: those of the weekdays in force."""
    days = (since + number * _DAY for number in range(max(0, (until - since).days)))
    return sum(not part.weekdays or day.isoweekday() in part.weekdays for day in days)


def find_all() -> None:
    """What was searched for among rooms is not searched for among users."""
    st.session_state[FIND] = ""


def was_clicked() -> bool:
    """Whether a click in a fragment changed what the whole page looks at; told once."""
    return bool(st.session_state.pop(CLICKED, False))


def clicked() -> None:
    """Have the whole page follow a click in a fragment."""
    st.session_state[CLICKED] = True
    st.session_state[CLICKS] = st.session_state.get(CLICKS, 0) + 1


def row_clicked(by: Dimension | str, value: str) -> None:
    """Filter by the value of the row that was clicked in a table, or no more; ``by`` may be a dimension of groups."""
    clicked()
    filters.toggle(term(by, value) if isinstance(by, Dimension) else group_term(by, value))


def key(name: str) -> str:
    """Another after each click, so that nothing stays marked in a picture of other things."""
    return f"{name}_{st.session_state.get(CLICKS, 0)}"


def minutes(ms: int) -> int:
    """Whole minutes for a column of numbers: each alone, a half away from zero."""
    whole = divide_half_up(abs(ms), MS_PER_MINUTE)
    return whole if ms >= 0 else -whole
