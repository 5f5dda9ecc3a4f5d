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
    "or run: .venv/bin/python -m playwright install --with-deps chromium"
)


def find_browser() -> str | None:
    """The path of a browser to start, or None."""
    on_path = filter(None, map(shutil.which, ON_PATH))
    return next(filter(_starts, on_path), None) or _playwrights_own()


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("true", "1")


def _starts(path: str) -> bool:
    """Ubuntu's `chromium` can be a stub that only says what else to install; playwright's own may lack the system's libraries."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if _starts(path) else None


def _is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian\n" in f"\n{release.read_text()}\n"


def _ways() -> list[list[list[str]]]:
    """Each way is commands to run one after the other."""
    ways = []
    if _is_debian() and os.geteuid() == 0:
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
