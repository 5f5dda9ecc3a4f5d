"""Reconciliation of billed usage with ours: classes, causes that add up, and the rule that the vendor seems to follow.

A cell is an app on a billing day, or a room of it. What of it is compared, and what is not, is said first: a value that the vendor did
not give is "not told", a day of which nothing of the app was loaded is "not loaded"; neither is ever 0. The difference of a cell is
divided among causes in one fixed order, each a whole number of ms taken from what is left, so that they add up to the difference;
what no evidence accounts for is "unexplained", and nothing else ever is put there to make it fit. (Not found: how the vendor rounds,
cuts days, and which kinds and states it counts. Every rule tried here is one of those that it left open.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

from analytics.billing.meter import minute_up
from analytics.core.model import KINDS, MS_PER_MINUTE, Kind, Midnight, Rounding

FINISHED = "FINISHED"
EXCEPTION = "EXCEPTION"
"""FINISHED tasks whose FinishReason is EXCEPTION: whether they are billed is not published."""
OPEN_KINDS = (Kind.SCREEN, Kind.MIXED, Kind.AUDIO)
"""Kinds of which no page lists whether they are billed, or which are free for now."""
_DAY = timedelta(days=1)
_DECIDING_CELLS = 3
"""So many cells that one rounding meets to the ms, and others do not, say that it is the vendor's."""
_MINUTE = Decimal(MS_PER_MINUTE)
_NOISE = Decimal("0.0001")
"""A Value of 16 digits is off a whole ms by less, though it was one."""


class Cause(StrEnum):
    """Why a cell differs, in the order in which causes take their part."""

    ROUNDING = "rounding"
    MIDNIGHT = "midnight"
    ZONE = "zone"
    KINDS = "kinds"
    STATUS = "status"
    DUPLICATES = "duplicates"
    NOT_LOADED = "not_loaded"
    LATE = "late"
    REFUSED = "refused"
    UNEXPLAINED = "unexplained"


EVIDENCE = (Cause.DUPLICATES, Cause.NOT_LOADED, Cause.LATE, Cause.REFUSED)
"""Causes that are no rule: each needs rows that show it."""


class Class(StrEnum):
    """How a cell compares; the last two are not compared."""

    EQUAL = "equal"
    ROUNDING = "rounding"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    VENDOR_ONLY = "vendor_only"
    OURS_ONLY = "ours_only"
    NOT_TOLD = "not_told"
    NOT_LOADED = "not_loaded"


class Place(NamedTuple):
    """A cell: an app on a billing day; ``room`` is None for all of them."""

    day: date
    app: str
    room: str | None = None


class Sums(NamedTuple):
    """Lengths of some files in ms: exact, each file up to a minute, each task's sum of a kind up to a minute."""

    ms: int = 0
    file_ms: int = 0
    task_ms: int = 0

    def plus(self, other: Sums, times: int = 1) -> Sums:
        """The sums with ``times`` another's."""
        return Sums(*(a + times * b for a, b in zip(self, other, strict=True)))


class Part(NamedTuple):
    """The files of a cell that any rule counts or leaves out together.

    ``edge`` 0 is the plan's zone and midnight; a part of another edge is what that one adds to this place, or takes from it (negative).
    ``counts``: the plan's ratio of the kind is not 0; the lengths are after the ratio then, else as recorded. ``state`` is FINISHED,
    EXCEPTION, or the state of the task.
    """

    edge: int
    place: Place
    kind: Kind
    counts: bool
    state: str
    sums: Sums


class Edge(NamedTuple):
    """How a billing day is cut."""

    midnight: Midnight
    zone: str


NOTHING = Sums()


class Told(NamedTuple):
    """What the vendor's documents say of a cell. ``is_final``: not before the day was complete; ``rest``: ms lost to whole ones."""

    place: Place
    ms: int
    is_final: bool
    rest: Decimal

    @classmethod
    def of(cls, place: Place, minutes: Decimal, *, is_final: bool = True) -> Told:
        """From minutes as given."""
        exact = minutes * _MINUTE
        whole = exact.to_integral_value(ROUND_HALF_UP)
        return cls(place, int(whole), is_final, exact - whole)


class Rule(NamedTuple):
    """One way to count: ``kinds`` and ``states`` are those counted otherwise than the plan does."""

    rounding: Rounding
    edge: int
    kinds: frozenset[Kind] = frozenset()
    states: frozenset[str] = frozenset()


