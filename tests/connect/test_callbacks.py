"""Callbacks: who is let in, what each refusal is, and everything that was let in once and soon in the database."""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics import ingest
from analytics.connect import callbacks, folder
from analytics.connect import spool as spools
from analytics.connect.callbacks import Refused
from analytics.connect.spool import Spool
from analytics.ingest import Options
from analytics.messages.digest import digest
from analytics.planning.alerts import Alarm
from analytics.reports import team_outlook
from analytics.reports.links import alert_link
from analytics.storage.store import Store
from pages.server import routes
from tests.support.exports import NINE, document, video

KEY = "Xz4ZgayTr7rMgWQrH"
NOW = 1588040100
APP = 1400000001


def body(event: str = "OnlineRecordFinished", task: str = "t1", **more: Any) -> bytes:
    """A callback: of a Finished one the files of the lesson, a minute of camera."""
    data = document(video(f"{task}-v"), TaskId=task)
    if event != "OnlineRecordFinished":
        data = {"TaskId": task, "RoomId": 7, "RecordUserId": "tic_record_user_7_1"}
    return json.dumps({"EventType": event, "EventData": data, "SdkAppId": APP, "Timestamp": NINE} | more).encode()  # fmt: skip


@pytest.fixture
def client(database: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv(callbacks.TOKEN, "a-long-word")
    monkeypatch.delenv(callbacks.KEY, raising=False)
    return TestClient(Starlette(routes=routes.all_routes()))


PATH = "/callbacks/tiw/a-long-word"


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture
def spool(database: Path, store: Store) -> Spool:
    return Spool(database, lambda: store)


def put(spool: Spool, *bodies: bytes) -> None:
    for each in bodies:
        callbacks.spool(spool.folder, callbacks.admit(each, "", NOW))


def test_the_published_vector_of_the_signature() -> None:
    assert callbacks.sign(KEY, 1588040109) == "a2dabb362a9b811c0e26953a6276a41c"


def signed(expires: int = NOW + 9, key: str = KEY) -> dict[str, Any]:
    return {"ExpireTime": expires, "Sign": hashlib.md5(f"{key}{expires}".encode()).hexdigest()}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (body(**signed()), None),
        (body(**signed(NOW)), None),
        (body(**signed(NOW - 1)), 403),
        (body(**signed(key="another")), 403),
        (body(), 403),
        (body(ExpireTime="soon", Sign="x"), 403),
        (body(**signed())[:-1], 400),
        (b"\xff\xfe", 400),
        (b"[]", 400),
        (b"[" * 200_000, 400),
        (b"1" * 5000, 400),
        (json.dumps(signed()).encode(), 400),
        (body(**signed(), x="x" * callbacks.MOST_BYTES), 413),
    ],
)
def test_who_is_let_in(content: bytes, status: int | None) -> None:
    if status is None:
        callback = callbacks.admit(content, KEY, NOW)
        assert (callback.app, callback.task, callback.event) == (str(APP), "t1", "OnlineRecordFinished")  # fmt: skip
    else:
        with pytest.raises(Refused) as refused:
            callbacks.admit(content, KEY, NOW)
        assert refused.value.status == status


@pytest.mark.slow
@given(st.binary(max_size=300) | st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["EventType", "EventData", "SdkAppId", "TaskId", "Sign", "ExpireTime"]), inner, max_size=4)).map(lambda value: json.dumps(value).encode()))  # fmt: skip
@settings(max_examples=150)
def test_whatever_is_sent_is_taken_or_refused(content: bytes) -> None:
    try:
        assert len(callbacks.admit(content, "", NOW).key) == 40
    except Refused as refused:
        assert refused.status == 400


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", PATH, body(), 200),
        ("POST", "/callbacks/tiw/another", body(), 404),
        ("POST", "/callbacks/tiw/", body(), 404),
        ("POST", "/callbacks/other/a-long-word", body(), 404),
        ("GET", PATH, b"", 404),
        ("GET", "/callbacks/", b"", 404),
        ("POST", PATH, b"{", 400),
        ("POST", PATH, b"x" * (callbacks.MOST_BYTES + 1), 413),
    ],
)
def test_what_the_route_answers(client, database, method, path, content, status) -> None:
    answer = client.request(method, path, content=content)
    assert answer.status_code == status
    spooled = list(folder.beside(database, "callbacks").glob("*.json"))
    if status == 200:
        assert answer.json() == {"error_code": 0}
        assert [path.read_bytes() for path in spooled] == [content]
        assert client.post(path, content=content).json() == {"error_code": 0}, "delivered again"
        assert len(list(spooled[0].parent.iterdir())) == 1
    else:
        assert answer.json()["error_code"] == status and spooled == []


def test_without_a_token_there_is_no_route_and_with_a_key_all_are_signed(client, monkeypatch) -> None:  # fmt: skip
    monkeypatch.setenv(callbacks.KEY, KEY)
    assert client.post(PATH, content=body()).status_code == 403
    assert client.post(PATH, content=body(**signed(1))).status_code == 403
    assert client.post(PATH, content=body(**signed(4_000_000_000))).status_code == 200
    monkeypatch.delenv(callbacks.TOKEN)
    assert client.post(PATH, content=body()).status_code == 404
    assert client.post("/callbacks/tiw/", content=body()).status_code == 404


