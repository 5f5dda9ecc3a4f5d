"""Two customers of one team: who sees the one sees no byte of the other, by no program."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette

from analytics.__main__ import main
from analytics.api import tokens
from analytics.api.routes import Api
from analytics.api.tokens import Role
from analytics.core.model import Kind
from analytics.groups import imports as groups
from analytics.groups.rows import GroupRow
from analytics.messages import notify
from analytics.messages.channels import Channel, Channels, Medium
from analytics.reports.cost_of_use import minutes_by
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from analytics.team import query, snapshots, visibility
from tests.support import customers
from tests.support.asgi import ask
from tests.support.customers import NAMES, texts_by_table
from tests.support.recordings import Video, load
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return customers.made(tmp_path_factory.mktemp("customers"))


@pytest.fixture
def store(filled: Path, database: Path) -> Iterator[Store]:
    with Store(customers.copied(filled, database)) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize(("own", "other"), [NAMES, NAMES[::-1]])
def test_a_part_of_the_database_holds_nothing_of_anybody_else(
    store: Store, own: str, other: str
) -> None:
    whole = texts_by_table(store)
    assert {table for table, text in whole.items() if other in text} >= {
        *("video_rows", "imports", "refused_rows", "group_rows", "notes", "budgets", "plans", "quotes", "audit_log"),
        *("explore_views", "usage_names", "usage_days", "usage_room_days", "group_spans"),
    }  # fmt: skip
    part = visibility.part(store, (f"customer={own.capitalize()} School",))
    seen = texts_by_table(part)
    assert [table for table, text in seen.items() if other in text] == []
    assert {"video_rows", "usage_days", "group_spans", "imports"} <= {
        t for t in seen if own in seen[t]
    }
    assert other.encode() not in part.path.read_bytes()
    (rooms,) = minutes_by(part, ("room",), Filters())
    everything = minutes_by(store, ("room",), Filters(rooms=(f"{own}-room",)))
    assert [rooms] == everything, "and all of the own"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sees", "rooms"),
    [
        (("app=znorth-app",), {"znorth-room"}),
        (("room=zsouth-room",), {"zsouth-room"}),
        (("user=znorth-user",), {"znorth-room"}),
        (("room_name=znorth hall", "role=zsouth teacher"), {"znorth-room", "zsouth-room"}),
        (("customer=Nobody",), set()),
        (("nothing=x",), set()),
        (("=",), set()),
    ],
)
def test_a_part_is_of_any_of_its_names(
    store: Store, sees: tuple[str, ...], rooms: set[str]
) -> None:
    part = visibility.part(store, sees)
    assert {r["room"] for r in minutes_by(part, ("room",), Filters())} == rooms
    assert part.version == store.version
    assert not (part.path.parents[2].stat().st_mode & 0o077)


@pytest.mark.slow
def test_a_group_that_changes_with_days_is_seen_on_its_days(store: Store) -> None:
    groups.add(store, [GroupRow(2, "term", "spring", room="zsouth-room", since=date(2024, 3, 26), until=date(2024, 3, 27))], "t")  # fmt: skip
    part = visibility.part(store, ("term=spring",))
    assert [str(r["day"]) for r in minutes_by(part, ("day",), Filters())] == ["2024-03-26"]


@pytest.mark.slow
def test_a_part_is_of_the_newest_edition_and_an_older_one_stays_for_pages_under_way(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sees = ("app=znorth-app",)
    monkeypatch.setattr(visibility, "RESTS", 0)
    before = visibility.part(store, sees)
    assert visibility.part(store, sees) is before
    load(
        store, tmp_path, [Video("znorth-later", Kind.CAMERA, 60_000, app="znorth-app")], "later.csv"
    )
    after = visibility.part(store, sees)
    assert after.version == store.version != before.version
    assert visibility.edition(store, visibility.place(before), before.version) is before
    assert before.ask("coverage")[0]["videos"] == after.ask("coverage")[0]["videos"] - 1
    folder = after.path.parents[2]
    store.close()
    assert not folder.exists()


def test_commits_that_follow_each_other_make_few_editions(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visibility, "RESTS", 1_000)
    first = visibility.part(store, ("app=znorth-app",))
    with store.write():
        pass
    again = visibility.part(store, ("app=znorth-app",))
    assert again is first and again.version == store.version - 1, "it says which edition it is"


@pytest.mark.slow
def test_a_token_asks_of_its_part_alone(store: Store) -> None:
    app = Starlette(routes=Api(lambda: store, lambda: main).routes())
    token = tokens.add(store, "north", Role.VIEWER, ("customer=Znorth School",))
    with pytest.raises(Exception, match="may only ask"):
        tokens.add(store, "n", Role.ANALYST, ("app=a",))
    for path in ("minutes?by=room,user,recording,app,customer", "costs?by=room_name", "imports", "settle", "alerts", "fingerprint"):  # fmt: skip
        answered = ask(app, f"/api/v1/{path}", authorization=f"Bearer {token}")
        assert answered.status == 200, answered.body
        assert b"zsouth" not in answered.body.lower()
    assert (
        b"znorth-room" in ask(app, "/api/v1/minutes?by=room", authorization=f"Bearer {token}").body
    )
    stolen = ask(app, "/api/v1/minutes?by=room&room=zsouth-room", authorization=f"Bearer {token}")
    assert stolen.json == []
    for path in ("costs?by=room&plan=zsouth plan", "jobs/x"):
        answered = ask(app, f"/api/v1/{path.replace(' ', '%20')}", authorization=f"Bearer {token}")
        assert answered.status in (400, 404) and b"zsouth-room" not in answered.body
    posted = ask(app, "/api/v1/imports?name=x.csv", method="POST", body=b"x", authorization=f"Bearer {token}")  # fmt: skip
    assert posted.status == 403


@pytest.mark.slow
def test_typed_sql_reads_the_own_snapshot(store: Store) -> None:
    part = visibility.part(store, ("customer=Znorth School",))
    found = query.ask(snapshots.current(part), "select distinct room from files", 10)
    assert [list(each) for each in found.rows] == [["znorth-room"]]


@pytest.mark.slow
def test_a_channel_is_told_of_its_part_alone(store: Store) -> None:
    channels = Channels((
        Channel("all", Medium.WEBHOOK, "http://x"),
        Channel("n", Medium.WEBHOOK, "http://x", sees=("customer=Znorth School",)),
    ))  # fmt: skip
    notices = notify.due(store, channels, datetime(2024, 4, 1, 3))  # noqa: DTZ001
    told = {name: json.dumps([n.message.dumps() for n in notices if n.channel == name]) for name in ("all", "n")}  # fmt: skip
    assert told["n"] != "[]" and told["n"] != told["all"] and "zsouth" not in told["n"].lower()


def test_a_command_asks_of_a_part_alone(
    store: Store,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store.close()
    answer = Terminal(capsys, monkeypatch)(
        "--sees", "customer=Znorth School", "minutes", "--by", "room", "--json"
    )
    assert [r["room"] for r in answer.json] == ["znorth-room"]
