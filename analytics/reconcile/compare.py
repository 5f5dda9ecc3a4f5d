"""The vendor's billed usage against ours: gathered from the database, decided by the pure rule, priced by the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

from analytics.billing import reconciliation
from analytics.billing.burn_order import POSTPAID, QUOTA, draw_ms, draw_order
from analytics.billing.cost_of_use import AppDay, whole_days
from analytics.billing.meter import ratio_on, ratio_spans
from analytics.billing.reconciliation import (
    Cause,
    Cell,
    Class,
    Edge,
    Fractions,
    Learned,
    Part,
    Place,
    Rule,
    Step,
    Sums,
    Told,
    Whole,
    World,
)
from analytics.billing.settle import CHARGE_DECIMALS, quotas, unit_price
from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.core.model import (
    KINDS,
    MS_PER_MINUTE,
    DayCharge,
    Kind,
    Midnight,
    Plan,
    PriceBook,
    Ratio,
)
from analytics.core.money import digits, divide_half_up, scaled, shown
from analytics.reports import costs
from analytics.storage.store import Store

RECORDING = "sp_tiw_ric"
"""The vendor's name for what in-class recording is billed as (published)."""
ZONES = ("Asia/Shanghai", "UTC")
"""Zones in which the vendor may cut a day; the first is inferred from its times."""
_KINDS = {kind.value: kind for kind in Kind}
_COMPLETE = timedelta(hours=23)
"""Published: usage of a day can be had after 07:00 +08:00 of the next, which is 23:00 UTC of the day itself."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The cells with their amounts, what was learned of the vendor's rule, and what a person should know."""

    plan: Plan
    currency: str
    cells: tuple[Cell, ...]
    amounts: tuple[Decimal | None, ...]
    """What each difference costs, in the currency's digits; None where nothing is compared."""
    amount: Decimal
    """What all of them cost: the sum of exact values, half up at the end."""
    edges: tuple[Edge, ...]
    kinds: tuple[Kind, ...]
    """The kinds that the plan counts on the last compared day."""
    states: tuple[str, ...]
    """The states of tasks of which there are files, beside FINISHED."""
    learned: Learned | None
    fractions: Fractions | None
    residual_ms: Decimal
    notes: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many cells there are of each class."""
        found = Counter(cell.kind for cell in self.cells)
        return {kind.value: found[kind] for kind in Class}

    @property
    def compared(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.difference_ms is not None)

    def causes(self) -> dict[Cause, int]:
        """The ms of each cause over all cells, in their order; none is 0."""
        sums = dict.fromkeys(Cause, 0)
        for cell in self.cells:
            for share in cell.causes:
                sums[share.cause] += share.ms
        return {cause: ms for cause, ms in sums.items() if ms}

    def worst_unexplained_ms(self) -> int:
        return max((abs(cell.unexplained_ms) for cell in self.cells), default=0)


def reconcile(
    store: Store,
    plan: Plan,
    since: date | None = None,
    until: date | None = None,
    *,
    by_room: bool = False,
) -> Reconciliation:
    """Billed usage of recording against ours in [since, until), by app and day, or by room too.

    Raises Problem where no usage of recording was ever loaded.
    """
    span = {"product": RECORDING, "complete_after": _COMPLETE, "since": since, "until": until}
    rows = store.rows("reconcile_told", **span, rooms=False)
    if not rows and not store.ask("reconcile_is_told", product=RECORDING)[0]["is_told"]:
        raise Problem(
            f"no billed usage of recording ({RECORDING}) was loaded",
            hint="Import the answer of DescribeTIWDailyUsage, or a CSV with Time, SdkAppId, SubProduct and Value",
        )
    book = price_books.load(store, plan.price_book)
    edges = _edges(plan)
    gathered = _Gathered(store, plan, book, edges, since, until)
    parts, apps = gathered.parts(), _told_apps(rows)
    notes = []
    same_app = _only_app(parts, apps)
    if same_app:
        parts = _named(parts, same_app)
        notes.append(
            f"The recordings name no app: they are taken for those of {same_app}, the only one of which the vendor told."
        )
    day_told = _told(rows)
    charged = costs.charged_app_days(store, plan, book)
    world = World(plan.rounding, edges, parts, day_told, {})
    learned = reconciliation.learn(world)
    states = tuple(sorted({part.state for part in parts} - {reconciliation.FINISHED}))
    rule = learned.best.rule if learned else Rule(plan.rounding, 0)
    if by_room:
        told = _told(store.rows("reconcile_told", **span, rooms=True))
        whole = gathered.whole(parts, rule, same_app)
        world = replace(world, parts=(), told=told, whole=whole)
    if differing := reconciliation.differing(world, rule):
        days = sorted({place.day for place in differing})
        evidence = gathered.evidence(days, rule, by_room=by_room, app=same_app)
        if by_room:
            parts = gathered.parts_of(differing, rule, same_app)
            world = replace(world, parts=_named(parts, same_app) if same_app else parts)
        else:
            evidence |= gathered.unknown_rooms(days, rule)
        world = replace(world, evidence=evidence)
    cells = reconciliation.reconcile(world, rule, _loaded_days(charged, same_app))
    amounts, amount = _amounts(cells, charged, plan, book)
    residual = reconciliation.residual_ms(world.told)
    if abs(residual) > Decimal("0.5"):
        notes.append(
            f"The vendor's values are no whole milliseconds: {residual.normalize():f} ms together were rounded away."
        )
    last = max((cell.place.day for cell in cells), default=None)
    spans = ratio_spans(plan, book)
    return Reconciliation(
        plan=plan,
        currency=book.currency,
        cells=cells,
        amounts=amounts,
        amount=amount,
        edges=edges,
        kinds=tuple(kind for kind in KINDS if last and ratio_on(spans, kind, last)),
        states=states,
        learned=learned,
        fractions=reconciliation.fraction_test(world.told) if world.told else None,
        residual_ms=residual,
        notes=tuple(notes),
    )


def _edges(plan: Plan) -> tuple[Edge, ...]:
    zones = dict.fromkeys((plan.zone, *ZONES))
    midnights = (plan.midnight, *(each for each in Midnight if each is not plan.midnight))
    return tuple(Edge(midnight, zone) for zone in zones for midnight in midnights)


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What the database knows of recordings in a span."""

    store: Store
    plan: Plan
    book: PriceBook
    edges: tuple[Edge, ...]
    since: date | None
    until: date | None

    def parts(self) -> tuple[Part, ...]:
        """The parts of whole days, under every edge."""
        return self._parts(edges=self._cuts(range(len(self.edges))), by_room=False)

    def parts_of(self, places: Iterable[Place], rule: Rule, app: str) -> tuple[Part, ...]:
        """The parts of some rooms on some days, under the edges near a rule; ``app``: of recordings that name none."""
        days, apps, rooms = map(list, zip(*places, strict=True))
        return self._parts(
            edges=self._near(rule),
            by_room=True,
            days=days,
            apps=["" if each == app else each for each in apps],
            rooms=rooms,
        )

    def whole(self, parts: Iterable[Part], rule: Rule, app: str) -> Whole:
        """What each room comes to on each day on the way from the plan's rule to another; ``parts`` are those of whole days."""
        plan = Rule(self.plan.rounding, 0)
        steps = [step for _, step in reconciliation.way(self.edges, plan, rule)]
        rules = list(
            dict.fromkeys(step._replace(rounding=plan.rounding) for step in (plan, *steps))
        )
        apart = {(each.kind, each.counts, each.state) for each in parts}
        rows = self.store.rows(
            "reconcile_rooms",
            edges=self._cuts(sorted({rule.edge for rule in rules})),
            parts=[
                {
                    "rule": number,
                    "edge": rule.edge,
                    "kind": kind.value,
                    "counts": counts,
                    "state": state,
                }
                | {"is_counted": reconciliation.is_counted(rule, kind, state, counts=counts)}
                for number, rule in enumerate(rules)
                for kind, counts, state in apart
            ],
            ratios=costs.ratio_parameters(self.plan, self.book),
            since=self.since,
            until=self.until,
        )
        sums: list[dict[Place, Sums]] = [{} for _ in rules]
        for number, day, its_app, room, ms, file_ms, task_ms in rows:
            sums[number][Place(day, its_app or app, room)] = Sums(ms, file_ms, task_ms)
        return Whole(reconciliation.toggles(parts), dict(zip(rules, sums, strict=True)))

    def _cuts(self, numbers: Iterable[int]) -> list[dict[str, Any]]:
        return [
            {
                "edge": number,
                "zone": self.edges[number].zone,
                "midnight": self.edges[number].midnight.value,
            }
            for number in numbers
        ]

    def _near(self, rule: Rule) -> list[dict[str, Any]]:
        """The edges of the plan's zone and the rule's: by room the others would be most of the rows."""
        edge = self.edges[rule.edge]
        plan_zone = self.edges[0].zone
        near = {number for number, each in enumerate(self.edges) if each.zone == plan_zone}
        near |= {rule.edge, self.edges.index(Edge(edge.midnight, plan_zone))}
        return self._cuts(sorted(near))

    def _parts(self, **parameters: Any) -> tuple[Part, ...]:
        rows = self.store.rows(
            "reconcile_ours",
            **{"days": None, "apps": None, "rooms": None} | parameters,
            ratios=costs.ratio_parameters(self.plan, self.book),
            since=self.since,
            until=self.until,
        )
        place, parts = Place(date.min, ""), []
        for edge, *cell, kind, counts, state, ms, file_ms, task_ms in rows:
            if place != tuple(cell):  # those of one place on end
                place = Place(*cell)
            sums = Sums(ms, file_ms, task_ms)
            parts.append(Part(edge, place, _KINDS[kind], counts, state, sums))
        return tuple(parts)

    def evidence(
        self, days: list[date], rule: Rule, *, by_room: bool, app: str
    ) -> dict[tuple[Cause, Place], Sums]:
        """What of that which a rule counts, on its days, the vendor may have counted otherwise."""
        spans = ratio_spans(self.plan, self.book)
        plan_kinds = [kind for kind in KINDS if ratio_on(spans, kind, days[-1])]
        edge = self.edges[rule.edge]
        rows = self.store.ask(
            "reconcile_evidence",
            days=days,
            zone=edge.zone,
            midnight=edge.midnight.value,
            kinds=[kind.value for kind in reconciliation.counted_kinds(rule, plan_kinds)],
            states=sorted(reconciliation.counted_states(rule)),
            rooms=by_room,
        )
        return {
            (Cause(row["cause"]), Place(row["day"], row["app"] or app, row["room"])): Sums(
                row["ms"], row["file_ms"], row["file_ms"]
            )
            for row in rows
        }

    def unknown_rooms(self, days: list[date], rule: Rule) -> dict[tuple[Cause, Place], Sums]:
        """What the vendor told of rooms of which nothing was loaded on that day, as a rule cuts days."""
        edge = self.edges[rule.edge]
        rows = self.store.ask(
            "reconcile_unknown_rooms",
            product=RECORDING,
            days=days,
            zone=edge.zone,
            midnight=edge.midnight.value,
        )
        unknown: dict[tuple[Cause, Place], Sums] = {}
        for row in rows:
            ms = reconciliation.ms_of_minutes(row["minutes"])
            key = (Cause.NOT_LOADED, Place(row["day"], row["app"]))
            unknown[key] = unknown.get(key, Sums()).plus(Sums(ms, ms, ms))
        return unknown


