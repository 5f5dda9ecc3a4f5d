"""What can be taken away: every table's values, a page as one file, and its whole state in a link."""

import json
import re
from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import parse_qs, urlsplit

import pytest

from analytics.catalog import plans
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.files import html_page
from analytics.storage.store import Store
from pages.ui import filters, page_state
from pages.ui.tables import download, grid
from pages.ui.takeaway import html, menu, page_record
from tests.support.pages import (
    MINUTE,
    assert_no_exception,
    load,
    metric_values,
    open_page,
    row,
    write,
)
from tests.support.walk import PAGES, WITHOUT_FIGURES, Walk

LESSONS = [
    *(row(n, day=-n, RoomId=str(n % 3), VideoType=n % 5, VideoDuration=n * 61_234) for n in range(1, 10)),
    row(50, Status="RECORDING", VideoDuration=7 * MINUTE),
    row(51, day=-16, SdkAppId=1400000002, RoomId="1"),
]  # fmt: skip
PACKS = (Pack("early", 12, Decimal("0.10"), date(2024, 3, 17), 1),)
IDS = {
    "Room",
    "App",
    "File",
    "Lesson",
    "Video",
    "User",
    "Task",
    "Name",
    "Version",
    "Line",
    "Video id",
}
"""Names that may be digits: texts, whose every digit counts."""
SIDES = {"Figure", "Recomputed"}
"""Of checks: each line has a unit of its own."""
NUMBER = re.compile(r"[≈$€¥+−-]*\s*[\d,]+(\.\d+)?\s*(%|min)?")


@pytest.fixture
def walk(database, tmp_path, monkeypatch) -> Walk:
    load(database, write(tmp_path / "lessons.csv", LESSONS))
    with Store(database) as store:
        plans.save(store, "Fee", Plan(monthly_fee=MonthlyFee(date(2024, 3, 1))))
        plans.save(store, "Packs", Plan(packs=PACKS))
        plans.save(store, "Large", Plan(packs=PACKS))
        plans.choose_team(store, "Packs")
    return Walk(monkeypatch)


def seen(text: str) -> Decimal:
    return Decimal(re.sub(r"[,%]", "", text))


@pytest.mark.parametrize("page", [*PAGES, *WITHOUT_FIGURES])
def test_every_table_of_a_page_sorts_as_it_is_seen_and_goes_into_its_files(
    walk, page, monkeypatch
) -> None:
    shown, records = [], []
    picked, show = grid.picked, menu.show
    monkeypatch.setattr(grid, "picked", lambda columns: shown.append(columns) or picked(columns))

    def begun(title: str) -> None:
        records.append(page_record.current())
        shown.clear()  # of the page that was on before
        show(title)

    monkeypatch.setattr(menu, "show", begun)
    walk.visit(page)
    for columns in shown:
        for column in columns:
            values = [value for value in column.values if value is not None]
            if column.is_number:
                for is_down in (False, True):
                    texts = [column.as_text(v) for v in sorted(values, reverse=is_down)]
                    assert list(map(seen, texts)) == sorted(map(seen, texts), reverse=is_down)
            elif column.kind == "text" and column.name not in IDS | SIDES and values:
                looks = [bool(NUMBER.fullmatch(value)) for value in values]
                assert not all(looks), f"{column.name} of numbers is text: {values[:3]}"
        header, rows = download.content(columns)
        assert len(list(rows)) == len(columns[0].values) and len(header) == len(columns)
    content = html.page(records[-1]).decode()
    assert records[-1].title in content and "<dt>Zone</dt><dd>Asia/Shanghai</dd>" in content
    names = [column.name for columns in shown for column in columns]
    assert [name for name in names if f">{escape(name)}</th>" not in content] == []


def test_a_page_as_a_file_asks_for_nothing_and_shows_data_as_text() -> None:
    blocks = [
        html_page.heading("**1 & 2** \\*<b>\\*", 2),
        html_page.table("t", ["<script>"], [["<img src=x>"]], [True]),
        html_page.chart("c", '{"data":"</script><script>alert(1)"}', "c"),
    ]
    content = html_page.page("<T>", {"Rooms": "<i>"}, blocks, "/* plotly */").decode()
    assert "<strong>1 &amp; 2</strong> *&lt;b&gt;*" in content
    assert (
        "<img" not in content and "<i>" not in content and "</script><script>alert" not in content
    )
    assert "default-src 'none'" in content and "src=" not in content.replace("src=x", "")


def opened_by(link: dict[str, list[str]], page: str):
    at = open_page(page)
    for key, values in link.items():
        at.query_params[key] = values
    return assert_no_exception(at.run())


def test_a_link_carries_the_sliders_of_simulate(walk, monkeypatch) -> None:
    at = open_page("costs/simulate")
    turn = at.session_state["machine"]["turn"]
    at.slider(key=f"machine_price_{turn}").set_value(9.0)
    at.slider(key=f"machine_growth_{turn}").set_value(50)
    at.run()
    headline = at.header[0].value
    (state,) = links_of(monkeypatch, at)[page_state.STATE]
    assert json.loads(state)["machine_growth"] == 50
    again = opened_by({page_state.STATE: [state]}, "costs/simulate")
    assert again.header[0].value == headline != open_page("costs/simulate").header[0].value


def links_of(monkeypatch, at) -> dict[str, list[str]]:
    """The query of the link that the page gives, made in a run of its own."""
    links: list[str] = []
    monkeypatch.setattr(menu, "show", lambda page: links.append(filters.link(page, "http://x/")))
    assert_no_exception(at.run())
    return parse_qs(urlsplit(links[-1]).query)


def test_a_link_that_says_what_no_widget_can_say_is_forgotten(walk) -> None:
    at = opened_by({page_state.STATE: ['{"machine_price":-5,"q_customer":"x"}']}, "costs/simulate")
    assert "q_customer" not in at.session_state
    assert at.header[0].value == open_page("costs/simulate").header[0].value


def test_the_calculator_begins_with_what_its_link_says(walk) -> None:
    at = open_page("sell/calculator")
    usual = metric_values(at)
    again = opened_by({page_state.STATE: ['{"classes":77}']}, "sell/calculator")
    assert again.slider(key="classes").value == 77
    assert metric_values(again) != usual
