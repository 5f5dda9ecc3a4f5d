"""Report of a month: what it cost and why, against the month before, as plain facts that a page of paper can hold.

Cost is the cost of use: postpaid charges, the part of packs that was used or expired, and each day's part of fees. The same
data make the same report: no clock is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from analytics.billing.cost_of_use import CostRow, Fees
from analytics.catalog import plans, price_books
from analytics.catalog.plans import house_edge
from analytics.core.errors import Problem
from analytics.core.model import MS_PER_MINUTE, Kind, Plan
from analytics.core.money import divide_half_up, shown
from analytics.core.months import add_months, day_text, month_text
from analytics.planning.budgets import BudgetStatus, MonthCost
from analytics.reconcile import compare, marks
from analytics.reports import budgets, cost_of_use, team_outlook, waste
from analytics.reports.budgets import Part
from analytics.reports.team_outlook import Ahead
from analytics.storage.store import Store

PAGES_LINES, HEAD_LINES, TABLE_LINES = 112, 27, 4
"""Lines that two pages have with a table's length to spare at the break, those of the head and the foot, and of a table beside its rows."""
FEWEST_GROUPS = 3
APP_NAME = "app_name"
MOST_CHANGES, MOST_GROUPS, MOST_PACKS, MOST_BUDGETS, MOST_MONTHS = 6, 8, 6, 8, 6
LONGEST_NAME = 34
NOTHING = "–"
_DAY = timedelta(days=1)
_KINDS = {
    Kind.CAMERA: "Camera",
    Kind.SCREEN: "Screen share",
    Kind.WHITEBOARD: "Whiteboard",
    Kind.MIXED: "Mixed stream",
    Kind.AUDIO: "Audio",
}


class Cell(NamedTuple):
    """A figure of the head: its name, its value and what it was before or will be."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; ``left`` columns are words, the others figures. ``note`` explains, or says why there are none."""

    title: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    left: int = 1


class Bar(NamedTuple):
    """A day of the chart: its cost, and how high it stands in thousandths of the highest."""

    day: str
    text: str
    permille: int


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the report says, as text."""

    title: str
    subtitle: str
    total: str
    minutes: str
    doubts: tuple[str, ...]
    cells: tuple[Cell, ...]
    bars: tuple[Bar, ...]
    highest: str
    tables: tuple[Table, ...]
    details: tuple[Table, ...]
    groups: tuple[Table, ...]
    """By app and by groups, as many of each as the second page has room for, two beside each other."""
    more_groups: str
    """Which others there are; "" for none."""
    in_halves: bool
    """The details and groups have room on a page of their own: they begin the second."""
    sources: tuple[str, ...]
    last_day: str
    """The month's last day, by which a printed report is dated."""

    def as_dict(self) -> dict[str, Any]:
        """For a template."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the account is told of: all, or one value of a dimension."""

    dimension: str = ""
    value: str = ""

    def part(self, since: date, until: date) -> Part:
        """What leaves it."""
        return budgets.part(self.dimension, (self.value,), since, until)

    @property
    def text(self) -> str:
        return f"{self.dimension} {_name(self.value)}" if self.dimension else "whole account"


@dataclass(frozen=True, slots=True)
class _Month:
    """A month under a plan: rows of the cost of use, by any field."""

    store: Store
    plan: Plan
    scope: Scope
    first: date

    @property
    def until(self) -> date:
        return add_months(self.first, 1)

    def by(self, *fields: str) -> list[CostRow]:
        own = self.scope.part(self.first, self.until)
        return cost_of_use.by_fields(
            self.store, self.plan, fields, own.filters, fees=Fees.DAILY, **own.more
        )

    def totals(self) -> tuple[Decimal, int]:
        """Cost and charged ms."""
        rows = self.by("kind")
        return sum((row.total for row in rows), Decimal(0)), sum(row.charged_ms for row in rows)


