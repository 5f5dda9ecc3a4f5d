"""What the Explore page looks at: the shared filters and its own. All of it is in the link."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE
from analytics.core.money import divide_half_up
from analytics.lineage import after
from analytics.reports.explore.slices import Dimension, Slice, Step
from pages.ui import dimension_words, filters, use_costs

PAGE = "Explore"
OWN = filters.USES[PAGE].own
USER, WEEKDAY, HOUR, FINISH, PICTURE, GROUP, FOCUS = OWN
BY, STEP, MARKS, AMOUNT, MEASURE = "by", "step", "marks", "amount", "measure"
AGAINST, AGAINST_DAYS, RHYTHM, CHANGES = "against", "against_days", "lessons", "changes"
CHANGES_OF = "changes_of"
KEYS = {
    Dimension.KIND: filters.KIND,
    Dimension.APP: filters.APP,
    Dimension.ROOM: filters.ROOM,
    Dimension.USER: USER,
    Dimension.WEEKDAY: WEEKDAY,
    Dimension.HOUR: HOUR,
    Dimension.FINISH: FINISH,
    Dimension.LINES: PICTURE,
}
"""Where each dimension's filter is kept."""
FIND, SORT = "find", "sort"
NO_DAYS: Any = ()
"""Of a field for two days in which none is picked, which Streamlit's types do not know."""
STEPS = {"Days": Step.DAY, "Weeks": Step.WEEK, "Months": Step.MONTH}
NOT_MAPPED = "not mapped"
MOST_MEMBERS = 500
"""Of a group that filters; a file is held against each name."""
NOBODY_AT_ALL = ("\0",)
"""The name of no room, app or user."""
CLICKED, CLICKS, BEFORE = "explore_clicked", "explore_clicks", "explore_before"
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
        return any(True for _ in in_force()) or bool(st.session_state.get(GROUP))


def now() -> Now:
    """What the filters say now; something must be recorded. Raises Problem for a group that is no list of names."""
    shared = filters.chosen(PAGE)
    assert shared is not None, "the page looks before it asks"
    state = st.session_state
    since, until = shared.period.since, shared.period.until
    focus = _focus(state.get(FOCUS), since, until)

    def values(by: Dimension) -> tuple[str, ...]:
        return dimension_words.meant(by, state.get(KEYS[by]) or ())

    named = _in_groups(
        {
            Dimension.APP: shared.apps,
            Dimension.ROOM: shared.rooms,
            Dimension.USER: tuple(_user(name) for name in state.get(USER) or ()),
        }
    )
    return Now(
        shared,
        Slice(
            *(focus or (since, until)),
            apps=named[Dimension.APP],
            rooms=named[Dimension.ROOM],
            users=named[Dimension.USER],
            kinds=tuple(kind.value for kind in shared.kinds),
            weekdays=tuple(map(int, values(Dimension.WEEKDAY))),
            hours=tuple(map(int, values(Dimension.HOUR))),
            finishes=values(Dimension.FINISH),
            pictures=tuple(map(int, values(Dimension.LINES))),
        ),
        focus,
    )


def _in_groups(names: dict[Dimension, tuple[str, ...]]) -> dict[Dimension, tuple[str, ...]]:
    """The names that filters leave, narrowed to those of the groups in force: any value of a dimension, all dimensions."""
    chosen: dict[str, tuple[str, ...]] = {}
    in_force = set(st.session_state.get(GROUP) or ())
    for dimension, value in use_costs.group_values():
        if group_text(dimension, value) in in_force:
            chosen[dimension] = (*chosen.get(dimension, ()), value)
    for dimension, values in chosen.items():
        field, members = use_costs.group_names(dimension, values)
        by = Dimension(field)
        left = [name for name in members if not names[by] or name in names[by]]
        if len(left) > MOST_MEMBERS:
            raise Problem(
                f"{len(left):,} {dimension_words.PLURALS[by]} are in this group, and a filter takes {MOST_MEMBERS:,}",
                hint="Choose the group under “over time by”",
            )
        names = {**names, by: tuple(left) or NOBODY_AT_ALL}
    return names


def group_text(dimension: str, value: str) -> str:
    """A value of a dimension of groups as its filter has it."""
    return f"{dimension}: {value or NOT_MAPPED}"


