"""Syncs by the clock: when it is time, once at a time, and a problem that stays told until it is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from analytics.catalog import server_settings
from analytics.catalog.server_settings import SyncSettings
from analytics.connect import schedule
from analytics.connect.schedule import Schedule
from analytics.core.errors import Problem
from analytics.storage.store import Store
from tests.connect.test_sync import APP, ago, api_of
from tests.support.vendor import Vendor, serving

SETTINGS = SyncSettings(every=timedelta(hours=6), apps=(str(APP),), what=("records",))


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with serving(Vendor(most_a_second=10**6)) as vendor:
        yield vendor


def test_a_sync_begins_when_it_is_time_and_a_problem_is_told_until_it_is_gone(database, vendor) -> None:  # fmt: skip
    vendor.record(APP, "t1", 7, ago(1))
    with Store(database) as store:
        clock = Schedule(
            SETTINGS, lambda: store, lambda settings, check: api_of(vendor, check=check)
        )
        now = datetime.now(UTC).replace(tzinfo=None)
        vendor.of_app[APP] = "ResourceUnavailable.ServiceExpired"
        assert clock.look(now, Event()) is not None
        assert "in arrears" in clock.problem
        assert clock.look(now + timedelta(hours=5), Event()) is None
        vendor.of_app.clear()
        job = clock.look(now + timedelta(hours=7), Event())
        assert job is not None and job.result is not None
        assert [receipt.rows.loaded for receipt in job.result.receipts] == [1]
        assert clock.problem == ""
        begun = schedule.last(store)
        assert begun is not None and abs(begun - now) < timedelta(minutes=5)


def test_without_a_time_nothing_is_synced(database, vendor) -> None:
    with Store(database) as store:
        clock = Schedule(SyncSettings(), lambda: store)
        assert clock.look(datetime.now(UTC).replace(tzinfo=None), Event()) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('every = "5m"', 'settings.toml, sync.every: "5m" is no time between two syncs. Write "15m" to "31d", such as "6h".'),
        ("every = 6", "settings.toml, sync.every: 6 is no time between two syncs."),
        ('site = "us"', 'settings.toml, sync.site: "us" is no site. Write "intl" or "cn".'),
        ("apps = [14]", "settings.toml, sync.apps[1]: 14 is no SdkAppId."),
        ('what = ["bills"]', 'settings.toml, sync.what[1]: "bills" is nothing to sync. Choose of records, usage, deals.'),
        ('key = "x"', "settings.toml, sync.key: unknown key. Known here: every, site, apps, what."),
    ],
)  # fmt: skip
def test_wrong_settings_are_one_sentence(database, text: str, sentence: str) -> None:
    database.with_name("settings.toml").write_text(f"[sync]\n{text}\n")
    with pytest.raises(Problem) as told:
        server_settings.load(database)
    assert str(told.value).startswith(sentence)


def test_settings_of_sync_stand_beside_the_watched_folder(database) -> None:
    database.with_name("settings.toml").write_text(
        'watch = "in"\n[sync]\nevery = "1d"\napps = ["1"]'
    )
    settings = server_settings.load(database)
    assert settings.sync == SyncSettings(timedelta(days=1), "intl", ("1",))
    assert settings.watch is not None
