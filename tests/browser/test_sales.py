"""What sales does in front of a customer: from a blank page to a PDF."""

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Server

PATIENCE_MS = 90_000


def test_from_blank_to_a_downloaded_pdf_with_a_chinese_name(
    page: Page, start_server: Callable[..., AbstractContextManager[Server]]
) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page.set_default_timeout(PATIENCE_MS)
    with start_server(RECORDINGS_SAMPLE="0") as server:
        page.goto(f"{server.url}/what_if")
        page.get_by_label("Customer", exact=True).fill("北京实验学校 <b>=1+1")
        page.get_by_label("Your name").fill("Li Wei")
        page.get_by_role("button", name="Save draft").click()
        page.get_by_role("link", name="Open the quote").click()
        page.get_by_role("button", name="Issue", exact=True).click()
        expect(page.get_by_role("heading", name="revision 1: issued")).to_be_visible()
        total = page.get_by_test_id("stMetricValue").inner_text().strip()
        with page.expect_download() as download:
            page.get_by_role("button", name="PDF").click()
        pages = PdfReader(io.BytesIO(download.value.path().read_bytes())).pages
        said = re.sub(r"\s+", "", "".join(each.extract_text() for each in pages))
        assert len(pages) <= 2
        assert total in said
        assert "北京实验学校<b>=1+1" in said
        link = page.url
        page.goto("about:blank")
        page.goto(link)
        expect(page.get_by_role("heading", name="revision 1: issued")).to_be_visible()
        assert "Traceback" not in server.said()
