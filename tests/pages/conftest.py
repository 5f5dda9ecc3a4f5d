"""Pages start without the sample, unless a test asks for it."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from pages.ui import data, jobs


@pytest.fixture(scope="session", autouse=True)
def _what_is_installed_is_looked_up_once() -> Iterator[None]:
    """Each AppTest reads what all installed packages say of themselves, which takes longer than a page."""
    with pytest.MonkeyPatch.context() as patch:
        scan = manifest_scanner.scan_component_manifests
        patch.setattr(manifest_scanner, scan.__name__, cache(scan))
        yield


@pytest.fixture(autouse=True)
def _no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORDINGS_SAMPLE", "0")


@pytest.fixture(autouse=True)
def _closed_afterwards() -> Iterator[None]:
    yield
    data.close()


@pytest.fixture(autouse=True)
def _pages_wait_for_their_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE_S", 90)