def facts(store: Store, month: date, scope: Scope | None = None) -> Facts | None:
    """The report of the calendar month of a day; None where nothing is recorded in it."""
    (coverage,) = store.ask("coverage")
    first, until = month.replace(day=1), add_months(month.replace(day=1), 1)
    if coverage["first_day"] is None or not (
        coverage["first_day"] < until and first <= coverage["last_day"]
    ):
        return None
    name, plan = plans.team(store)
    currency = price_books.load(store, plan.price_book).currency
    of = scope or Scope()
    this = _Month(store, plan, of, first)
    last = _Month(store, plan, of, add_months(first, -1))
    ahead = team_outlook.look(store)
    (total, ms), (total_before, ms_before) = this.totals(), last.totals()
    has_before = coverage["first_day"] < first
    bars = _bars(this, currency)
    tables = [
        _months(this, currency),
        _budgets(this, ahead, currency, total),
        *([] if of.dimension else [_packs(ahead, currency), *_reconciliation(this)]),
    ]
    details = [
        _changes(this, last, currency)
        if has_before
        else Table("What changed most", note=_NO_MONTH),
        _kinds(this, last, currency),
        _waste(store, plan, this, currency),
    ]
    groups, others = _groups(this, currency, of, PAGES_LINES - HEAD_LINES - _lines((*tables, *details)))  # fmt: skip
    zone, midnight = house_edge(store)
    edge = "stopped" if midnight == "stop" else "started"
    return Facts(
        title=f"Recording costs in {month_text(first)}",
        subtitle=f"{of.text[:1].upper()}{of.text[1:]} · plan {_name(name)} · {currency}",
        total=shown(total, currency),
        minutes=_minutes(ms),
        doubts=tuple(_doubts(coverage, store, first, until)),
        cells=(
            Cell(
                "Cost of use",
                shown(total, currency),
                _against(total, total_before, currency) if has_before else _NO_MONTH,
            ),
            Cell(
                "Charged minutes",
                _minutes(ms),
                _against_minutes(ms, ms_before) if has_before else _NO_MONTH,
            ),
            Cell(
                "Per 1,000 minutes",
                _price(total, ms, currency),
                f"before {_price(total_before, ms_before, currency)}" if has_before else "",
            ),
            _forecast(ahead, first),
        ),
        bars=tuple(bars),
        highest=max((bar for bar in bars), key=lambda bar: bar.permille).text if bars else "",
        tables=tuple(tables),
        details=tuple(details),
        groups=groups,
        in_halves=max(HEAD_LINES + _lines(tables), _lines(details) + _lines(groups[::2]))
        <= PAGES_LINES // 2,
        more_groups=f"Not shown for lack of room: by {', '.join(others)}." if others else "",
        sources=(
            "Cost of use: postpaid charges, what was used of packs by its part of their price, what expired in them, and each "
            "day's part of monthly fees. What no file used up, fees and expired minutes, is shared within its days by charged minutes; "
            "rows are rounded so that they add up.",
            f"Plan {_name(name)}, prices of {ahead.price_book}; days are cut in {zone}, a recording counts on the day it {edge}.",
        ),
        last_day=(until - _DAY).isoformat(),
    )


_NO_MONTH = "no month before it is recorded"


def asked(store: Store, month: date, scope: Scope | None = None) -> Facts:
    """The report of a month that somebody asked for. Raises Problem where there is none."""
    found = facts(store, month, scope)
    if found is None:
        (coverage,) = store.ask("coverage")
        span = "Import recordings first"
        if coverage["first_day"] is not None:
            span = f"Recorded are {coverage['first_day']} to {coverage['last_day']}"
        raise Problem(f"nothing is recorded in {month_text(month)}", where="--month", hint=span)
    return found


def _bars(month: _Month, currency: str) -> list[Bar]:
    costs = {row.key[0]: row.total for row in month.by("day") if row.key[0]}
    highest = max(costs.values(), default=Decimal(0))
    days = ((month.first + n * _DAY).isoformat() for n in range((month.until - month.first).days))
    return [
        Bar(
            day,
            shown(costs.get(day, Decimal(0)), currency),
            int(1000 * costs.get(day, Decimal(0)) / highest) if highest else 0,
        )
        for day in days
    ]


