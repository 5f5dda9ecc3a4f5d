"""The cost of use by room, user, day, group or any other field: counted by SQL, shared by the pure rule."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from analytics.billing import cost_of_use
from analytics.billing.accrual import Accrual, accrue
from analytics.billing.cost_of_use import CostRow, Fees, Key, Shared, Sums, Use
from analytics.billing.meter import RatioSpan, ratio_spans
from analytics.billing.settle import settle
from analytics.catalog import price_books
from analytics.core.model import KINDS, Kind, Midnight, Plan, PriceBook, Ratio, Settlement
from analytics.reports import costs
from analytics.reports.filters import FIELDS, Filters
from analytics.reports.filters import minutes_by as minutes_by_fields
from analytics.storage.store import Store

WEEKDAY, HOUR, FINISH, LINES, STATE = (
    "day:weekday",
    "file:hour",
    "file:finish",
    "file:lines",
    "file:state",
)
"""What a day and a file tell besides FIELDS; no dimension of groups has such a name."""
_NAMES = {
    "app": "apps",
    "room": "rooms",
    "user": "users",
    "kind": "kinds",
    WEEKDAY: "weekdays",
    HOUR: "hours",
    FINISH: "finishes",
    LINES: "pictures",
    STATE: "states",
}
"""Of the fields that a filter may name, what its part of Filters is called."""
_FINE = (HOUR, FINISH, LINES)
_FREE = (Kind.MIXED, Kind.AUDIO)
_OF_FILES = ("kind", "room", "user", "recording", HOUR, FINISH, LINES, STATE)
_LABELS: dict[str, Callable[[date, str | None], str | None]] = {
    "day": lambda day, app: day.isoformat(),
    "week": lambda day, app: (day - timedelta(days=day.weekday())).isoformat(),
    "month": lambda day, app: f"{day:%Y-%m}",
    "app": lambda day, app: app,
    WEEKDAY: lambda day, app: str(day.isoweekday()),
}
"""What is told by the day and the app alone."""
_NO_GROUPS: Mapping[str, Collection[str]] = {}


def by_fields(
    store: Store,
    plan: Plan,
    fields: Sequence[str],
    filters: Filters,
    *,
    users: tuple[str, ...] = (),
    groups: Mapping[str, Collection[str]] = _NO_GROUPS,
    shared: Shared = Shared.PROPORTIONAL,
    fees: Fees = Fees.BEGUN,
) -> list[CostRow]:
    """The cost of each row of ``fields`` among the files of the filters, ordered by the fields.

    ``fields`` are of FIELDS, WEEKDAY to STATE, or dimensions of groups; ``groups`` are the values of dimensions that are
    meant, "" being what no group names. Without a filter but days, rows add up to the settlement of
    these days to the cent, with ``Fees.DAILY`` to its cost of use; the parts that filters on one field make add up to the whole. What is
    shared where no file was recorded is a row with a key of None.
    """
    span_account = account(store, plan, filters.since, filters.until)
    return of_account(
        store, span_account, fields, filters, users=users, groups=groups, shared=shared, fees=fees
    )


@dataclass(frozen=True, slots=True)
class Account:
    """The account on the days of [since, until): what every question about the cost of use on these days begins with."""

    settlement: Settlement
    accrual: Accrual
    per_ms: Mapping[tuple[date, str | None], int]
    """What a charged ms cost, in units of 24 decimals, on each recorded day of each app, those outside the days with 0."""


def account(store: Store, plan: Plan, since: date | None, until: date | None) -> Account:
    """The account under a plan on the days of [since, until), None for all."""
    book = price_books.load(store, plan.price_book)
    apps = costs.charged_app_days(store, plan, book)
    settlement = settle(cost_of_use.whole_days(apps), plan, book, since, until)
    accrual = accrue(settlement)
    per_ms = {(each.day, each.app): 0 for each in apps}
    rates = cost_of_use.rates(settlement, accrual, apps)
    per_ms |= {(rate.day, rate.app): rate.per_ms for rate in rates}
    return Account(settlement, accrual, per_ms)


def of_account(
    store: Store,
    account: Account,
    fields: Sequence[str],
    filters: Filters,
    *,
    users: tuple[str, ...] = (),
    groups: Mapping[str, Collection[str]] = _NO_GROUPS,
    shared: Shared = Shared.PROPORTIONAL,
    fees: Fees = Fees.BEGUN,
) -> list[CostRow]:
    """``by_fields`` where several are asked of one span of days: ``account`` is that of the filters' days."""
    plan, book = account.settlement.plan, account.settlement.book
    question = _question(store, plan, book, fields, filters, account.per_ms, groups)
    sums = cost_of_use.sums(account.settlement, account.accrual, shared, fees)
    selection = _selection(filters, users, groups)
    if selection:
        return _part(question, selection, sums, shared)
    uses = question.ask(question.fields, {})
    if not uses and any(sums):
        uses = [Use((None,) * len(fields), 0, 0, 0, 0)]
    even_shares = [1] * len(uses) if shared is Shared.EVEN else None
    return cost_of_use.spread(uses, sums, book.currency, even_shares)


