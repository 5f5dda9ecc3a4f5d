"""Names of apps, rooms and users by what they hold, searched for by the server, and the states of tasks."""

from __future__ import annotations

from typing import Any, NamedTuple

from analytics.core.errors import Problem
from analytics.groups import imports
from pages.ui import data, formats, use_costs
from pages.ui.cache import cached

SHOWN = 15
_ALL = (1 << 62) - 1


class Found(NamedTuple):
    """The first names that hold a text, and how many there are."""

    names: tuple[str, ...]
    said: str


@cached(200)
def find(field: str, text: str) -> Found:
    """The most recorded names of a field, ``app``, ``room`` or ``user``, that hold a text."""
    rows = _rows(field, text, SHOWN)
    total = rows[0]["found"] if rows else 0
    names = tuple(row["name"] for row in rows)
    if not names:
        return Found((), f"No {field} holds “{formats.plain(formats.short(text, 40))}”.")
    said = formats.count(total, field)
    return Found(names, f"{said}." if total <= SHOWN else f"The {SHOWN} most recorded of {said}.")


@cached(200)
def holding(field: str, text: str) -> tuple[str, ...]:
    """All names of a field that hold a text."""
    return tuple(row["name"] for row in _rows(field, text, _ALL))


@cached(6)
def known(field: str) -> frozenset[str]:
    """All names of apps or rooms."""
    return frozenset(row[field] for row in data.rooms())


@cached(2)
def states() -> list[str]:
    """The states of the tasks of files, the most files first."""
    return [row["state"] for row in data.asked("task_states")]


def _rows(field: str, text: str, most: int) -> list[dict[str, Any]]:
    return data.store().ask(
        "names_like", field=field, text=text, aliases=list(_aliases(field, text)), most=most
    )


def _aliases(field: str, text: str) -> tuple[str, ...]:
    """The names whose own name of the team (the dimension ``room_name`` and the like) holds a text."""
    dimension, part = f"{field}_name", text.casefold()
    values = tuple(
        value
        for name, value in use_costs.group_values()
        if name == dimension and value and part in value.casefold()
    )
    if not values:
        return ()
    try:
        of, names = imports.names(data.store(), dimension, values)
    except (
        Problem
    ):  # names with dates, or by more than the field: found by what the field says alone
        return ()
    return names if of == field else ()
