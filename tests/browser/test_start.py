"""The first minute of a person who has just typed `make run`."""

import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, Server, free_port


def test_the_first_page_comes_up_with_a_chart_and_nothing_gone_wrong(
    page: Page, sample_server: Server
) -> None:
    page.goto(sample_server.url)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("sample data", exact=False).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert "Traceback" not in sample_server.said()


def test_a_page_names_the_scripts_of_its_figures_so_that_they_come_before_plotly(
    page: Page, sample_server: Server
) -> None:
    with urlopen(sample_server.url) as answer:
        scripts = re.findall(r"<(\S+)>; rel=modulepreload", answer.headers["link"])
    assert any("/Metric." in script for script in scripts)
    with page.expect_response(re.compile(r"/Metric\.")) as metric, page.expect_websocket():
        page.goto(sample_server.url)
    assert metric.value.ok and not any("Plotly" in script for script in scripts)
    for script in scripts:
        with urlopen(urljoin(sample_server.url + "/", script)) as answer:
            assert answer.status == 200


def test_a_page_of_another_site_gets_no_answer_through_a_name_of_its_own(
    sample_server: Server,
) -> None:
    """A name that someone else points at 127.0.0.1 (DNS rebinding) opens no dashboard."""
    address = urlsplit(sample_server.url)

    def upgrade(host: str) -> int:
        connection = HTTPConnection(str(address.hostname), address.port, timeout=10)
        headers = {
            "Host": f"{host}:{address.port}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        }
        connection.request("GET", "/_stcore/stream", headers=headers)
        status = connection.getresponse().status
        connection.close()
        return status

    assert upgrade("127.0.0.1") == 101
    assert upgrade("somewhere.example") == 403


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_the_first_start_on_a_desktop_asks_nothing(tmp_path) -> None:
    """Streamlit asks for an e-mail address when it starts on a terminal for the first time."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path), "DISPLAY": ":99", "BROWSER": "true"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    try:
        said, give_up = "", time.monotonic() + 60
        while "http://127.0.0.1:" not in said and time.monotonic() < give_up:
            said += os.read(ours, 4096).decode(errors="replace")
            assert "mail" not in said.lower()
    finally:
        process.terminate()
        process.wait(timeout=10)
        os.close(ours)
        os.close(theirs)
    assert "http://127.0.0.1:" in said
