"""A number opens by the keyboard and by a click, and two clicks lead from it to a lesson."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server

PATIENCE_MS = 60_000


@pytest.fixture(autouse=True)
def _patient(page: Page) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page.set_default_timeout(PATIENCE_MS)


def test_a_card_opens_and_closes_by_the_keyboard_alone(page: Page, sample_server: Server) -> None:
    page.goto(sample_server.url)
    name = page.get_by_role("button", name=re.compile("^Billable minutes"))
    name.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("exactly the number, shown as")).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_a_click_on_the_figure_of_a_card_opens_its_source(
    page: Page, sample_server: Server
) -> None:
    page.goto(f"{sample_server.url}/explore")
    value = page.get_by_test_id("stMetricValue").nth(1)
    expect(value).to_be_visible()
    page.wait_for_timeout(1500)
    place = value.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.get_by_role("dialog").get_by_text("exactly the number, shown as")).to_be_visible()


def test_a_click_on_a_bar_opens_that_bar(page: Page, sample_server: Server) -> None:
    page.goto(sample_server.url)
    bar = page.locator(".js-plotly-plot .trace.bars .point").nth(5)
    expect(bar).to_be_visible()
    page.wait_for_timeout(2500)  # what is loaded above the chart moves it down
    bar.scroll_into_view_if_needed()
    place = bar.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page.get_by_role("dialog").get_by_text(", Camera").first).to_be_visible()


def test_two_clicks_lead_from_a_number_to_a_lesson(page: Page, sample_server: Server) -> None:
    page.goto(sample_server.url)
    page.get_by_role("button", name=re.compile("^Billable minutes")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_text("exactly the number, shown as")).to_be_visible()
    rows = drawer.get_by_test_id("stDataFrame").nth(1)
    expect(rows).to_be_visible()
    rows.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)  # the table draws its first rows without telling anybody
    place = rows.bounding_box()
    assert place is not None
    x, y = place["x"] + 240, place["y"] + 35 + 17
    page.mouse.move(x - 5, y)
    page.wait_for_timeout(300)
    page.mouse.move(x, y)
    with page.context.expect_page() as opened:
        page.mouse.click(x, y, delay=80)
    lesson = opened.value
    expect(lesson.get_by_text("How each file is billed, and why")).to_be_visible()
    assert "/lessons?task=" in lesson.url
