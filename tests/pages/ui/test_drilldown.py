"""Every figure of every page opens, and its rows add up to it: by day, week and month, to the ms."""

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from analytics import lineage
from analytics.catalog import plans
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.lineage import Claim, DaySum, Unit
from analytics.storage.store import Store
from pages.ui import data, drilldown, tables
from pages.ui.drilldown import cells, drawer, openers, rows, words
from pages.ui.tables import download
from tests.support.pages import MINUTE, assert_no_exception, load, open_page, page_text, row, write
from tests.support.walk import DIFFERENCES, PAGES, Walk

LESSONS = [
    *(
        row(n, day=-n, RoomId=str(n % 3), VideoType=n % 5, VideoDuration=n * 61_234)
        for n in range(1, 10)
    ),
    row(50, Status="RECORDING", VideoDuration=7 * MINUTE),
    row(51, day=-16, SdkAppId=1400000002, RoomId="1"),
]
PACKS = (
    Pack("early", 12, Decimal("0.10"), date(2024, 3, 17), 1),
    Pack("later", 9, Decimal("0.07"), date(2024, 3, 20), 12),
)
LARGE = Pack("large", 60, Decimal("0.50"), date(2024, 3, 20), 12)
UNITS = (" min", " files", " file", " lessons", " lesson", " days", " day")


@pytest.fixture
def walk(database, tmp_path, monkeypatch) -> Walk:
    load(database, write(tmp_path / "lessons.csv", LESSONS))
    with Store(database) as store:
        plans.save(store, "Fee", Plan(monthly_fee=MonthlyFee(date(2024, 3, 1))))
        plans.save(store, "Packs", Plan(packs=PACKS))
        plans.save(store, "Large", Plan(packs=(LARGE,)))
        plans.choose_team(store, "Packs")
    return Walk(monkeypatch)


def rows_of(claim: Claim) -> list[dict[str, Any]]:
    """All rows, read in pages of an odd size."""
    found: list[dict[str, Any]] = []
    while page := lineage.page(data.store(), claim, most=9, skip=len(found)):
        found += page
        if len(page) < 9:
            break
    return found


def added_up(found: list[dict[str, Any]]) -> list[DaySum]:
    return [DaySum(r["day"], 1, r["ms"], r.get("amount", Decimal(0))) for r in found]


def proved(name: str, claim: Claim) -> None:
    """The rows, read one by one, make the figure; and so do days, weeks and months."""
    store = data.store()
    found = rows_of(claim)
    assert lineage.holds(store, claim, added_up(found)), name
    days = lineage.days(store, claim)
    for step in lineage.STEPS:
        if claim.figure.unit not in (Unit.DAYS, Unit.MEDIAN) or step == "day":
            assert lineage.holds(store, claim, lineage.by_step(days, step)), (name, step)
    counted = lineage.total(lineage.counted(store, claim))
    assert (counted.rows, counted.ms) == (len(found), lineage.total(days).ms), name
    for each in days[:1]:
        part = lineage.narrowed(claim, each.day, lineage.after(each.day, "day"))
        (again,) = lineage.by_step(added_up(rows_of(part)), "day")
        assert (again.day, again.ms, again.amount) == (each.day, each.ms, each.amount), name
    assert words.settings(claim) and lineage.queries(store, claim), name
    assert not found or tables.picked(cells.columns(claim, found)).num_rows == len(found), name


@pytest.mark.parametrize("page", PAGES)
def test_the_rows_of_every_figure_of_a_page_add_up_to_it(walk, page) -> None:
    walk.visit(page)
    assert walk.offered, "nothing opens here"
    for key, choices in walk.offered.items():
        assert choices, key
        for name, claim in choices.items():
            proved(f"{key}: {name}", claim)


