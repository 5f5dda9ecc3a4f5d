"""The questions that programs may ask: the commands of the command line, run as they are, with their options by name."""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from analytics.catalog import plan_file, plans
from analytics.cli.caller import Busy, Caller, Straddled, on_behalf_of
from analytics.cli.execution import execute
from analytics.core.errors import Problem
from analytics.storage.store import Store

NAMES = (
    *("minutes", "settle", "costs", "imports", "alerts", "reconcile", "fingerprint"),
    *("months", "statement"),
)
"""As far as the command line has them."""
MOST_AGAIN = 2
_PLAN = "--plan"
_LEFT_OUT = {"--json", "--help", "--out", "--bill", "--bill-item", "--accounts"}
"""Also what names a file of this machine."""
_SHIPPED = Path(__file__).parents[2] / "data" / "plans"


class Asked(NamedTuple):
    """An option of a question, as a query parameter."""

    name: str
    help: str
    is_required: bool
    is_list: bool
    choices: tuple[str, ...]


class Reply(NamedTuple):
    """The JSON document of a command, and the number of the data's last commit that it speaks of."""

    document: Any
    version: int


def commands(group: click.Group) -> dict[str, click.Command]:
    """The commands that answer programs."""
    return {name: group.commands[name] for name in NAMES if name in group.commands}


def options(command: click.Command) -> list[Asked]:
    """What a question may be asked with."""
    named = [
        Asked(each.name, "", each.required, each.multiple, ())
        for each in command.params
        if isinstance(each, click.Argument) and each.name
    ]
    return named + [
        Asked(
            option.opts[-1].removeprefix("--"),
            (option.help or "")
            if _PLAN not in option.opts
            else "A saved plan's name, or the text of a plan file; else the team's own.",
            option.required and _PLAN not in option.opts,
            option.multiple,
            tuple(map(str, option.type.choices)) if isinstance(option.type, click.Choice) else (),
        )
        for option in command.params
        if isinstance(option, click.Option)
        and not option.is_flag  # such as one that marks alerts as seen
        and not _LEFT_OUT & {*option.opts}
    ]


def ask(
    store: Store, group: click.Group, name: str, parameters: Sequence[tuple[str, str]]
) -> Reply:
    """The answer of a command. Raises Problem for what the command refuses, and for an option that it does not have."""
    command = commands(group)[name]
    known = {option.name: option for option in options(command)}
    arguments = {each.name for each in command.params if isinstance(each, click.Argument)}
    words, last = [name], ["--"]
    given: set[str] = set()
    for option, value in parameters:
        if option not in known:
            raise Problem(
                f'there is no parameter "{option}"',
                where=name,
                hint=f"Use {', '.join(known)}" if known else "It has none",
            )
        if option in given and not known[option].is_list:
            raise Problem("it is given twice", where=option, hint="Give it once")
        given.add(option)
        if option in arguments:
            last += [value]
        elif option != "plan":
            words += [f"--{option}={value}"]
    if any("--json" in option.opts for option in command.params):
        words.append("--json")
    with tempfile.TemporaryDirectory(prefix="recordings-") as folder:
        if "plan" in known:
            values = [value for option, value in parameters if option == "plan"]
            path = Path(folder) / "plan.toml"
            path.write_text(_plan(store, values[0] if values else None), "utf-8")
            words.append(f"{_PLAN}={path}")
        return _answer(store, group, [*words, *last])


def _answer(store: Store, group: click.Group, words: list[str]) -> Reply:
    for turn in range(MOST_AGAIN + 1):
        out, err = io.StringIO(), io.StringIO()
        caller = Caller(
            store, Path("/"), {}, None, out, err,
            takes_writes=False, holds_commits=turn == MOST_AGAIN,
        )  # fmt: skip
        version = store.version
        try:
            with on_behalf_of(caller):
                status = execute(group, words)
                caller.speak()
        except Straddled:
            continue
        except Busy as fault:
            raise Problem("this cannot be asked over HTTP", where=words[0]) from fault
        text = out.getvalue()
        # A command that asks may end with status 1 to say that there is something, such as an alert.
        if status == 2 or not text:
            sentence = err.getvalue().replace("See python -m analytics --help.", "")
            raise Problem(sentence.strip().removesuffix("."))
        return Reply(json.loads(text) if "--json" in words else {words[0]: text.strip()}, version)
    raise Problem("the data changed while this was worked out", hint="Ask again")


def _plan(store: Store, value: str | None) -> str:
    """The text of a plan file: the team's own, a saved one by its name, a shipped one by its path, or what is given."""
    if value is None:
        return plan_file.dumps(plans.team(store)[1])
    saved = plans.saved(store)
    if value in saved:
        return plan_file.dumps(saved[value])
    if "=" in value:
        return value
    path = Path(value.replace("\0", "")).resolve()
    if path.suffix == ".toml" and path.is_file() and {_SHIPPED, store.path.resolve().parent} & {*path.parents}:  # fmt: skip
        return path.read_text("utf-8")
    raise Problem(
        f'there is no plan "{value}"', where="plan", hint=f"Use {', '.join(sorted(saved))}"
    )


def openapi(group: click.Group, routes: Mapping[str, Any]) -> dict[str, Any]:
    """The description of the whole interface, in OpenAPI 3.1; `routes` are the paths that are no question."""
    paths: dict[str, Any] = {}
    for name, command in commands(group).items():
        parameters = [
            {
                "name": option.name,
                "in": "query",
                "required": option.is_required,
                "description": option.help,
                "schema": _schema(option),
            }
            for option in options(command)
        ]
        paths[f"/api/v1/{name}"] = {
            "get": {
                "operationId": name,
                "summary": (command.help or "").strip().split("\n")[0],
                "parameters": parameters,
                "responses": {
                    "200": _response("The document that the command prints with --json"),
                    **ERRORS,
                },
            }
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recording minutes and costs",
            "version": "1",
            "description": "The commands of `python -m analytics` over HTTP. Durations are whole ms, money is text.",
        },
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
        "paths": paths | dict(routes),
    }


def _schema(option: Asked) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string"}
    if option.choices:
        one["enum"] = list(option.choices)
    return {"type": "array", "items": one} if option.is_list else one


def _response(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {}}}}


ERRORS = {
    "400": _response("What is wrong, in one sentence"),
    "401": _response("No token, or one that does not hold"),
    "429": _response("Too many requests; Retry-After says when to ask again"),
    "503": _response("The database is not answering"),
}
