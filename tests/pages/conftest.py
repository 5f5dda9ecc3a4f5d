"""Pages start without the sample, unless a test asks for it."""

from collections.abc import Iterator

import pytest

from pages.ui import data, jobs


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
