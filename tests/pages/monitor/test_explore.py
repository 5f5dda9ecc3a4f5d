"""Explore: any part of the minutes; a click filters the page, a link says all of it, a view keeps it."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from analytics import lineage
from analytics.groups import imports
from analytics.groups.rows import GroupRow
from analytics.reports.explore import saved_views
from analytics.storage.store import Store
from pages.ui import data
from pages.ui.drilldown import openers
from tests.support import exports
from tests.support.pages import (
    ROOT,
    assert_no_exception,
    filter_by,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    write,
)

PAGE = "monitor/explore"
TOLD_BY_FILES = {
    "Weekday": "7 weekdays",
    "Hour": "1 hour",
    "Finish reason": "1 finish reason",
    "Resolution": "1 resolution",
    "Task state": "1 task state",
}


def lessons(folder: Path, *, days: int = 60) -> Path:
    """Two rooms, a lesson of ten minutes every third day in one and every fifth in the other."""
    rows = [row(day, day=day) for day in range(0, days, 3)]
    rows += [row(1000 + day, day=day, RoomId="房间 & 2") for day in range(0, days, 5)]
    rows += [row(2000, day=days - 1, VideoType=3, TaskId="task1000")]
    return write(folder / "lessons.csv", rows)


def opened(link: str) -> AppTest:
    """A new session that starts with a link to the page."""
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.switch_page(f"pages/{PAGE}.py")
    for name, values in parse_qs(urlsplit(link).query).items():
        at.query_params[name] = values
    return assert_no_exception(at.run())


def behind(at: AppTest, button: str) -> AppTest:
    """With a popover open, which is empty before."""
    at.session_state[button] = True
    return assert_no_exception(at.run())


def copied(at: AppTest) -> str:
    return str(behind(at, "copy").sidebar.code[0].value)


def chips(at: AppTest) -> list[str]:
    return [each.label for each in at.button if str(each.key).startswith("chip_")]


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page(PAGE))


def test_one_row_is_a_page_too(database, tmp_path) -> None:
    load(database, write(tmp_path / "one.csv", [row(1)]))
    at = open_page(PAGE)
    assert metric_values(at)["Minutes"] == "10"
    assert "1 kind: 10 minutes" in page_text(at)
    assert "nothing to compare. Recordings cover 27 Mar 2024." in page_text(at)


def test_the_ranking_of_each_dimension_adds_up_to_the_same(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = open_page(PAGE)
    for by, count in {
        "Kind": "2 kinds",
        "App": "1 app",
        "Room": "2 rooms",
        "User": "files of no user",
        **TOLD_BY_FILES,
    }.items():
        at.selectbox(key="by").set_value(by).run()
        assert f"{count}: 330 minutes" in page_text(assert_no_exception(at))


@pytest.mark.parametrize(
    ("by", "count"), [("Room", "2 rooms"), ("Kind", "2 kinds"), ("dept", "2 values of dept")]
)
def test_each_measure_adds_up_by_fields_and_by_groups(database, tmp_path, by, count) -> None:
    """320 billable minutes at USD 7.00 a thousand are USD 2.24."""
    load(database, lessons(tmp_path))
    with Store(database) as store:
        imports.add(store, [GroupRow(2, "dept", "Maths", room="1")], "groups.csv")
    for measure, total in {
        "Minutes": "330 minutes · 33 files",
        "Billable minutes": "320 billable minutes · 33 files",
        "Cost": "$2.24 · 33 files",
        "Files": "33 files",
    }.items():
        for step in ("Days", "Months"):
            at = opened(f"?measure={measure}&by={by}&step={step}")
            assert f"{count}: {total}" in page_text(at)
        assert parse_qs(urlsplit(copied(at)).query).get("measure", ["Minutes"]) == [measure]


def test_a_cost_is_told_by_what_a_file_tells(database, tmp_path) -> None:
    """A file costs its share of its day, and is told by the hour of its start."""
    load(database, lessons(tmp_path))
    for by, count in TOLD_BY_FILES.items():
        assert f"{count}: $2.24" in page_text(opened(f"?measure=Cost&by={by}"))
    assert "1 room: $0.21" in page_text(
        opened("?measure=Cost&by=Room&weekday=Monday&room=1&hour=12:00")
    )


@pytest.mark.parametrize(
    ("line", "minutes"),
    [
        ("room:1", "210"),
        ("-room:1", "120"),
        ("room~房", "120"),
        ("-room~房", "210"),
        ("room:1 -room~1", "0"),
        ("-kind:Camera", "10"),
        ("-weekday:Monday -weekday:Tuesday", "230"),
        ("state:FINISHED", "330"),
        ("-state:FINISHED", "0"),
        ("-user:(none)", "0"),
        ("user:(none) -room:1", "120"),
        ("room~o", "0"),
    ],
)
def test_what_is_named_is_meant_or_left_out(database, tmp_path, line, minutes) -> None:
    load(database, lessons(tmp_path))
    at = filter_by(open_page(PAGE), line)
    if minutes == "0":
        assert "Nothing was recorded here" in page_text(at)
    else:
        assert metric_values(at)["Minutes"] == minutes
    assert len(chips(at)) == len(line.split())
    again = opened(copied(at)) if minutes != "0" else at
    assert metric_values(again) == metric_values(at)


def test_a_name_is_searched_for_by_the_server(database, tmp_path) -> None:
    """Only the first of 40 rooms are sent; what is typed finds the others, also by the team's own names."""
    rows = [row(n, RoomId=f"room {n:02}", VideoDuration=(n + 1) * 60_000) for n in range(40)]
    load(database, write(tmp_path / "rooms.csv", rows))
    with Store(database) as store:
        imports.add(store, [GroupRow(2, "room_name", "Algebra", room="room 03")], "groups.csv")
    at = behind(open_page(PAGE), "filter_menu")
    at.selectbox(key="filter_by").set_value("Room").run()
    assert "The 15 most recorded of 40 rooms." in page_text(at)
    for text, found in (("room 00", "room 00"), ("ALGEBRA", "room 03")):
        find = next(each for each in at.text_input if str(each.key).startswith("filter_find"))
        find.set_value(text).run()
        assert "1 room." in page_text(assert_no_exception(at))
        pick = next(each for each in at.button_group if str(each.key).startswith("filter_pick"))
        assert pick.options[0] == found
    pick.set_value(found).run()
    assert chips(assert_no_exception(at)) == ["Room\\: room 03"]
    assert metric_values(at)["Minutes"] == "4"