class Share(NamedTuple):
    """The part of a cell's difference that a cause accounts for."""

    cause: Cause
    ms: int


class Cell(NamedTuple):
    """What is compared; ``ours_ms`` or ``vendor_ms`` is None where nothing was loaded or told."""

    place: Place
    ours_ms: int | None
    vendor_ms: int | None
    kind: Class
    causes: tuple[Share, ...] = ()

    @property
    def difference_ms(self) -> int | None:
        """The vendor's minus ours; None where not both are there to be compared."""
        if self.kind is Class.EQUAL:
            return 0
        if self.kind in (Class.NOT_TOLD, Class.NOT_LOADED):
            return None
        return (
            None
            if self.ours_ms is None or self.vendor_ms is None
            else self.vendor_ms - self.ours_ms
        )

    @property
    def unexplained_ms(self) -> int:
        return sum(share.ms for share in self.causes if share.cause is Cause.UNEXPLAINED)


class Tried(NamedTuple):
    """A rule and what it leaves unexplained over all compared cells."""

    rule: Rule
    unexplained_ms: int


@dataclass(frozen=True, slots=True)
class Learned:
    """The rule that leaves the least unexplained, the next one, and the plan's own."""

    best: Tried
    runner_up: Tried | None
    differs_on_days: int
    """On how many days best and runner-up say something else; 0: these data cannot tell them apart."""
    plan: Tried
    undecided: tuple[str, ...] = ()
    """Of rounding, midnight and zone those of which another choice alone would change nothing."""


class Fractions(StrEnum):
    """What the vendor's values say by themselves about rounding."""

    ROUNDS = "whole_minutes"
    EXACT = "whole_ms"
    NEITHER = "neither"


