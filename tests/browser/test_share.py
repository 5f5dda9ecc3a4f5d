"""A customer opens a share link on a phone, draws a signature, and finds it at the end of the PDF."""

import io
import math
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from analytics.quotes import lifecycle, sharing
from analytics.quotes.repository import kept
from analytics.storage.store import Store
from tests.browser.conftest import running
from tests.support.quotes import request

PHONE = {"width": 390, "height": 844}


def _draw(page: Page) -> None:
    page.locator("#pad").scroll_into_view_if_needed()
    box = page.locator("#pad").bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(x + 6 * step, y + 20 * math.sin(step / 3))
    page.mouse.up()


def test_a_customer_signs_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    today = date.today()  # noqa: DTZ011 - as the server's own
    with Store(tmp_path / "recordings.duckdb") as store:
        asked = request(number="", issued=today, valid_until=today + timedelta(30))
        number = lifecycle.save_draft(store, asked, agreed=lifecycle.questions(asked, today)).number
        agreed = lifecycle.review(store, kept(store, number, today), today).today_token
        lifecycle.issue(store, number, today, "Li Wei", agreed=agreed)
        token = sharing.share(store, number, 1, today, "Li Wei").token
    with running(tmp_path, RECORDINGS_SAMPLE="0") as server:
        page = browser.new_context(viewport=PHONE, has_touch=True).new_page()  # type: ignore[arg-type]
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text))
        page.on("requestfailed", lambda request: wrong.append(request.url))
        page.goto(f"{server.url}/quote/{token}")
        expect(page.get_by_role("heading", name="Quote", exact=True)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        _draw(page)
        form = page.locator("form").first
        form.get_by_role("textbox", name="Name").fill("Mei <script>alert(1)</script>")
        form.get_by_role("textbox", name="Role").fill("Head of Finance")
        form.get_by_role("checkbox").check()
        form.get_by_role("button", name="Accept and sign").click()
        expect(page.get_by_role("heading", name="Accepted")).to_be_visible()
        expect(page.get_by_alt_text("Signature")).to_be_visible()
        assert page.locator("form").count() == 0
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as PDF").click()
        end = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages[-1].extract_text()
        assert "Head of Finance" in end and "<script>" in end
        assert wrong == []
        page.context.close()
    with Store(tmp_path / "recordings.duckdb") as store:
        link = sharing.link(store, number, 1)
        assert link and link.views == 1
        found = sharing.opened(store, token, today).signed
        assert found and len(found.signature.strokes) == 1
