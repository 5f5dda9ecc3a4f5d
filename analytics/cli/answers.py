"""`compare`, `forecast`, `waste`, `lesson`, `source`: what pages show, for scripts and tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import click

from analytics import lineage
from analytics.billing import compare as comparing
from analytics.billing.basis import Basis, cost
from analytics.catalog import plan_file, plans, price_books
from analytics.cli.caller import echo, here
from analytics.cli.common import as_json, days_since, days_until, opened, print_json
from analytics.core.errors import Problem
from analytics.core.model import KINDS, Plan, Settlement
from analytics.core.money import digits, half_up
from analytics.lineage import Claim
from analytics.reports import costs, lessons, team_outlook
from analytics.reports import waste as wastes
from analytics.reports.cost_of_use import minutes_by
from analytics.reports.filters import Filters
from analytics.storage.store import Store

SHOWN_ROWS = 100
_PLAN_HELP = "A saved plan's name, or a plan file (TOML); else the team's own plan."
_one_plan = click.option("--plan", "plan_name", help=_PLAN_HELP)


def _plan(store: Store, name: str | None) -> tuple[str, Plan]:
    """A plan and its name: the team's own, a saved one, or that of a file."""
    if name is None:
        return plans.team(store)
    saved = plans.saved(store)
    if name in saved:
        return name, saved[name]
    path = here(name)
    if not path.exists():
        raise Problem(
            f'there is no plan "{name}"',
            where="--plan",
            hint=f"Use {', '.join(sorted(saved))}, or a plan file",
        )
    return path.name, plan_file.load(path, price_books.known(store))


def _text(value: Decimal | int | None) -> str | int | None:
    return f"{value:f}" if isinstance(value, Decimal) else value