class Toggles(NamedTuple):
    """Kinds and states that a rule may count otherwise: those of which there is anything."""

    kinds: tuple[Kind, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """What all cells come to, not yet rounded, where nobody needs the parts of each."""

    toggles: Toggles
    sums: Mapping[Rule, Mapping[Place, Sums]]
    """Under each rule on the way from the plan's to the learned one (see `way`), but for its rounding; the plan's own has the cells
    of which there are files."""


@dataclass(frozen=True, slots=True)
class World:
    """All that reconciliation looks at: the plan's rule is rule number 0 of each dimension."""

    rounding: Rounding
    edges: tuple[Edge, ...]
    """The plan's own first."""
    parts: tuple[Part, ...]
    told: tuple[Told, ...]
    evidence: Mapping[tuple[Cause, Place], Sums] = field(default_factory=dict)
    """Lengths that would have to be added (positive) or taken out (negative) for each cause."""
    whole: Whole | None = None
    """Where ``parts`` are only those of the cells that differ (see `differing`): what all cells come to."""


def ms_of_minutes(minutes: Decimal) -> int:
    """The vendor's minutes in whole ms, half up (vendor's Value is a float of minutes: published)."""
    return int((minutes * _MINUTE).to_integral_value(ROUND_HALF_UP))


def residual_ms(told: Iterable[Told]) -> Decimal:
    """What values lost or won together when they were taken for whole ms; noise of a float is none."""
    return sum((line.rest for line in told if abs(line.rest) > _NOISE), Decimal(0))


def fraction_test(told: Collection[Told]) -> Fractions:
    """Whether values are whole minutes (then the vendor rounds), else whole ms (then it does not), else neither."""
    if all(line.ms % MS_PER_MINUTE == 0 and not line.rest for line in told):
        return Fractions.ROUNDS
    is_whole = (abs(line.rest) <= _NOISE for line in told)
    return Fractions.EXACT if all(is_whole) else Fractions.NEITHER


class _Cells:
    """The lengths of each cell under any rule."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = Rule(world.rounding, 0)
        self.groups: defaultdict[tuple[Place, int], list[Part]] = defaultdict(list)
        for part in world.parts:
            self.groups[part.place, part.edge].append(part)
        whole = world.whole
        self.added_up = (
            {_counting(rule): sums for rule, sums in whole.sums.items()} if whole else {}
        )
        self.here: Collection[Place] = (
            self.added_up[_counting(self.plan)].keys()
            if whole
            else {place for place, edge in self.groups if edge == 0}
        )
        self.near = {place for place, _ in self.groups}.union(*self.added_up.values())
        self.toggles = whole.toggles if whole else toggles(world.parts)

    @cached_property
    def apps(self) -> set[tuple[date, str]]:
        return {(place.day, place.app) for place in self.here}

    @cached_property
    def ours(self) -> Mapping[Place, int]:
        """What the plan charges for each cell of which there are files."""
        return self.values(self.plan, self.here)

    def sums(self, place: Place, rule: Rule) -> Sums:
        """What a rule counts in a cell, not yet rounded."""
        added_up = self.added_up.get(_counting(rule))
        if added_up is not None:
            return added_up.get(place, NOTHING)
        ms = file_ms = task_ms = 0
        for edge in {0, rule.edge}:
            for part in self.groups.get((place, edge), ()):
                if is_counted(rule, part.kind, part.state, counts=part.counts):
                    sums = part.sums
                    ms += sums.ms
                    file_ms += sums.file_ms
                    task_ms += sums.task_ms
        return Sums(ms, file_ms, task_ms)

    def columns(self, edge: int, places: Sequence[Place]) -> dict[_Group, list[list[int]]]:
        """The three lengths at each place, by what a rule counts or leaves out together."""
        columns: defaultdict[_Group, list[list[int]]] = defaultdict(
            lambda: [[0] * len(places) for _ in Sums()]
        )
        for number, place in enumerate(places):
            for each in {0, edge}:
                for part in self.groups.get((place, each), ()):
                    lengths = columns[part.kind, part.counts, part.state]
                    for column, ms in zip(lengths, part.sums, strict=True):
                        column[number] += ms
        return columns

    def values(self, rule: Rule, places: Iterable[Place]) -> dict[Place, int]:
        """What a rule charges for each of very many cells; of those that are added up, for all of them."""
        added_up = self.added_up.get(_counting(rule))
        if added_up is None:
            return {place: self.value(place, rule) for place in places}
        column = {Rounding.FILE: 1, Rounding.TASK_KIND: 2}.get(rule.rounding, 0)
        values = {place: sums[column] for place, sums in added_up.items()}
        if rule.rounding is Rounding.DAY:
            values |= {place: minute_up(ms) for place, ms in values.items() if place.room is None}
        return values

    def value(self, place: Place, rule: Rule, more: Sums | None = None) -> int:
        """What a rule charges for a cell, with lengths of evidence where they are given."""
        sums = self.sums(place, rule)
        if more:
            sums = sums.plus(more)
        return rounded(sums, rule.rounding, place)


_Group = tuple[Kind, bool, str]


def _counting(rule: Rule) -> tuple[object, ...]:
    """A rule but for its rounding."""
    return rule[1:]


def way(edges: Sequence[Edge], plan: Rule, rule: Rule) -> tuple[tuple[Cause, Rule], ...]:
    """The rules from the plan's to another, one change after the other, each with the cause that it is."""
    here, there = edges[plan.edge], edges[rule.edge]
    rounding = plan._replace(rounding=rule.rounding)
    midnight = rounding._replace(edge=edges.index(Edge(there.midnight, here.zone)))
    zone = midnight._replace(edge=rule.edge)
    kinds = zone._replace(kinds=rule.kinds)
    return (
        (Cause.ROUNDING, rounding),
        (Cause.MIDNIGHT, midnight),
        (Cause.ZONE, zone),
        (Cause.KINDS, kinds),
        (Cause.STATUS, kinds._replace(states=rule.states)),
    )


def toggles(parts: Iterable[Part]) -> Toggles:
    """The kinds that are open and of which there is anything, and of the states the three with the most."""
    lengths: defaultdict[tuple[Kind, bool] | str, int] = defaultdict(int)
    states = set()
    for part in parts:
        states.add(part.state)
        if part.edge == 0:
            lengths[part.kind, part.counts] += part.sums.ms
            lengths[part.state] += part.sums.ms
    kinds = tuple(
        kind
        for kind in OPEN_KINDS
        if lengths.get((kind, False), 0) or (kind is Kind.SCREEN and lengths.get((kind, True), 0))
    )
    by_length = sorted(sorted(states - {FINISHED}), key=lambda state: -lengths.get(state, 0))
    return Toggles(kinds, tuple(by_length[:3]))


def is_counted(rule: Rule, kind: Kind, state: str, *, counts: bool) -> bool:
    """Whether a rule counts files of a kind, which the plan ``counts`` or not, in a state."""
    return counts != (kind in rule.kinds) and (state in (FINISHED, EXCEPTION)) != (
        state in rule.states
    )


def rounded(sums: Sums, rounding: Rounding, place: Place) -> int:
    """Lengths as a rounding has them; that of a day's sum is the app's, so that a room has its exact one."""
    if rounding is Rounding.FILE:
        return sums.file_ms
    if rounding is Rounding.TASK_KIND:
        return sums.task_ms
    if rounding is Rounding.DAY and place.room is None:
        return minute_up(sums.ms)
    return sums.ms


def learn(world: World) -> Learned | None:
    """The rule of all that are open which leaves the least unexplained; None where nothing can be compared.

    Of equal ones the plan's own comes first, then the one with the fewest changes. A toggle is tried only where there are files that
    it would count or leave out.
    """
    cells = _Cells(world)
    lines = _compared(world, cells)
    if not lines:
        return None
    places = [line.place for line in lines]
    vendor = [line.ms for line in lines]
    tried: list[tuple[int, int, int, Rule, list[int]]] = []
    roundings = (world.rounding, *(each for each in Rounding if each is not world.rounding))
    subsets = list(product(*map(_subsets, cells.toggles)))
    for edge in range(len(world.edges)):
        columns = cells.columns(edge, places)
        for kinds, states in subsets:
            rule = Rule(world.rounding, edge, kinds, states)
            counted = [
                lengths
                for (kind, counts, state), lengths in columns.items()
                if is_counted(rule, kind, state, counts=counts)
            ]
            ms, file_ms, task_ms = _added_up(counted, len(places))
            day_ms = [
                minute_up(each) if place.room is None else each
                for each, place in zip(ms, places, strict=True)
            ]
            for rounding in roundings:
                values = {
                    Rounding.EXACT: ms,
                    Rounding.DAY: day_ms,
                    Rounding.FILE: file_ms,
                    Rounding.TASK_KIND: task_ms,
                }[rounding]
                left = sum([abs(ms - value) for ms, value in zip(vendor, values, strict=True)])
                changed = rule._replace(rounding=rounding)
                tried.append((left, _changes(cells.plan, changed), len(tried), changed, values))
    tried.sort(key=lambda each: each[:3])
    best, *others = tried
    plan_left = next(each[0] for each in tried if each[3] == cells.plan)
    runner_up = others[0] if others else None
    days = {
        line.place.day
        for line, here, there in zip(
            lines, best[4], runner_up[4] if runner_up else (), strict=False
        )
        if here != there
    }
    return Learned(
        Tried(best[3], best[0]),
        Tried(runner_up[3], runner_up[0]) if runner_up else None,
        len(days),
        Tried(cells.plan, plan_left),
        _undecided(world.edges, best[3], {each[3]: each[4] for each in tried}),
    )


def _undecided(
    edges: Sequence[Edge], best: Rule, values: Mapping[Rule, list[int]]
) -> tuple[str, ...]:
    edge = edges[best.edge]
    same = {
        "rounding": [best._replace(rounding=each) for each in Rounding],
        "midnight": [
            best._replace(edge=n) for n, other in enumerate(edges) if other.zone == edge.zone
        ],
        "zone": [
            best._replace(edge=n)
            for n, other in enumerate(edges)
            if other.midnight is edge.midnight
        ],
    }
    return tuple(
        name
        for name, rules in same.items()
        if any(rule != best and values[rule] == values[best] for rule in rules)
    )


def differing(world: World, rule: Rule | None) -> list[Place]:
    """The cells that need evidence, and their parts where all are added up (see `Whole`).

    They are those that neither the plan's rule nor what was learned of the vendor meets to the ms, also for lack of files.
    """
    cells = _Cells(world)
    theirs = cells.values(rule, cells.near) if rule else cells.ours
    return [
        line.place
        for line in world.told
        if line.is_final
        and cells.ours.get(line.place, 0) != line.ms
        and theirs.get(line.place, 0) != line.ms
    ]


def reconcile(
    world: World, rule: Rule | None, loaded: Mapping[str, tuple[date, date]]
) -> tuple[Cell, ...]:
    """Each cell that either side knows, with its class and causes, ordered by day, app and room.

    ``rule`` is what was learned of the vendor (see `learn`), None for nothing. ``loaded`` are the first and the last recorded day of
    each app.
    """
    cells = _Cells(world)
    rule = rule or cells.plan
    told = {line.place: line for line in world.told}
    bench = _Bench(world, cells, rule)
    places = sorted(dict.fromkeys((*told, *cells.here)))  # all of them have rooms, or none has
    return tuple([_cell(place, told.get(place), bench, loaded) for place in places])


class _Bench:
    """What a single cell is explained with; worked out when the first one differs."""

    def __init__(self, world: World, cells: _Cells, rule: Rule) -> None:
        self.world, self.cells, self.rule = world, cells, rule

    @cached_property
    def open_roundings(self) -> frozenset[Rounding]:
        return _open_roundings(self.world, self.cells, self.rule)

    @cached_property
    def left(self) -> Mapping[Place, int]:
        """What the learned rule leaves of each compared cell."""
        theirs = self.steps[-1][1]
        return {
            line.place: line.ms - theirs.get(line.place, 0)
            for line in _compared(self.world, self.cells)
        }

    @cached_property
    def steps(self) -> list[tuple[Cause, Mapping[Place, int]]]:
        """What all cells are charged after each change on the way to the learned rule."""
        cells, before = self.cells, self.cells.plan
        values: Mapping[Place, int] = cells.ours
        steps = []
        for cause, rule in way(self.world.edges, before, self.rule):
            values = values if rule == before else cells.values(rule, cells.near)
            before = rule
            steps.append((cause, values))
        return steps


def _cell(
    place: Place, line: Told | None, bench: _Bench, loaded: Mapping[str, tuple[date, date]]
) -> Cell:
    ours = bench.cells.ours.get(place)
    vendor_ms = line.ms if line else None
    if line is None or vendor_ms is None or not line.is_final:
        return Cell(place, ours, vendor_ms, Class.NOT_TOLD)
    if ours is None:
        return _without_ours(place, line, bench, loaded)
    if vendor_ms == ours:
        return Cell(place, ours, vendor_ms, Class.EQUAL)
    shares = _explained(place, vendor_ms, bench)
    causes = {share.cause for share in shares}
    if causes == {Cause.ROUNDING}:
        kind = Class.ROUNDING
    elif Cause.UNEXPLAINED not in causes:
        kind = Class.EXPLAINED
    elif not vendor_ms:
        kind = Class.OURS_ONLY
    elif not ours:
        kind = Class.VENDOR_ONLY
    else:
        kind = Class.UNEXPLAINED
    return Cell(place, ours, vendor_ms, kind, shares)


def _without_ours(
    place: Place, line: Told, bench: _Bench, loaded: Mapping[str, tuple[date, date]]
) -> Cell:
    """A cell of which we have no file at all, or none as the plan cuts days."""
    first, last = loaded.get(place.app, (date.max, date.min))
    if place in bench.cells.near and line.ms and (shares := _read(place, line.ms, bench)):
        return Cell(place, 0, line.ms, Class.EXPLAINED, shares)
    if place.room is not None and (place.day, place.app) in bench.cells.apps:
        causes = (Share(Cause.NOT_LOADED, line.ms),) if line.ms else ()
        return Cell(place, 0, line.ms, Class.VENDOR_ONLY if line.ms else Class.EQUAL, causes)
    if not line.ms and first <= place.day <= last:
        return Cell(place, 0, 0, Class.EQUAL)
    return Cell(place, None, line.ms, Class.NOT_LOADED)


def _explained(place: Place, vendor_ms: int, bench: _Bench) -> tuple[Share, ...]:
    """The causes of a cell that differs: the fewest that account for all of it, else what evidence accounts for of it."""
    if shares := _read(place, vendor_ms, bench):
        return shares
    rule = bench.rule
    evidence: tuple[Cause, ...] = ()
    for changed in _moved(place, bench):
        rule = changed
    for cause in EVIDENCE:
        if (cause, place) not in bench.world.evidence:
            continue
        before = vendor_ms - bench.cells.value(place, rule, _together(place, evidence, bench))
        after = vendor_ms - bench.cells.value(
            place, rule, _together(place, (*evidence, cause), bench)
        )
        if abs(after) < abs(before) and before * after >= 0:
            evidence = (*evidence, cause)
    return _shares(place, rule, evidence, vendor_ms, bench)


def _read(place: Place, vendor_ms: int, bench: _Bench) -> tuple[Share, ...]:
    """The fewest causes that account for all of a cell; none where no reading meets it to the ms."""
    if bench.steps[-1][1].get(place, 0) == vendor_ms:
        return _shares_of_steps(place, bench)
    for rule, evidence in _readings(place, bench):
        if bench.cells.value(place, rule, _together(place, evidence, bench)) == vendor_ms:
            return _shares(place, rule, evidence, vendor_ms, bench)
    return ()


def _moved(place: Place, bench: _Bench) -> Iterator[Rule]:
    """The rule with the other midnight, where the minutes that it moves are missed on a neighbour day."""
    rest = bench.left[place]
    for edge, other in enumerate(bench.world.edges):
        is_near = other.zone == bench.world.edges[bench.rule.edge].zone
        if not is_near or edge == bench.rule.edge:
            continue
        changed = bench.rule._replace(edge=edge)
        moved = bench.cells.value(place, changed) - bench.cells.value(place, bench.rule)
        neighbours = (
            bench.left.get(place._replace(day=place.day + step), 0) for step in (-_DAY, _DAY)
        )
        if (
            moved * rest > 0
            and abs(moved) <= abs(rest)
            and any(each * rest < 0 for each in neighbours)
        ):
            yield changed


def _readings(place: Place, bench: _Bench) -> Iterator[tuple[Rule, tuple[Cause, ...]]]:
    """Ways in which a cell may have come about, the plainest first: at most two changes of the learned rule."""
    here = [cause for cause in EVIDENCE if (cause, place) in bench.world.evidence]
    for count in range(len(here) + 1):
        for evidence in combinations(here, count):
            yield bench.rule, evidence
    steps = _steps(bench)
    for _, change in steps:
        yield change(bench.rule), ()
    for (name, first), (other, second) in combinations(steps, 2):
        if name != other or name in (Cause.KINDS, Cause.STATUS):
            yield second(first(bench.rule)), ()
    for (_, change), cause in product(steps, here):
        yield change(bench.rule), (cause,)


def _steps(bench: _Bench) -> list[tuple[Cause, Callable[[Rule], Rule]]]:
    """Each single change of the learned rule, in the order of causes."""
    rule, cells = bench.rule, bench.cells
    roundings = [each for each in Rounding if each in bench.open_roundings - {rule.rounding}]
    edges = [edge for edge in range(len(bench.world.edges)) if edge != rule.edge]
    return [
        *((Cause.ROUNDING, lambda rule, to=to: rule._replace(rounding=to)) for to in roundings),
        *((Cause.MIDNIGHT, lambda rule, to=to: rule._replace(edge=to)) for to in edges),
        *(
            (Cause.KINDS, lambda rule, kind=kind: rule._replace(kinds=rule.kinds ^ {kind}))
            for kind in cells.toggles.kinds
        ),
        *(
            (Cause.STATUS, lambda rule, state=state: rule._replace(states=rule.states ^ {state}))
            for state in cells.toggles.states
        ),
    ]


def _shares(
    place: Place, rule: Rule, evidence: Sequence[Cause], vendor_ms: int, bench: _Bench
) -> tuple[Share, ...]:
    """From ours to the vendor's, cause by cause: the differences of what is charged after each change."""
    cells, world = bench.cells, bench.world
    value = cells.value(place, cells.plan)
    shares: dict[Cause, int] = {}
    for cause, step in way(world.edges, cells.plan, rule):
        after = cells.value(place, step)
        shares[cause], value = after - value, after
    for count in range(1, len(evidence) + 1):
        after = cells.value(place, rule, _together(place, evidence[:count], bench))
        shares[evidence[count - 1]], value = after - value, after
    rest = vendor_ms - value
    if rest and abs(rest) <= _most_by_rounding(place, rule, bench):
        shares[Cause.ROUNDING] += rest
        rest = 0
    shares[Cause.UNEXPLAINED] = rest
    return tuple(Share(cause, shares[cause]) for cause in Cause if shares.get(cause))


def _shares_of_steps(place: Place, bench: _Bench) -> tuple[Share, ...]:
    """The same where the learned rule accounts for all of it."""
    shares, before = [], bench.cells.ours.get(place, 0)
    for cause, values in bench.steps:
        after = values.get(place, 0)
        if after != before:
            shares.append(Share(cause, after - before))
        before = after
    return tuple(shares)


def _most_by_rounding(place: Place, rule: Rule, bench: _Bench) -> int:
    """How far the roundings that are still open can move this very cell."""
    if len(bench.open_roundings) == 1:
        return 0
    sums = bench.cells.sums(place, rule)
    if place.room is None:
        values = [rounded(sums, each, place) for each in bench.open_roundings]
    else:
        values = [sums.ms, minute_up(sums.ms), sums.file_ms, sums.task_ms]
    return max(values) - min(values)


def _open_roundings(world: World, cells: _Cells, rule: Rule) -> frozenset[Rounding]:
    """The roundings that the cells have not decided between.

    Where the learned one meets at least three cells to the ms that each other misses, and most of those on which they differ, no
    other is open any more: else a rounding of every file would hide an hour on a busy day.
    """
    others = [other for other in Rounding if other is not rule.rounding]
    met, differ = dict.fromkeys(others, 0), dict.fromkeys(others, 0)
    for line in _compared(world, cells):
        sums = cells.sums(line.place, rule)
        here = rounded(sums, rule.rounding, line.place)
        is_met = here == line.ms
        for other in others:
            if rounded(sums, other, line.place) != here:
                differ[other] += 1
                met[other] += is_met
    still = (
        other
        for other in others
        if not (met[other] >= _DECIDING_CELLS and 2 * met[other] > differ[other])
    )
    return frozenset({rule.rounding, *still})


def _together(place: Place, causes: Iterable[Cause], bench: _Bench) -> Sums | None:
    total: Sums | None = None
    for cause in causes:
        total = (total or Sums()).plus(bench.world.evidence[cause, place])
    return total


def _added_up(columns: Sequence[Sequence[Sequence[int]]], count: int) -> list[list[int]]:
    """The three lengths at each of ``count`` places, added up over columns of them."""
    if not columns:
        return [[0] * count for _ in range(3)]
    return [list(map(sum, zip(*[group[n] for group in columns], strict=True))) for n in range(3)]


def _compared(world: World, cells: _Cells) -> list[Told]:
    return [line for line in world.told if line.is_final and line.place in cells.here]


def _changes(plan: Rule, rule: Rule) -> int:
    is_other = (rule.rounding is not plan.rounding) + (rule.edge != plan.edge)
    return is_other + len(rule.kinds) + len(rule.states)


def _subsets(items: Sequence[object]) -> list[frozenset]:  # type: ignore[type-arg]
    return [
        frozenset(chosen)
        for count in range(len(items) + 1)
        for chosen in combinations(items, count)
    ]


class Step(NamedTuple):
    """Some ms of a day, the first of them first, at what each costs; ``ms`` None: all that follow."""

    ms: int | None
    per_ms: Fraction | int


def worth(difference_ms: int, charged_ms: int, ladder: Sequence[Step]) -> Fraction | int:
    """What ``difference_ms`` more (or fewer) at the end of a day cost at what its last minutes cost.

    ``ladder`` is what the day's ms are drawn from, in order, from 0 up to more than ``charged_ms``. Prices that are whole numbers of
    some unit give an amount in it.
    """
    low, high = sorted((charged_ms, max(0, charged_ms + difference_ms)))
    amount: Fraction | int = 0
    start = 0
    for step in ladder:
        end = high if step.ms is None else start + step.ms
        amount += max(0, min(end, high) - max(start, low)) * step.per_ms
        start = end
        if start >= high:
            break
    return amount if difference_ms > 0 else -amount


def counted_kinds(rule: Rule, plan_kinds: Iterable[Kind]) -> tuple[Kind, ...]:
    """The kinds that a rule counts, where the plan counts ``plan_kinds``."""
    counted = set(plan_kinds) ^ rule.kinds
    return tuple(kind for kind in KINDS if kind in counted)


def counted_states(rule: Rule) -> frozenset[str]:
    """The states of which a rule counts files."""
    return frozenset({FINISHED, EXCEPTION}) ^ rule.states