def test_a_group_filters_the_whole_page(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    with Store(database) as store:
        rows = [GroupRow(2, "dept", "Maths", room="1"), GroupRow(3, "who", "all", app="14*")]
        imports.add(store, rows, "groups.csv")
    at = opened("?group=dept: Maths&measure=Cost&by=Room")
    assert metric_values(at)["Minutes"] == "210"
    assert chips(at) == ["dept\\: Maths"]
    assert "1 room: $1.40 · 21 files" in page_text(at)
    assert 'group:"dept: Maths"' in parse_qs(urlsplit(copied(at)).query)["filter"][0]
    at.button(key="chip_0").click().run()
    assert metric_values(assert_no_exception(at))["Minutes"] == "330"
    for link, minutes in (
        ("?group=dept: not mapped", "120"),
        ("?group=dept: not mapped&group=dept: Maths", "330"),
        ("?group=dept: not mapped&group=who: all&kind=Camera", "120"),
    ):
        assert metric_values(opened(link))["Minutes"] == minutes
    for link in ("?group=dept: Maths&room=房间 %26 2", "?group=who: not mapped"):
        assert "Nothing was recorded here" in [each.value for each in opened(link).subheader]


def test_a_group_that_is_no_list_of_names_is_a_sentence(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    with Store(database) as store:
        dated = GroupRow(2, "dept", "Maths", room="1", since=date(2024, 4, 1))
        imports.add(store, [dated, GroupRow(3, "pair", "x", "14*", "1")], "groups.csv")
    for group in ("dept: Maths", "pair: x"):
        text = page_text(opened(f"?group={group}"))
        assert "is no list of apps, rooms or users" in text
        assert "Choose it under “over time by”, or filter by rooms." in text


def test_a_cost_is_of_what_the_filters_leave(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?measure=Cost&by=Kind&room=1")
    assert "2 kinds: $1.40 · 21 files" in page_text(at)
    assert "$0.07 a lesson, $0.40 a lesson hour and $0.42 a billable hour" in page_text(at)


@pytest.mark.parametrize(
    ("measure", "total"),
    [
        ("Lessons", "32 lessons · 33 files"),
        ("Cost per lesson", "$0.07 in all"),
        ("Cost per lesson hour", "$0.42 in all"),
        ("Billed minutes per lesson minute", "1.00 in all"),
    ],
)
def test_lessons_and_ratios_are_told_of_each_value_and_of_all(
    database, tmp_path, measure, total
) -> None:
    """32 lessons of ten minutes, 320 billable minutes for USD 2.24."""
    load(database, lessons(tmp_path))
    at = opened(f"?measure={measure}&by=Room&changes_of={measure}&rhythm_of={measure}")
    assert f"2 rooms: {total}" in page_text(at)
    for step in ("Weeks", "Months"):
        assert f"2 rooms: {total}" in page_text(opened(f"?measure={measure}&by=Room&step={step}"))


def test_a_lesson_counts_under_each_of_its_kinds_and_once_in_all(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    text = page_text(opened("?measure=Lessons&by=Kind"))
    assert "2 kinds: 32 lessons · 33 files · a lesson of several values counts under each" in text


def test_a_cost_per_student_needs_to_know_who_is_one(database, tmp_path) -> None:
    path = tmp_path / "two.csv"
    rows = [exports.row("a", UserId="li"), exports.row("b", UserId="wu", TaskId="other")]
    path.write_text(exports.flat([*rows, exports.row("c")]))
    load(database, path)
    link = "?measure=Cost per student&by=App"
    assert "Cost per student needs to know who is a student" in page_text(opened(link))
    data.close()
    with Store(database) as store:
        roles = [GroupRow(n, "role", "Student", user=user) for n, user in ((2, "li"), (3, "wu"))]
        imports.add(store, roles, "roles.csv")
    whole = page_text(opened("?measure=Cost&by=App")).partition("1 app: $")[2].partition(" ")[0]
    each = f"{Decimal(whole) / 2:.2f}"
    assert f"1 app: ${each} in all" in page_text(opened(link))


@pytest.mark.parametrize("by", ["Room", "Weekday", "Hour", "dept"])
def test_a_cell_of_cost_opens_to_rows_that_add_up_to_it(
    database, tmp_path, by, monkeypatch
) -> None:
    load(database, lessons(tmp_path))
    with Store(database) as store:
        imports.add(store, [GroupRow(2, "dept", "Maths", room="1")], "groups.csv")
    offered: dict[str, Any] = {}
    monkeypatch.setattr(openers, "offered", lambda key, choices: offered.update({key: choices()}))
    link = f"?measure=Cost&by={by}&changes_of=Cost&changes_by={by}&rhythm_of=Cost"
    assert_no_exception(opened(f"{link}&period=Last 30 days&kind=Camera"))
    claims = [c for key, found in offered.items() if "headline" not in key for c in found.values()]
    costs = [claim for claim in claims if claim.name == "part_cost"]
    assert len(costs) > 10
    for claim in costs:
        assert lineage.holds(data.store(), claim, lineage.days(data.store(), claim)), claim.title


@pytest.mark.parametrize("marks", ["Bars", "Lines"])
@pytest.mark.parametrize("amount", ["Amount", "Share"])
def test_every_form_of_the_chart_is_drawn(database, tmp_path, marks, amount) -> None:
    load(database, lessons(tmp_path))
    for step in ("Days", "Weeks", "Months"):
        at = opened(f"?by=Room&step={step}&marks={marks}&amount={amount}")
        assert metric_values(at)["Minutes"] == "330"


def test_a_chip_takes_its_filter_off(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?room=房间 %26 2&kind=Camera&weekday=Monday&focus=2024-04-01&focus=2024-05-31")
    assert len(chips(at)) == 4
    while chips(at):
        at.button(key=next(b.key for b in at.button if str(b.key).startswith("chip_"))).click()
        assert_no_exception(at.run())
    assert metric_values(at)["Minutes"] == "330"


def test_all_chips_go_at_once(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?kind=Camera&weekday=Monday&focus=2024-04-01&focus=2024-05-31")
    at.button(key="clear").click().run()
    assert not chips(assert_no_exception(at)) and metric_values(at)["Minutes"] == "330"


def test_a_copied_link_opens_to_the_same_numbers(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = filter_by(open_page(PAGE), 'weekday:Monday weekday:Tuesday -room:"房间 & 2"')
    at.selectbox(key="by").set_value("Weekday").run()
    at.multiselect(key="against").set_value(["The period before", "The same weeks last year"]).run()
    captions = [each.value for each in assert_no_exception(at.run()).caption]
    again = opened(copied(at))
    assert metric_values(again) == metric_values(at)
    assert [each.value for each in again.caption] == captions
    assert chips(again) == chips(at)
    assert again.selectbox(key="by").value == "Weekday"


def test_what_a_link_asks_for_in_vain_is_left_out(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?by=Smell&weekday=Someday&hour=99:00&focus=1999-01-01&step=Ages&user=nobody")
    assert "Nothing was recorded here" in page_text(at)
    assert "left out of the filters: weekday “Someday” and hour “99:00”." in page_text(at)
    at.button(key="clear_here").click().run()
    assert metric_values(assert_no_exception(at))["Minutes"] == "330"


def test_what_changed_adds_up_and_says_which_days_meet(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = open_page(PAGE)
    at.selectbox(key="period").set_value("Last 30 days").run()
    assert metric_values(assert_no_exception(at))["The period before"] == "+10 min"
    assert "26 Apr – 25 May 2024 against 27 Mar – 25 Apr 2024" in page_text(at)
    assert "All: 160 before, 170 now, +10 (+6.3%)" in page_text(at)


def test_what_changed_is_told_in_each_measure(database, tmp_path) -> None:
    """Ten minutes more, of a mixed stream, which is free."""
    load(database, lessons(tmp_path))
    for measure, difference, words in (
        ("Billable minutes", "±0 min", "All: 160 before, 160 now, ±0 (0.0%)"),
        ("Cost", "±$0.00", "All: $1.12 before, $1.12 now, ±$0.00 (0.0%)"),
        ("Files", "+1", "All: 16 before, 17 now, +1 (+6.3%)"),
    ):
        at = opened(f"?period=Last 30 days&changes_of={measure}")
        assert metric_values(at)["The period before"] == difference
        assert words in page_text(at)


def test_a_partial_comparison_leaves_the_same_days_out_on_both_sides(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?period=Choose days …&days=2024-04-16&days=2024-05-25")
    assert "partial: only 20 days of 40 are recorded on both sides" in page_text(at)
    assert "6 – 25 May 2024 against 27 Mar – 15 Apr 2024" in page_text(at)


def test_a_single_day_is_held_against_its_weekday_of_the_four_weeks_before(
    database, tmp_path
) -> None:
    load(database, lessons(tmp_path))
    weekday = "&against=The same weekday, 4 weeks before"
    at = opened(f"?period=Choose days …&days=2024-04-26&days=2024-04-26{weekday}")
    assert (
        "26 Apr 2024 against the average of 4 Fridays: 29 Mar, 5 Apr, 12 Apr and 19 Apr · "
        "3 of them have no recordings"
    ) in page_text(at)
    at = opened(f"?period=Last 30 days{weekday}")
    assert "Choose a single day" in page_text(at)


def test_two_comparisons_stand_beside_each_other(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened(
        "?period=Choose days …&days=2024-05-06&days=2024-05-25"
        "&against=The period before&against=Other days"
        "&against_days=2024-03-27&against_days=2024-04-05"
    )
    assert {"The period before", "Other days"} <= set(metric_values(at))
    assert "20 days against 10: a day it is" in page_text(at)


@pytest.mark.parametrize("show", ["Over time", "Length", "Cameras", "Mixed stream"])
def test_lessons_are_shown_by_what_they_are_like(database, tmp_path, show) -> None:
    load(database, lessons(tmp_path))
    at = opened(f"?lessons={show}")
    words = {
        "Over time": "32 lessons in 60 days, 0.53 a day",
        "Length": "From the start of the recording to its last recorded moment",
        "Cameras": "Users with a camera file: 1.0 a lesson",
        "Mixed stream": "1 of 32 lessons have a mixed stream: 3.1%",
    }
    assert words[show] in page_text(at)


def test_a_name_can_be_found_in_the_ranking(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?by=Room")
    at.text_input(key="find").set_value("房间").run()
    found = "1 room: 120 minutes · 12 files · 36.4% of all 2"
    assert found in page_text(assert_no_exception(at))
    assert found in page_text(opened("?by=Room&find=房间"))
    at.selectbox(key="by").set_value("Kind").run()
    assert at.text_input(key="find").value == ""
    assert "of all" not in page_text(assert_no_exception(at)).partition("What changed")[0]


@pytest.mark.parametrize("name", ["房" * 300, "![x](http://evil/x.png)", "<b>b</b>", "a|b", ""])
def test_odd_names_are_text(database, tmp_path, name) -> None:
    load(database, write(tmp_path / "odd.csv", [row(1, RoomId=name, day=-40), row(2, RoomId=name)]))
    at = opened("?by=Room&period=Last 30 days")
    assert "1 room: 10 minutes" in page_text(at)
    assert all("![" not in str(text.value) for text in [*at.markdown, *at.caption])


def test_a_view_is_kept_for_the_team_and_opens_a_new_session(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = opened("?by=Room&step=Weeks&weekday=Monday&period=Last 30 days")
    minutes = metric_values(at)["Minutes"]
    behind(at, "views")
    at.text_input(key="view_name").set_value("Mondays 周一").run()
    at.button(key="view_keep").click().run()
    at.button(key="view_default_0").click().run()
    assert_no_exception(at)

    new = behind(open_page(PAGE), "views")
    assert metric_values(new)["Minutes"] == minutes
    assert new.selectbox(key="by").value == "Room" and new.selectbox(key="period").value
    new.button(key="view_none").click().run()
    assert metric_values(open_page(PAGE))["Minutes"] == "330"
    new.button(key="view_0").click().run()
    assert metric_values(assert_no_exception(new))["Minutes"] == minutes
    new.button(key="view_delete_0").click().run()
    assert "No saved views yet" in page_text(assert_no_exception(new))


def test_a_view_of_a_name_that_is_taken_is_replaced_only_when_asked(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    with Store(database) as store:
        saved_views.keep(store, "Mondays", "weekday=Monday")
    at = behind(open_page(PAGE), "views")
    at.text_input(key="view_name").set_value("Mondays").run()
    at.button(key="view_keep").click().run()
    assert (
        "keeps a view" in page_text(at)
        and data.asked("explore_views")[0]["link"] == "weekday=Monday"
    )
    at.button(key="view_replace").click().run()
    assert not at.error and not data.asked("explore_views")[0]["link"]


def test_a_ready_made_view_is_of_what_is_filtered_and_brings_the_days_that_it_needs(
    database, tmp_path
) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, VideoType=3, day=200)]))
    with Store(database) as store:
        imports.add(store, [GroupRow(2, "team", "North", room="1")], "groups.csv")
    at = behind(filter_by(open_page(PAGE), "kind:Camera"), "views")
    names = {button.label: button for button in at.button if "view_starter" in (button.key or "")}
    names["Cost by team"].click().run()
    assert (at.session_state["measure"], at.session_state["by"]) == ("Cost", "team")
    assert at.session_state["filter"] == "kind:Camera"
    behind(assert_no_exception(at), "views")
    names = {button.label: button for button in at.button if "view_starter" in (button.key or "")}
    names["Share by kind per month, all days"].click().run()
    assert_no_exception(at)
    assert at.session_state["filter"] == 'period:"All recorded days" kind:Camera'
    assert (at.session_state["step"], at.session_state["amount"]) == ("Months", "Share")


def test_a_view_needs_a_name(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    at = behind(open_page(PAGE), "views")
    at.button(key="view_keep").click().run()
    assert "a view needs a name" in page_text(at)


def test_a_link_goes_before_the_teams_view(database, tmp_path) -> None:
    load(database, lessons(tmp_path))
    with Store(database) as store:
        saved_views.keep(store, "Mondays", "weekday=Monday")
        saved_views.make_default(store, "Mondays")
    assert metric_values(opened("?kind=Mixed stream"))["Minutes"] == "10"


def test_lessons_filtered_by_two_things_have_one_file_that_is_both(database, tmp_path) -> None:
    path = tmp_path / "two.csv"
    files = [exports.row("a"), exports.row("b", VideoType=2, UserId="student")]
    path.write_text(exports.flat([*files, exports.row("c", TaskId="other", UserId="student")]))
    load(database, path)
    assert metric_values(opened("?user=student"))["Lessons"] == "2"
    assert metric_values(opened("?user=student&kind=Camera"))["Lessons"] == "1"
    assert metric_values(opened("?user=teacher&kind=Camera"))["Lessons"] == "1"
