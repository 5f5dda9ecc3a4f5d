"""What finance does: type a price, see all history priced anew, keep it, and check the bill."""

import csv
import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_journeys import go

PATIENCE_MS = 90_000


def test_a_price_that_is_typed_holds_from_today_and_recorded_days_keep_theirs(
    page: Page, server: Server
) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(server.url)
    go(page, "Price book")
    expect(page.get_by_text("Mixed streams are free for now.")).to_be_visible()
    prices = page.get_by_test_id("stDataFrame").first
    for row, price in ((0, "9.00"), (1, "90.00")):
        prices.dblclick(position={"x": 280, "y": 52 + 35 * row})
        page.locator(".gdg-input").fill(price)
        page.keyboard.press("Enter")
        # The value, its evidence, its source, and its date where that was another day.
        changes = re.compile(r"^[34] changes, not" if row == 0 else r"^[678] changes, not")
        expect(page.get_by_role("heading", name=changes)).to_be_visible()
    page.get_by_label("New version").fill("ours 2027")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save as a new version").click()
    heading = "$9.00 per 1,000 minutes, $90.00 a month with 1,000 free minutes"
    expect(page.get_by_role("heading", name=heading)).to_be_visible()
    go(page, "Bill")
    # The version holds from today on: recorded days before it cost what they did.
    expect(page.get_by_text("tencent-intl 2024-03-27 · $7.00 per 1,000 minutes")).to_be_visible()
    page.locator(".st-key-bill_table_files").get_by_role("button").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("^CSV")).click()
    page.keyboard.press("Escape")
    header, *lines = csv.reader(download.value.path().open(encoding="utf-8-sig"))
    assert header[-1] == "Price book"
    assert {line[-1] for line in lines} == {"tencent-intl@2024-03-27"}
    page.get_by_text("Checks: all").click()
    page.get_by_role("button", name="Check every stored row").click()
    expect(page.get_by_text("The checks above include every stored row")).to_be_visible()
    expect(page.get_by_text(" failed")).to_have_count(0)
    assert "Traceback" not in server.said()
