"""What every test stands on: its own database, no other machine, an odd time zone."""

import ipaddress
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from analytics.storage import store

# No deadline, for a test never asserts a time. In CI the examples are the same in each run, so that
# a change is not refused for what it did not touch.
hypothesis.settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    derandomize=os.environ.get("CI", "").lower() in ("true", "1"),
)
hypothesis.settings.load_profile("house")
hypothesis.settings.register_profile("quick", hypothesis.settings(), max_examples=10)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help="no slow tests, the first and the last case of each table of cases, 10 random examples",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("quick"):
        hypothesis.settings.load_profile("quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("quick"):
        return
    tables: dict[str, list[pytest.Item]] = {}
    for item in items:
        tables.setdefault(item.nodeid.partition("[")[0], []).append(item)
    meant = {
        case
        for cases in tables.values()
        for case in (cases[0], cases[-1])
        if not case.get_closest_marker("slow")
    }
    config.hook.pytest_deselected(items=[item for item in items if item not in meant])
    items[:] = [item for item in items if item in meant]


# Billing days are cut in a named zone. Code that asks the machine's own is half an hour off here,
# and is found out.
os.environ["TZ"] = "America/St_Johns"
if hasattr(time, "tzset"):  # not on Windows
    time.tzset()


@pytest.fixture(scope="session", autouse=True)
def _a_temporary_folder_for_each_process(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Tests that look whether anything was left behind see what their own process left, and no other's."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("temporary")
        patch.setenv("TMPDIR", str(folder))
        patch.setattr(tempfile, "tempdir", str(folder))
        yield


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The path of a database file that does not exist yet."""
    return tmp_path / "recordings.duckdb"


@pytest.fixture(autouse=True)
def _never_the_teams_own_database(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECORDINGS_DB", str(database))


@pytest.fixture(scope="session", autouse=True)
def _steps_of_the_schema_are_taken_once(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A new database is the copy of one; the tests of storage/ take all steps each time."""
    model = tmp_path_factory.mktemp("model") / "new.duckdb"
    store.Store(model).close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "template", model)
        yield


@pytest.fixture(scope="session", autouse=True)
def _this_machine_only() -> Iterator[None]:
    """The product speaks to no other machine, so a connection to one fails its test."""

    def guarded(connect):  # type: ignore[no-untyped-def]
        def only_here(self: socket.socket, address: object) -> object:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                host = str(address[0])  # type: ignore[index]
                if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                    raise AssertionError(f"a connection to {host}, which is another machine")
            return connect(self, address)

        return only_here

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        yield
