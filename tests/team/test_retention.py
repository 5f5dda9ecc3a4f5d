"""A user's name and old recordings can be taken out, and what that does to money is said."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Pack, Plan
from analytics.core.people import Person, Role
from analytics.reconcile import closing
from analytics.reports.filters import Filters, minutes_by
from analytics.storage import acting
from analytics.storage.store import Store
from analytics.team import retention
from tests.support import customers
from tests.support.customers import texts_by_table
from tests.support.terminal import Terminal

MARCH = date(2024, 3, 1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return customers.made(tmp_path_factory.mktemp("customers"))


@pytest.fixture
def store(filled: Path, database: Path) -> Iterator[Store]:
    with Store(customers.copied(filled, database)) as opened:
        closing.close(opened, MARCH, "finance", datetime(2024, 4, 2))  # noqa: DTZ001
        yield opened


@pytest.mark.slow
def test_a_user_has_another_name_everywhere_and_minutes_and_money_stay(store: Store) -> None:
    before = minutes_by(store, ("day", "room", "kind"), Filters())
    assert any("zsouth-user" in text for text in texts_by_table(store).values())
    done = retention.forget_user(store, "zsouth-user")
    assert [table for table, text in texts_by_table(store).items() if "zsouth-user" in text] == []
    assert minutes_by(store, ("day", "room", "kind"), Filters()) == before
    users = {row["user"]: row["ms"] for row in minutes_by(store, ("user",), Filters())}
    assert users.keys() == {"znorth-user", "forgotten 1"} and users["forgotten 1"] == done.ms
    assert done.cost_before == done.cost_after
    (month,) = done.changed
    assert (month.month, month.change) == (MARCH, 0)
    assert retention.forget_user(store, "znorth-user").alias == "forgotten 2"
    with pytest.raises(Problem, match="no file of this user"):
        retention.forget_user(store, "zsouth-user")


def test_old_days_go_with_all_their_rows_and_later_cost_is_said_where_it_changes(
    store: Store,
) -> None:
    pack = Pack("A", 60, plans.team(store)[1].discount_percent + 3, date(2024, 1, 1), 12)
    plans.save(store, "Own", Plan(packs=(pack,)))
    plans.choose_team(store, "Own")
    done = retention.forget_before(store, date(2024, 3, 27))
    assert [str(r["day"]) for r in minutes_by(store, ("day",), Filters())] == ["2024-03-27"]
    assert done.cost_after < done.cost_before, "the pack is drawn by the day that stays"
    (month,) = done.changed
    assert month.change < 0
    kept = texts_by_table(store)
    for table in ("video_rows", "usage_files", "usage_names", "usage_days", "usage_lessons"):
        assert "task-5" not in kept[table] and "2024-03-25" not in kept[table]
    with pytest.raises(Problem, match="no file before this day"):
        retention.forget_before(store, date(2024, 3, 27))


def test_only_an_administrator_forgets(store: Store) -> None:
    with acting.as_person(Person("a", frozenset({Role.ANALYST}))), pytest.raises(Problem):
        retention.forget_before(store, date(2024, 3, 27))


@pytest.mark.slow
def test_the_command_says_what_it_did(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store.close()
    terminal = Terminal(capsys, monkeypatch)
    assert terminal("forget").status == 2
    assert terminal("forget", "--user", "nobody").status == 2
    said = terminal("forget", "--user", "zsouth-user", "--json")
    assert json.loads(said.out)["alias"] == "forgotten 1"
    said = terminal("forget", "--before", "2024-03-26")
    assert said.status == 0 and "files are taken out" in said.out and "March 2024 was closed" in said.out  # fmt: skip
    assert "zsouth-user" not in terminal("audit").out
