"""The open database of this server, and the data edition that a run of a page speaks of.

A commit between two questions of one run would mix two states. So a run reads the edition once, every cache has it in
its key, and a page that a commit straddled is made again: what somebody is left with is of one edition.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import wraps
from pathlib import Path
from threading import RLock, local
from typing import NamedTuple, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from analytics.cli.execution import execute
from analytics.core.errors import Problem
from analytics.core.people import Act
from analytics.ingest import sample
from analytics.storage import acting
from analytics.storage.store import Store, database_path
from analytics.team import replica, visibility, wire
from analytics.team.owner import Owner
from analytics.team.replica import Replica
from pages.ui import page_state, render_queue
from pages.ui.takeaway import page_record

EDITION = "data_edition"
"""In the session's state: the edition of the page that is shown."""
MOST_AGAIN = 2
"""So often a page is made again because of a commit; after that commits wait for it."""
_AGAIN = "data_made_again"
_opened: dict[Path, Store] = {}
_replicas: dict[Path, Replica] = {}
_listening: list[Owner] = []
_opening = RLock()
_run = local()
_log = logging.getLogger(__name__)
Given = ParamSpec("Given")
Shown = TypeVar("Shown")


class PageEnd(Exception):
    """There is nothing more on this page. After `st.stop` a page could not be made again any more."""


class Edition(NamedTuple):
    """A state of the data: which database or part of one, and its last commit."""

    path: str
    version: int


def store() -> Store:
    """What this thread's run speaks of: the database of this server, or the part of it that the person may see.

    Raises Problem where it cannot be opened.
    """
    spoken_of = getattr(_run, "edition", None)
    if spoken_of is None:
        return part(acting.person().sees)
    opened = whole()
    if spoken_of.path == str(opened.path) or opened.is_read_only:
        return opened  # a replica that goes on to the next copy makes the page again
    found = visibility.edition(opened, *spoken_of)
    if found is None:
        raise Problem("the data changed meanwhile", hint="Open the page again")
    return found


def whole() -> Store:
    """The one open database of this server, with the sample in it if it was just made; of a replica the newest copy."""
    if folder := replica.of():
        return _replica(folder).store()
    path = database_path().absolute()
    opened = _opened.get(path)
    if opened is None:
        with _opening:
            opened = _opened.get(path)
            if opened is None:
                close()
                opened = _opened[path] = _open(path)
    return opened


def part(sees: tuple[str, ...]) -> Store:
    """The newest edition of what those may see who see these names and groups; () for all."""
    if not sees:
        return whole()
    with render_queue.beside():
        return visibility.part(whole(), sees)


def note(act: Act) -> None:
    """Keep in the record who does what changes no data, such as an export."""
    whole().note(act)


def close(wait_s: float = 5) -> None:
    """Close the database, if it is open; commands of other processes that are under way are asked to stop before."""
    with _opening:
        while _listening:
            _listening.pop().close(wait_s=wait_s)
        while _opened:
            _, opened = _opened.popitem()
            opened.close()
        while _replicas:
            _, copy = _replicas.popitem()
            copy.close()


def _replica(folder: Path) -> Replica:
    with _opening:
        if folder not in _replicas:
            _replicas[folder] = Replica(folder)
        return _replicas[folder]


def edition() -> Edition:
    """The edition that this thread's run speaks of; outside a run the newest."""
    return getattr(_run, "edition", None) or newest()


def newest() -> Edition:
    """The edition after the last commit."""
    opened = part(acting.person().sees)
    is_whole = opened.is_read_only or opened.path in _opened
    return Edition(str(opened.path) if is_whole else visibility.place(opened), opened.version)


@contextmanager
def page() -> Iterator[None]:
    """A run of a whole page: of one edition, or made again."""
    try:
        opened = whole()
        store()
    except Problem:  # the page itself meets it again, and says so
        with suppress(PageEnd):
            yield
        return
    is_late = st.session_state.get(_AGAIN, 0) >= MOST_AGAIN
    with opened.steady() if is_late else nullcontext():
        st.session_state[EDITION] = newest()
        with _of_one_edition(st.session_state[EDITION]):
            yield


@contextmanager
def section() -> Iterator[None]:
    """A part of a page, such as a drawer: made alone, it is of the edition of its page, or the page is made again."""
    if getattr(_run, "edition", None):
        yield
        return
    if st.session_state.get(EDITION) != newest():
        st.rerun()
    with _of_one_edition(st.session_state[EDITION]):
        yield


def fragment(show: Callable[Given, Shown]) -> Callable[Given, Shown]:
    """``st.fragment`` for a part of a page that shows figures."""

    @st.fragment
    @wraps(show)
    def shown(place: page_record.Place, *args: Given.args, **kwargs: Given.kwargs) -> Shown:
        with section(), page_record.part(place), page_state.guarded():
            return show(*args, **kwargs)

    @wraps(show)
    def placed(*args: Given.args, **kwargs: Given.kwargs) -> Shown:
        return shown(page_record.place(), *args, **kwargs)

    return placed


@contextmanager
def speaking_of(edition: Edition) -> Iterator[None]:
    """Caches are asked for this edition; for work beside a page."""
    _run.edition = edition
    try:
        yield
    finally:
        _run.edition = None


@contextmanager
def _of_one_edition(edition: Edition) -> Iterator[None]:
    opened = store()
    try:
        with speaking_of(edition):
            yield
    except RerunException:
        raise  # it is made again already, or another page is
    except PageEnd:
        pass
    except Exception:  # it may come of two states
        if _is_at(opened, edition):
            raise
    if not _is_at(opened, edition):
        st.session_state[_AGAIN] = st.session_state.get(_AGAIN, 0) + 1
        st.rerun()
    st.session_state[_AGAIN] = 0


def _is_at(opened: Store, edition: Edition) -> bool:
    """Whether all that was read is of this edition; a replica goes on to another copy."""
    return opened.is_at(edition.version) and (not opened.is_read_only or opened is whole())


def _open(path: Path) -> Store:
    wants_sample = os.environ.get("RECORDINGS_SAMPLE") != "0"
    if wants_sample:
        sample.place(path)
    opened = Store(path)
    if opened.is_new and wants_sample:
        sample.load(opened)
    _listen(opened)
    return opened


def _listen(opened: Store) -> None:
    """Answer the commands of other processes from now on."""
    if not wire.is_possible():
        return
    try:
        _listening.append(Owner(opened, _execute))
    except OSError as fault:
        _log.warning("commands beside this server are refused: no socket (%s)", fault.strerror)


def _execute(words: list[str]) -> int:
    # Read when the first command comes: it needs what pages do not.
    from analytics.__main__ import main

    return execute(main, words)
