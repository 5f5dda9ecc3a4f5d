"""Explore in a real browser: what is clicked filters everything, clicked again it does not."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

PATIENCE_MS = 60_000


@pytest.fixture
def explore(page: Page, sample_server: Any) -> Iterator[Page]:
    page.set_viewport_size({"width": 1440, "height": 1100})
    page.goto(f"{sample_server.url}/explore?step=Months")
    expect(bars(page)).to_have_count(15, timeout=PATIENCE_MS)
    yield page


def bars(page: Page) -> Locator:
    """Of the first chart, a path for each bar."""
    return page.get_by_test_id("stPlotlyChart").first.locator(".bars .point path")


def minutes(page: Page) -> Locator:
    return page.get_by_test_id("stMetricValue").nth(1)


def at_rest(page: Page) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)
    expect(page.locator("[data-stale=true]")).to_have_count(0, timeout=PATIENCE_MS)


def minutes_at_rest(page: Page) -> str:
    """While a page is being made, the second card in sight may be another."""
    at_rest(page)
    page.wait_for_timeout(500)
    return minutes(page).inner_text()


def chips(page: Page) -> Locator:
    return page.locator("[class*='st-key-chip_'] button:visible")


def click_middle(page: Page, place: Locator) -> None:
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)
    box, before = place.bounding_box(), None
    while box != before:  # what stands above it may still grow, and push it out of sight
        page.wait_for_timeout(700)
        place.scroll_into_view_if_needed()
        box, before = place.bounding_box(), box
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_the_axes_have_the_room_they_take(explore: Page) -> None:
    """With less, plotly draws a chart to see what its numbers take, and then again."""
    for section in ("Hours and weekdays", "Lessons"):
        open_section(explore, section)
        expect(explore.locator(".js-plotly-plot .nsewdrag")).to_have_count(2, timeout=PATIENCE_MS)
        rooms = explore.evaluate(
            """[...document.querySelectorAll('.js-plotly-plot')].map(
                chart => [chart.layout.margin.l, +chart.querySelector('.nsewdrag').getAttribute('x')])"""
        )
        assert all(given == taken for given, taken in rooms), rooms


def test_a_bar_takes_its_days_and_offers_its_value_and_a_second_click_takes_them_off(
    explore: Page,
) -> None:
    before = minutes_at_rest(explore)
    click_middle(explore, bars(explore).nth(1))
    expect(chips(explore)).to_have_count(1, timeout=PATIENCE_MS)
    only = explore.get_by_role("button", name="Only Camera")
    expect(only).to_be_visible()
    expect(minutes(explore)).not_to_have_text(before)
    only.click()
    expect(bars(explore)).to_have_count(1, timeout=PATIENCE_MS)
    expect(explore.get_by_role("button", name="Kind: Camera")).to_be_visible()
    explore.go_back()  # one step undoes the last filter
    expect(chips(explore)).to_have_count(1, timeout=PATIENCE_MS)
    explore.wait_for_timeout(1000)  # the bar grows into its place
    click_middle(explore, bars(explore).first)
    expect(minutes(explore)).to_have_text(before, timeout=PATIENCE_MS)
    expect(chips(explore)).to_have_count(0)


def test_a_row_filters_and_the_link_opens_to_the_same_in_a_new_session(
    explore: Page, sample_server: Any, browser: Any
) -> None:
    before = minutes_at_rest(explore)
    table = explore.get_by_test_id("stDataFrame").first
    box = table.bounding_box()
    assert box is not None
    explore.mouse.click(box["x"] + 80, box["y"] + 60)
    expect(explore.get_by_role("button", name="Kind: Camera")).to_be_visible(timeout=PATIENCE_MS)
    expect(minutes(explore)).not_to_have_text(before, timeout=PATIENCE_MS)
    explore.wait_for_url("**filter=kind%3ACamera**")

    other = browser.new_context().new_page()
    other.goto(explore.url)
    expect(minutes(other)).to_have_text(minutes_at_rest(explore), timeout=PATIENCE_MS)
    other.close()


def open_section(page: Page, name: str) -> None:
    """One of those below the chart over time."""
    tab = page.get_by_role("tab", name=name)
    tab.click()
    expect(tab).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)


def click_field(page: Page, weekday: int, hour: int) -> None:
    """Near the upper left corner of a field of the second chart, one image."""
    image = page.get_by_test_id("stPlotlyChart").nth(1).locator(".heatmaplayer image")
    image.scroll_into_view_if_needed()
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(700)  # what stands above it may still grow
    box = image.bounding_box()
    assert box is not None
    width, height = box["width"] / 24, box["height"] / 7
    page.mouse.move(box["x"] + (hour + 0.5) * width, box["y"] + (weekday - 0.5) * height)
    page.mouse.click(box["x"] + (hour + 0.2) * width, box["y"] + (weekday - 0.8) * height)


def test_a_field_of_the_week_filters_by_weekday_and_hour(explore: Page) -> None:
    before = minutes_at_rest(explore)
    open_section(explore, "Hours and weekdays")
    click_field(explore, 1, 19)
    expect(explore.get_by_role("button", name="Weekday: Monday")).to_be_visible(timeout=PATIENCE_MS)
    expect(explore.get_by_role("button", name="Hour: 19:00")).to_be_visible()
    expect(minutes(explore)).not_to_have_text(before)
    explore.wait_for_url("**weekday%3AMonday+hour%3A19**")
    part = minutes_at_rest(explore)
    explore.reload()
    expect(minutes(explore)).to_have_text(part, timeout=PATIENCE_MS)
    click_field(explore, 1, 19)
    expect(minutes(explore)).to_have_text(before, timeout=PATIENCE_MS)
    expect(chips(explore)).to_have_count(0)
    expect(explore).not_to_have_url(re.compile("weekday%3A|hour%3A"))
    click_field(explore, 1, 19)
    explore.wait_for_url("**weekday%3AMonday+hour%3A19**")
    explore.go_back()
    expect(minutes(explore)).to_have_text(before, timeout=PATIENCE_MS)
    explore.go_forward()
    expect(minutes(explore)).to_have_text(part, timeout=PATIENCE_MS)
    explore.get_by_role("link", name="Overview").first.click()
    expect(explore.get_by_role("heading", name="Overview", level=1)).to_be_visible(
        timeout=PATIENCE_MS
    )
    explore.go_back()
    expect(minutes(explore)).to_have_text(part, timeout=PATIENCE_MS)


def test_a_chip_can_be_reached_and_pressed_by_keyboard(explore: Page) -> None:
    click_middle(explore, bars(explore).nth(1))
    explore.get_by_role("button", name="Only Camera").click(timeout=PATIENCE_MS)
    chip = explore.get_by_role("button", name="Kind: Camera")
    expect(chip).to_be_visible(timeout=PATIENCE_MS)
    chip.focus()
    explore.keyboard.press("Enter")
    expect(chip).to_have_count(0, timeout=PATIENCE_MS)
    expect(explore.get_by_role("button", name="1 – 31 Jul 2026").first).to_be_visible()


def lessons(page: Page) -> Locator:
    """Of the chart of lessons, a path for each bar."""
    return page.get_by_test_id("stPlotlyChart").nth(1).locator(".bars .point path")


def test_a_bar_of_lessons_over_time_filters_by_its_days_and_back(explore: Page) -> None:
    before = minutes_at_rest(explore)
    open_section(explore, "Lessons")
    click_middle(explore, lessons(explore).nth(1))
    expect(chips(explore).first).to_be_visible(timeout=PATIENCE_MS)
    expect(minutes(explore)).not_to_have_text(before)
    explore.wait_for_timeout(1000)
    click_middle(explore, lessons(explore).first)
    expect(minutes(explore)).to_have_text(before, timeout=PATIENCE_MS)


def test_a_bar_of_lessons_by_length_opens_its_lessons(explore: Page) -> None:
    open_section(explore, "Lessons")
    explore.get_by_text("Length", exact=True).click()
    expect(explore.get_by_text("A click on a bar opens its lessons.")).to_be_visible(
        timeout=PATIENCE_MS
    )
    click_middle(explore, lessons(explore).nth(8))
    dialog = explore.get_by_role("dialog")
    expect(dialog.get_by_text("exactly the number")).to_be_visible(timeout=PATIENCE_MS)


def test_a_bar_narrows_what_was_filtered_and_gives_it_back(
    explore: Page, sample_server: Any
) -> None:
    explore.goto(f"{sample_server.url}/explore?step=Months&kind=Camera&kind=Whiteboard")
    whiteboard = explore.get_by_role("button", name="Kind: Whiteboard")
    expect(whiteboard).to_be_visible(timeout=PATIENCE_MS)
    before = minutes_at_rest(explore)
    click_middle(explore, bars(explore).nth(1))
    expect(minutes(explore)).not_to_have_text(before, timeout=PATIENCE_MS)
    expect(whiteboard).to_be_visible()
    explore.wait_for_timeout(1000)
    click_middle(explore, bars(explore).first)
    expect(minutes(explore)).to_have_text(before, timeout=PATIENCE_MS)
    expect(whiteboard).to_be_visible()


def test_a_link_of_another_page_filters_as_it_says_and_one_step_back_leads_back(
    page: Page, sample_server: Any
) -> None:
    page.goto(f"{sample_server.url}/?filter=room:783448039")
    room = page.get_by_role("button", name="Room: 783448039")
    expect(room).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Show day", exact=True).first.click(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="Explore", level=1)).to_be_visible(timeout=PATIENCE_MS)
    day = page.get_by_role("button", name="14 Aug 2026", exact=True)
    expect(day.first).to_be_visible(timeout=PATIENCE_MS)
    expect(room).to_have_count(0)
    at_rest(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible(timeout=PATIENCE_MS)
    expect(room).to_be_visible(timeout=PATIENCE_MS)


def test_an_old_link_goes_on_to_the_next_page_and_one_step_back_opens_all_of_it_again(
    page: Page, sample_server: Any
) -> None:
    page.goto(f"{sample_server.url}/explore?kind=Camera&below=Hours+and+weekdays&step=Weeks")
    camera = page.get_by_role("button", name="Kind: Camera")
    expect(camera).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_url("**filter=kind%3ACamera**")
    expect(page).not_to_have_url(re.compile("[?&]kind="))
    at_rest(page)
    page.get_by_role("link", name="Lessons").click()
    expect(page.get_by_role("heading", name="Lessons", level=1)).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_url("**/lessons?filter=kind%3ACamera")
    expect(camera).to_be_visible(timeout=PATIENCE_MS)
    at_rest(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Explore", level=1)).to_be_visible(timeout=PATIENCE_MS)
    expect(camera).to_be_visible()
    hours = page.get_by_role("tab", name="Hours and weekdays")
    expect(hours).to_have_attribute("aria-selected", "true", timeout=PATIENCE_MS)
    page.wait_for_url("**step=Weeks**")
