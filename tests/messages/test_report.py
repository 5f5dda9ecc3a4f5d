"""The month's report: its figures are those of `costs`, its file asks nobody for anything, its PDF has two pages of A4."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from analytics import ingest
from analytics.catalog import plans
from analytics.core.errors import Problem
from analytics.core.model import Kind, Plan
from analytics.groups import imports
from analytics.groups.rows import GroupRow
from analytics.messages import report, report_files
from analytics.messages.report import Scope
from analytics.reports import budgets, cost_of_use, team_outlook
from analytics.reports.filters import Filters
from analytics.storage.store import Store
from tests.support.plans import pack
from tests.support.recordings import Video, put
from tests.support.terminal import Terminal

FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    """January to 10 March 2024: each day an hour in room 7, from February on two in room 8; 3 February is missing."""
    videos = []
    for number in range(70):
        day = date(2024, 1, 1) + timedelta(number)
        if day == date(2024, 2, 3):
            continue
        videos.append(Video(f"a{day}", Kind.CAMERA, 3_600_000, f"{day} 10:00:00", task=f"a{day}"))
        if day >= FEBRUARY:
            videos.append(
                Video(
                    f"b{day}",
                    Kind.CAMERA,
                    7_200_000,
                    f"{day} 12:00:00",
                    task=f"b{day}",
                    room="8 <b>教室",
                )
            )
    with Store(database) as opened:
        put(opened, videos)
        yield opened


def table(facts: report.Facts, title: str) -> report.Table:
    (one,) = [
        t for t in (*facts.tables, *facts.details, *facts.groups) if t.title.startswith(title)
    ]
    return one


@pytest.mark.slow
def test_its_figures_are_the_cost_of_use_of_the_month_against_the_month_before(
    store: Store,
) -> None:
    plans.save(store, "Mine", Plan(packs=(pack("A", 6000, "2024-01-01", price="30.00"),)))
    plans.choose_team(store, "Mine")
    facts = report.asked(store, FEBRUARY)
    _, plan = plans.team(store)
    rows = cost_of_use.by_fields(store, plan, ("room",), Filters(FEBRUARY, MARCH))
    total = sum((row.total for row in rows), Decimal(0))
    cost, minutes, price, forecast = facts.cells
    assert (cost.value, minutes.value) == (f"${total}", "5,040")
    assert total > 25, "minutes that packs have paid for are not free"
    assert minutes.note == "before 1,860, +171 %" and price.note == "before $5.00"
    assert forecast.label == "Forecast March 2024"
    changed = table(facts, "What changed most")
    assert [row[0] for row in changed.rows] == ["Room 8 <b>教室", "Room 7", "All rooms"]
    assert changed.rows[-1][-1] == "100 %"
    assert table(facts, "Packs").rows[0][0] == "A" if table(facts, "Packs").rows else True
    assert "1 day of it without recordings." in facts.doubts
    assert len(facts.bars) == 29 and facts.bars[2].permille == 0


@pytest.mark.slow
def test_a_month_that_is_not_over_and_one_that_has_none_before_say_so(store: Store) -> None:
    march = report.asked(store, MARCH)
    assert "The month is not complete: recorded up to 10 Mar 2024." in march.doubts
    january = report.asked(store, date(2024, 1, 1))
    assert january.cells[0].note == "no month before it is recorded"
    assert table(january, "What changed most").rows == ()
    with pytest.raises(Problem, match="nothing is recorded in May 2024"):
        report.asked(store, date(2024, 5, 1))


@pytest.mark.slow
def test_a_month_has_one_cost_in_its_report(database: Path) -> None:
    """As parts of one sum its row and the one before would be $0.02 and $0.01."""
    videos = [
        Video(f"v{month}", Kind.CAMERA, 120_000, f"2024-0{month}-05 10:00:00", task=f"t{month}")
        for month in (2, 3)
    ]
    with Store(database) as store:
        put(store, videos)
        facts = report.asked(store, MARCH)
    assert facts.cells[0].value == "$0.01"
    assert [row[2] for row in table(facts, "Month by month").rows] == ["$0.01", "$0.01"]


@pytest.mark.slow
def test_budgets_are_held_against_the_months_own_cost(store: Store) -> None:
    team_outlook.keep_alert_settings(store, 14, "30", "USD")
    budgets.keep(store, "room", "7", "20", "USD")
    february = table(report.asked(store, FEBRUARY), "Budgets")
    assert february.rows == (
        ("Whole account", "$30.00", "$35.28", "117 %", "$35.28", "$5.28 over"),
        ("Room 7", "$20.00", "$11.76", "58 %", "$11.76", "kept"),
    )
    march = table(report.asked(store, MARCH), "Budgets")
    assert march.rows[1][2:] == ("$4.20", "21 %", "$13.02", "kept")


@pytest.mark.slow
def test_a_part_of_the_account_has_its_own_report(store: Store) -> None:
    facts = report.asked(store, FEBRUARY, Scope("room", "7"))
    assert (facts.cells[0].value, facts.minutes) == ("$11.76", "1,680")
    assert facts.subtitle.startswith("Room 7 · plan Postpaid")
    assert [t.title for t in facts.tables] == ["Month by month", "Budgets"]
    user = report.asked(store, FEBRUARY, Scope("user", "u"))
    assert user.minutes == "5,040"


def test_the_html_file_asks_nobody_for_anything_and_holds_no_markup_of_the_data(
    store: Store,
) -> None:
    text = report_files.as_html(report.asked(store, FEBRUARY))
    assert "Room 8 &lt;b&gt;教室" in text and "<b>" not in text
    assert "default-src 'none'" in text
    assert not re.search(
        r"https?:|//|@import|url\(|<script|<img|<link|src=", text.replace("image/svg", "")
    )


@pytest.mark.slow
def test_the_pdf_has_two_pages_of_a4_and_the_same_facts_give_the_same_bytes(store: Store) -> None:
    many = replace(
        Plan(),
        packs=tuple(pack(f"Pack number {n}", 90_000, f"2024-01-0{n}") for n in range(1, 9)),
    )
    plans.save(store, "Mine", many)
    plans.choose_team(store, "Mine")
    for kind in ("camera", "whiteboard", "screen", "mixed", "audio"):
        budgets.keep(store, "kind", kind, "20", "USD")
    facts = report.asked(store, FEBRUARY)
    first = report_files.as_pdf(facts)
    assert first == report_files.as_pdf(report.asked(store, FEBRUARY))
    pages = pypdf.PdfReader(BytesIO(first)).pages
    assert len(pages) == 2
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert "Recording costs in February 2024" in pages[0].extract_text()
    assert "教室" in pages[1].extract_text()


@pytest.mark.slow
@pytest.mark.parametrize("dimensions", [0, 1, 2, 4, 9])
def test_two_pages_hold_it_however_many_groups_budgets_and_packs_there_are(
    store: Store, dimensions: int
) -> None:
    rooms = [f"room {n}" for n in range(14)]
    put(store, [Video(r, Kind.CAMERA, 60_000, "2024-02-10 10:00:00", task=r, room=r) for r in rooms])  # fmt: skip
    rows = [
        GroupRow(n, f"dimension{d}", f"value {n} of {d}", room=room)
        for d in range(dimensions)
        for n, room in enumerate(rooms)
    ]
    if rows:
        imports.add(store, rows, "groups.csv")
    packs = tuple(pack(f"Pack number {n}", 90_000, f"2024-01-0{n}") for n in range(1, 9))
    plans.save(store, "Mine", replace(Plan(), packs=packs[: dimensions * 2]))
    plans.choose_team(store, "Mine")
    for room in rooms[: dimensions * 3]:
        budgets.keep(store, "room", room, "20", "USD")
    facts = report.asked(store, FEBRUARY)
    assert len(pypdf.PdfReader(BytesIO(report_files.as_pdf(facts))).pages) == 2
    told = sum(t.title.startswith("By dimension") for t in facts.groups)
    assert told + facts.more_groups.count("dimension") == dimensions
    assert told >= min(dimensions, 2)
    for each in facts.groups:
        others = [row for row in each.rows if row[0].endswith("others")]
        assert len(each.rows) >= 4 or not others


@pytest.mark.slow
def test_signs_that_the_font_has_not_are_question_marks_and_that_is_said(store: Store) -> None:
    facts = replace(report.asked(store, FEBRUARY), subtitle="Room 🏫")
    page = pypdf.PdfReader(BytesIO(report_files.as_pdf(facts))).pages[1].extract_text()
    assert "printed as ?" in page


@pytest.mark.slow
def test_the_command_writes_both_files_and_refuses_what_it_does_not_know(
    store: Store,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.close()
    terminal, out = Terminal(capsys, monkeypatch), tmp_path / "out"
    done = terminal("report", "--month", "2024-02", "--group", "room=7", "--out", out)
    assert (done.status, done.err) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == [
        "report-2024-02.html",
        "report-2024-02.pdf",
    ]
    wrong = terminal("report", "--month", "2024-02", "--group", "planet=Mars", "--out", out)
    assert wrong.status == 2 and '--group: "planet=Mars" is not DIMENSION=VALUE' in wrong.err
    assert terminal("report", "--month", "2024-13", "--out", out).status == 2


@pytest.mark.slow
def test_a_group_has_its_own_report_and_stands_in_that_of_the_whole(store: Store) -> None:
    imports.add(store, [GroupRow(1, "department", "Maths", room="7")], "groups.csv")
    facts = report.asked(store, FEBRUARY, Scope("department", "Maths"))
    assert (facts.cells[0].value, facts.minutes) == ("$11.76", "1,680")
    assert facts.subtitle.startswith("Department Maths")
    whole = table(report.asked(store, FEBRUARY), "By department")
    assert whole.rows == (("not mapped", "3,360", "$23.52"), ("Maths", "1,680", "$11.76"))


@pytest.mark.slow
def test_the_vendor_s_billed_minutes_stand_beside_ours_where_they_are_loaded(
    store: Store, tmp_path: Path
) -> None:
    titles = [t.title for t in report.asked(store, FEBRUARY).tables]
    assert "Reconciliation with the vendor" not in titles
    path = tmp_path / "usage.csv"
    path.write_text("Time,SdkAppId,SubProduct,Value\n2024-02-10,1,sp_tiw_ric,217\n")
    assert ingest.import_file(store, path).status == "loaded"
    told = table(report.asked(store, FEBRUARY), "Reconciliation")
    assert ("Unexplained", "37") in told.rows
    assert "differs by 37 min ($0.26)" in told.note
