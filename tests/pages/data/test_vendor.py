"""The Vendor page: how far apps are synced, what callbacks came and are not confirmed, and purchases that become packs by a click."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from analytics.catalog import plans
from analytics.connect import callbacks, deals
from analytics.connect.api import Answer
from analytics.connect.spool import Spool
from analytics.storage.statements import run
from analytics.storage.store import Store
from pages.ui import data
from tests.support.exports import document, video
from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write
from tests.support.vendor import KEYS

APP = "1400000001"
DEAL = {
    "OrderId": "o1", "CreateTime": "2026-01-10 08:30:00", "ProductName": "Interactive Whiteboard pack", "RealTotalCost": 300,
    "Currency": "USD", "Action": "purchase", "ProductInfo": [{"Name": "Spec", "Value": "500 minutes"}],
}  # fmt: skip


def keep_days(store: Store, app: str, first: date, last: date) -> None:
    with store.write() as cursor:
        run(cursor, "load/keep_vendor_days", app=app, what="records", first=first, last=last, import_id="", now=last)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "TENCENTCLOUD_CREDENTIALS", callbacks.TOKEN, callbacks.KEY):
        monkeypatch.delenv(name, raising=False)


def test_without_anything_the_page_says_what_to_set(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    text = page_text(open_page("data/vendor"))
    assert "Recordings have not been synced yet" in text
    assert "there are no keys for the vendor's API. Set TENCENTCLOUD_SECRET_ID" in text
    assert "RECORDINGS_CALLBACK_TOKEN" in text and "not set: callbacks are off" in text
    assert "synced through" not in text


def test_synced_through_stands_with_the_data_line_and_gaps_are_told(database, tmp_path, monkeypatch) -> None:  # fmt: skip
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    with Store(database) as store:
        keep_days(store, APP, date(2026, 3, 1), date(2026, 3, 5))
        keep_days(store, APP, date(2026, 3, 8), date(2026, 3, 9))
    at = open_page("data/vendor")
    text = page_text(at)
    assert "Recordings synced through 9 Mar 2026" in text
    assert "A missing day was never synced" in text
    assert "Sync now" in [button.label for button in at.button]
    assert "synced through 9 Mar 2026" in page_text(open_page())
    data.close()
    with Store(database) as store:
        keep_days(store, "1400000002", date(2026, 3, 1), date(2026, 3, 7))
    assert "synced through 1400000002 7 Mar, 1400000001 9 Mar" in page_text(open_page())


def test_what_only_a_callback_says_is_marked_on_every_page(database) -> None:
    body = {"EventType": "OnlineRecordFinished", "EventData": document(video("v")), "SdkAppId": 1400000001}  # fmt: skip
    lost = {"EventType": "OnlineRecordStarted", "EventData": {"TaskId": "lost"}, "SdkAppId": 1400000001}  # fmt: skip
    with Store(database) as store:
        spool = Spool(database, lambda: store)
        for each in (body, lost):
            callbacks.spool(spool.folder, callbacks.admit(json.dumps(each).encode(), "", 0))
        spool.load()
        with store.write() as cursor:
            cursor.execute("update callbacks set received_at = received_at - interval 3 day")
    assert "1 file not confirmed" in page_text(open_page())
    text = page_text(open_page("data/vendor"))
    assert "Last callback" in text and "are not confirmed until a sync" in text
    assert "1 recording began more than 25 hours ago and no end was reported" in text


def test_a_purchase_becomes_a_pack_of_a_plan_by_a_click_and_not_before(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1)]))
    with Store(database) as store:
        deals.keep(store, [Answer(b"", {"Deals": [DEAL, DEAL | {"OrderId": "o2", "Currency": "CNY"}]})])  # fmt: skip
        before = plans.saved(store)[plans.POSTPAID].packs
    at = open_page("data/vendor")
    assert "Interactive Whiteboard pack" in str([box.label for box in at.expander])
    at.text_input(key="purchase_name_o1").set_value("A")
    at.button(key="purchase_add_o1").click().run()
    assert_no_exception(at)
    (pack,) = set(plans.saved(data.store())[plans.POSTPAID].packs) - set(before)
    assert (pack.name, pack.minutes, pack.price, pack.bought) == ("A", 500, Decimal(3), date(2026, 1, 10))  # fmt: skip
    assert pack.expires - pack.bought > timedelta(364)
    at.button(key="purchase_add_o2").click().run()
    assert "the order is in CNY and the plan in USD" in page_text(at)
