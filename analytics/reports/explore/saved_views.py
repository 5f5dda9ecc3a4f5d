"""Views of the Explore page that the team keeps under a name; one may be what the page opens with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.storage.statements import run
from analytics.storage.store import Store

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class View:
    """``link`` is the query of a link to it: ``by=Room&step=Weeks``."""

    name: str
    link: str
    is_default: bool


def views(store: Store) -> list[View]:
    """All that are kept, by name."""
    rows = store.ask("explore_views")
    return [View(row["name"], row["link"], row["is_default"]) for row in rows]


class Taken(Problem):
    """The team keeps another view under this name."""


def keep(store: Store, name: str, link: str, *, replace: bool = False) -> View:
    """Keep a view under a name. Raises Problem for no name, and Taken for one that the team has, unless it is to be replaced."""
    name = " ".join(name.split())
    if not name:
        raise Problem("a view needs a name", hint="Type one")
    if len(name) > LONGEST_NAME:
        what = f"the name has {len(name)} letters"
        raise Problem(what, hint=f"Use at most {LONGEST_NAME}")
    with store.write(Act(Right.IMPORT, "keep view", name)) as cursor:
        earlier = [view for view in views(store) if view.name == name]
        if earlier and not replace:
            raise Taken(
                f'the team keeps a view "{name}" already', hint="Replace it, or give another name"
            )
        is_default = any(view.is_default for view in earlier)
        now = datetime.now(UTC).replace(tzinfo=None)
        run(cursor, "load/keep_view", name=name, link=link, is_default=is_default, now=now)
    return View(name, link, is_default)


def delete(store: Store, name: str) -> None:
    """Forget a view; one that is gone already is no problem."""
    with store.write(Act(Right.IMPORT, "delete view", name)) as cursor:
        run(cursor, "load/forget_view", name=name)


def make_default(store: Store, name: str | None) -> None:
    """Let the page open with this view, or, with None, as it is without one."""
    with store.write(Act(Right.IMPORT, "choose first view", name or "none")) as cursor:
        run(cursor, "load/default_view", name=name)
