"""A day explains itself: marks above the charts, notes, the days before as a line, and why a day is as it is."""

from datetime import date

import pytest

from analytics.catalog import price_books
from analytics.reports import notes
from pages.ui import data, day_marks
from pages.ui.charts.base import dotted_before, figure
from tests.support.pages import (
    ROOT,
    assert_no_exception,
    filter_by,
    load,
    open_page,
    page_text,
    row,
    write,
)

DAYS = 70
LAST = date(2024, 6, 4)


@pytest.fixture
def recorded(database, tmp_path):
    """Ten weeks of an hour a day in room 1; one Monday missing; on the last day ten hours in room 2 as well."""
    rows = [row(day, day=day, VideoDuration=3_600_000) for day in range(DAYS) if day != 40]
    rows.append(row(999, day=DAYS - 1, VideoDuration=36_000_000, RoomId="2", TaskId="late"))
    load(database, write(tmp_path / "lessons.csv", rows))
    return database


def test_marks_tell_unusual_days_gaps_prices_and_notes(recorded) -> None:
    data.coverage()
    notes.keep(data.store(), date(2024, 5, 1), date(2024, 5, 4), "labour day <b>", "Li")
    notes.keep(data.store(), date(2024, 5, 8), date(2024, 5, 9), "only room 2", "Li", "room", "2")
    picture = figure([], height=100, unit="x")
    words = day_marks.put(picture, date(2024, 3, 27), date(2024, 6, 5), {"room": ["1"]})
    assert words == "○ no recordings · ● unusual day · ▼ note" or set(words.split(" · ")) == {
        "● unusual day",
        "○ no recordings",
        "▼ note",
    }
    drawn = picture.to_dict()
    (signs,) = drawn["data"]
    told = set(signs["customdata"])
    assert "1 – 3 May 2024: labour day &lt;b&gt; (Li)" in told
    assert "No recordings: 6 May 2024" in told
    assert any(
        text.startswith("4 Jun 2024: 660 billable minutes, usual Tuesday 60") for text in told
    )
    assert len(drawn["layout"]["shapes"]) == 1, "a span is shaded"


def test_a_bar_of_a_month_has_each_sign_once_and_says_what_it_stands_for(recorded) -> None:
    data.coverage()
    for day in (1, 2, 3, 8, 9):
        notes.keep(data.store(), date(2024, 5, day), date(2024, 5, day + 1), f"note {day}", "Li")
    picture = figure([], height=100, unit="x")
    words = day_marks.put(picture, date(2024, 3, 27), date(2024, 6, 5), None, "month")
    assert {"● unusual day", "○ no recordings", "▼ note"} == set(words.split(" · "))
    (signs,) = picture.to_dict()["data"]
    assert signs["showlegend"] is False, "signs are no part of the figure"
    symbols = zip(signs["marker"]["symbol"], signs["x"], signs["customdata"], strict=True)
    ((day, text),) = [(x, data) for symbol, x, data in symbols if symbol == "triangle-down"]
    assert day == "2024-05-01"
    assert "note 1 (Li); " in text and text.endswith("2 more")


def test_a_change_of_prices_is_marked(recorded) -> None:
    data.coverage()
    shipped = (ROOT / "data/price_books/tencent-intl.toml").read_text()
    dated = 'version = "2024-05-15"\nvalid_from = 2024-05-15'
    price_books.save_version(data.store(), shipped.replace('version = "2024-03-27"', dated, 1))
    picture = figure([], height=100, unit="x")
    assert "◆ price change" in day_marks.put(picture, date(2024, 5, 1), date(2024, 6, 1))


def test_days_before_are_a_line_on_the_same_places() -> None:
    now = {date(2024, 5, 1): 60_000, date(2024, 5, 2): 0}
    before = {date(2024, 4, 1): 120_000, date(2024, 4, 3): 60_000}
    (line,) = dotted_before(now, before, "April", date(2024, 5, 1) - date(2024, 4, 1))
    assert line["x"] == ["2024-05-01", "2024-05-03"] and line["y"] == [2.0, 1.0]
    (line,) = dotted_before(now, before, "April", None)
    assert line["x"] == ["2024-05-01", "2024-05-02"]
    assert dotted_before(now, {}, "April", None) == []


def test_a_day_that_is_looked_at_alone_says_why(recorded) -> None:
    at = open_page("monitor/explore")
    filter_by(at, f"focus:{LAST}..{LAST}")
    text = page_text(assert_no_exception(at)).replace("\\", "")
    assert "Why Tuesday 4 Jun 2024" in [heading.value for heading in at.subheader]
    assert "660 minutes, usual 60 (+1,000%): the mean of the 4 Tuesdays before" in text
    (table,) = [each for each in at.dataframe if "New or gone" in each.value.columns]
    assert table.value["Change"].tolist() == [600]
    assert [round(share) for share in table.value["Explains"]] == [100]
    assert table.value["New or gone"].tolist() == ["new"]


def test_a_note_is_written_beside_the_chart_and_seen_by_all(recorded) -> None:
    at = open_page()
    assert "● unusual day" in page_text(at)
    at.session_state["notes"] = True
    at.run()
    at.text_input(key="note_text").set_value("ten hours in room 2")
    at.text_input(key="note_who").set_value("Li")
    at.button(key="note_add").click().run()
    assert_no_exception(at)
    (note,) = notes.notes(data.store())
    assert (note.since, note.text, note.who) == (LAST, "ten hours in room 2", "Li")
    again = open_page("monitor/explore")
    assert "▼ note" in page_text(again)
