"""The questions as read-only tools of the Model Context Protocol, on standard input and output.

Each answer says its formula, the data that it speaks of and the page that shows it. A tool is a command, run in a process of its own:
beside a running dashboard it is answered by that one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

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
_READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
_INSTRUCTIONS = (
    "What the recordings of a cloud classroom cost, and why. Durations are whole milliseconds, money is text in the currency of the "
    "price book. Billed is the sum of the lengths of the camera, screen and whiteboard files of finished tasks."
)


class Asker:
    """Runs commands on one database."""

    def __init__(self, database: Path, page: str, sees: tuple[str, ...] = ()) -> None:
        """`page` is the address of the dashboard, for links; `sees` the part of the recordings that is asked of."""
        self._database, self._page = database.absolute(), page.rstrip("/")
        self._part = [word for pair in sees for word in ("--sees", pair)]

    def answer(self, words: list[str], formula: str, page: str) -> dict[str, Any]:
        """The command's document with its formula, data and page. Raises ToolError with the command's own sentence."""
        name, *others = words
        document = json.loads(self._run([name, "--json", *others]))
        return {
            "answer": document,
            "formula": formula,
            "data": {"fingerprint": self._run(["fingerprint"]).strip(), "database": self._database.name},
            "page": f"{self._page}/{page}",
        }  # fmt: skip

    def _run(self, words: list[str]) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "analytics", "--db", str(self._database), *self._part, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
            check=False,
        )
        if done.returncode == 2 or not done.stdout:
            raise ToolError(done.stderr.strip() or "the command gave no answer")
        return done.stdout


def server(database: Path, page: str, sees: tuple[str, ...] = ()) -> MCPServer[None]:
    """The server with its tools, over a part of the recordings or, with (), all."""
    asker = Asker(database, page, sees)
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


def _days(since: date | None, until: date | None) -> list[str]:
    days = {"since": since, "until": until}
    return [f"--{name}={day.isoformat()}" for name, day in days.items() if day]


def _names(
    app: list[str] | None, room: list[str] | None, user: list[str] | None, kind: list[str] | None
) -> list[str]:
    names = {"app": app, "room": room, "user": user, "kind": kind}
    return [f"--{name}={value}" for name, values in names.items() for value in values or ()]


_SHIPPED = Path(__file__).parents[2] / "data" / "plans" / "postpaid.toml"