def _told_apps(rows: Iterable[tuple[Any, ...]]) -> set[str]:
    return {app for _, app, *_ in rows}


def _only_app(parts: Iterable[Part], apps: set[str]) -> str:
    """The vendor's one app, where our recordings name none."""
    is_nameless = {part.place.app for part in parts} == {""}
    (app,) = apps if len(apps) == 1 else ("",)
    return app if is_nameless else ""


def _named(parts: Iterable[Part], app: str) -> tuple[Part, ...]:
    return tuple(part._replace(place=part.place._replace(app=app)) for part in parts)


def _told(rows: Iterable[tuple[Any, ...]]) -> tuple[Told, ...]:
    """The vendor's values of days, or of rooms."""
    return tuple(
        [
            Told.of(Place(day, app, room or None), Decimal(minutes), is_final=is_final)
            for day, app, room, minutes, is_final in rows
        ]
    )


def _loaded_days(charged: Iterable[AppDay], app: str) -> dict[str, tuple[date, date]]:
    """The first and the last recorded day of each app."""
    spans: dict[str, tuple[date, date]] = {}
    for each in charged:
        name = each.app or app
        first, last = spans.get(name, (each.day, each.day))
        spans[name] = (min(first, each.day), max(last, each.day))
    return spans


def _amounts(
    cells: Iterable[Cell], charged: Iterable[AppDay], plan: Plan, book: PriceBook
) -> tuple[tuple[Decimal | None, ...], Decimal]:
    """What each difference, and all of them, cost at what the last minutes of its day cost: nothing within the quota, else the pack's or
    the list price."""
    days = whole_days(charged)
    ladders: dict[date, tuple[int, list[Step], int]] = {}
    amounts: list[Decimal | None] = []
    totals: Counter[int] = Counter()
    places = digits(book.currency)
    for cell in cells:
        difference = cell.difference_ms
        if difference is None:
            amounts.append(None)
            continue
        if not difference:
            amounts.append(scaled(0, places))
            continue
        day = cell.place.day
        if day not in ladders:
            charged_ms, steps = _ladder(days, day, plan, book)
            denominator = lcm(*(step.per_ms.denominator for step in steps))
            whole = [Step(step.ms, int(step.per_ms * denominator)) for step in steps]
            ladders[day] = charged_ms, whole, denominator
        charged_ms, steps, denominator = ladders[day]
        exact = int(reconciliation.worth(difference, charged_ms, steps))
        totals[denominator] += exact
        amounts.append(_money(exact, denominator, places))
    total = sum((Fraction(*each[::-1]) for each in totals.items()), Fraction(0))
    return tuple(amounts), _money(*total.as_integer_ratio(), places)