def minutes_by(
    store: Store,
    fields: tuple[str, ...],
    filters: Filters,
    *,
    users: tuple[str, ...] = (),
    groups: Mapping[str, Collection[str]] = _NO_GROUPS,
    zone: str = "Asia/Shanghai",
    midnight: str = "stop",
) -> list[dict[str, Any]]:
    """videos, ms and billable_ms by fields and dimensions of groups, as ``by_fields`` has them; exact."""
    if not groups and set(fields) <= {*FIELDS}:
        return minutes_by_fields(store, fields, filters, users=users, zone=zone, midnight=midnight)
    plan = Plan(
        zone=zone,
        midnight=Midnight(midnight),
        ratios=tuple(Ratio(kind, None, Decimal(kind not in _FREE)) for kind in KINDS),
    )
    book = price_books.load(store, plan.price_book)
    apps = costs.charged_app_days(store, plan, book)
    per_ms = {(each.day, each.app): 0 for each in apps}
    question = _question(store, plan, book, fields, filters, per_ms, groups)
    return [
        dict(zip(fields, use.key, strict=True))
        | {"videos": use.files, "ms": use.ms, "billable_ms": use.charged_ms}
        for use in question.ask(question.fields, _selection(filters, users, groups))
    ]


def rates_of_days(store: Store, plan: Plan) -> dict[str, Any]:
    """The parameters of the macro uses, and what a charged ms costs on each day of each app, for rows too many to be held here."""
    book = price_books.load(store, plan.price_book)
    apps = costs.charged_app_days(store, plan, book)
    spans = ratio_spans(plan, book)
    settlement = settle(cost_of_use.whole_days(apps), plan, book)
    rates = cost_of_use.rates(settlement, accrue(settlement), apps)
    is_small = costs.are_sums_enough(store, plan, spans) and not any(
        span.ratio for span in spans if span.kind in _FREE
    )
    return {
        "source": "rooms" if is_small else "videos",
        "zone": plan.zone,
        "midnight": plan.midnight.value,
        "ratios": costs.ratio_parameters(plan, book),
        "rates": [rate._asdict() for rate in rates],
    }


def _selection(
    filters: Filters, users: tuple[str, ...], groups: Mapping[str, Collection[str]]
) -> dict[str, Collection[str]]:
    named: dict[str, Collection[str]] = {}
    for field, name in _NAMES.items():
        values = [str(value) for value in getattr(filters, name)]
        if field == "user" and users:
            values = list(users)
        if values:
            is_without = _in_sql(field) in filters.without
            named[field] = _Others(values) if is_without else values
    return {**named, **groups}


class _Others(list[str]):
    """Names of which all but these are meant."""

    def __contains__(self, name: object) -> bool:
        return not super().__contains__(name)


def _part(
    question: _Question, selection: Mapping[str, Collection[str]], whole: Sums, shared: Shared
) -> list[CostRow]:
    """The rows of what a filter leaves of the whole."""
    currency = question.book.currency
    if shared is Shared.EVEN:
        return _even_part(question, selection, whole)
    cells = question.ask(tuple(selection), {})
    meant = [_is_meant(cell.key, selection) for cell in cells]
    uses = question.ask(question.fields, selection)
    return cost_of_use.spread(uses, cost_of_use.part(cells, meant, whole), currency)


def _even_part(
    question: _Question, selection: Mapping[str, Collection[str]], whole: Sums
) -> list[CostRow]:
    """The same where each row of the whole has an equal share, of which a filter may leave a part."""
    count = len(question.fields)
    cells = question.ask((*question.fields, *selection), {})
    shares = cost_of_use.even_shares(cells, [cell.key[:count] for cell in cells])
    merged_cells = cost_of_use.merged(cells, shares, [cell.key[count:] for cell in cells])
    meant = [_is_meant(use.key, selection) for use, _ in merged_cells]
    part = cost_of_use.part(
        [use for use, _ in merged_cells], meant, whole, [n for _, n in merged_cells]
    )
    places = [n for n, cell in enumerate(cells) if _is_meant(cell.key[count:], selection)]
    rows = cost_of_use.merged(
        [cells[n] for n in places],
        [shares[n] for n in places],
        [cells[n].key[:count] for n in places],
    )
    uses, weights = [use for use, _ in rows], [weight for _, weight in rows]
    return cost_of_use.spread(uses, part, question.book.currency, weights)


def _is_meant(key: Key, selection: Mapping[str, Collection[str]]) -> bool:
    return all(value in names for value, names in zip(key, selection.values(), strict=True))


