"""A video that is in the database already: which row counts, and what a person is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics import ingest
from analytics.core.model import Kind
from analytics.ingest import Receipt
from analytics.reports import filters
from analytics.storage.store import Store
from tests.support.exports import MINUTE, document, flat, row, video
from tests.support.recordings import Video, put


def counted(store: Store) -> dict[str, tuple[int, int]]:
    """{recording: (ms, billable ms)}"""
    rows = filters.minutes_by(store, ("recording",), filters.Filters())
    return {each["recording"]: (each["ms"], each["billable_ms"]) for each in rows}


def hash_of(store: Store) -> str:
    return store.ask("fingerprint")[0]["hash"]


@pytest.mark.slow
def test_a_finished_task_replaces_what_was_known_of_it_while_it_ran(store: Store, load) -> None:
    load(flat([row("a", Status="RECORDING", VideoDuration=10_000)]), "running.csv")
    assert counted(store) == {"lesson": (10_000, 0)}
    running = hash_of(store)
    receipt = load(flat([row("a", VideoDuration=MINUTE)]), "finished.csv")
    assert (receipt.rows, receipt.warnings) == ((1, 1, 0, 0), ())
    assert counted(store) == {"lesson": (MINUTE, MINUTE)}
    ingest.undo(store, receipt.import_id)
    assert (counted(store), hash_of(store)) == ({"lesson": (10_000, 0)}, running)


@pytest.mark.slow
def test_what_was_known_while_a_task_ran_does_not_replace_its_end(store: Store, load) -> None:
    load(document(video("a")), "finished.json")
    finished = hash_of(store)
    receipt = load(document(video("a", VideoDuration=5_000), Status="RECORDING"), "late.json")
    assert receipt.rows == (1, 0, 0, 1)
    assert (counted(store), hash_of(store)) == ({"lesson": (MINUTE, MINUTE)}, finished)
    assert {warning.split(" is ")[0] for warning in receipt.warnings if "stays" in warning} == {
        "Video a: VideoDuration",
        "Video a: Status",
    }


@pytest.mark.slow
@pytest.mark.parametrize("first", ["RECORDING", "FINISHED"])
def test_of_two_rows_of_one_standing_the_first_stays(store: Store, load, first: str) -> None:
    load(flat([row("a", Status=first)]), "first.csv")
    second = "STOPPED" if first == "RECORDING" else "FINISHED"
    receipt = load(flat([row("a", Status=second, VideoDuration=1_000)]), "second.csv")
    assert receipt.rows == (1, 0, 0, 1)
    assert counted(store)["lesson"][0] == MINUTE


def test_within_one_file_the_finished_row_counts_wherever_it_stands(store: Store, load) -> None:
    rows = [
        row("a", Status="RECORDING"),
        row("a", VideoDuration=7_000),
        row("a", VideoDuration=8_000),
    ]
    assert load(flat(rows)).rows == (3, 1, 0, 2)
    assert counted(store) == {"lesson": (7_000, 7_000)}


# Each field of the flat form that says something about a video, with another value.
OTHER = {
    "SdkAppId": "1400000002", "TaskId": "other", "RoomId": "8", "RecordStartTime": "1711501190",
    "RecordStopTime": "1711501270", "Status": "STOPPED", "FinishReason": "USER_CALL",
    "VideoType": "2", "UserId": "pupil", "VideoPlayTime": "1", "VideoDuration": "59999",
    "VideoSize": "5", "VideoFormat": "webm", "VideoUrl": "https://b.example.com", "Width": "1",
    "Height": "2",
}  # fmt: skip


@pytest.fixture(scope="module")
def differing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Receipt]]:
    folder = tmp_path_factory.mktemp("differing")
    with Store(folder / "recordings.duckdb") as store:
        full = {"VideoSize": 1, "VideoFormat": "mp4", "VideoUrl": "https://a", "Width": 9} | {
            "Height": 9
        }
        for name, rows in {
            "first.csv": [row(f"v-{field}", **full) for field in OTHER],
            "second.csv": [row(f"v-{field}", **{**full, field: OTHER[field]}) for field in OTHER],
        }.items():
            (folder / name).write_text(flat(rows))
            receipt = ingest.import_file(store, folder / name)
        yield store, receipt


def test_a_row_that_finishes_one_of_the_same_file_is_understood_without_a_word(
    store: Store, load
) -> None:
    receipt = load(flat([row("a", Status="RECORDING", VideoDuration=10_000), row("a")]))
    assert (receipt.rows, receipt.warnings) == ((2, 1, 0, 1), ())
    unfinished = load(flat([row("a", Status="RECORDING")]), "later.csv")
    assert [text for text in unfinished.warnings if "never billed" in text] == []


def test_no_difference_replaces_anything(differing: tuple[Store, Receipt]) -> None:
    store, receipt = differing
    assert receipt.rows == (16, 0, 0, 16)
    assert counted(store) == {"lesson": (16 * MINUTE, 16 * MINUTE)}


@pytest.mark.parametrize("field", OTHER)
def test_each_difference_is_a_warning_that_names_it(
    differing: tuple[Store, Receipt], field: str
) -> None:
    _, receipt = differing
    about = [text for text in receipt.warnings if text.startswith(f"Video v-{field}: ")]
    assert len(about) == 1 and f": {field} is " in about[0]
    assert about[0].endswith("which stays.")


def test_of_many_differences_the_first_are_listed_and_the_rest_counted(store: Store, load) -> None:
    load(flat([row(f"v{n:02}") for n in range(30)]))
    receipt = load(flat([row(f"v{n:02}", RoomId="other") for n in range(30)]), "other.csv")
    *listed, rest = receipt.warnings
    assert [text.split(":")[0] for text in listed] == [f"Video v{n:02}" for n in range(20)]
    assert rest == "10 more differences of this sort are not listed."


@pytest.mark.slow
def test_the_same_content_in_another_order_changes_nothing(store: Store, load) -> None:
    rows = [row(f"v{n}", TaskId=f"t{n % 3}", VideoDuration=MINUTE - n) for n in range(9)]
    load(flat(rows), "one.csv")
    before = hash_of(store)
    receipt = load(flat(rows[::-1]), "other.csv")
    assert (receipt.status, receipt.rows, receipt.warnings) == ("loaded", (9, 0, 0, 9), ())
    assert hash_of(store) == before


@pytest.mark.slow
def test_the_order_of_loading_does_not_show_in_the_fingerprint(tmp_path: Path) -> None:
    hashes = set()
    for number, order in enumerate([("a", "b"), ("b", "a")]):
        with Store(tmp_path / f"{number}.duckdb") as store:
            for name in order:
                path = tmp_path / f"{name}.csv"
                path.write_text(flat([row(name), row("shared")]))
                ingest.import_file(store, path)
            hashes.add(hash_of(store))
    assert len(hashes) == 1


ONE = Video("a", Kind.CAMERA, 60_000)
ANOTHER = {
    "id": "b", "kind": Kind.SCREEN, "ms": 59_999, "stop": "2024-03-27 10:00:01", "app": "2",
    "task": "t2", "status": "STOPPED", "lasted_s": 3599,
}  # fmt: skip


@pytest.mark.slow
def test_other_content_has_another_fingerprint(store: Store) -> None:
    contents = [[], [ONE], *([ONE._replace(**{name: value})] for name, value in ANOTHER.items())]
    hashes = set()
    for videos in contents:
        put(store, videos)
        hashes.add(hash_of(store))
    assert len(hashes) == len(contents)
    put(store, [ONE])
    assert hash_of(store) in hashes


@pytest.mark.slow
@pytest.mark.parametrize("turned", [False, True])
def test_a_document_and_the_table_of_its_files_are_the_same_content(
    store: Store, load, turned: bool
) -> None:
    extra = {"VideoSize": 9, "VideoFormat": "mp4", "VideoUrl": "https://a", "Width": 4, "Height": 3}
    files = {"a": 0, "b": 2, "1234567890123456789012": 3}
    as_document = document(*(video(name, VideoType=kind, **extra) for name, kind in files.items()))
    as_table = flat(row(name, VideoType=kind, **extra) for name, kind in files.items())
    pair = [(as_document, "lesson.json"), (as_table, "lesson.csv")]
    first, second = pair[::-1] if turned else pair
    assert load(*first).rows == (3, 3, 0, 0)
    before = hash_of(store)
    receipt = load(*second)
    assert (receipt.rows, receipt.warnings) == ((3, 0, 0, 3), ())
    assert hash_of(store) == before


def test_the_same_file_twice_changes_nothing_whatever_it_is_called(store: Store, load) -> None:
    content = flat([row("a"), row("bad", VideoType=9)])
    first = load(content, "one.csv")
    version = store.version
    again = load(content, "other.csv")
    assert (again.status, again.import_id) == ("already_loaded", first.import_id)
    assert (again.rows, again.ms) == ((2, 0, 1, 1), (2 * MINUTE, 0, MINUTE, MINUTE))
    assert again.problems == first.problems != ()
    assert store.version == version
    assert len(store.ask("import_list")) == 1


def test_what_is_said_anew_of_a_loaded_file_is_told_to_be_not_done(store: Store, load) -> None:
    content = flat([row("a")])
    first = load(content)
    (_, note) = load(content, unit="s").warnings
    assert 'loaded with the unit "ms", not "s"' in note and first.import_id in note
    (_, zone, app) = load(content, zone="UTC", app="9").warnings
    assert '"Asia/Shanghai", not "UTC"' in zone and 'the app "", not "9"' in app
    assert len(load(content, unit="ms").warnings) == 1


@pytest.mark.slow
def test_a_file_can_be_loaded_again_after_its_undo(store: Store, load) -> None:
    empty = hash_of(store)
    content = flat([row("a")])
    ingest.undo(store, load(content).import_id)
    assert (hash_of(store), store.ask("import_list")) == (empty, [])
    assert load(content).status == "loaded"
