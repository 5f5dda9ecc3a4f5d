"""The first minute of a person who has just typed `make run`."""

import os
import re
import subprocess
import sys
import time
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from pages.server.preload import STATIC
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


def test_a_file_of_the_front_end_is_answered_at_once_as_streamlit_would_answer(
    sample_server: Server,
) -> None:
    """HEAD is left to Streamlit."""
    asked = [path for path in (STATIC / "static").rglob("*") if path.is_file()]
    told = ("Content-Type", "Content-Length", "Cache-Control")
    for kind in {path.suffix for path in asked}:
        path = next(path for path in asked if path.suffix == kind)
        url = f"{sample_server.url}/{path.relative_to(STATIC).as_posix()}"
        with urlopen(url) as ours, urlopen(Request(url, method="HEAD")) as theirs:
            assert ours.read() == path.read_bytes()
            assert [ours.headers[name] for name in told] == [theirs.headers[name] for name in told]
            assert "ETag" in theirs.headers and "ETag" not in ours.headers


def test_a_part_of_a_file_and_a_file_that_is_not_there_are_left_to_streamlit(
    sample_server: Server,
) -> None:
    name = next((STATIC / "static" / "js").glob("Metric.*.js")).name
    url = f"{sample_server.url}/static/js/{name}"
    with urlopen(Request(url, headers={"Range": "bytes=0-9"})) as answer:
        assert answer.status == 206 and len(answer.read()) == 10
    with urlopen(f"{sample_server.url}/static/js/none.js") as answer:
        assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(HTTPError, match="400"):
        urlopen(f"{sample_server.url}/static/js/%2e%2e/%2e%2e/../../secret")
