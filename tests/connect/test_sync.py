"""The vendor's API into the database: everything that is there, once, exactly, at the allowed pace, and each refusal a sentence."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics import ingest
from analytics.connect import fetch
from analytics.connect.api import RECORDINGS, Api, Pace
from analytics.connect.credentials import Credentials
from analytics.connect.faults import VendorProblem
from analytics.connect.sync import Outcome, Request, sync, through
from analytics.core.errors import Problem
from analytics.storage.jobs import Cancelled
from analytics.storage.store import Store
from tests.support.terminal import ROOT, Terminal, call, command
from tests.support.vendor import (
    KEYS,
    MOST_A_SECOND,
    SECRET_ID,
    SECRET_KEY,
    SHANGHAI,
    Vendor,
    serving,
)

APP = 1400000001
# Noon of yesterday: what ended by then is complete at the vendor's, whatever the hour the tests run at.
NOW = (datetime.now(SHANGHAI) - timedelta(days=1)).replace(
    hour=12, minute=0, second=0, microsecond=0
)
TODAY = NOW.date()


def ago(days: int) -> str:
    return str(TODAY - timedelta(days=days))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving(Vendor(most_a_second=10**6)) as vendor:
        yield vendor


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def quick() -> Pace:
    """Without waiting."""
    return Pace(sleep=lambda seconds: None)


def api_of(vendor: Vendor, key: str = SECRET_KEY, **more: Any) -> Api:
    return Api(Credentials(SECRET_ID, key), endpoint=vendor.endpoint, **{"pace": quick(), **more})


@pytest.fixture
def run(store: Store, vendor: Vendor) -> Callable[..., Outcome]:
    """``run(what, …)``: a sync of the one app."""

    def run(*what: str, hour: int = 12, **more: Any) -> Outcome:
        request = Request(what=what, **{"apps": (str(APP),), **more})
        now = NOW.replace(hour=hour).astimezone(UTC).replace(tzinfo=None)
        return sync(store, api_of(vendor), request, now)

    return run


def rows(outcome: Outcome) -> list[tuple[str, str, int, int]]:
    return [(r.shape, r.status, r.rows.loaded, r.rows.duplicate) for r in outcome.receipts]


def test_recordings_of_a_week_come_once_and_the_next_sync_goes_on_from_there(
    vendor, store, run
) -> None:
    for number in range(1, 8):
        vendor.record(APP, f"t{number}", 4294967295, ago(number), {}, {"VideoType": 2})
    vendor.record(APP, "older", 7, ago(9))
    first = run("records")
    assert rows(first) == [("DescribeRecordSearch", "loaded", 14, 0)]
    assert store.ask("import_list")[0]["source"] == "sync"
    (state,) = through(store)
    assert (state["app"], state["through_day"], state["missing_days"]) == (str(APP), TODAY - timedelta(days=1), 0)  # fmt: skip
    before = vendor.actions.copy()
    assert rows(run("records")) == [] and vendor.actions == before
    assert vendor.actions["DescribeRecordSearch"] == 1


def test_documents_are_kept_as_they_came_and_readable_by_their_owner_alone(vendor, store, run) -> None:  # fmt: skip
    vendor.record(APP, "t1", 7, ago(1), {"VideoId": 18446744073709551615})
    (receipt,) = run("records").receipts
    kept = store.path.with_name(store.path.name + ".vendor") / receipt.file
    assert b'"VideoId": 18446744073709551615' in kept.read_bytes()
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    with store.session() as cursor:
        assert cursor.execute("select video_id from videos").fetchall() == [("18446744073709551615",)]  # fmt: skip
    assert receipt.ms.loaded == 3_600_000


@pytest.mark.slow
def test_usage_is_asked_in_windows_of_31_days_and_pages_of_20_and_is_exact(vendor, store, run) -> None:  # fmt: skip
    vendor.apps.add(APP)
    days = [ago(n) for n in range(1, 63)]
    vendor.usage = {(APP, day): f"{n}.123456" for n, day in enumerate(days)}
    vendor.room_usage = {(APP, day, 4294967295): "0.1" for day in days}
    outcome = run("usage", since=date.fromisoformat(days[-1]))
    assert [r.rows.loaded for r in outcome.receipts] == [31, 31, 31, 31]
    spans = [c["StartTime"] for _, action, c in vendor.calls if action == "DescribeTIWDailyUsage"]
    assert spans == [days[-1], days[30]]
    assert vendor.actions["DescribeTIWRoomDailyUsage"] == 4
    with store.session() as cursor:
        values = cursor.execute("select sum(value) from vendor_usage where room = ''").fetchone()
    assert values == (sum(Decimal(f"{n}.123456") for n in range(62)),)


@pytest.mark.slow
def test_a_list_of_1000_rooms_is_halved_until_each_room_is_there(vendor, run) -> None:
    vendor.most_rooms = 8
    day = datetime.fromisoformat(f"{ago(1)}T00:01+08:00")
    for number in range(23):
        item = vendor.record(APP, f"t{number}", number + 1, ago(1))
        item["CreateTime"] = (day + timedelta(minutes=number * 61)).isoformat()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetch, "_MOST_ROOMS", 8)
        assert rows(run("records")) == [("DescribeRecordSearch", "loaded", 23, 0)]


@pytest.mark.slow
def test_a_moment_with_more_rooms_than_a_list_holds_is_told_and_not_taken_for_done(vendor, store, run) -> None:  # fmt: skip
    for number in range(8):
        vendor.record(APP, f"t{number}", number + 1, ago(1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fetch, "_MOST_ROOMS", 8)
        with pytest.raises(
            Problem, match=r"8 rooms or more were in use at once .* Set up callbacks"
        ):
            run("records", since=TODAY - timedelta(days=1))
    assert through(store) == []


@pytest.mark.slow
def test_a_task_that_was_not_finished_is_asked_for_again(vendor, store, run) -> None:
    item = vendor.record(APP, "t1", 7, ago(2), Status="RECORDING")
    done, item["Result"]["VideoInfos"] = item["Result"]["VideoInfos"], []
    run("records")
    item["Status"], item["Result"]["VideoInfos"] = "FINISHED", done
    outcome = run("records")
    assert rows(outcome) == [("DescribeOnlineRecord", "loaded", 1, 0)]
    assert outcome.receipts[0].billable_ms == 3_600_000
    before = vendor.actions.copy()
    assert rows(run("records")) == [] and vendor.actions == before


@pytest.mark.slow
@pytest.mark.parametrize("shrinks", [1, 2])
def test_a_list_that_shrinks_while_it_is_read_is_read_anew(vendor, run, shrinks) -> None:
    for number in range(25):
        vendor.record(APP, f"t{number}", 7, ago(1))
    vendor.shrink = shrinks
    assert rows(run("records")) == [("DescribeRecordSearch", "loaded", 25, 0)]


def test_a_list_that_goes_on_shrinking_is_a_sentence_and_nothing_of_it_is_kept(vendor, store, run) -> None:  # fmt: skip
    for number in range(25):
        vendor.record(APP, f"t{number}", 7, ago(1))
    vendor.shrink = 9
    with pytest.raises(
        Problem, match=r"app 1400000001, room 7: the list became shorter while it was read, 3 times"
    ):
        run("records")
    assert store.ask("import_list") == []


@pytest.mark.slow
def test_yesterdays_usage_is_not_asked_for_before_seven_and_that_is_said(vendor, store, run) -> None:  # fmt: skip
    early = datetime.fromisoformat(f"{TODAY}T06:30").replace(tzinfo=SHANGHAI).timestamp()
    vendor.apps.add(APP)
    vendor.usage = {(APP, ago(n)): "1.5" for n in range(1, 4)}
    yesterday, three_ago = TODAY - timedelta(days=1), TODAY - timedelta(days=3)
    assert fetch.complete_usage(datetime.fromtimestamp(early, UTC).replace(tzinfo=None)) == yesterday  # fmt: skip
    outcome = run("usage", hour=6, since=three_ago, until=TODAY)
    assert rows(outcome) == [("DescribeTIWDailyUsage", "loaded", 2, 0)]
    assert f"the usage of {yesterday} is not complete yet" in outcome.notes[0]
    alone = run("usage", hour=6, since=yesterday, until=TODAY)
    assert "from 07:00 (+08:00) of the next one" in str(alone.problems[0]) and not alone.receipts
    for since in (yesterday, TODAY):
        alone = run("usage", hour=6, since=since)
        assert f"the usage of {since} is not complete yet" in str(alone.problems[0])
    assert rows(run("usage", hour=7)) == [("DescribeTIWDailyUsage", "loaded", 1, 0)]


@pytest.mark.slow
def test_what_was_undone_is_missing_and_not_fetched_again_by_itself(vendor, store, run) -> None:
    vendor.record(APP, "t1", 7, ago(1))
    (receipt,) = run("records").receipts
    ingest.undo(store, receipt.import_id)
    assert rows(run("records")) == []
    (state,) = through(store)
    assert state["through_day"] == TODAY - timedelta(days=2)
    assert rows(run("records", since=TODAY - timedelta(days=1))) == [("DescribeRecordSearch", "loaded", 1, 0)]  # fmt: skip


@pytest.mark.slow
def test_an_app_that_is_refused_ends_alone(vendor, store, run) -> None:
    vendor.record(APP, "t1", 7, ago(1))
    outcome = run("records", "deals", apps=("1400000999", str(APP)))
    assert [str(problem) for problem in outcome.problems] == [
        "app 1400000999: the vendor knows no such app. Check the SdkAppId, and that --site is that of its account."
    ]
    assert rows(outcome) == [("DescribeRecordSearch", "loaded", 1, 0)]


@pytest.mark.slow
def test_purchases_that_the_keys_may_not_see_keep_nothing_else_out(vendor, run) -> None:
    vendor.record(APP, "t1", 7, ago(1))
    vendor.fail = [("DescribeDealsByCond", "UnauthorizedOperation.CamNoAuth")]
    outcome = run("records", "deals")
    assert rows(outcome) == [("DescribeRecordSearch", "loaded", 1, 0)]
    assert [str(problem) for problem in outcome.problems] == [
        "vendor: these keys may not ask for DescribeDealsByCond. Have the owner of the account allow it in Cloud Access Management (CAM)."
    ]


@pytest.mark.slow
def test_apps_are_those_that_are_known_else_a_sentence(vendor, store, run) -> None:
    with pytest.raises(Problem, match=r"no app is known yet. Name one with --app"):
        run("records", apps=())
    vendor.record(APP, "t1", 7, ago(1))
    run("records")
    vendor.record(APP, "t2", 7, ago(0))
    assert rows(run("records", apps=(), until=TODAY + timedelta(days=1))) == [("DescribeRecordSearch", "loaded", 1, 1)]  # fmt: skip
    assert through(store)[0]["through_day"] == TODAY - timedelta(days=1), "today is not over"


@pytest.mark.parametrize("code", ["RequestLimitExceeded", "InternalError", "InternalError.Db", "HANGUP"])  # fmt: skip
def test_what_passes_is_tried_again_after_longer_and_longer_waits(vendor, code) -> None:
    vendor.apps.add(APP)
    vendor.fail = [("DescribeRoomList", code)] * 3
    waits: list[float] = []
    api = api_of(vendor, pace=Pace(clock=lambda: 0, sleep=waits.append))
    api.call(RECORDINGS, "DescribeRoomList", str(APP), TimeRange=[0, 1], Query="*", MaxSize=1000)
    assert vendor.actions["DescribeRoomList"] == 4
    assert [wait for wait in waits if wait >= 0.5] == [0.5, 1, 2]


SENTENCES = {
    "AuthFailure.SignatureExpire": "this machine's clock is more than five minutes off",
    "AuthFailure.SecretIdNotFound": "the vendor does not accept the keys",
    "AuthFailure.SignatureFailure": "the vendor does not accept the keys",
    "AuthFailure.UnauthorizedOperation": "these keys may not ask for DescribeRoomList",
    "UnauthorizedOperation.SdkAppId": "this app belongs to another account than the keys",
    "ResourceUnavailable.NotRegistered": "Interactive Whiteboard is not enabled for this app",
    "ResourceUnavailable.ServiceExpired": "because the account is in arrears",
    "InvalidParameter.SdkAppIdNotFound": "the vendor knows no such app",
    "Some.NewCode <b>": "the vendor refused DescribeRoomList (Some.NewCodeb)",
}


@pytest.mark.parametrize(("code", "sentence"), SENTENCES.items())
def test_what_does_not_pass_is_asked_once_and_is_a_sentence_without_keys(vendor, code, sentence) -> None:  # fmt: skip
    vendor.fail = [("DescribeRoomList", code)] * 9
    with pytest.raises(VendorProblem) as told:
        api_of(vendor).call(RECORDINGS, "DescribeRoomList", str(APP))
    assert sentence in str(told.value) and str(told.value).endswith(".")
    assert SECRET_KEY not in str(told.value) and "never shown" not in str(told.value)
    assert vendor.actions["DescribeRoomList"] == 1


def test_a_wrong_key_and_a_wrong_clock_are_noticed_by_their_signature(vendor) -> None:
    with pytest.raises(VendorProblem, match="does not accept the keys"):
        api_of(vendor, key="another").call(RECORDINGS, "DescribeRoomList", str(APP))
    vendor.clock = lambda: time.time() + 301
    with pytest.raises(VendorProblem, match="clock is more than five minutes off"):
        api_of(vendor).call(RECORDINGS, "DescribeRoomList", str(APP))


@pytest.mark.slow
def test_requests_of_all_threads_keep_under_15_a_second(vendor) -> None:
    for room in range(30):
        vendor.record(APP, f"t{room}", room + 1, ago(1))
    vendor.most_a_second = MOST_A_SECOND
    api = api_of(vendor, pace=Pace())
    list(fetch.recordings(api, str(APP), [str(room + 1) for room in range(30)]))
    moments = [at for at, _, _ in vendor.calls]
    assert max(sum(0 <= at - start <= 1 for at in moments) for start in moments) <= 15
    assert len(moments) == 30


def test_no_network_is_a_sentence() -> None:
    api = Api(Credentials(SECRET_ID, SECRET_KEY), endpoint="127.0.0.1:9", pace=quick())
    with pytest.raises(
        VendorProblem, match=r"vendor: the vendor's service cannot be reached. Check the network"
    ):
        api.call(RECORDINGS, "DescribeRoomList")


def test_a_stop_is_heard_between_two_requests(vendor, store) -> None:
    vendor.record(APP, "t1", 7, ago(1))

    def check() -> None:
        if vendor.actions["DescribeRoomList"] >= 3:
            raise Cancelled

    request = Request(apps=(str(APP),), what=("records",))
    with pytest.raises(Cancelled):
        sync(store, api_of(vendor, check=check), request, datetime.now(UTC).replace(tzinfo=None))
    assert vendor.actions["DescribeRoomList"] == 3


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    return Terminal(capsys, monkeypatch)


@pytest.mark.slow
def test_the_command_prints_receipts_and_leaves_the_keys_nowhere(vendor, terminal, database) -> None:  # fmt: skip
    vendor.record(APP, "t1", 7, ago(1))
    vendor.usage[APP, ago(1)] = "60.5"
    vendor.deals.append({"OrderId": "o1", "CreateTime": f"{ago(9)} 10:00:00", "RealTotalCost": 300, "Currency": "USD"})  # fmt: skip
    said = terminal("sync", "--endpoint", vendor.endpoint, "--app", APP, "--json")
    assert (said.status, said.err) == (0, "")
    assert [receipt["shape"] for receipt in said.json] == [
        "DescribeRecordSearch", "DescribeTIWDailyUsage", "DescribeDealsByCond",
    ]  # fmt: skip
    again = terminal("sync", "--endpoint", vendor.endpoint)
    assert (again.status, again.out) == (0, "Nothing new: everything that is complete was synced before.\n")  # fmt: skip
    written = b"".join(path.read_bytes() for path in database.parent.rglob("*") if path.is_file())
    for secret in (SECRET_ID, SECRET_KEY):
        assert secret.encode() not in written and secret not in said.out + said.err


@pytest.mark.slow
def test_the_command_ends_with_2_and_one_sentence(vendor, terminal, monkeypatch) -> None:
    for words, sentence in (
        (("--app", "1400000999"), "app 1400000999: the vendor knows no such app."),
        (("--app", "x"), '--app: "x" is no SdkAppId.'),
        (("--what", "bills"), '--what: "bills" is nothing to sync.'),
        (("--endpoint", "http://x"), '--endpoint: "http://x" is no HOST:PORT.'),
        (("--since", "2026-03-02", "--until", "2026-03-02"), "--until: there is no day"),
    ):
        said = terminal("sync", "--app", APP, "--endpoint", vendor.endpoint, *words[-4:])
        if words[0] == "--app":
            said = terminal("sync", "--endpoint", vendor.endpoint, *words)
        assert said.status == 2 and said.err.startswith(sentence), said
        assert said.err.count("\n") == 1
    monkeypatch.delenv("TENCENTCLOUD_SECRET_KEY")
    assert "TENCENTCLOUD_SECRET_KEY is not set" in terminal("sync", "--app", APP).err


@pytest.mark.slow
def test_a_sync_that_is_killed_goes_on_and_nothing_is_twice(vendor, database) -> None:
    for day in range(7):
        for room in range(6):
            vendor.record(APP, f"t{day}-{room}", 10 * day + room, ago(day))
    words = ("--db", database, "sync", "--endpoint", vendor.endpoint, "--app", APP, "--what", "records")  # fmt: skip
    killed = subprocess.Popen(
        command(*words), cwd=ROOT, env={**os.environ, **KEYS}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while vendor.actions["DescribeRoomList"] < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    before = vendor.actions["DescribeRoomList"]
    said = call(*words, "--json", **KEYS)
    assert (said.status, said.err) == (0, "")
    assert vendor.actions["DescribeRoomList"] - before <= 5, (
        "days that were done are not asked for again"
    )
    with Store(database) as store:
        assert store.ask("coverage")[0]["videos"] == 42
        with store.session() as cursor:
            assert cursor.execute("select count(*) from video_rows").fetchone() == (42,)


@pytest.mark.slow
def test_without_the_library_the_command_names_what_to_install(database) -> None:
    code = (
        "import sys; sys.modules['tencentcloud'] = None; sys.argv[1:] = ['sync', '--app', '1400000001']\n"
        "from analytics.__main__ import run; run()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **KEYS}, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (
        2,
        "the vendor's library is not installed, which sync alone needs. Run: pip install -r analytics/connect/requirements.txt.\n",
    )
    assert json.loads(json.dumps(done.stdout)) == ""