def test_what_came_is_loaded_once_and_not_confirmed(spool, store) -> None:
    put(spool, body(), body("OnlineRecordStarted"), body(task="t2"))
    assert (spool.load(), spool.waiting()) == (3, 0)
    put(spool, body(), body("OnlineRecordStarted"))
    assert (spool.load(), spool.waiting()) == (0, 0)
    (state,) = store.ask("callbacks_by_app")
    assert (state["callbacks"], state["finished"], state["files"], state["ms"]) == (3, 2, 2, 120_000)  # fmt: skip
    assert [row["source"] for row in store.ask("import_list")] == ["callback"]


@pytest.mark.slow
@pytest.mark.parametrize("first", ["callback", "document"])
def test_a_document_confirms_or_outranks_a_callback_whichever_came_first(spool, store, tmp_path, first) -> None:  # fmt: skip
    path = tmp_path / "answer.json"
    true = document(video("t1-v", VideoDuration=50_000), TotalTime=50_000, TaskId="t1")
    path.write_text(json.dumps(true))
    put(spool, body())

    def import_document() -> None:
        assert ingest.import_file(store, path, options=Options(unit="ms")).status == "loaded"

    steps = [spool.load, import_document]
    for step in steps if first == "callback" else reversed(steps):
        step()
    with store.session() as cursor:
        assert cursor.execute("select duration_ms from videos").fetchall() == [(50_000,)]
    assert [row["files"] for row in store.ask("callbacks_by_app")] == [0]
    document_import = next(row for row in store.ask("import_list") if row["source"] == "")
    ingest.undo(store, document_import["import_id"])
    assert [row["files"] for row in store.ask("callbacks_by_app")] == [1]


def test_one_callback_that_cannot_be_imported_keeps_no_other_out(spool, store) -> None:
    bad = json.loads(body(task="bad"))
    bad["EventData"]["VideoInfos"][0]["VideoType"] = 9
    put(spool, body(), json.dumps(bad).encode())
    assert (spool.load(), spool.waiting()) == (2, 0)
    assert store.ask("coverage")[0]["videos"] == 1


def test_what_is_no_callback_in_the_folder_is_left_alone(spool) -> None:
    (spool.folder / "notes.json").write_bytes(body())
    (spool.folder / f"{'0' * 40}.json").write_text("no JSON")
    assert (spool.load(), spool.waiting()) == (0, 2)


def test_callbacks_wait_a_little_for_others_and_no_longer(spool, monkeypatch) -> None:
    stop = Event()
    put(spool, body())
    looked: list[int] = []
    monkeypatch.setattr(spools, "EVERY_S", 0)

    def now() -> float:
        looked.append(1)
        moment = os.stat(next(spool.folder.glob("*.json"))).st_mtime
        if len(looked) > 2:
            stop.set()
            return moment + spools.GATHER_S
        return moment + spools.GATHER_S - 1

    monkeypatch.setattr(spools, "time", now)
    monkeypatch.setattr(spool, "load", lambda stop: spool.folder.joinpath("loaded").touch())
    monkeypatch.setattr(spool, "_remove_abandoned", lambda: None)
    spool.run(stop)
    assert len(looked) == 3 and (spool.folder / "loaded").exists()


def test_a_recording_whose_end_was_not_reported_is_told_after_25_hours(spool, store) -> None:
    put(spool, body("OnlineRecordStarted", "lost"), body("OnlineRecordStarted", "t2"), body(task="t2"))  # fmt: skip
    spool.load()
    start = store.ask("callbacks_by_app")[0]["last_at"]
    assert store.ask("callbacks_lost", before=start - timedelta(hours=1)) == []
    (row,) = store.ask("callbacks_lost", before=start + timedelta(seconds=1))
    assert (row["app"], row["task"]) == (str(APP), "lost")


def test_a_lost_end_is_an_alert_and_a_message_though_nothing_else_is_loaded(spool, store) -> None:
    put(spool, body("OnlineRecordStarted", "lost"), body("OnlineRecordStarted", "other"))
    spool.load()
    start = store.ask("callbacks_by_app")[0]["last_at"]
    early, late = (start + timedelta(hours=hours) for hours in (24, 27))
    assert team_outlook.look(store, now=early).alerts == team_outlook.look(store).alerts == ()
    (alert,) = team_outlook.look(store, now=late).alerts
    assert (alert.alarm, alert.day, alert_link(alert)) == (Alarm.LOST, start.date(), "vendor")
    assert alert.sentence.startswith(
        "2 recordings began more than 25 hours ago (the first of them on "
    )
    message = digest(team_outlook.look(store, now=late), "https://here")
    assert message and message.title == "1 alert"
    assert message.lines[0].link == "https://here/vendor"
    same = digest(team_outlook.look(store, now=late + timedelta(days=1)), "https://here")
    assert same == message, "the same data, the same words"