def _money(numerator: int, denominator: int, places: int) -> Decimal:
    units = divide_half_up(abs(numerator) * 10**places, denominator)
    return scaled(units if numerator >= 0 else -units, places)


_FAR_MS = 10**6 * MS_PER_MINUTE


def _ladder(
    days: Iterable[DayCharge], day: date, plan: Plan, book: PriceBook
) -> tuple[int, list[Step]]:
    """A day's charged ms, and what its ms are drawn from, far beyond them."""
    before = [each for each in days if each.day < day]
    charged = next((each.charged_ms for each in days if each.day == day), 0)
    packs = sorted(plan.packs, key=draw_order)
    recorded = [*before, DayCharge(day, charged + _FAR_MS)]
    entries, _ = draw_ms(
        recorded,
        quotas(plan, book, recorded[0].day),
        [(pack.bought, pack.expires) for pack in packs],
        [pack.ms for pack in packs],
    )
    postpaid = unit_price(plan, book.on(day)) / 10**CHARGE_DECIMALS
    steps = []
    for entry_day, payer, ms in entries:
        if entry_day != day:
            continue
        if payer == QUOTA:
            price = Fraction(0)
        elif payer == POSTPAID:
            price = postpaid
        else:
            price = Fraction(packs[payer].price) / packs[payer].ms
        steps.append(Step(ms, price))
    return charged, steps


