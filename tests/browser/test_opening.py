"""The dashboard opens itself: `make run` on a desktop ends with a browser window."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.browser.conftest import ROOT, free_port


def test_on_a_desktop_the_browser_is_opened_at_the_dashboards_address(tmp_path: Path) -> None:
    """Streamlit leaves that to apps which make their own server, as ours does."""
    asked = tmp_path / "asked"
    browser = tmp_path / "xdg-open"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{asked}.new" && mv "{asked}.new" "{asked}"\n')
    browser.chmod(0o755)
    port = str(free_port())
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", port],
        cwd=ROOT,
        env={
            **os.environ,
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "STREAMLIT_SERVER_HEADLESS": "false",
            "RECORDINGS_DB": str(tmp_path / "recordings.duckdb"),
            "RECORDINGS_SAMPLE": "0",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        give_up = time.monotonic() + 60
        while not asked.exists() and time.monotonic() < give_up:
            time.sleep(0.1)
        assert asked.read_text().strip() == f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)