@dataclass(frozen=True, slots=True)
class _Dimension:
    """A dimension of groups: what its rows look at, and the days on which they begin or end."""

    name: str
    looks_at: tuple[str, ...]
    days: tuple[date, ...]


class _Rates(NamedTuple):
    """Of each day of each app that is meant its cell, and what a charged ms cost, in units of 24 decimals."""

    day: list[date]
    app: list[str | None]
    cell: list[int]
    per_ms: list[int]


@dataclass(frozen=True, slots=True)
class _Question:
    """What files cost at these rates, for any fields and names. ``per_ms`` is of every recorded day of every app."""

    store: Store
    plan: Plan
    book: PriceBook
    spans: tuple[RatioSpan, ...]
    fields: tuple[str, ...]
    filters: Filters
    per_ms: Mapping[tuple[date, str | None], int]
    dimensions: Mapping[str, _Dimension]

    def ask(self, fields: Sequence[str], selection: Mapping[str, Collection[str]]) -> list[Use]:
        """The uses by ``fields``, ordered by them, of the files that have one of the names of each field."""
        chosen = {name: names for name, names in selection.items() if name in self.dimensions}
        asked = tuple(dict.fromkeys((*fields, *chosen)))
        dimensions = [self.dimensions[name] for name in asked if name in self.dimensions]
        apart = {*asked, *(name for dimension in dimensions for name in dimension.looks_at)}
        told = {*apart, *(selection.keys() - chosen)}
        source = self._source(told)
        is_plain = source != "videos" and _is_plain(self.spans)
        labels, cells, rates = self._rates(asked, apart, dimensions, selection)
        without = [_in_sql(n) for n, v in selection.items() if isinstance(v, _Others)]
        is_coarse = source in ("rooms", "users") and not {"kind", *_FINE} & told
        if is_plain and not dimensions and source == "days":
            rows = self._days(rates, "kind" in asked, selection.get("kind"))
        elif is_plain and not dimensions and is_coarse and not {"room", "user"} & {*without}:
            rows = self._names_of("room" if source == "rooms" else "user", rates, asked, selection)
        else:
            rows = self.store.ask(
                "cost_of_use",
                source=source,
                zone=self.plan.zone,
                midnight=self.plan.midnight.value,
                ratios=None if is_plain else costs.ratio_parameters(self.plan, self.book),
                cells=cells,
                rates=rates._asdict(),
                fields=[_in_sql(name) for name in asked if name in _OF_FILES],
                apart=[_in_sql(name) for name in _OF_FILES if name in apart],
                dimensions=[_looks(place, each) for place, each in enumerate(dimensions)],
                without=without,
                kinds=list(selection.get("kind", ())) or None,
                hours=[int(hour) for hour in selection.get(HOUR, ())] or None,
                finishes=list(selection.get(FINISH, ())) or None,
                pictures=[int(lines) for lines in selection.get(LINES, ())] or None,
                states=list(selection.get(STATE, ())) or None,
                **self._names("room", selection),
                **self._names("user", selection),
            )
        places = {each.name: place for place, each in enumerate(dimensions)}
        if chosen:
            rows = [
                row
                for row in rows
                if all(row["values"][places[name]] in chosen[name] for name in chosen)
            ]
        uses = _uses(rows, fields, labels, places)
        if chosen.keys() - {*fields}:
            keys = [use.key for use in uses]
            uses = [use for use, _ in cost_of_use.merged(uses, [0] * len(uses), keys)]
        if any(None in use.key for use in uses):
            return sorted(
                uses, key=lambda use: [(name is not None, name or "") for name in use.key]
            )
        return sorted(uses, key=attrgetter("key"))

    def _days(
        self, rates: _Rates, has_kind: bool, kinds: Collection[str] | None
    ) -> list[dict[str, Any]]:
        kind_list = list(kinds) if kinds else None
        return self.store.ask("cost_of_days", **_of_rows(rates), has_kind=has_kind, kinds=kind_list)

    def _names_of(
        self,
        field: str,
        rates: _Rates,
        asked: Collection[str],
        selection: Mapping[str, Collection[str]],
    ) -> list[dict[str, Any]]:
        """The rows of a table that tells rooms, or users, and no kinds."""
        numbers = self._names(field, selection)[f"{field}_numbers"]
        rows = self.store.ask(
            "cost_of_names",
            **_of_rows(rates),
            field=field,
            has_name=field in asked,
            numbers=numbers,
        )
        for row in rows:
            row[field] = row["name"]
        return rows

    def _rates(
        self, asked: Sequence[str], apart: Collection[str], dimensions: Sequence[_Dimension],
        selection: Mapping[str, Collection[str]],
    ) -> tuple[list[dict[str, str | None]], list[dict[str, Any]], _Rates]:  # fmt: skip
        """The labels of each row of days and apps, the cells of these rows, and the rates of the days and apps that are meant."""
        since, until = self.filters.since or date.min, self.filters.until or date.max
        apps, weekdays = selection.get("app"), selection.get(WEEKDAY)
        eras = [date.min, *sorted({day for each in dimensions for day in each.days})]
        label_names = [name for name in _LABELS if name in asked]
        has_app = "app" in apart
        cells: dict[tuple[int, str | None, date], int] = {}
        rows: dict[tuple[str | None, ...], int] = {}
        days, names, places, costs_per_ms = rates = _Rates([], [], [], [])
        for (day, app), per_ms in self.per_ms.items():
            if not since <= day < until or (apps and app not in apps):
                continue
            if weekdays and str(day.isoweekday()) not in weekdays:
                continue
            label = tuple([_LABELS[name](day, app) for name in label_names])
            row = rows.setdefault(label, len(rows))
            era = eras[bisect_right(eras, day) - 1]
            cell = cells.setdefault((row, app if has_app else None, era), len(cells))
            days.append(day)
            names.append(app)
            places.append(cell)
            costs_per_ms.append(per_ms)
        listed = [
            {"cell": cell, "row": row, "app": app, "era": era}
            for (row, app, era), cell in cells.items()
        ]
        return [dict(zip(label_names, label, strict=True)) for label in rows], listed, rates

    def _names(
        self, field: str, selection: Mapping[str, Collection[str]]
    ) -> dict[str, list[Any] | None]:
        """The names of a field that are meant as parameters, and their numbers."""
        names = list(selection.get(field, ()))
        rows = self.store.ask("name_numbers", names=names) if names else []
        numbers = [row["id"] for row in rows]
        return {f"{field}s": names or None, f"{field}_numbers": numbers if names else None}

    def _source(self, names: Collection[str]) -> str:
        """The smallest table that tells these fields apart."""
        if {"recording", STATE} & {*names} or not costs.are_sums_enough(
            self.store, self.plan, self.spans
        ):
            return "videos"
        fine = {*_FINE} & {*names}
        if not {"room", "user"} & {*names} and not fine:
            return "days"
        if any(span.ratio for span in self.spans if span.kind in _FREE):
            return "videos"
        if not {"room", "user"} & {*names}:
            return "hours"
        if "user" in names:
            return "files" if "room" in names or fine else "users"
        return "files" if HOUR in names else "rooms"


