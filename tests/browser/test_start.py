"""The first minute of a person who has just typed `make run`."""

import os
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.conftest import ROOT, Server, free_port, running


def test_the_first_page_comes_up_with_a_chart_and_nothing_gone_wrong(
    page: Page, sample_server: Server
) -> None:
    page.goto(sample_server.url)
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("sample data", exact=False).first).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert "Traceback" not in sample_server.said()


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


def first_link(server: Server, page: str) -> set[str]:
    """The kinds of messages that the first visitor of a server gets, who follows a link to a page."""
    address = urlsplit(server.url)
    kinds: set[str] = set()
    with connect(
        f"ws://{address.netloc}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        origin=server.url,  # type: ignore[arg-type]
        max_size=None,
    ) as socket:
        request = BackMsg()
        request.rerun_script.page_name = page
        socket.send(request.SerializeToString())
        while "script_finished" not in kinds:
            message = ForwardMsg()
            message.ParseFromString(socket.recv(60))  # type: ignore[arg-type]
            kinds.add(str(message.WhichOneof("type")))
    return kinds


def test_a_link_to_a_page_is_followed_by_the_first_visitor_too(tmp_path: Path) -> None:
    with running(tmp_path, RECORDINGS_SAMPLE="0") as server:
        assert "page_not_found" not in first_link(server, "waste")


def test_streamlit_still_takes_a_folder_called_pages_for_its_older_sort(tmp_path: Path) -> None:
    """When this fails, `expect_navigation` in pages/server/startup.py can go."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "views").mkdir()
    (tmp_path / "views" / "one.py").write_text("")
    (tmp_path / "views" / "other.py").write_text("")
    app = tmp_path / "app.py"
    app.write_text(
        "import streamlit as st\n"
        "st.navigation([st.Page('views/one.py', default=True), st.Page('views/other.py')]).run()\n"
    )
    with running(tmp_path, str(app), tmp_path) as server:
        assert "page_not_found" in first_link(server, "other")
        assert "page_not_found" not in first_link(server, "other"), "st.navigation has run"
