"""A team at work, small and short: nobody meets an error, and what was answered for is there after a kill -9."""

from pathlib import Path

import pytest

from analytics.core.model import Kind
from analytics.storage.store import Store
from tests.bench import team
from tests.support.exports import flat, row
from tests.support.recordings import Video
from tests.support.recordings import load as put_in


@pytest.mark.slow
def test_people_import_callbacks_and_alerts_beside_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    folder.mkdir()
    with Store(folder / "recordings.duckdb") as store:
        put_in(store, tmp_path, [Video(f"v{n}", Kind.CAMERA, 600_000) for n in range(50)])
    csv = tmp_path / "more.csv"
    csv.write_text(flat(row(f"m{n}", TaskId=f"t{n}") for n in range(20_000)))
    result = team.work(folder, csv, ["", "kind=Camera", "room=7"], 6, 1, 5)
    assert not result.clicks.errors and len(result.clicks.seconds) >= 6
    assert result.imported and result.notified and set(result.notified) == {0}
    assert result.delivered and not result.not_delivered and not result.lost
    assert result.cpu_s[-1] > result.cpu_s[0] and result.import_s > 0
