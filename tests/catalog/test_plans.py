"""The plans of a team are kept in its database, one of them its own."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Thread

import hypothesis
import pytest

from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Midnight, MonthlyFee, Pack, Plan
from analytics.storage.store import Store
from tests.support.plans import plan_files

MINE = Plan(
    zone="Asia/Kolkata",
    midnight=Midnight.START,
    discount_percent=Decimal("12.5"),
    monthly_fee=MonthlyFee(date(2024, 1, 31), 12),
    packs=(Pack("A", 500, Decimal("3.00"), date(2024, 1, 10), 12),),
)


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("plans") / "recordings.duckdb") as opened:
        yield opened


def test_a_new_database_has_a_postpaid_plan_and_a_prepaid_one_with_example_packs(
    store: Store,
) -> None:
    first = plans.saved(store)
    assert list(first) == ["Postpaid", "Prepaid (example packs)"]
    assert plans.team(store) == ("Postpaid", first["Postpaid"])
    assert first["Postpaid"].packs == ()
    assert all("example" in pack.name for pack in first["Prepaid (example packs)"].packs)
    assert [plan.monthly_fee for plan in first.values()] == [None, None]


@hypothesis.given(plan=plan_files())
@hypothesis.settings(max_examples=15)
def test_a_plan_comes_back_as_it_was_kept(shared: Store, plan: Plan) -> None:
    plans.save(shared, "any", plan)
    assert plans.saved(shared)["any"] == plan


def test_plans_are_there_after_a_restart(store: Store, database: Path) -> None:
    plans.save(store, "  mine ", MINE)
    plans.choose_team(store, "mine")
    store.close()
    with Store(database) as again:
        assert plans.team(again) == ("mine", MINE)
        assert list(plans.saved(again)) == ["Postpaid", "Prepaid (example packs)", "mine"]
        assert plans.house_edge(again) == ("Asia/Kolkata", "start")


def test_a_plan_of_the_same_name_is_replaced(store: Store) -> None:
    plans.save(store, "mine", MINE)
    plans.save(store, "mine", Plan())
    assert plans.saved(store)["mine"] == Plan()


def test_a_deleted_plan_is_gone_and_the_others_stay(store: Store) -> None:
    plans.save(store, "mine", MINE)
    plans.delete(store, "Prepaid (example packs)")
    assert list(plans.saved(store)) == ["Postpaid", "mine"]


def test_the_edge_of_the_day_is_that_of_the_teams_plan_alone(store: Store) -> None:
    plans.save(store, "mine", MINE)
    assert plans.house_edge(store) == ("Asia/Shanghai", "stop")
    plans.choose_team(store, "mine")
    assert plans.house_edge(store) == ("Asia/Kolkata", "start")
    plans.save(store, "mine", Plan())
    assert plans.house_edge(store) == ("Asia/Shanghai", "stop")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda store: plans.save(store, "  ", MINE), "a plan needs a name. Type one."),
        (
            lambda store: plans.delete(store, "none"),
            'there is no plan "none". Choose one of the list.',
        ),
        (
            lambda store: plans.delete(store, "Postpaid"),
            "\"Postpaid\" is the team's own plan. Make another plan the team's first.",
        ),
        (
            lambda store: plans.choose_team(store, "none"),
            'there is no plan "none". Save it first.',
        ),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(store: Store, change, sentence) -> None:
    before, version = plans.saved(store), store.version
    with pytest.raises(Problem) as said:
        change(store)
    assert str(said.value) == sentence
    assert (plans.saved(store), store.version) == (before, version)


def test_plans_saved_at_the_same_time_are_all_kept(store: Store) -> None:
    names = [f"plan {number}" for number in range(8)]
    threads = [Thread(target=plans.save, args=(store, name, MINE)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(names) <= set(plans.saved(store))


def test_a_certain_version_that_a_plan_names_is_kept_with_it(store: Store) -> None:
    plans.save(store, "fixed", Plan(price_book="tencent-intl@2024-03-27"))
    assert [row["version"] for row in store.ask("price_books")] == ["2024-03-27"]
    assert plans.saved(store)["fixed"].price_book == "tencent-intl@2024-03-27"
