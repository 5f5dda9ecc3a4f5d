"""The questions as read-only tools of the Model Context Protocol, on standard input and output.

Each answer says its formula, the data that it speaks of and the page that shows it. A tool is a command: where nobody has the database
open it is run here, and beside a running dashboard in a process of its own, which that one answers.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import click
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from analytics.cli.caller import NOTHING_DONE, Caller, on_behalf_of
from analytics.cli.execution import execute
from analytics.core.errors import Problem
from analytics.storage.store import Held, Store
from analytics.team import owner

Since = Annotated[date | None, Field(description="first day, as 2026-03-01")]
Until = Annotated[date | None, Field(description="day after the last one")]
Names = Annotated[list[str] | None, Field(description="only these")]
By = Annotated[
    str, Field(description="any of day week month kind room user app recording, with commas")
]
PlanFile = Annotated[
    str | None,
    Field(
        description="path of a plan file (TOML); without it the postpaid plan that comes with the program"
    ),
]
PlanName = Annotated[
    str | None,
    Field(description="a saved plan's name, or the path of a plan file; without it the team's own"),
]
Plans = Annotated[
    list[str] | None,
    Field(
        description="two to six saved plans or plan files; without them all saved ones, the team's own first"
    ),
]
Basis = Annotated[str, Field(description="use (the cost of use) or cash (what is paid)")]
_ROOT = Path(__file__).parents[2]
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_INSTRUCTIONS = (
    "What the recordings of a cloud classroom cost, and why. Durations are whole milliseconds, money is text in the currency of the "
    "price book. Billed is the sum of the lengths of the camera, screen and whiteboard files of finished tasks."
)


class Asker:
    """Runs commands on one database."""

    def __init__(
        self, database: Path, page: str, group: click.Command, sees: tuple[str, ...] = ()
    ) -> None:
        """`page` is the address of the dashboard, for links; `sees` the part of the recordings that is asked of."""
        self._database, self._page, self._group = database.absolute(), page.rstrip("/"), group
        self._part = [word for pair in sees for word in ("--sees", pair)]

    def answer(self, words: list[str], formula: str, page: str) -> dict[str, Any]:
        """The command's document with its formula, data and page. Raises ToolError with the command's own sentence."""
        name, *others = words
        said, fingerprint = self._run_all([name, "--json", *others], ["fingerprint"])
        return {
            "answer": json.loads(said),
            "formula": formula,
            "data": {"fingerprint": fingerprint.strip(), "database": self._database.name},
            "page": f"{self._page}/{page}",
        }  # fmt: skip

    def _run_all(self, *commands: list[str]) -> list[str]:
        """What each says; of one state of the data, unless a dashboard beside answers and a commit comes between."""
        try:
            with (
                Store(self._database, may_create=False) as store,
                owner.listening(store, self._group, takes_writes=False),
            ):
                return [self._here(store, words) for words in commands]
        except Held:
            return [self._beside(words) for words in commands]
        except Problem as problem:
            raise ToolError(str(problem)) from problem

    def _here(self, store: Store, words: list[str]) -> str:
        out, err = io.StringIO(), io.StringIO()
        caller = Caller(store, _ROOT, os.environ, None, out, err, takes_writes=False)
        with on_behalf_of(caller):
            status = execute(self._group, [*self._part, *words])
            caller.speak()
        return _heard(status, out.getvalue(), err.getvalue())

    def _beside(self, words: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "analytics", "--db", str(self._database), *self._part, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            cwd=_ROOT,
            check=False,
        )
        return _heard(done.returncode, done.stdout, done.stderr)


def _heard(status: int, out: str, err: str) -> str:
    if status == NOTHING_DONE or not out:
        raise ToolError(err.strip() or "the command gave no answer")
    return out


def server(
    database: Path, page: str, group: click.Command, sees: tuple[str, ...] = ()
) -> MCPServer[None]:
    """The server with its tools, over a part of the recordings or, with (), all; ``group`` is the command line."""
    asker = Asker(database, page, group, sees)
    mcp: MCPServer[None] = MCPServer("recordings", instructions=_INSTRUCTIONS, log_level="ERROR")

    @mcp.tool(annotations=_READ_ONLY)
    def minutes(
        by: By = "month,kind",
        since: Since = None,
        until: Until = None,
        app: Names = None,
        room: Names = None,
        user: Names = None,
        kind: Names = None,
    ) -> dict[str, Any]:
        """Recorded and billable milliseconds by any fields."""
        words = ["minutes", f"--by={by}", *_days(since, until), *_names(app, room, user, kind)]
        formula = "sum of the lengths of the files that count; billable: camera, screen and whiteboard of finished tasks"
        return asker.answer(words, formula, "explore")

    @mcp.tool(annotations=_READ_ONLY)
    def costs(
        plan: PlanFile = None,
        by: By = "month",
        since: Since = None,
        until: Until = None,
        app: Names = None,
        room: Names = None,
        user: Names = None,
        kind: Names = None,
    ) -> dict[str, Any]:
        """The cost of use by any fields: postpaid charges and used parts of packs, then shared fees and expired minutes."""
        words = ["costs", f"--by={by}", *_plan(plan), *_days(since, until), *_names(app, room, user, kind)]  # fmt: skip
        formula = "a day's postpaid charges and used parts of packs, over its charged ms; fees and expired minutes shared by use"
        return asker.answer(words, formula, "bill")

    @mcp.tool(annotations=_READ_ONLY)
    def settle(plan: PlanFile = None, since: Since = None, until: Until = None) -> dict[str, Any]:
        """What the recordings cost under a plan, day by day: quota, then packs, then postpaid."""
        formula = "each day's charged ms from quota, then packs by expiry, the rest × price ÷ 60,000 ÷ 1,000; cents once, at the end"
        words = ["settle", *_plan(plan), *_days(since, until)]
        return asker.answer(words, formula, "bill")

    @mcp.tool(annotations=_READ_ONLY)
    def imports() -> dict[str, Any]:
        """The imports in the database: rows read, loaded, refused and duplicate of each file."""
        return asker.answer(["imports"], "read = loaded + refused + duplicate", "imports")

    @mcp.tool(annotations=_READ_ONLY)
    def alerts() -> dict[str, Any]:
        """Forecast of the team's plan where it needs attention: packs that run out or expire, the budget, unusual days."""
        formula = "seasonal forecast of the team's own plan, held against its packs and the month's budget"
        return asker.answer(["alerts"], formula, "forecast")

    @mcp.tool(annotations=_READ_ONLY)
    def compare(
        plans: Plans = None, since: Since = None, until: Until = None, basis: Basis = "use"
    ) -> dict[str, Any]:
        """Plans side by side on the same usage: total, parts and differences to the first, which is cheapest, and since when."""
        words = ["compare", *(f"--plan={_typed(plan)}" for plan in plans or ()), f"--basis={basis}", *_days(since, until)]  # fmt: skip
        formula = "each plan settled on the same recorded days; differences are to the first plan"
        return asker.answer(words, formula, "compare")

    @mcp.tool(annotations=_READ_ONLY)
    def forecast(plan: PlanName = None) -> dict[str, Any]:
        """This month and the next: cost so far, expected, low and high; when packs run out or expire; the expected days."""
        formula = "median of the same weekdays, times the school year's season where a year is recorded; settled as any bill"
        return asker.answer(["forecast", *_plan_name(plan)], formula, "forecast")

    @mcp.tool(annotations=_READ_ONLY)
    def waste(
        plan: PlanName = None,
        since: Since = None,
        until: Until = None,
        app: Names = None,
        room: Names = None,
    ) -> dict[str, Any]:
        """Minutes that were billed and, by six rules, of no use, with what they cost; rules overlap."""
        words = ["waste", *_plan_name(plan), *_days(since, until), *_names(app, room, None, None)]
        return asker.answer(words, "each rule's words say what it counts", "waste")

    @mcp.tool(annotations=_READ_ONLY)
    def lesson(
        recording: Annotated[str, Field(description="the TaskId of the lesson's recording")],
        plan: PlanName = None,
    ) -> dict[str, Any]:
        """One lesson: each file with its kind, user, length, whether it is billed and what it cost."""
        formula = "a file costs its share of its app's day, by its charged ms"
        page = f"lessons?{urlencode({'lesson': recording})}"
        return asker.answer(["lesson", *_plan_name(plan), "--", recording], formula, page)

    @mcp.tool(annotations=_READ_ONLY)
    def reconcile(
        since: Since = None,
        until: Until = None,
        by: Annotated[str, Field(description="day or room")] = "day",
    ) -> dict[str, Any]:
        """The vendor's billed minutes against ours: the class and causes of each day's difference, and the vendor's rule."""
        formula = "difference = the vendor's minutes − ours = the sum of the causes"
        return asker.answer(["reconcile", f"--by={by}", *_days(since, until)], formula, "reconcile")

    @mcp.tool(annotations=_READ_ONLY)
    def source(
        figure: Annotated[
            str,
            Field(
                description="one of minutes_over_time (all recorded), billable_minutes, free_minutes, room_files, bill_charged, "
                "bill_total (cash), bill_fees, bill_packs, bill_postpaid, use_total (cost of use)"
            ),
        ],
        plan: PlanName = None,
        since: Since = None,
        until: Until = None,
        app: Names = None,
        room: Names = None,
        kind: Names = None,
    ) -> dict[str, Any]:
        """Where a figure comes from: its formula, its SQL, the rows of each day, and whether they add up to it."""
        words = ["source", *_plan_name(plan), *_days(since, until), *_names(app, room, None, kind), "--", figure]  # fmt: skip
        return asker.answer(words, "the figure's own, in the answer", "explore")

    @mcp.tool(annotations=_READ_ONLY)
    def sql(
        question: Annotated[str, Field(description="one SELECT; see the tool sql_schema")],
        limit: Annotated[int, Field(description="rows at most", ge=1, le=10_000)] = 1000,
    ) -> dict[str, Any]:
        """One SELECT over the views files, lessons, days and costs."""
        return asker.answer(["sql", f"--limit={limit}", "--", question], question, "explore")

    @mcp.tool(annotations=_READ_ONLY)
    def sql_schema() -> dict[str, Any]:
        """The views that the tool sql reads, with their columns and units."""
        return asker.answer(["sql", "--schema"], "", "explore")

    return mcp


def _plan(path: str | None) -> list[str]:
    return [f"--plan={Path(path).absolute() if path else _SHIPPED}"]


def _plan_name(plan: str | None) -> list[str]:
    return [f"--plan={_typed(plan)}"] if plan else []


def _typed(plan: str) -> str:
    """A plan file by its whole path, for the command runs in another folder; a saved plan's name as it is."""
    path = Path(plan)
    return str(path.absolute()) if path.suffix == ".toml" and path.is_file() else plan


def _days(since: date | None, until: date | None) -> list[str]:
    days = {"since": since, "until": until}
    return [f"--{name}={day.isoformat()}" for name, day in days.items() if day]


def _names(
    app: list[str] | None, room: list[str] | None, user: list[str] | None, kind: list[str] | None
) -> list[str]:
    names = {"app": app, "room": room, "user": user, "kind": kind}
    return [f"--{name}={value}" for name, values in names.items() for value in values or ()]


_SHIPPED = _ROOT / "data" / "plans" / "postpaid.toml"
