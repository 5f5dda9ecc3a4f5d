"""A lake in object storage says what one in a folder says, over a real server of the protocol on this machine."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from analytics.cluster.lake import Lake
from analytics.cluster.load import load
from analytics.cluster.pull import pull
from analytics.core.errors import Problem
from analytics.ingest import Options
from analytics.storage import lakes
from analytics.storage.store import Store
from tests.support.exports import NINE, flat, row
from tests.support.lakes import figures, in_this_process, rollups_that_differ, write

NOW = datetime(2024, 9, 1)  # noqa: DTZ001 - UTC


pytestmark = pytest.mark.slow


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    address = f"s3://lake?region=us-east-1&scheme=http&endpoint_override=127.0.0.1:{port}&allow_bucket_creation=true"
    files, folder = lakes.files_of(address)
    files.create_dir(folder)
    yield address.replace("s3://lake", "s3://lake/recordings")
    server.stop()


def test_a_lake_in_object_storage_says_what_one_in_a_folder_says(tmp_path: Path, bucket: str) -> None:  # fmt: skip
    rows = [
        row(f"v{n}", TaskId=f"t{n // 3}", RoomId=n % 7, VideoDuration=60_000 - n, RecordStartTime=NINE + n * 86_400, RecordStopTime=NINE + 60 + n * 86_400)
        for n in range(60)
    ]  # fmt: skip
    path = write(tmp_path, "a.csv", flat([*rows, row("bad", VideoType=9)]))
    stores = []
    for number, lake in enumerate((Lake(tmp_path / "lake"), Lake(bucket))):
        assert load([str(path)], in_this_process(2), lake, Options(), NOW).is_new
        assert not load([str(path)], in_this_process(2), lake, Options(), NOW).is_new
        stores.append(tmp_path / f"{number}" / "recordings.duckdb")
        with Store(stores[-1]) as store:
            assert [receipt.status for receipt in pull(store, lake)] == ["loaded"]
    with Store(stores[0]) as folder:
        assert rollups_that_differ(folder, stores[1]) == []
        with Store(stores[1]) as objects:  # opened anew, it finds its way to the objects by itself
            assert figures(objects) == figures(folder)
    lake = Lake(bucket)
    (batch,) = lake.batches()
    lake.take_out(batch.id)
    assert lake.batches() == []
    with Store(stores[1]) as objects:
        with pytest.raises(Problem, match=r"a file cannot be read.*storage to an answer: s3://lake/recordings\.") as told:  # fmt: skip
            figures(objects)
        assert "endpoint" not in str(told.value)


def test_an_address_that_is_none_is_a_sentence() -> None:
    with pytest.raises(Problem, match="this is no address of object storage"):
        Lake("nowhere://x")
    with pytest.raises(Problem, match=r"^bucket: an address with keys would be kept") as told:
        Lake("s3://key:secret@bucket")
    assert "secret" not in str(told.value)