def _changes(this: _Month, last: _Month, currency: str) -> Table:
    """The rooms that changed the cost most, each with its part of the whole change."""
    now = {row.key[0]: row.total for row in this.by("room")}
    before = {row.key[0]: row.total for row in last.by("room")}
    changes = {
        room: now.get(room, Decimal(0)) - before.get(room, Decimal(0)) for room in {*now, *before}
    }
    whole = sum(changes.values(), Decimal(0))
    ordered = sorted(changes, key=lambda room: (-abs(changes[room]), str(room)))
    top, rest = ordered[:MOST_CHANGES], ordered[MOST_CHANGES:]

    def row(name: str, rooms: Sequence[Any]) -> tuple[str, ...]:
        sums = [
            sum((side.get(room, Decimal(0)) for room in rooms), Decimal(0))
            for side in (before, now)
        ]
        change = sums[1] - sums[0]
        part = f"{_rounded(100 * change / whole)} %".replace("-", "−") if whole else NOTHING
        return (
            name,
            shown(sums[0], currency),
            shown(sums[1], currency),
            _signed(change, currency),
            part,
        )

    rows = [row(f"Room {_name(room)}", [room]) for room in top]
    if rest:
        rows.append(row(f"{len(rest):,} other rooms", rest))
    rows.append(row("All rooms", ordered))
    header = ("", month_text(last.first), month_text(this.first), "Change", "Part of it")
    return Table("What changed most", header, tuple(rows))


def _months(this: _Month, currency: str) -> Table:
    """The month in the row of those before it, each with what its own report says: rounded by itself, not as a part of all."""
    lines = []
    for back in range(1 - MOST_MONTHS, 1):
        month = _Month(this.store, this.plan, this.scope, add_months(this.first, back))
        lines += [
            (
                month_text(month.first),
                _minutes(row.charged_ms),
                shown(row.total, currency),
                _price(row.total, row.charged_ms, currency),
            )
            for row in month.by("month")
            if row.key[0]
        ]
    return Table("Month by month", ("", "Charged min", "Cost", "Per 1,000 min"), tuple(lines))


def _kinds(this: _Month, last: _Month, currency: str) -> Table:
    now = {row.key[0]: row for row in this.by("kind")}
    before = {row.key[0]: row for row in last.by("kind")}
    rows = []
    for kind in Kind:
        row, old = now.get(kind.value), before.get(kind.value)
        if row or old:
            rows.append(
                (
                    _KINDS[kind],
                    _minutes(row.ms if row else 0),
                    _minutes(row.charged_ms if row else 0),
                    shown(row.total if row else Decimal(0), currency),
                    shown(old.total if old else Decimal(0), currency),
                )
            )
    header = ("Kind", "Recorded min", "Charged min", "Cost", f"Cost in {month_text(last.first)}")
    return Table("By kind", header, tuple(rows))


def _budgets(this: _Month, ahead: Ahead, currency: str, total: Decimal) -> Table:
    title = "Budgets"
    if this.scope.dimension:
        found = [
            s
            for s in ahead.budgets
            if (s.budget.dimension, s.budget.value) == (this.scope.dimension, this.scope.value)
        ]
    else:
        found = list(ahead.budgets)
    if not found:
        return Table(title, note="No budget is set for it.")
    statuses = found if found[0].month.first == this.first else _past(this, found, total)
    rows = []
    for status in statuses[:MOST_BUDGETS]:
        used = f"{status.percent:,} %" if status.percent is not None else NOTHING
        over = status.month.expected - status.budget.amount
        rows.append(
            (
                _sentence(status.budget.subject) or "Whole account",
                shown(status.budget.amount, status.budget.currency),
                shown(status.month.so_far, currency),
                used,
                shown(status.month.expected, currency),
                f"{shown(over, currency)} over" if over > 0 else "kept",
            )
        )
    return Table(title, ("", "Budget", "So far", "Used", "Month's end", ""), tuple(rows))