def toggle_group(dimension: str, value: str) -> None:
    """Filter by a value of a dimension of groups, or no more."""
    words, word = list(st.session_state.get(GROUP) or ()), group_text(dimension, value)
    words.remove(word) if word in words else words.append(word)
    st.session_state[GROUP] = words


def drop_group(text: str) -> None:
    """Filter no more by a group, given in words."""
    st.session_state[GROUP] = [word for word in st.session_state.get(GROUP) or () if word != text]


def step() -> Step:
    """How long a bar is now; before its choice is drawn, what the link says."""
    choice = st.session_state.get(STEP) or st.query_params.get(STEP)
    return STEPS.get(str(choice), Step.DAY)


def in_force() -> Iterator[tuple[Dimension, str]]:
    """Each value that is filtered by, in words."""
    for by, key in KEYS.items():
        for text in st.session_state.get(key) or ():
            yield by, text


def has_own() -> bool:
    """Whether one of the page's own filters is set, or a link asks for it."""
    query = st.query_params
    return any(st.session_state.get(key) or key in query for key in OWN)


def text(by: Dimension, value: str) -> str:
    """A value as its filter has it."""
    return dimension_words.shown(by, value) or (NOBODY if by is Dimension.USER else "")


def toggle(by: Dimension, value: str) -> None:
    """Filter by a value, or no more."""
    key, word = KEYS[by], text(by, value)
    words = list(st.session_state.get(key) or ())
    words.remove(word) if word in words else words.append(word)
    st.session_state[key] = words


def press(clicked: Mapping[str, Sequence[Any]]) -> None:
    """Filter by what was clicked alone; where it is that already, by what was filtered before the click."""
    current = {key: list(st.session_state.get(key) or ()) for key in clicked}
    previous = st.session_state.pop(BEFORE, {})
    if all(current[key] == list(values) for key, values in clicked.items()):
        earlier = previous.get("earlier", {}) if previous.get("clicked") == current else {}
        for key in clicked:
            st.session_state[key] = tuple(earlier.get(key, ()))
        return
    st.session_state[BEFORE] = {
        "clicked": {key: list(values) for key, values in clicked.items()},
        "earlier": current,
    }
    for key, values in clicked.items():
        st.session_state[key] = tuple(values)


def drop(by: Dimension, text: str) -> None:
    """Filter no more by a value, given in words."""
    key = KEYS[by]
    st.session_state[key] = [value for value in st.session_state.get(key) or () if value != text]


def all_days() -> None:
    """Look at all days of the period again."""
    st.session_state[FOCUS] = ()


def days_picked(days: tuple[date, date]) -> tuple[date, date]:
    """Half-open days as a person picks them: the first and the last."""
    return days[0], days[1] - _DAY


def days_of(selection: Now, first: date, step: Step) -> tuple[date, date]:
    """The days of a bar, half-open: of its step those that the period has."""
    period = selection.shared.period
    return max(first, period.since), min(after(first, step.value), period.until)


def days_in(part: Slice, since: date, until: date) -> int:
    """How many of the days are looked at: those of the weekdays in force."""
    days = (since + number * _DAY for number in range(max(0, (until - since).days)))
    return sum(not part.weekdays or day.isoweekday() in part.weekdays for day in days)


def clear() -> None:
    """All recordings of the period again."""
    for key in KEYS.values():
        st.session_state[key] = []
    st.session_state[GROUP] = []
    st.session_state[FOCUS] = ()


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
    if isinstance(by, Dimension):
        toggle(by, value)
    else:
        toggle_group(by, value)


NOBODY = "(none)"


def _user(name: str) -> str:
    return "" if name == NOBODY else name


def _focus(value: Any, since: date, until: date) -> tuple[date, date] | None:
    if not value:
        return None
    days = value if isinstance(value, (tuple, list)) else (value,)
    first, end = max(days[0], since), min(days[-1] + _DAY, until)
    return (first, end) if first < end else None


def key(name: str) -> str:
    """Another after each click, so that nothing stays marked in a picture of other things."""
    return f"{name}_{st.session_state.get(CLICKS, 0)}"


def minutes(ms: int) -> int:
    """Whole minutes for a column of numbers: each alone, a half away from zero."""
    whole = divide_half_up(abs(ms), MS_PER_MINUTE)
    return whole if ms >= 0 else -whole
