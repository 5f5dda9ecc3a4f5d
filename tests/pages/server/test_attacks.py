"""A server that is attacked answers whether it is ready throughout, and has its memory back within a minute.

`python -m tests.bench --only attacks` does it in full: 20 uploads, 1,500 tabs, each answer within a second.
"""

from pathlib import Path

import pytest

from tests.bench import attacks
from tests.browser.conftest import running


@pytest.mark.slow
def test_it_is_ready_throughout_and_its_memory_comes_back(tmp_path: Path) -> None:
    with running(tmp_path, RECORDINGS_SAMPLE="0") as server:
        outcome = attacks.attack(server, tmp_path, uploads=4, upload_mb=60, strangers=50, tabs=100)
        assert "Traceback" not in server.said()
    assert not any(200 <= status < 300 for status in outcome.of_nobody), outcome
    assert outcome.of_a_tab == {204: 4}, outcome
    assert {(said.status, said.out) for said in outcome.toml} == {(2, "")}
    assert all("at most 64 KB" in said.err for said in outcome.toml)
    assert outcome.strangers_in == 0 and outcome.tabs == 100
    assert set(outcome.ready) == {200}
    assert outcome.peak_mb > outcome.before_mb + 200, "nothing was held: the attack is none"
    assert outcome.is_back, outcome