def _question(
    store: Store, plan: Plan, book: PriceBook, fields: Sequence[str], filters: Filters,
    per_ms: Mapping[tuple[date, str | None], int], groups: Collection[str],
) -> _Question:  # fmt: skip
    names = {*fields, *groups}.difference(FIELDS, _NAMES)
    spans = ratio_spans(plan, book)
    dimensions = {name: _dimension(store, name) for name in names}
    return _Question(store, plan, book, spans, tuple(fields), filters, per_ms, dimensions)


def _dimension(store: Store, name: str) -> _Dimension:
    """A dimension as its rows are; without rows nothing is mapped."""
    for row in store.ask("group_parts"):
        if row["dimension"] == name:
            looks_at = tuple(field for field in ("app", "room", "user") if row[f"has_{field}"])
            return _Dimension(name, looks_at, tuple(row["days"] or ()))
    return _Dimension(name, (), ())


def _looks(place: int, dimension: _Dimension) -> dict[str, Any]:
    has = {f"has_{field}": field in dimension.looks_at for field in ("app", "room", "user")}
    return {"dimension": dimension.name, "place": place, **has}


def _of_rows(rates: _Rates) -> dict[str, list[Any]]:
    """The parameters of the questions in which no group looks at an app or a day, so that each cell is a row of its own."""
    return {"day": rates.day, "app": rates.app, "row": rates.cell, "per_ms": rates.per_ms}


def _uses(
    rows: Sequence[Mapping[str, Any]],
    fields: Sequence[str],
    labels: Sequence[Mapping[str, str | None]],
    places: Mapping[str, int],
) -> list[Use]:
    columns = [
        [labels[row["row"]][name] for row in rows]
        if name in _LABELS
        else [row["values"][places[name]] for row in rows]
        if name in places
        else [row[_in_sql(name)] for row in rows]
        for name in fields
    ]
    keys = zip(*columns, strict=True) if columns else [()] * len(rows)
    return [
        Use(key, row["files"], row["ms"], row["charged_ms"], row["cost"])
        for key, row in zip(keys, rows, strict=True)
    ]


def _in_sql(field: str) -> str:
    return field.removeprefix("file:")


def _is_plain(spans: Iterable[RatioSpan]) -> bool:
    """Whether camera, screen and whiteboard count once and nothing else does, on all days."""
    return all(span.ratio == (span.kind not in _FREE) for span in spans)
