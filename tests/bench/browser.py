"""A person at a screen: how long after a click the page stands still, the last chart drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, sync_playwright

from tests.browser.get_browser import find_browser

STILL_MS = 400
"""No change for so long, and the script at rest: the page is settled."""
_PATIENCE_MS = 60_000
_WATCH = """() => {
  if (window.bench) return;
  window.bench = {begin: 0, last: 0};
  document.addEventListener('pointerdown', () => {
    window.bench.begin = window.bench.last = performance.now();
  }, true);
  new MutationObserver(changes => {
    // Streamlit's own clock and spinner in the corner are no part of the page.
    if (changes.some(c => !(c.target.closest?.('[data-testid=stStatusWidget]')))) {
      window.bench.last = performance.now();
    }
  }).observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
}"""
_SETTLED = """still => {
  const app = document.querySelector('[data-testid=stApp]');
  return app?.dataset.testScriptState === 'notRunning'
    && performance.now() - window.bench.last > still;
}"""


@contextmanager
def window() -> Iterator[Page]:
    """A page in a headless browser of its own."""
    with windows(1) as (page,):
        yield page


@contextmanager
def windows(count: int, width: int = 1440, height: int = 1000) -> Iterator[list[Page]]:
    """Pages of a headless browser that share nothing, each in a process of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield [browser.new_page(viewport={"width": width, "height": height}) for _ in range(count)]
        browser.close()


def settle(page: Page) -> None:
    """Wait until nothing moves any more."""
    page.evaluate(_WATCH)
    page.wait_for_function(_SETTLED, arg=STILL_MS, timeout=_PATIENCE_MS, polling=50)


def click_ms(page: Page, target: Locator) -> float:
    """Click, and say how long the page moved."""
    settle(page)
    target.click()
    # The script has to have begun: a page that has not noticed the click is not settled.
    page.wait_for_timeout(60)
    settle(page)
    return float(page.evaluate("window.bench.last - window.bench.begin"))