@click.command("compare")
@click.option("--plan", "names", multiple=True, help=f"Two to six of them. {_PLAN_HELP}")
@click.option("--basis", type=click.Choice([each.value for each in Basis]), default=Basis.USE.value)
@days_since
@days_until
@as_json
@click.pass_context
def compare(
    context: click.Context, names: tuple[str, ...], basis: str, since: date | None, until: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Plans side by side on the same usage; without names the saved ones, the team's own first."""
    with opened(context) as store:
        own = plans.team(store)[0]
        listed = names or sorted(plans.saved(store), key=lambda name: name != own)[: comparing.MOST]
        chosen = dict(_plan(store, name) for name in listed)
        bills = {
            name: costs.settle_plan(store, plan, since, until) for name, plan in chosen.items()
        }
    result = comparing.compare(bills, Basis(basis))
    document = {
        "basis": result.basis.value,
        "currency": result.currency,
        "plans": list(result.names),
        "cheapest": list(result.cheapest),
        "rows": [
            {
                "key": row.key,
                "label": row.label,
                "unit": row.unit.value,
                "values": [_text(value) for value in row.values],
                "differences": [_text(value) for value in row.differences],
            }
            for row in result.rows
        ],
        "cheaper_from": {
            name: [
                {"day": each.day.isoformat(), "cheaper": name if each.cheaper else result.names[0]}
                for each in crossings
            ]
            for name, crossings in result.crossings
        },
    }
    if as_json:
        print_json(document)
        return
    for name, total in zip(result.names, result.totals, strict=True):
        mark = "  cheapest" if name in result.cheapest else ""
        echo(f"{name}  {result.currency} {total:,f}{mark}")


@click.command("forecast")
@_one_plan
@as_json
@click.pass_context
def forecast(context: click.Context, plan_name: str | None, as_json: bool) -> None:
    """What is ahead of a plan: this month, the next one, and its packs, by the usage recorded so far."""
    with opened(context) as store:
        name, plan = _plan(store, plan_name)
        ahead = team_outlook.look(store, plan).outlook
    if ahead is None:
        raise Problem("nothing is recorded yet", hint="Import recordings first")
    shown = [day for day in ahead.forecast.days if day.day < ahead.next_month.until]
    document: dict[str, Any] = {
        "plan": name,
        "as_of": ahead.as_of.isoformat(),
        "currency": ahead.currency,
        "months": [
            {
                "month": f"{month.first:%Y-%m}",
                "so_far": _text(month.so_far),
                "expected": _text(month.expected),
                "low": _text(month.low),
                "high": _text(month.high),
            }
            for month in (ahead.month, ahead.next_month)
        ],
        "packs": [
            {
                "name": each.pack.name,
                "left_ms": each.left_ms,
                "expires": each.pack.expires.isoformat(),
                "runs_out": each.runs_out.isoformat() if each.runs_out else None,
                "at_risk_ms": each.at_risk_ms,
                "at_risk": f"{half_up(each.at_risk, digits(ahead.currency)):f}",
            }
            for each in ahead.packs
        ],
        "off_permille": ahead.forecast.off_permille,
        "days": [{"day": day.day.isoformat(), "ms": day.ms} for day in shown],
    }
    if as_json:
        print_json(document)
        return
    for month in document["months"]:
        echo(
            f"{month['month']}  {ahead.currency} {month['so_far']} so far, forecast {month['expected']} "
            f"({month['low']} to {month['high']})"
        )
    for pack in document["packs"]:
        end = (
            f"runs out on {pack['runs_out']}"
            if pack["runs_out"]
            else f"expires on {pack['expires']}"
        )
        echo(f"pack {pack['name']}  {pack['left_ms']:,} ms left, {end}")


@click.command("waste")
@_one_plan
@days_since
@days_until
@click.option("--app", "apps", multiple=True)
@click.option("--room", "rooms", multiple=True)
@as_json
@click.pass_context
def waste(
    context: click.Context, plan_name: str | None, since: date | None, until: date | None, apps: tuple[str, ...],
    rooms: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Minutes that were billed and, by six rules, of no use; rules overlap, so they do not add up."""
    with opened(context) as store:
        _, plan = _plan(store, plan_name)
        book = price_books.load(store, plan.price_book)
        rates = wastes.rates_of(store, plan, book)
        filters = Filters(since, until, apps, rooms)
        found = [
            (rule, wastes.found(store, rule, filters, rates[rule.name])) for rule in wastes.RULES
        ]
    document = [
        {
            "rule": rule.name,
            "title": rule.title,
            "words": rule.words,
            "evidence": rule.evidence.value,
            "is_free": rule.is_free,
            "lessons": sums.lessons,
            "files": sums.files,
            "ms": sums.ms,
            "cost": f"{half_up(sums.cost, digits(book.currency)):f}",
            "currency": book.currency,
        }
        for rule, sums in found
    ]
    if as_json:
        print_json(document)
        return
    for line in document:
        echo(
            f"{line['title']}  {line['ms']:,} ms in {line['lessons']:,} lessons  {line['currency']} {line['cost']}"
        )


@click.command("lesson")
@click.argument("task")
@_one_plan
@as_json
@click.pass_context
def lesson(context: click.Context, task: str, plan_name: str | None, as_json: bool) -> None:
    """One lesson by its recording's id: its files, what each counts as and what it cost."""
    with opened(context) as store:
        _, plan = _plan(store, plan_name)
        settlement = costs.settle_plan(store, plan)
        found = lessons.lesson(store, task, settlement)
    if found is None:
        raise Problem(f'there is no lesson "{task}"', hint="Give the TaskId of its recording")
    files = [
        {
            "video_id": file.id,
            "kind": file.kind.value,
            "user": file.user,
            "day": file.day.isoformat(),
            "begin_ms": file.begin_ms,
            "ms": file.ms,
            "billable": file.is_billable,
            "charged_ms": file.charged_ms,
            "amount": f"{file.amount:f}",
        }
        for file in found.files
    ]
    amount = sum((file.amount for file in found.files), Decimal(0))
    document = {
        "recording": found.task,
        "app": found.app,
        "room": found.room,
        "state": found.status,
        "finish_reason": found.finish_reason,
        "start_s": found.start_s,
        "stop_s": found.stop_s,
        "ms": sum(file.ms for file in found.files),
        "charged_ms": sum(file.charged_ms for file in found.files),
        "amount": f"{amount:f}",
        "currency": settlement.book.currency,
        "files": files,
    }
    if as_json:
        print_json(document)
        return
    echo(f"{found.task}  room {found.room or '-'}  {settlement.book.currency} {amount:f}")
    for file in files:
        echo(
            f"{file['video_id']}  {file['kind']}  {file['user'] or '-'}  {file['ms']:,} ms  {file['amount']}"
        )


def _of_files(name: str, member: str) -> Callable[[Store, Plan, Filters], Claim]:
    """A figure of recorded files; its value comes from the sums by kind, not from the rows that explain it."""

    def claim(store: Store, plan: Plan, filters: Filters) -> Claim:
        rows = minutes_by(store, ("kind",), filters, zone=plan.zone, midnight=plan.midnight.value)
        value = sum(
            row["ms"] - row["billable_ms"] if member == "free" else row[member] for row in rows
        )
        return lineage.files(name, value, filters)

    return claim


def _of_bill(
    name: str, value: Callable[[Settlement], Decimal | int | None]
) -> Callable[[Store, Plan, Filters], Claim]:
    def claim(store: Store, plan: Plan, filters: Filters) -> Claim:
        if filters.apps or filters.rooms or filters.kinds:
            raise Problem(
                f"{name} is a figure of the whole account",
                hint="Leave out --app, --room and --kind",
            )
        settlement = costs.settle_plan(store, plan, filters.since, filters.until)
        return lineage.bill(name, value(settlement), settlement)

    return claim


_SOURCES: Mapping[str, Callable[[Store, Plan, Filters], Claim]] = {
    "minutes_over_time": _of_files("minutes_over_time", "ms"),
    "billable_minutes": _of_files("billable_minutes", "billable_ms"),
    "free_minutes": _of_files("free_minutes", "free"),
    "room_files": _of_files("room_files", "videos"),
    "bill_charged": _of_bill("bill_charged", lambda bill: bill.totals.charged_ms),
    "bill_total": _of_bill("bill_total", lambda bill: bill.totals.exact.total),
    "bill_fees": _of_bill("bill_fees", lambda bill: bill.totals.exact.monthly_fees),
    "bill_packs": _of_bill("bill_packs", lambda bill: bill.totals.exact.pack_purchases),
    "bill_postpaid": _of_bill("bill_postpaid", lambda bill: bill.totals.exact.postpaid),
    "use_total": _of_bill("use_total", lambda bill: cost(bill, Basis.USE).exact.total),
}
"""Figures that days and filters alone name."""


@click.command("source")
@click.argument("figure", type=click.Choice(list(_SOURCES)))
@_one_plan
@days_since
@days_until
@click.option("--app", "apps", multiple=True)
@click.option("--room", "rooms", multiple=True)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([str(kind) for kind in KINDS]))
@as_json
@click.pass_context
def source(
    context: click.Context, figure: str, plan_name: str | None, since: date | None, until: date | None,
    apps: tuple[str, ...], rooms: tuple[str, ...], kinds: tuple[str, ...], as_json: bool,
) -> None:  # fmt: skip
    """Where a figure comes from: its formula, its SQL, each day's rows, and whether they add up to it."""
    with opened(context) as store:
        _, plan = _plan(store, plan_name)
        claim = _SOURCES[figure](store, plan, Filters(since, until, apps, rooms, kinds))
        sums = lineage.days(store, claim)
        rows = lineage.page(store, claim, most=SHOWN_ROWS)
        queries = lineage.queries(store, claim)
        holds = lineage.holds(store, claim, sums)
    document = {
        "figure": figure,
        "title": claim.title,
        "unit": claim.figure.unit.value,
        "value": _text(claim.value),
        "formula": claim.figure.formula,
        "adds_up": holds,
        "days": [
            {
                "day": each.day.isoformat(),
                "rows": each.rows,
                "ms": each.ms,
                "amount": f"{each.amount:f}",
            }
            for each in sums
        ],
        "first_rows": [{key: _plain(value) for key, value in row.items()} for row in rows],
        "sql": [{"question": query.name, "text": query.text} for query in queries],
    }
    if as_json:
        print_json(document)
        return
    echo(f"{claim.title}: {document['value']} ({claim.figure.unit.value})")
    echo(claim.figure.formula)
    rows_of_all = sum(each.rows for each in sums)
    echo(
        f"{rows_of_all:,} rows of {len(sums):,} days {'add up to it' if holds else 'do NOT add up to it'}"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, str | int | bool | None) else str(value)


commands = (compare, forecast, waste, lesson, source)