@pytest.mark.parametrize("page", PAGES)
def test_every_card_chart_and_table_has_a_way_into_its_figures(walk, page, monkeypatch) -> None:
    cells_of, table = {}, openers.table

    def seen(columns, choices, name, **more) -> None:
        cells_of[more["key"]] = columns, choices, name
        table(columns, choices, name, **more)

    monkeypatch.setattr(drilldown, "table", seen)
    wanted = walk.wanted(walk.visit(page))
    assert wanted and wanted <= walk.offered.keys(), f"{sorted(wanted - walk.offered.keys())}"
    for key, (columns, choices, name) in cells_of.items():
        figures = {"", *(choices() if callable(choices) else choices)}
        meant = {
            (number, column.name): name(number, column.name)
            for column in columns
            for number, value in enumerate(column.values)
            if value is not None
        }
        assert {cell: text for cell, text in meant.items() if text not in figures} == {}, key


@pytest.mark.parametrize("page", PAGES)
def test_a_card_shows_what_its_rows_make(walk, page) -> None:
    at = walk.visit(page)
    for key, shown in walk.cards(at):
        if key in DIFFERENCES:
            continue
        text = words.value(next(iter(walk.offered[key].values())))
        for unit in UNITS:
            text = text.removesuffix(unit)
        assert text == shown, key


def test_every_figure_that_is_registered_is_on_a_page(walk) -> None:
    seen = set()
    for page in PAGES:
        walk.visit(page)
        seen |= {claim.name for choices in walk.offered.values() for claim in choices.values()}
    assert lineage.FIGURES.keys() == seen


def test_the_drawer_says_formula_settings_sql_and_that_the_rows_add_up(walk) -> None:
    at = open_page()
    at.button(key="prove_billable_minutes").click().run()
    assert "exactly the number, shown as" in page_text(assert_no_exception(at))
    assert "nothing is rounded before the sum" in page_text(at)
    assert "a recording counts on the day it stopped in Asia/Shanghai" in page_text(at)
    assert not at.error


def test_the_lessons_of_explore_open_and_a_drawer_that_fails_leaves_the_page_whole(
    walk, monkeypatch
) -> None:
    at = open_page("monitor/explore")
    at.button(key="prove_lessons").click().run()
    assert "exactly the number, shown as" in page_text(assert_no_exception(at)) and not at.error
    monkeypatch.setattr(rows, "show", lambda *_: {}["kind"])
    at = open_page("monitor/explore")
    at.button(key="prove_lessons").click().run()
    assert "could not be shown" in page_text(assert_no_exception(at))
    assert [tab.label for tab in at.tabs] == ["What changed", "Hours and weekdays", "Lessons"]


def test_the_lessons_of_one_day_are_counted_alone(walk) -> None:
    at = open_page("monitor/explore")
    at.button(key="prove_lessons").click().run()
    assert "11 rows, together" in page_text(assert_no_exception(at))
    again = open_page("monitor/explore")
    again.session_state["proof_rows_of_day"] = at.selectbox(key="proof_rows_of_day").options[1]
    again.button(key="prove_lessons").click().run()
    assert "1 row, together" in page_text(assert_no_exception(again))


def test_a_claim_that_is_wrong_is_told_to_be_wrong(walk) -> None:
    walk.visit("monitor/overview")
    for key in ("prove_billable_minutes", "prove_cost_in", "prove_price_per", "prove_rooms"):
        for claim in walk.offered[key].values():
            days = lineage.days(data.store(), claim)
            wrong = replace(claim, value=(claim.value or 0) + 1)
            assert lineage.holds(data.store(), claim, days)
            assert not lineage.holds(data.store(), wrong, days), key


def test_the_files_to_take_away_hold_all_rows_in_one_order(walk) -> None:
    walk.visit("monitor/overview")
    claim = next(iter(walk.offered["prove_free_minutes"].values()))
    every = tables.Every(lambda: rows.everything(claim))
    table = list(csv.DictReader(io.StringIO(download.as_csv(every).decode("utf-8-sig"))))
    assert sum(int(line["ms"]) for line in table) == claim.value
    assert [line["day"] for line in table] == sorted(line["day"] for line in table)
    assert download.as_xlsx(every, {"Number": claim.title}).startswith(b"PK")


def test_an_unknown_number_opens_the_first_and_no_number_nothing(monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(drawer, "_drawer", lambda choices, first: opened.append(first))
    claim = Claim("room_files", "Files", 1, {})
    drawer.show({"a": claim, "b": claim}, "b")
    drawer.show(lambda: {"a": claim}, "gone")
    drawer.show({})
    assert opened == ["b", "a"]
