"""How long the answers about costs take over a loaded database, each with its limit where it has one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import NamedTuple, TypeVar

from analytics.billing.basis import Basis
from analytics.billing.curves import cumulative
from analytics.billing.settle import outline, settle
from analytics.catalog import price_book
from analytics.core.errors import Problem
from analytics.core.model import (
    MS_PER_MINUTE,
    DayCharge,
    Kind,
    MonthlyFee,
    Pack,
    Plan,
    PriceBook,
    Ratio,
    Rounding,
)
from analytics.planning.open_rules import unsaid
from analytics.planning.what_if import WhatIf, changed_plan, settle_what_if
from analytics.reports import costs, payers, side_costs
from analytics.reports.cost_of_use import by_fields
from analytics.reports.filters import FIELDS, Filters
from analytics.reports.history import charger, whole
from analytics.selfcheck import run
from analytics.storage.store import Store

_FIRST = date(2023, 9, 1)
_DAYS, _PACKS, _MANY = 3 * 365, 12, 1000
_APPS, _SCENARIOS = 100, 10
Answer = TypeVar("Answer")


class Timing(NamedTuple):
    """What was done, how often, the seconds of all, and the limit in seconds."""

    name: str
    many: int
    seconds: float
    limit: float | None = None


def timings(store: Store) -> list[Timing]:
    """Timings over the recordings of ``store``; a Problem where a quick way answers otherwise."""
    book = price_book.load("tencent-intl")
    plan = _plan(_FIRST)
    found = [_many_settlements(plan, book), _many_apps(book)]
    bounds = store.ask("coverage")[0]
    if bounds["first_day"] is None:
        return found
    plan = _plan(bounds["first_day"])
    settlement, _ = _timed(lambda: costs.settle_plan(store, plan))
    sums, seconds = _best(lambda: payers.sums(store, settlement))
    found.append(Timing("payers of every file", sum(s.videos for s in sums), seconds, 2))
    found += _time_machine(store, plan, book)
    charge = charger(partial(whole, store))
    for name in ("what is unsaid, first", "what is unsaid, again"):
        effects, seconds = _timed(lambda: unsaid(charge, plan, book, Basis.USE))
        found.append(Timing(name, effects.combinations, seconds))
    found += _cost_of_use(store, plan)
    lines, seconds = _timed(lambda: side_costs.lines(store, plan, book))
    found.append(Timing("robot and storage", len(lines), seconds))
    for name, check in (("quick receipts", run.quick), ("all receipts", run.thorough)):
        proofs, seconds = _timed(lambda check=check: check(store, settlement))  # type: ignore[misc]
        found.append(Timing(name, len(proofs), seconds))
    return found


def _many_settlements(plan: Plan, book: PriceBook) -> Timing:
    """A thousand what-ifs of three years with 12 packs; the last one is settled in full as well."""
    usage = _usage(Random(1))
    books = [replace(book, quota_minutes=quota) for quota in range(_MANY)]
    outlines, seconds = _best(lambda: [outline(usage, plan, one) for one in books])
    _same(outlines[-1].totals, settle(usage, plan, books[-1]).totals)
    return Timing("what-if settlements of 3 years with 12 packs", _MANY, seconds, 1.5)


def _many_apps(book: PriceBook) -> Timing:
    usages = [_usage(Random(app)) for app in range(_APPS)]
    plans = [
        replace(_plan(_FIRST), packs=_plan(_FIRST).packs[:count]) for count in range(_SCENARIOS)
    ]
    outlines, seconds = _best(
        lambda: [outline(usage, plan, book) for usage in usages for plan in plans]
    )
    _same(outlines[-1].totals, settle(usages[-1], plans[-1], book).totals)
    return Timing("apps × scenarios of 3 years", len(outlines), seconds, 2)


def _time_machine(store: Store, plan: Plan, book: PriceBook) -> list[Timing]:
    history, built = _timed(lambda: whole(store, plan.zone, plan.midnight.value))
    _, read = _timed(lambda: history.prepare([Kind.MIXED]))
    found = [
        Timing("time machine, added up", 1, built),
        Timing("time machine, mixed read", 1, read),
    ]
    for rounding in (Rounding.DAY, Rounding.FILE, Rounding.TASK_KIND):
        own = replace(plan, rounding=rounding)
        slowest = 0.0
        for step in range(5):
            day = plan.packs[step].bought
            change = WhatIf(ratios=(Ratio(Kind.MIXED, day, Decimal("0.37")),), quota_minutes=step)
            bill, seconds = _timed(
                lambda own=own, change=change: settle_what_if(  # type: ignore[misc]
                    history.charged_days, own, book, change
                )
            )
            _, drawn = _timed(lambda bill=bill: cumulative(bill))  # type: ignore[misc]
            slowest = max(slowest, seconds + drawn)
        _same(bill.days, _charged(store, changed_plan(own, change), book))
        found.append(Timing(f"time machine, slowest step, {rounding}", 5, slowest, 0.15))
    return found


def _cost_of_use(store: Store, plan: Plan) -> list[Timing]:
    """The cost of use by each field, the settlement and the sharing included; recordings are told by the rows."""
    found = []
    for field in FIELDS:
        rows, seconds = _best(lambda field=field: by_fields(store, plan, [field], Filters()))  # type: ignore[misc]
        limit = None if field == "recording" else 0.04
        found.append(Timing(f"cost of use by {field}", len(rows), seconds, limit))
    return found


def _charged(store: Store, plan: Plan, book: PriceBook) -> tuple[DayCharge, ...]:
    return tuple(day for day in costs.charged_days(store, plan, book) if day.charged_ms)


def _usage(chance: Random) -> tuple[DayCharge, ...]:
    return tuple(
        DayCharge(_FIRST + timedelta(number), int(chance.random() * 3000) * MS_PER_MINUTE)
        for number in range(_DAYS)
    )


def _plan(first: date) -> Plan:
    packs = (
        Pack(f"pack {number}", 150_000, Decimal("900.00"), first + timedelta(60 * number), 12)
        for number in range(_PACKS)
    )
    return Plan(monthly_fee=MonthlyFee(first), packs=tuple(packs))


def _timed(do: Callable[[], Answer]) -> tuple[Answer, float]:
    before = time.perf_counter()
    answer = do()
    return answer, time.perf_counter() - before


def _best(do: Callable[[], Answer]) -> tuple[Answer, float]:
    """The answer, and the seconds of the quickest of three times."""
    answer, seconds = _timed(do)
    for _ in range(2):
        seconds = min(seconds, _timed(do)[1])
    return answer, seconds


def _same(quick: object, slow: object) -> None:
    if quick != slow:
        raise Problem("two ways of asking the same give different answers", where="bench of costs")
