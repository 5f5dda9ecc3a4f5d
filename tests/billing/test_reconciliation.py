"""The pure rule of reconciliation: causes add up in every world, classes, the fraction test, what a difference is worth."""

import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.billing.reconciliation import (
    EVIDENCE,
    EXCEPTION,
    FINISHED,
    Cause,
    Class,
    Edge,
    Fractions,
    Part,
    Place,
    Rule,
    Step,
    Sums,
    Told,
    Whole,
    World,
    differing,
    fraction_test,
    is_counted,
    learn,
    ms_of_minutes,
    reconcile,
    residual_ms,
    toggles,
    way,
    worth,
)
from analytics.core.model import Kind, Midnight, Rounding

# 10,000 worlds were tried when this was written; so many each time would be a minute.
WORLDS = int(os.environ.get("RECONCILE_WORLDS", "150"))
DAY = date(2026, 3, 10)
EDGES = tuple(Edge(midnight, zone) for zone in ("Asia/Shanghai", "UTC") for midnight in Midnight)
lengths = st.sampled_from([0, 1, 29_999, 60_000, 60_001, 1_234_567])


@st.composite
def sums(draw: st.DrawFn) -> Sums:
    ms = draw(lengths)
    up = -(-ms // 60_000) * 60_000
    return Sums(ms, up + draw(st.sampled_from([0, 60_000])), up)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Some days of two apps, by rooms or not; what moves under another edge is taken from what there is."""
    rooms = st.sampled_from(["a", "b"]) if draw(st.booleans()) else st.none()
    places = st.builds(
        Place,
        day=st.integers(0, 3).map(lambda n: DAY + timedelta(n)),
        app=st.sampled_from("12"),
        room=rooms,
    )
    parts = {}
    for _ in range(draw(st.integers(0, 10))):
        key = (
            draw(places),
            kind := draw(st.sampled_from(Kind)),
            kind not in (Kind.MIXED, Kind.AUDIO),
            draw(st.sampled_from([FINISHED, FINISHED, EXCEPTION, "STOPPED"])),
        )
        parts[key] = draw(sums())
    moved = []
    for key, length in parts.items():
        if draw(st.integers(0, 3)) == 0:
            edge = draw(st.integers(1, 3))
            there = key[0]._replace(day=key[0].day + timedelta(1))
            moved += [
                Part(edge, *key, Sums().plus(length, -1)),
                Part(edge, there, *key[1:], length),
            ]
    minutes = st.one_of(
        st.sampled_from(["0", "1", "20.58", "20.5761167", "62"]).map(Decimal),
        st.integers(0, 3_000_000).map(lambda ms: Decimal(ms) / 60_000),
    )
    told = draw(st.dictionaries(places, st.tuples(minutes, st.sampled_from([True] * 5 + [False]))))
    evidence = draw(
        st.dictionaries(
            st.tuples(st.sampled_from(EVIDENCE), places),
            st.tuples(sums(), st.sampled_from([1, -1])).map(lambda each: Sums().plus(*each)),
            max_size=4,
        )
    )
    return World(
        draw(st.sampled_from(Rounding)),
        EDGES,
        (*(Part(0, *key, length) for key, length in parts.items()), *moved),
        tuple(Told.of(place, minutes, is_final=last) for place, (minutes, last) in told.items()),
        evidence,
    )


LOADED = {"1": (DAY, DAY + timedelta(2)), "2": (DAY, DAY)}


@pytest.mark.slow
@settings(max_examples=WORLDS)
@given(worlds(), st.booleans())
def test_causes_add_up_to_the_difference_in_any_world(world: World, knows: bool) -> None:
    learned = learn(world)
    cells = reconcile(world, learned.best.rule if knows and learned else None, LOADED)
    places = [cell.place for cell in cells]
    assert {line.place for line in world.told} <= {*places} and len({*places}) == len(places)
    values = {line.place: line for line in world.told}
    for cell in cells:
        causes = [share.cause for share in cell.causes]
        assert causes == [cause for cause in Cause if cause in causes], "in their order, each once"
        assert all(isinstance(share.ms, int) and share.ms for share in cell.causes)
        if cell.difference_ms is None:
            assert not cell.causes
            assert (cell.kind is Class.NOT_TOLD) == (
                cell.place not in values or not values[cell.place].is_final
            )
            continue
        assert cell.difference_ms == sum(share.ms for share in cell.causes)
        assert cell.vendor_ms == values[cell.place].ms
        assert (cell.kind is Class.EQUAL) == (cell.difference_ms == 0)
        is_open = cell.kind in (Class.UNEXPLAINED, Class.OURS_ONLY)
        assert is_open == bool(cell.unexplained_ms) or cell.kind is Class.VENDOR_ONLY


@pytest.mark.slow
@settings(max_examples=WORLDS // 3)
@given(worlds())
def test_nothing_that_may_be_tried_leaves_less_than_the_learned_rule(world: World) -> None:
    learned = learn(world)
    if learned is None:
        return
    assert learned.best.unexplained_ms <= learned.plan.unexplained_ms
    if learned.runner_up:
        assert learned.best.unexplained_ms <= learned.runner_up.unexplained_ms
        assert learned.best.rule != learned.runner_up.rule
    if learned.best.unexplained_ms == learned.plan.unexplained_ms:
        assert learned.best.rule == learned.plan.rule, "the plan's own comes first"


@pytest.mark.slow
@settings(max_examples=WORLDS // 3)
@given(worlds(), st.booleans())
def test_cells_that_are_added_up_need_the_parts_of_those_that_differ_alone(
    world: World, knows: bool
) -> None:
    learned = learn(world)
    plan = Rule(world.rounding, 0)
    rule = learned.best.rule if knows and learned else plan

    def added_up(rule: Rule) -> dict[Place, Sums]:
        sums: dict[Place, Sums] = {}
        for part in world.parts:
            if part.edge in (0, rule.edge):
                counts = is_counted(rule, part.kind, part.state, counts=part.counts)
                here = sums.get(part.place, Sums())
                sums[part.place] = here.plus(part.sums) if counts else here
        return sums

    differ = differing(world, rule)
    steps = [plan, *(step for _, step in way(world.edges, plan, rule))]
    sums = {step: added_up(step) for step in steps}
    whole = Whole(toggles(world.parts), sums)
    parts = tuple(part for part in world.parts if part.place in differ)
    few = replace(world, parts=parts, whole=whole)
    assert differing(few, rule) == differ
    assert reconcile(few, rule, LOADED) == reconcile(world, rule, LOADED)


def told(*minutes: str) -> list[Told]:
    days = [DAY + timedelta(n) for n in range(len(minutes))]
    return [
        Told.of(Place(day, "1"), Decimal(each)) for day, each in zip(days, minutes, strict=True)
    ]


@pytest.mark.parametrize(
    ("minutes", "fractions", "residual"),
    [
        (("110", "147.000"), Fractions.ROUNDS, "0"),
        (("110", "0.00005"), Fractions.EXACT, "0"),
        (("110.5", "147.33333333333334"), Fractions.EXACT, "0"),
        (("110.5", "147.333321"), Fractions.NEITHER, "0.26"),
        ((), Fractions.ROUNDS, "0"),
    ],
)
def test_fractions_say_whether_the_vendor_rounds(
    minutes: tuple[str, ...], fractions: Fractions, residual: str
) -> None:
    assert fraction_test(told(*minutes)) is fractions
    rest = residual_ms(told(*minutes))
    assert rest.quantize(Decimal("0.01")) == Decimal(residual) or rest == -Decimal(residual)


def test_minutes_are_whole_ms_half_up() -> None:
    assert [ms_of_minutes(Decimal(m)) for m in ("0.000025", "0.0000249", "110.5")] == [
        2, 1, 6_630_000,
    ]  # fmt: skip


def busy(vendor_ms: int, days: int = 9) -> World:
    """Days of fifty files of 61 s each, which a rounding by files would make longer by 49 min."""
    length = Sums(50 * 61_000, 50 * 120_000, 50 * 120_000)
    places = [Place(DAY + timedelta(n), "1") for n in range(days)]
    lines = [Told.of(place, Decimal(length.ms) / 60_000) for place in places[:-1]]
    return World(
        Rounding.EXACT,
        EDGES,
        tuple(Part(0, place, Kind.CAMERA, True, FINISHED, length) for place in places),
        (*lines, Told.of(places[-1], Decimal(vendor_ms) / 60_000)),
    )


def test_37_minutes_on_a_busy_day_are_no_rounding_where_other_days_say_how_the_vendor_rounds() -> (
    None
):
    planted = 50 * 61_000 + 37 * 60_000
    for days, kind in ((9, Class.UNEXPLAINED), (1, Class.ROUNDING)):
        world = busy(planted, days)
        learned = learn(world)
        assert learned
        *_, cell = reconcile(world, learned.best.rule, {})
        assert (cell.kind, cell.difference_ms) == (kind, 37 * 60_000)


def test_a_difference_is_worth_what_lies_at_the_end_of_the_day() -> None:
    ladder = [Step(100, Fraction(0)), Step(100, Fraction(1, 2)), Step(None, Fraction(3))]
    assert worth(60, 50, ladder) == 5
    assert worth(200, 150, ladder) == 25 + 450
    assert worth(-60, 150, ladder) == -25
    assert worth(-500, 150, ladder) == -25, "no day has less than nothing"
    halves = [Step(100, 0), Step(100, 1), Step(None, 6)]
    assert worth(200, 150, halves) == 50 + 900, "in whole numbers of a unit too"