def _past(this: _Month, found: Sequence[BudgetStatus], total: Decimal) -> list[BudgetStatus]:
    """The same budgets held against a month that is not the current one: what it cost is what it came to."""
    costs: dict[str, dict[Any, Decimal]] = {}
    statuses = []
    for status in found:
        dimension, value = status.budget.dimension, status.budget.value
        if dimension and dimension not in costs:
            whole = _Month(this.store, this.plan, Scope(), this.first)
            costs[dimension] = {row.key[0]: row.total for row in whole.by(dimension)}
        cost = costs[dimension].get(value, Decimal(0)) if dimension else total
        month = MonthCost(this.first, this.until, this.until - _DAY, cost, cost, cost, cost)
        statuses.append(BudgetStatus(status.budget, month))
    return statuses


def _packs(ahead: Ahead, currency: str) -> Table:
    title = "Packs"
    if ahead.outlook is None or not ahead.outlook.packs:
        return Table(title, note="No pack of the plan has minutes left.")
    rows = [
        (
            _name(pack.pack.name),
            _minutes(pack.left_ms),
            day_text(pack.runs_out) if pack.runs_out else "not before it expires",
            day_text(pack.pack.expires),
            shown(pack.at_risk, currency) if pack.at_risk else NOTHING,
        )
        for pack in ahead.outlook.packs[:MOST_PACKS]
    ]
    header = ("Pack", "Left, min", "Runs out", "Expires", "At risk")
    return Table(f"Packs on {day_text(ahead.outlook.as_of)}", header, tuple(rows))


def _reconciliation(this: _Month) -> Iterator[Table]:
    """Our minutes against the vendor's billed ones, where any of those were ever loaded."""
    if not marks.has_usage(this.store):
        return
    result = compare.reconcile(this.store, this.plan, this.first, this.until)
    rows = tuple(
        (_sentence(compare.WORDS[cause]), compare.minutes(ms).removesuffix(" min"))
        for cause, ms in result.causes().items()
    )
    yield Table(
        "Reconciliation with the vendor",
        ("Difference", "Minutes"),
        rows,
        compare.sentence(result),
    )


def _waste(store: Store, plan: Plan, this: _Month, currency: str) -> Table:
    title = "Possible waste"
    own = this.scope.part(this.first, this.until)
    if own.users or own.groups:
        return Table(title, note="Waste is told of the whole account, an app, a room or a kind.")
    rates = waste.rates_of(store, plan, price_books.load(store, plan.price_book))
    findings = [
        (rule, found)
        for rule in waste.RULES
        for found in (waste.found(store, rule, own.filters, rates[rule.name]),)
        if found.files and not rule.is_free
    ]
    findings.sort(key=lambda finding: -finding[1].cost)
    rows = tuple(
        (rule.title, f"{found.lessons:,}", _minutes(found.ms), shown(found.cost, currency))
        for rule, found in findings
    )
    note = (
        "The cost of use of these minutes; rules overlap, so they do not add up."
        if rows
        else "Nothing was found by any rule."
    )
    return Table(title, ("Rule", "Lessons", "Minutes", "Cost"), rows, note)


def _lines(tables: Sequence[Table]) -> int:
    """How many lines of print tables take, at most."""
    return sum(len(each.rows) + TABLE_LINES + bool(each.note) for each in tables)


