"""Data quality and freshness in one line on every page, and what stands behind it."""

from datetime import date

from pages.ui import data
from tests.support.pages import assert_no_exception, load, open_page, page_text, row, write

PAGES = ("monitor/overview", "costs/compare", "sell/calculator", "sell/quotes")


def line(at) -> str:
    found = next(c.value for c in at.caption if c.value.startswith("Recorded "))
    return found.replace("\\", "")


def test_every_page_says_missing_days_and_refused_rows_and_leads_to_the_details(
    database, tmp_path
) -> None:
    rows = [row(1), row(2, day=3), row(3, day=4), row(4, VideoType=9)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page()
    for page in PAGES:
        at.switch_page(f"pages/{page}.py").run()
        assert line(assert_no_exception(at)).endswith(
            "2 days without recordings · 25.0% of rows refused"
        ), page
        assert "Details" in [link.label for link in at.page_link], page
    at.switch_page("pages/data/imports.py").run()
    assert "25.0% of rows refused" in line(assert_no_exception(at))
    assert "Data quality" in page_text(at)
    told = {metric.label: (metric.value, metric.delta) for metric in at.metric}
    assert told["Recorded days"] == ("3", "of 5")
    assert told["Rows refused"] == ("1", "of 4")
    assert "2 days without recordings, 2 of them Monday to Friday" in page_text(at)


def test_what_is_whole_is_said_to_be_whole(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, day=1)]))
    assert line(open_page()).endswith("no day missing · no row refused")
    at = open_page("data/imports")
    assert "Something was recorded on every day" in page_text(at)


def test_a_share_of_refused_rows_that_rounds_to_nothing_is_not_called_nothing(
    database, tmp_path
) -> None:
    rows = [row(n) for n in range(1200)] + [row(9999, VideoType=9)]
    load(database, write(tmp_path / "lessons.csv", rows))
    assert line(open_page()).endswith("less than 0.1% of rows refused")


def test_missing_days_are_stretches_with_their_working_days(database, tmp_path) -> None:
    """27 March 2024 is a Wednesday."""
    rows = [row(1), row(2, day=1), row(3, day=6), row(4, day=8)]
    load(database, write(tmp_path / "lessons.csv", rows))
    assert data.missing_days() == [
        {
            "first_day": date(2024, 3, 29),
            "last_day": date(2024, 4, 1),
            "days": 4,
            "working_days": 2,
        },
        {
            "first_day": date(2024, 4, 3),
            "last_day": date(2024, 4, 3),
            "days": 1,
            "working_days": 1,
        },
    ]