def rule_fields(result: Reconciliation, rule: Rule) -> dict[str, Any]:
    """A rule in the words of a plan file, with the states that it counts."""
    edge = result.edges[rule.edge]
    states = sorted(reconciliation.counted_states(rule) & {*result.states})
    return {
        "rounding": rule.rounding.value,
        "midnight": edge.midnight.value,
        "zone": edge.zone,
        "kinds": [kind.value for kind in reconciliation.counted_kinds(rule, result.kinds)],
        "states": [reconciliation.FINISHED, *states],
    }


def document(result: Reconciliation) -> dict[str, Any]:
    """The reconciliation as plain JSON values, in the form that scripts rely on."""
    days = {day: day.isoformat() for day in {cell.place.day for cell in result.cells}}
    return {
        "cells": [
            {
                "day": days[cell.place.day],
                "app": cell.place.app,
                "room": cell.place.room,
                "ours_ms": cell.ours_ms,
                "vendor_ms": cell.vendor_ms,
                "difference_ms": cell.difference_ms,
                "class": cell.kind.value,
                "causes": [{"cause": share.cause.value, "ms": share.ms} for share in cell.causes],
                "amount": None if amount is None else f"{amount:f}",
            }
            for cell, amount in zip(result.cells, result.amounts, strict=True)
        ],
        "counts": result.counts,
        "rule": _rule(result),
        "amount": f"{result.amount:f}",
        "currency": result.currency,
        "fractions": result.fractions.value if result.fractions else None,
        "residual_ms": f"{result.residual_ms.normalize():f}",
        "sentence": sentence(result),
        "notes": list(result.notes),
    }


def _rule(result: Reconciliation) -> dict[str, Any] | None:
    learned = result.learned
    if learned is None:
        return None

    def fields(tried: reconciliation.Tried) -> dict[str, Any]:
        return rule_fields(result, tried.rule) | {"unexplained_ms": tried.unexplained_ms}

    return {
        **fields(learned.best),
        "runner_up": fields(learned.runner_up) if learned.runner_up else None,
        "differs_on_days": learned.differs_on_days,
        "undecided": list(learned.undecided),
        "plan_unexplained_ms": learned.plan.unexplained_ms,
    }


