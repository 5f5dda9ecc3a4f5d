"""Programs with a token get what the commands answer; others get one sentence."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from starlette.applications import Starlette

from analytics.__main__ import main
from analytics.api import readiness, routes, tokens
from analytics.api.rate import Rate
from analytics.api.tokens import Role
from analytics.core.errors import Problem
from analytics.core.model import Kind
from analytics.storage import backup
from analytics.storage.store import Store
from tests.support.asgi import Answered, ask
from tests.support.exports import flat, row
from tests.support.recordings import Video, load
from tests.support.terminal import Terminal

VIDEOS = [Video("a", Kind.CAMERA, 1_800_000), Video("b", Kind.WHITEBOARD, 2_400_000, room="8")]
POSTPAID = "--plan data/plans/postpaid.toml"


@pytest.fixture
def store(database: Path, tmp_path: Path) -> Iterator[Store]:
    with Store(database) as opened:
        load(opened, tmp_path, VIDEOS)
        yield opened


@pytest.fixture
def app(store: Store) -> Starlette:
    return Starlette(routes=routes.Api(lambda: store, lambda: main).routes())


@pytest.fixture
def api(store: Store, app: Starlette) -> Callable[..., Answered]:
    """A request with the token of an analyst."""
    token = tokens.add(store, "cron", Role.ANALYST)
    return lambda path, **more: ask(app, path, authorization=f"Bearer {token}", **more)


QUESTIONS = {
    "minutes?by=day,kind&room=8": "minutes --by day,kind --room 8 --json",
    "minutes?by=kind&kind=camera&kind=whiteboard": "minutes --by kind --json",
    "settle?since=2024-03-27": f"settle {POSTPAID} --since 2024-03-27 --json",
    "costs?by=room": f"costs --by room {POSTPAID} --json",
    "costs?by=kind&plan=data/plans/postpaid.toml": f"costs --by kind {POSTPAID} --json",
    "imports": "imports --json",
    "alerts": "alerts --json",
}


@pytest.mark.slow
def test_the_answers_are_the_commands_own(
    api: Callable[..., Answered],
    store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = {path: api(f"/api/v1/{path}") for path in [*QUESTIONS, "fingerprint"]}
    version = str(store.version)
    copy = tmp_path / "copy.duckdb"
    backup.copy(store, copy)
    terminal = Terminal(capsys, monkeypatch)
    for path, words in QUESTIONS.items():
        said = terminal("--db", copy, *words.split())
        assert (answered[path].status, answered[path].json) == (200, said.json), path
        assert answered[path].headers["x-data-version"] == version
    hashed = terminal("--db", copy, "fingerprint").out.strip()
    assert answered["fingerprint"].json == {"fingerprint": hashed}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("minutes", "Missing option '--by'."),
        ("minutes?by=colour", '"colour" is not a field'),
        ("minutes?by=day&since=tomorrow", '"tomorrow" is not a day'),
        ("minutes?by=day&by=kind", "by: it is given twice"),
        ("minutes?by=day&json=1", 'there is no parameter "json"'),
        ("minutes?by=day&help=", 'there is no parameter "help"'),
        ("settle?plan=/etc/passwd", 'there is no plan "/etc/passwd"'),
        ("settle?plan=" + quote("colour = 1"), "colour"),
        ("minutes?by=day&kind=x", "'x' is not one of"),
    ],
)
def test_what_a_command_refuses_is_one_sentence(
    api: Callable[..., Answered], path: str, sentence: str
) -> None:
    answer = api(f"/api/v1/{path}")
    assert answer.status == 400 and sentence in answer.json["error"], answer
    assert "Traceback" not in answer.json["error"] and "\n" not in answer.json["error"]
    assert not answer.json["error"].endswith((". .", "..")), answer


@pytest.mark.slow
def test_a_plan_may_be_given_as_text_or_by_name(api: Callable[..., Answered]) -> None:
    text = quote('price_book = "tencent-intl"\nrounding = "exact"\ndiscount_percent = "50"\n')
    assert api(f"/api/v1/settle?plan={text}").json["totals"]["postpaid"] == "0.25"
    assert api("/api/v1/settle?plan=Postpaid").json["totals"]["postpaid"] == "0.49"


def test_a_name_that_looks_like_an_option_is_a_name(api: Callable[..., Answered]) -> None:
    answer = api("/api/v1/minutes?by=room&room=--help")
    assert (answer.status, answer.json) == (200, [])


STRANGERS = ({}, {"authorization": "Bearer rec_x"}, {"authorization": "Basic x"})


@pytest.mark.slow
@pytest.mark.parametrize("path", ["minutes?by=day", "openapi.json", "jobs/x", "nothing"])
def test_without_a_token_nothing_is_said(app: Starlette, path: str) -> None:
    for given in STRANGERS:
        answer = ask(app, f"/api/v1/{path}", **given)
        assert answer.status == 401 and answer.headers["www-authenticate"] == "Bearer"
        assert "A token is needed" in answer.json["error"]


@pytest.mark.slow
def test_a_token_that_is_withdrawn_holds_no_more(app: Starlette, store: Store) -> None:
    secret = tokens.add(store, "bi", Role.VIEWER)
    given = {"authorization": f"bearer {secret}"}
    assert ask(app, "/api/v1/fingerprint", **given).status == 200
    tokens.remove(store, "bi")
    assert ask(app, "/api/v1/fingerprint", **given).status == 401
    tokens.add(store, "bi", Role.VIEWER)
    with store.session() as cursor:
        kept = str(cursor.execute("select * from api_tokens").fetchall())
    assert secret not in kept and "bi" in kept


@pytest.mark.slow
def test_a_token_is_made_shown_once_and_withdrawn(
    database: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Store(database).close()
    terminal = Terminal(capsys, monkeypatch)
    secret = terminal("tokens", "add", "cron", "--role", "analyst").out.strip()
    assert secret.startswith("rec_") and len(secret) > 40
    again = terminal("tokens", "add", "cron", "--role", "viewer")
    assert again.status == 2 and 'there is a token "cron" already' in again.err
    (listed,) = terminal("tokens", "--json").json
    assert (listed["name"], listed["role"]) == ("cron", "analyst") and secret not in str(listed)
    assert terminal("tokens", "remove", "cron").status == 0
    assert terminal("tokens", "remove", "cron").status == 2
    assert terminal("tokens", "--json").json == []


@pytest.mark.slow
def test_a_viewer_may_not_import(app: Starlette, store: Store) -> None:
    given = {"authorization": f"Bearer {tokens.add(store, 'bi', Role.VIEWER)}"}
    answer = ask(app, "/api/v1/imports?name=a.csv", method="POST", body=b"x", **given)
    assert answer.status == 403 and "its role is viewer" in answer.json["error"]
    assert len(ask(app, "/api/v1/imports", **given).json) == 1


def until_done(api: Callable[..., Answered], url: str) -> Any:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        job = api(url).json
        if job["state"] == "done":
            return job
        time.sleep(0.3)
    raise AssertionError("the job does not end")


@pytest.mark.slow
def test_a_file_that_is_sent_becomes_a_job_with_its_receipt(
    api: Callable[..., Answered], store: Store
) -> None:
    content = flat([row("n"), row("m", VideoType=9)]).encode()
    begun = api("/api/v1/imports?name=sent.csv&unit=ms", method="POST", body=content)
    assert begun.status == 202 and begun.headers["location"] == begun.json["url"]
    (receipt,) = until_done(api, begun.json["url"])["receipts"]
    rows = receipt["rows"]
    assert (receipt["file"], rows["loaded"], rows["refused"]) == ("sent.csv", 1, 1)
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="form.csv"\r\n\r\n'
    form = head + flat([row("o")]).encode() + b"\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    begun = api("/api/v1/imports", method="POST", body=form, content_type=kind)
    (receipt,) = until_done(api, begun.json["url"])["receipts"]
    assert (receipt["file"], receipt["status"]) == ("form.csv", "loaded")
    assert len(store.ask("import_list")) == 3


@pytest.mark.slow
def test_what_is_no_file_is_refused(
    api: Callable[..., Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(path: str, **more: str) -> int:
        return api(f"/api/v1/imports{path}", method="POST", body=b"x" * 100, **more).status

    assert send("") == 400
    assert send("?name=a.csv&unit=hours") == 400
    assert api("/api/v1/imports?name=a.csv", method="POST").status == 400
    form = {"content_type": "multipart/form-data", "content_length": "1"}
    for path, sentence, more in (
        ("?name=a.csv&day=2026-99-01", '"2026-99-01" is not a day', {}),
        ("?name=%00.csv", "Say the file's name", {}),
        ("", "Missing boundary in multipart.", form),
    ):
        answer = api(f"/api/v1/imports{path}", method="POST", body=b"x", **more)
        assert answer.status == 400 and sentence in answer.json["error"], path
    monkeypatch.setattr(routes, "MOST_BYTES", 50)
    assert send("?name=a.csv") == 413
    assert send("", content_type="multipart/form-data; boundary=x") == 413
    assert api("/api/v1/jobs/none").status == 404
    assert api("/api/v1/minutes", method="POST").headers["allow"] == "GET"
    assert api("/api/v2/minutes").status == 404


@pytest.mark.slow
def test_the_statement_of_a_month_comes_as_json_and_as_files(api: Callable[..., Answered]) -> None:
    answer = api("/api/v1/statement?month=2024-03")
    assert (answer.status, answer.json["total"], answer.json["journal"]) == (200, "0.49", [])
    for ending, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
        file = api(f"/api/v1/statements/2024-03.{ending}")
        assert file.status == 200 and file.body.startswith(start)
        assert file.headers["content-disposition"].endswith(f'"statement-2024-03.{ending}"')
    for path, sentence in (
        ("statements/2024-03.exe", 'there is no statement as "exe". Use pdf, xlsx or csv'),
        ("statements/2024.pdf", '"2024" is not a month'),
        ("statement?month=--out=/tmp/x", "is not a month"),
        ("statement?month=2024-03&out=/tmp/x", 'there is no parameter "out"'),
        ("reconcile?bill=/etc/passwd", 'there is no parameter "bill"'),
        ("statement", "Missing argument"),
    ):
        refused = api(f"/api/v1/{path}")
        assert refused.status == 400 and sentence in refused.json["error"], refused


@pytest.mark.slow
def test_each_route_of_the_description_answers_as_it_says(
    api: Callable[..., Answered], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rate, "wait_s", lambda *_: 0)
    described = api("/api/v1/openapi.json").json["paths"]
    questions = ("minutes", "settle", "costs", "imports", "alerts", "fingerprint", "openapi.json")
    assert {f"/api/v1/{name}" for name in questions} | {"/ready"} <= described.keys()
    for path, methods in described.items():
        for method, route in methods.items():
            place = path.replace("{id}", "none").replace("{file}", "2024-03.csv")
            names = [each for each in route.get("parameters", ()) if each["in"] == "query"]
            query = "&".join(f"{each['name']}=day" for each in names if each["required"])
            answer = api(f"{place}?{query}", method=method.upper())
            assert str(answer.status) in route["responses"], (path, method, answer)
            for each in names if method == "get" else ():
                given = api(f"{place}?{each['name']}=%00")
                assert "there is no parameter" not in str(given.json), each
        if path != "/ready":
            assert api(place, method="DELETE").status == 405


@pytest.mark.slow
def test_who_asks_too_often_is_asked_to_wait(app: Starlette, store: Store) -> None:
    given = {"authorization": f"Bearer {tokens.add(store, 'bi', Role.VIEWER)}"}
    statuses = [ask(app, "/api/v1/jobs/none", **given).status for _ in range(60)]
    assert statuses[:30] == [404] * 30 and 429 in statuses
    refused = next(
        answer for _ in range(60) if (answer := ask(app, "/api/v1/imports")).status == 429
    )
    assert int(refused.headers["retry-after"]) >= 1
    assert ask(app, "/ready").status == 200, "which is never refused"


def test_a_rate_fills_again_at_its_pace() -> None:
    rate = Rate(at_once=2, a_minute=60, most_names=2)
    assert [rate.wait_s("a", 0) for _ in range(3)] == [0, 0, 1]
    assert [rate.wait_s("a", 1), rate.wait_s("a", 1)] == [0, 1]
    assert rate.wait_s("b", 1) == rate.wait_s("c", 1) == 0
    assert rate.wait_s("a", 100) == 0


def test_a_database_that_does_not_answer_is_not_ready() -> None:
    def held() -> Store:
        raise Problem("the database is in use by process 1", where="recordings.duckdb")

    app = Starlette(routes=routes.Api(held, lambda: main).routes())
    for path in ("/ready", "/api/v1/imports"):
        answer = ask(app, path)
        assert answer.status == 503 and "in use by process 1" in answer.json["error"]


def test_a_database_that_is_at_work_is_ready_until_it_is_silent_for_long(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that waits keeps nobody waiting for the answer, and is asked once."""
    at_work, asked, now = Event(), [], [0.0]

    class Slow:
        path, is_read_only = store.path, False

        def ask(self, question: str) -> list[dict[str, Any]]:
            asked.append(question)
            if len(asked) == 2:
                assert at_work.wait(20)
            return []

    monkeypatch.setattr(readiness, "WAIT_S", 0.01)
    monkeypatch.setattr(readiness, "monotonic", lambda: now[0])
    app = Starlette(routes=routes.Api(Slow, lambda: main).routes())  # type: ignore[arg-type,return-value]
    assert ask(app, "/ready").json == {"ready": True}
    now[0] = 5
    assert ask(app, "/ready").json == {"ready": True, "answered_s_ago": 0}
    now[0] = 12
    assert ask(app, "/ready").json == {"ready": True, "answered_s_ago": 7}
    now[0] = 5 + readiness.SILENT_S
    silent = ask(app, "/ready")
    assert (silent.status, silent.json["ready"]) == (503, False)
    assert "has not answered for 15 s" in silent.json["error"] and len(asked) == 2
    at_work.set()
    monkeypatch.setattr(readiness, "WAIT_S", 20)
    assert ask(app, "/ready").json == {"ready": True}
