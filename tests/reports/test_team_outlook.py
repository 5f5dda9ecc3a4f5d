"""Alerts for cron: the team's plan, its settings, and the exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Kind, Plan
from analytics.planning.alerts import Alarm, AlertSettings
from analytics.reports import team_outlook
from analytics.storage.store import Store
from tests.support.plans import pack
from tests.support.recordings import Video, put

ROOT = Path(__file__).parents[2]
CLASSES = [
    Video(f"v{n}", Kind.CAMERA, 600_000, f"{date(2024, 1, 1) + timedelta(n)} 10:00:00")
    for n in range(70)
]


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "analytics", "alerts", *arguments]
    return subprocess.run(line, cwd=ROOT, env=os.environ, capture_output=True, text=True)


def test_the_teams_plan_is_looked_ahead_of(store: Store) -> None:
    put(store, CLASSES)
    assert team_outlook.look(store).alerts == ()
    plans.save(store, "Prepaid", replace(Plan(), packs=(pack("A", 750, "2024-01-01"),)))
    plans.choose_team(store, "Prepaid")
    found = team_outlook.look(store)
    assert (found.plan_name, len(found.recorded)) == ("Prepaid", 70)
    assert [alert.alarm for alert in found.alerts] == [Alarm.RUNS_OUT]
    assert team_outlook.look(store, Plan()).alerts == ()


def test_an_empty_database_has_nothing_ahead(store: Store) -> None:
    found = team_outlook.look(store)
    assert (found.outlook, found.alerts, found.recorded) == (None, (), ())


def test_the_settings_are_kept(store: Store) -> None:
    assert team_outlook.alert_settings(store) == AlertSettings()
    team_outlook.keep_alert_settings(store, 30, "250.50", "USD")
    assert team_outlook.alert_settings(store) == AlertSettings(30, Decimal("250.50"), "USD")
    team_outlook.keep_alert_settings(store, 5, "", "USD")
    assert team_outlook.alert_settings(store) == AlertSettings(5, None, "USD")


@pytest.mark.parametrize(
    ("days", "budget", "said"),
    [
        (-1, "", "-1 is not a number of days"),
        (367, "", "367 is not a number of days"),
        (5, "much", '"much" is not an amount'),
        (5, "-1", '"-1" is not an amount'),
        (5, "NaN", '"NaN" is not an amount'),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(
    store: Store, days: int, budget: str, said: str
) -> None:
    with pytest.raises(Problem, match=said):
        team_outlook.keep_alert_settings(store, days, budget, "USD")
    assert team_outlook.alert_settings(store) == AlertSettings()


def test_the_command_says_it_in_sentences_and_by_its_exit_status(database: Path) -> None:
    with Store(database) as store:
        put(store, CLASSES)
    quiet = command()
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    with Store(database) as store:
        team_outlook.keep_alert_settings(store, 14, "1", "USD")
    loud = command()
    assert (loud.returncode, loud.stderr) == (1, "")
    assert loud.stdout.startswith("March 2024 is forecast to go over budget: $2.17")
    told = command("--json")
    document = json.loads(told.stdout)
    assert told.returncode == 1
    assert (document["as_of"], document["plan"]) == ("2024-03-10", "Postpaid")
    (alert,) = document["alerts"]
    assert document["price_book"] == "tencent-intl 2024-03-27"
    assert alert["sentence"] + "\n" == loud.stdout
    assert (alert["alarm"], alert["day"], alert["pack"]) == (
        "month_over_budget",
        "2024-03-31",
        None,
    )
