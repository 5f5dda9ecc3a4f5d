"""Alerts for cron: the team's plan, its settings, and the exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Kind, Plan
from analytics.groups import imports as groups
from analytics.groups.rows import GroupRow
from analytics.planning.alerts import Alarm, AlertSettings
from analytics.reports import budgets, team_outlook
from analytics.storage.store import Store
from tests.support.plans import pack
from tests.support.recordings import Video, load, put

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


@pytest.mark.slow
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


def test_what_was_marked_as_seen_is_told_again_only_when_it_changes(
    store: Store, tmp_path: Path
) -> None:
    odd = Video("odd", Kind.CAMERA, 40 * 600_000, "2024-03-01 12:00:00", task="odd")
    put(store, [*CLASSES, odd])
    (alert,) = team_outlook.look(store).alerts
    assert (alert.alarm, str(alert.day)) == (Alarm.UNUSUAL, "2024-03-01")
    assert team_outlook.look(store).alerts == (alert,), "looking changes nothing"
    team_outlook.mark_seen(store, datetime(2024, 3, 11, 8))  # noqa: DTZ001 - UTC
    ahead = team_outlook.look(store)
    assert (ahead.alerts, str(ahead.seen_at)) == ((), "2024-03-11 08:00:00")
    put(store, [video for video in [*CLASSES, odd] if not video.stop.startswith("2024-02-14")])
    (fell,) = team_outlook.look(store).alerts
    assert (fell.alarm, str(fell.day)) == (Alarm.FELL, "2024-02-14")
    new = Video("new", Kind.CAMERA, 600_000, "2025-03-01 12:00:00")
    put(store, [new])
    assert team_outlook.look(store).seen_at is None, "all of it was replaced, as the sample is"


def test_an_import_that_multiplies_a_day_is_told_on_the_first_look(
    store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, [video for video in CLASSES if video.stop < "2024-01-20"], "first.csv")
    more = [
        Video(f"n{day}", Kind.CAMERA, 54 * 100_000, f"2024-01-{day} 15:00:00", task=f"n{day}")
        for day in (10, 11, 19)  # the last day of the first import may not have been complete
    ]
    load(store, tmp_path, more, "second.csv")
    (alert,) = team_outlook.look(store).alerts
    assert alert.sentence == (
        "2 days between 10 Jan 2024 and 11 Jan 2024 rose at least tenfold with second.csv: 200 billable minutes, "
        "before 20; $1.26 at the postpaid price."
    )


@pytest.mark.slow
def test_alerts_of_the_command_have_their_money_and_their_page(database: Path) -> None:
    with Store(database) as store:
        put(store, [*CLASSES, Video("odd", Kind.CAMERA, 24_000_000, "2024-03-01 12:00:00")])
    document = json.loads(command("--json", "--seen").stdout)
    (alert,) = document["alerts"]
    assert (alert["amount"], alert["currency"], alert["until"]) == ("2.80", "USD", "2024-03-02")
    assert "focus%3A2024-03-01" in alert["page"] and document["seen_at"] is None
    assert command().stdout == ""


def test_a_budget_of_a_part_is_kept_and_held_against_its_cost(store: Store) -> None:
    other = [video._replace(id=f"o{video.id}", room="8", task="t2") for video in CLASSES]
    put(store, [*CLASSES, *other])
    budgets.keep(store, "room", "8", "1.50", "USD")
    budgets.keep(store, "user", "u", "9", "USD")
    budgets.keep(store, "kind", "whiteboard", "1", "USD")
    kind, room, user = team_outlook.look(store).budgets
    assert (room.month.so_far, room.month.expected) == (Decimal("0.70"), Decimal("2.17"))
    assert (user.month.so_far, user.month.expected) == (Decimal("1.40"), Decimal("4.34"))
    assert (kind.month.so_far, kind.month.expected) == (0, 0)
    (alert,) = team_outlook.look(store).alerts
    assert alert.sentence.startswith("Room 8 in March 2024 is forecast to go over budget: $2.17")
    budgets.keep(store, "room", "8", "", "USD")
    assert team_outlook.look(store).alerts == ()
    with pytest.raises(Problem, match='"week" cannot have a budget'):
        budgets.keep(store, "week", "8", "1", "USD")
    with pytest.raises(Problem, match='"lots" is not an amount'):
        budgets.keep(store, "room", "8", "lots", "USD")


def test_a_dimension_of_groups_can_have_a_budget(store: Store) -> None:
    other = [video._replace(id=f"o{video.id}", room="8", task="t2") for video in CLASSES]
    put(store, [*CLASSES, *other])
    groups.add(store, [GroupRow(1, "department", "Maths", room="8")], "groups.csv")
    assert budgets.dimensions(store) == ("app", "room", "user", "kind", "department")
    assert budgets.values_of(store, "department") == ["", "Maths"]
    budgets.keep(store, "department", "Maths", "1.50", "USD")
    budgets.keep(store, "department", "", "9", "USD")
    rest, maths = team_outlook.look(store).budgets
    assert (maths.month.so_far, maths.month.expected) == (Decimal("0.70"), Decimal("2.17"))
    assert (rest.month.so_far, rest.month.expected) == (Decimal("0.70"), Decimal("2.17"))
    (alert,) = team_outlook.look(store).alerts
    assert alert.sentence.startswith("Department Maths in March 2024 is forecast to go over")