def _groups(
    this: _Month, currency: str, scope: Scope, room: int
) -> tuple[tuple[Table, ...], list[str]]:
    """The cost by app, and by each dimension of groups, in so many lines of print; and the dimensions that have no room."""
    known = budgets.dimensions(this.store)
    unwanted = {"user", "kind", "room", "room_name", "user_name", scope.dimension}
    fields = [f for f in known if f not in unwanted and not (f == "app" and APP_NAME in known)]
    found = [(field, rows) for field in fields if len(rows := this.by(field)) > 1]
    pairs = max(min(-(-len(found) // 2), room // (FEWEST_GROUPS + 1 + TABLE_LINES)), 0)
    most = min(room // pairs - TABLE_LINES - 1, MOST_GROUPS) if pairs else 0
    tables = [_group(field, rows, currency, most) for field, rows in found[: 2 * pairs]]
    return tuple(tables), [_field(field) for field, _ in found[2 * pairs :]]


def _group(field: str, found: Sequence[CostRow], currency: str, most: int) -> Table:
    rows = sorted(found, key=lambda row: (-row.total, str(row.key)))
    top, rest = rows[:most], rows[most:]
    lines = [
        (
            _name(row.key[0]) if row.key[0] else "not mapped",
            _minutes(row.charged_ms),
            shown(row.total, currency),
        )
        for row in top
    ]
    if rest:
        ms, cost = (
            sum(row.charged_ms for row in rest),
            sum((row.total for row in rest), Decimal(0)),
        )
        lines.append((f"{len(rest):,} others", _minutes(ms), shown(cost, currency)))
    word = _field(field)
    return Table(f"By {word}", (_sentence(word), "Charged min", "Cost"), tuple(lines))


def _field(field: str) -> str:
    return "app" if field == APP_NAME else field


def _forecast(ahead: Ahead, first: date) -> Cell:
    """The month's end where it is not over, else the month after it; of a month long past today's forecast."""
    outlook = ahead.outlook
    assert outlook is not None, "something is recorded in the month"
    months = (outlook.month, outlook.next_month)
    current = outlook.next_month if outlook.as_of == outlook.month.until - _DAY else outlook.month
    after = add_months(first, 1)
    wanted = first if outlook.as_of < after - _DAY else after
    month = next((month for month in months if month.first == wanted), current)
    span = f"{shown(month.low, outlook.currency)} to {shown(month.high, outlook.currency)}, whole account"
    return Cell(
        f"Forecast {month_text(month.first)}", shown(month.expected, outlook.currency), span
    )


def _doubts(coverage: Mapping[str, Any], store: Store, first: date, until: date) -> Iterator[str]:
    """What makes the figures less than certain."""
    if coverage["sample_imports"]:
        yield "Sample data: a school that does not exist."
    if coverage["last_day"] < until - _DAY:
        yield f"The month is not complete: recorded up to {day_text(coverage['last_day'])}."
    if coverage["first_day"] > first:
        yield f"Recorded only from {day_text(coverage['first_day'])} on."
    missing = sum(
        max((min(gap["last_day"], until - _DAY) - max(gap["first_day"], first)).days + 1, 0)
        for gap in store.ask("missing_days")
    )
    if missing:
        yield f"{missing:,} day{'s' if missing > 1 else ''} of it without recordings."
    (mended,) = store.ask("mended_rows")
    if refused := coverage["rows_refused"] - mended["rows_mended"]:
        yield f"{refused:,} rows of all imports were refused and are in no figure."


def _against(now: Decimal, before: Decimal, currency: str) -> str:
    return f"before {shown(before, currency)}{_change(now, before)}"


def _against_minutes(ms: int, before: int) -> str:
    return f"before {_minutes(before)}{_change(Decimal(ms), Decimal(before))}"


def _change(now: Decimal, before: Decimal) -> str:
    if not before:
        return ""
    percent = _rounded(100 * (now - before) / before)
    return f", {'+' if percent > 0 else ''}{percent} %".replace("-", "−")


def _rounded(value: Decimal) -> int:
    """A whole number, a half away from zero."""
    return int(abs(value) + Decimal("0.5")) * (-1 if value < 0 else 1)


def _signed(amount: Decimal, currency: str) -> str:
    return (
        f"+{shown(amount, currency)}" if amount > 0 else shown(amount, currency).replace("-", "−")
    )


def _price(total: Decimal, ms: int, currency: str) -> str:
    return shown(total * 1000 * MS_PER_MINUTE / ms, currency) if ms else NOTHING


def _minutes(ms: int) -> str:
    return f"{divide_half_up(ms, MS_PER_MINUTE):,}"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _name(name: str | None) -> str:
    """A name from data, cut in the middle; a word where there is none."""
    if not name:
        return "(none)"
    line = " ".join(name.split())
    if len(line) <= LONGEST_NAME:
        return line
    tail = LONGEST_NAME // 3
    return f"{line[: LONGEST_NAME - tail - 1]}…{line[-tail:]}"
