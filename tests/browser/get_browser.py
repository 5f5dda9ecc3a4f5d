"""Finds the browser that the browser tests drive, and as a script gets one where there is none.

In this order: a Chromium or Chrome on PATH; Debian's package, for root on Debian; playwright's own.
Not getting one is no failure, except where CI=true: there a skipped browser test would go unseen.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DEBIAN_PACKAGES = ("chromium", "fonts-noto-cjk")  # the font, so that Chinese names are seen
MISSING = (
    "no browser for the browser tests. Install Chromium so that `chromium` is on PATH, "
    "or run: .venv/bin/python -m playwright install chromium"
)


def find_browser() -> str | None:
    """The path of a browser to start, or None."""
    on_path = next(filter(None, map(shutil.which, ON_PATH)), None)
    return on_path or _playwrights_own()


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _ways() -> list[list[list[str]]]:
    """Each way is commands to run one after the other."""
    ways = []
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"]
        ways.append([["apt-get", "update", "--quiet"], [*install, *DEBIAN_PACKAGES]])
    ways.append([[sys.executable, "-m", "playwright", "install", "chromium"]])
    return ways


def get_browser() -> str | None:
    """The path of a browser, installed if need be; None, with the reason said, if that fails."""
    if found := find_browser():
        return found
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for way in _ways():
        print("No browser for the browser tests yet. Getting one:", " ".join(way[-1]), flush=True)
        for command in way:
            if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL).returncode:
                break
        if found := find_browser():
            return found
    return None


if __name__ == "__main__":
    if get_browser() is None:
        print(f"There is {MISSING}", file=sys.stderr)
        sys.exit(1 if in_ci() else 0)
