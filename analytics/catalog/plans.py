"""The plans that the team keeps in its database, and which of them is the team's own."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from duckdb import DuckDBPyConnection

from analytics.catalog import plan_file, price_books
from analytics.catalog.toml_forms import read_file
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.core.people import Act, Right, text_digest
from analytics.storage.rollups import refresh_rollups
from analytics.storage.statements import run
from analytics.storage.store import Store

FOLDER = Path(__file__).parents[2] / "data" / "plans"
POSTPAID = "Postpaid"
PREPAID = "Prepaid (example packs)"
_FIRST = {POSTPAID: "postpaid.toml", PREPAID: "prepaid.toml"}


def saved(store: Store) -> dict[str, Plan]:
    """All plans by name; a new database has a postpaid one and a prepaid one with example packs."""
    rows = store.ask("plans")
    if not rows:
        return {
            name: plan_file.loads(read_file(FOLDER / file), file) for name, file in _FIRST.items()
        }
    references = price_books.known(store)
    return {
        row["name"]: plan_file.loads(row["toml"], f'plan "{row["name"]}"', references)
        for row in rows
    }


def save(store: Store, name: str, plan: Plan) -> None:
    """Keep a plan under a name, in place of an earlier one of that name.

    A price book of a certain version is kept with it.
    """
    if not name.strip():
        raise Problem("a plan needs a name", hint="Type one")
    if "@" in plan.price_book:  # a later program may ship another version: keep this one
        price_books.pin(store, plan.price_book)
    text = plan_file.dumps(plan)
    with store.write(Act(Right.PLAN, "keep plan", name.strip(), after=text_digest(text))) as cursor:
        _keep(cursor, store, {**saved(store), name.strip(): plan}, team(store)[0])


def delete(store: Store, name: str) -> None:
    """Forget a plan. Raises Problem for the team's own, and for one that does not exist."""
    with store.write(Act(Right.PLAN, "delete plan", name)) as cursor:
        plans, team_plan = saved(store), team(store)[0]
        if name not in plans:
            raise Problem(f'there is no plan "{name}"', hint="Choose one of the list")
        if name == team_plan:
            raise Problem(
                f'"{name}" is the team\'s own plan', hint="Make another plan the team's first"
            )
        del plans[name]
        _keep(cursor, store, plans, team_plan, gone=name)


def team(store: Store) -> tuple[str, Plan]:
    """The plan behind every "cost" outside the Compare page: its name and itself."""
    plans = saved(store)
    chosen = _settings(store).get("team_plan", POSTPAID)
    name = chosen if chosen in plans else next(iter(plans))
    return name, plans[name]


def choose_team(store: Store, name: str) -> None:
    """Make a saved plan the team's own; its zone and day's edge become those of every page."""
    with store.write(Act(Right.PLAN, "choose the team's plan", name)) as cursor:
        plans = saved(store)
        if name not in plans:
            raise Problem(f'there is no plan "{name}"', hint="Save it first")
        _keep(cursor, store, plans, name)


def house_edge(store: Store) -> tuple[str, str]:
    """The zone and the day's edge under which the small tables were worked out."""
    settings = _settings(store)
    return settings.get("zone", "Asia/Shanghai"), settings.get("midnight", "stop")


def _settings(store: Store) -> dict[str, str]:
    return {row["key"]: row["value"] for row in store.ask("settings")}


def _keep(
    cursor: DuckDBPyConnection, store: Store, plans: dict[str, Plan], team_plan: str, gone: str = ""
) -> None:
    """What is kept is read while the one writer's lock is held, so that no other's change is lost."""
    edge = (plans[team_plan].zone, plans[team_plan].midnight.value)
    moved = edge != house_edge(store)
    for name, plan in plans.items():
        now = datetime.now(UTC).replace(tzinfo=None)
        run(cursor, "load/keep_plan", name=name, toml=plan_file.dumps(plan), now=now)
    run(cursor, "load/forget_plan", name=gone)
    for key, value in (("team_plan", team_plan), ("zone", edge[0]), ("midnight", edge[1])):
        run(cursor, "load/keep_setting", key=key, value=value)
    if moved:
        imports = [row["import_no"] for row in store.ask("import_list")]
        refresh_rollups(cursor, imports)