WORDS = {
    Cause.ROUNDING: "from rounding",
    Cause.MIDNIGHT: "from recordings over midnight",
    Cause.ZONE: "from another time zone",
    Cause.KINDS: "from kinds counted otherwise",
    Cause.STATUS: "from the state of tasks",
    Cause.DUPLICATES: "from duplicates",
    Cause.NOT_LOADED: "of rooms that were not loaded",
    Cause.LATE: "finished late",
    Cause.REFUSED: "of refused rows",
    Cause.UNEXPLAINED: "unexplained",
}


def minutes(ms: int) -> str:
    """A signed length in minutes, at most three decimals: ``-1.5 min``."""
    value = (Decimal(ms) / MS_PER_MINUTE).quantize(Decimal("0.001")).normalize()
    return f"{value:,f} min"


def sentence(result: Reconciliation) -> str:
    """The result in one sentence: how many agree, what the others differ by and why."""
    compared = result.compared
    if not compared:
        return "No day can be compared: the vendor's value, or ours, is missing on each."
    differing = [cell for cell in compared if cell.difference_ms]
    agree = len(compared) - len(differing)
    noun = "room day" if any(cell.place.room is not None for cell in compared) else "day"
    if len({cell.place.app for cell in compared}) > 1 and noun == "day":
        noun = "app day"
    text = f"Of {len(compared):,} {noun}{'s' * (len(compared) != 1)} {agree:,} agree{'s' * (agree == 1)}"
    if not differing:
        return f"{text}."
    ms = sum(cell.difference_ms or 0 for cell in differing)
    parts = ", ".join(f"{minutes(part)} {WORDS[cause]}" for cause, part in result.causes().items())
    verb = "differs" if len(differing) == 1 else "differ"
    return f"{text}; {len(differing):,} {verb} by {minutes(ms)} ({shown(result.amount, result.currency)}): {parts}."


def rule_sentences(result: Reconciliation) -> tuple[str, ...]:
    """What the vendor's values say about its rule, and how sure that is."""
    said = {
        Fractions.ROUNDS: "Every value is a whole number of minutes: the vendor may round.",
        Fractions.EXACT: "Values have fractions that are whole milliseconds: the vendor does not round to minutes.",
        Fractions.NEITHER: "Values have fractions that are no whole milliseconds: they are rounded or averaged in a way of their own.",
    }
    sentences = [said[result.fractions]] if result.fractions else []
    learned = result.learned
    if learned is None:
        return tuple(sentences)
    best = rule_text(result, learned.best.rule)
    if learned.best.rule == learned.plan.rule:
        sentences.append(
            f"The plan's own rule ({best}) leaves {minutes(learned.best.unexplained_ms)} unexplained; no other leaves less."
        )
    else:
        sentences.append(
            f"The vendor's values are met best by {best}: {minutes(learned.best.unexplained_ms)} are left, "
            f"{minutes(learned.plan.unexplained_ms)} under the plan's rule."
        )
    if learned.undecided:
        sentences.append(f"These data cannot tell the {' and the '.join(learned.undecided)}.")
    return tuple(sentences)


def rule_text(result: Reconciliation, rule: Rule) -> str:
    """A rule in a few words."""
    fields = rule_fields(result, rule)
    rounding = {
        "day": "each app's day up to a minute",
        "file": "each file up to a minute",
        "task_kind": "each task's kind up to a minute",
        "exact": "no rounding",
    }[fields["rounding"]]
    more = "".join(
        f", {'without' if state == reconciliation.EXCEPTION else 'also'} tasks in {state}"
        for state in sorted(rule.states)
    )
    return f"{rounding}, {fields['midnight']} day in {fields['zone']}, {', '.join(fields['kinds'])}{more}"


def plan_by_rule(result: Reconciliation) -> Plan | None:
    """The plan with the learned rule in it, from the first compared day on; None where it has that rule already.

    What no plan can say, which states of tasks count, is left out.
    """
    if result.learned is None:
        return None
    rule = result.learned.best.rule
    edge = result.edges[rule.edge]
    first = min(cell.place.day for cell in result.compared)
    ratios = [each for each in result.plan.ratios if each.kind not in rule.kinds]
    ratios += [
        Ratio(kind, first, Decimal(0 if kind in result.kinds else 1))
        for kind in KINDS
        if kind in rule.kinds
    ]
    plan = replace(
        result.plan,
        rounding=rule.rounding,
        zone=edge.zone,
        midnight=edge.midnight,
        ratios=tuple(ratios),
    )
    return None if plan == result.plan else plan
