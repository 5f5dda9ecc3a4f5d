"""Two customers of one team: who sees the one sees no byte of the other, on no page and in no file of it."""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from analytics import lineage
from analytics.catalog import plans
from analytics.core.people import Person
from analytics.storage import acting, audit
from pages.server import access, sign_in
from pages.ui import data, database
from pages.ui.drilldown import openers
from tests.support import customers
from tests.support.customers import NAMES, ROLES
from tests.support.pages import ROOT

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("pages/*/*.py") if path.parent.name in ("monitor", "costs", "sell", "data") and path.name != "__init__.py")  # fmt: skip


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return customers.made(tmp_path_factory.mktemp("customers"))


@pytest.fixture
def team(filled: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:  # fmt: skip
    """A page as somebody of a group sees it: all that goes to the browser, and all files that it offers."""
    customers.copied(filled, database)
    database.with_name("roles.toml").write_text(ROLES)
    access.settings.cache_clear()
    claims: dict[str, Any] = {}
    monkeypatch.setattr(sign_in, "_claims", lambda how: claims)
    acting.ask_sign_in(sign_in.signed_in)
    offered: list[Any] = []
    opened: dict[str, Any] = {}
    original, popover = st.download_button, st.popover

    def watched(label: str, content: Any, name: str, *given: Any, **named: Any) -> Any:
        offered.append((name, content))
        return original(label, content, name, *given, **named)

    monkeypatch.setattr(st, "download_button", watched)
    monkeypatch.setattr(st, "popover", lambda *given, **named: Opened(popover(*given, **named)))
    monkeypatch.setattr(openers, "offered", lambda key, choices: opened.update(choices() if callable(choices) else choices))  # fmt: skip

    tabs: dict[str, AppTest] = {}

    def page(path: str, group: str, **query: str) -> bytes:
        offered.clear()
        opened.clear()
        claims.clear()
        claims.update({"X-Forwarded-Email": f"{group}@x.example", "X-Forwarded-Groups": group})
        if group not in tabs:
            tabs[group] = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
        at = tabs[group]
        for name, value in query.items():
            at.query_params[name] = value
        at.switch_page(str(ROOT / path)).run()
        assert not at.exception, (path, at.exception)
        sent = [node_bytes(block) for block in (at.main, at.sidebar)]
        page.files = len(offered)  # type: ignore[attr-defined]
        return b"\n".join([*sent, *(handed_on(content) for _, content in offered)]).lower()

    page.opened = opened  # type: ignore[attr-defined]
    yield page
    data.close()
    acting.forget_sign_in()
    access.settings.cache_clear()


class Opened:
    """A popover that somebody has opened: what is in it is made."""

    open = True

    def __init__(self, box: Any) -> None:
        self._box = box

    def __enter__(self) -> Any:
        return self._box.__enter__()

    def __exit__(self, *fault: Any) -> Any:
        return self._box.__exit__(*fault)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._box, name)


def node_bytes(node: Any) -> bytes:
    """What the browser gets of an element and all below it."""
    own = node.proto.SerializeToString() if getattr(node, "proto", None) is not None else b""
    children = node.children.values() if isinstance(node, Block) else ()
    return b"\n".join([own, *map(node_bytes, children)])


def handed_on(content: Any) -> bytes:
    """A file as Streamlit makes it when somebody asks: in a thread that belongs to nobody."""
    made: list[Any] = [content]
    if callable(content):
        thread = threading.Thread(target=lambda: made.append(content()))
        thread.start()
        thread.join()
    file = made[-1] if isinstance(made[-1], bytes) else made[-1].encode()
    if not file.startswith(b"PK"):
        return file
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


@pytest.mark.slow
def test_no_page_and_no_file_of_it_says_a_byte_of_another_customer(
    team: Callable[..., bytes],
) -> None:
    """The whole page is asked for first, so that what is cached for all is there to be leaked."""
    of_both, of_a_part, files = set(), set(), 0
    for path in PAGES:
        everything = team(path, "team")
        if all(name.encode() in everything for name in NAMES):
            of_both.add(path)
        for own, other in (NAMES, NAMES[::-1]):
            sent = team(path, own.removeprefix("z"))
            files += team.files  # type: ignore[attr-defined]
            assert other.encode() not in sent, path
            assert b"this page is not for your role" in sent or b"alone: free minutes" in sent
            if own.encode() + b"-" in sent:
                of_a_part.add(path)
    assert len(of_both) >= 8 and len(of_a_part) >= 5 and files >= 40, (of_both, of_a_part, files)


def test_a_link_to_what_is_not_seen_finds_nothing(team: Callable[..., bytes]) -> None:
    link = {"task": "zsouth-task-5", "room": "zsouth-room"}
    assert b"zsouth-video" in team("pages/monitor/lessons.py", "team", **link)
    sent = team("pages/monitor/lessons.py", "north", **link)
    for secret in ("video", "user", "app", " hall", " school"):
        assert f"zsouth-{secret}".encode() not in sent


def test_a_drawer_opens_the_own_rows_alone(team: Callable[..., Any]) -> None:
    """The files behind the figures of the whole team's page, looked up by somebody who sees a part."""
    team("pages/monitor/overview.py", "team")
    claims = [claim for claim in team.opened.values() if claim.figure.rows is lineage.Rows.FILES]  # type: ignore[attr-defined]
    assert claims and "zsouth" in str([lineage.page(data.store(), claim) for claim in claims])
    with acting.as_person(Person("n", frozenset(), ("customer=Znorth School",))):
        rows = str([lineage.page(data.store(), claim) for claim in claims])
    assert "znorth" in rows and "zsouth" not in rows.lower()


def test_who_sees_a_part_changes_nothing_and_the_attempt_is_in_the_record(
    team: Callable[..., Any],
) -> None:
    team("pages/monitor/overview.py", "south")
    bound = Person("s@x", frozenset(), ("customer=Zsouth School",))
    with acting.as_person(bound), pytest.raises(Exception, match="may look, and not"):
        plans.delete(database.whole(), "znorth plan")
    rows = database.whole().ask("audit_log")
    assert (rows[-1]["person"], rows[-1]["action"]) == ("s@x", "refused: delete plan")
    assert {"sign in"} <= {r["action"] for r in rows if r["person"] == "south@x.example"}
    assert audit.broken(rows) is None
