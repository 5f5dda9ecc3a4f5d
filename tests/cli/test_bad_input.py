"""Whatever is imported: one sentence about it, the right receipt and exit status, no traceback."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.exports import FLAT, document, export, flat, row, video
from tests.support.terminal import Said, Terminal, call, write

NO_COLUMNS = (
    "no column VideoId and no column VideoType and no column VideoDuration "
    "and no column RecordStopTime (or RecordStartTime)"
)
ADVICE = "Name the columns as the API does, or choose them on the Imports page."
UNIT_ADVICE = (
    "Import the file again with --unit s if they are seconds, or with --unit ms if they are not."
)


class Bad(NamedTuple):
    """A file, and the sentence after its name."""

    content: str | bytes
    sentence: str


LESSON = document(video("a"), video("b", VideoType=2))
NOTHING = {
    "a text": Bad(
        "Dear Sir or Madam,\nplease find attached\n",
        f", line 1: {NO_COLUMNS} (the first line is: Dear Sir or Madam, ). {ADVICE}",
    ),
    "an empty file": Bad("", ": the file is empty. Choose a file with a header line and rows."),
    "blank lines": Bad(" \n\n", ": the file is empty. Choose a file with a header line and rows."),
    "a missing column": Bad(
        flat(
            [row("a")], [name for name in FLAT[6:] if name != "VideoDuration"] + ["RecordStopTime"]
        ),
        ", line 1: no column VideoDuration (the first line is: FinishReason, VideoId, VideoType, "
        f"UserId, VideoPlayTime, VideoSize, VideoFormat, VideoUrl). {ADVICE}",
    ),
    "one column twice": Bad(
        flat([row("a")], [*FLAT, "video_id"]),
        ', line 1: two columns are both "VideoId". Rename or remove one.',
    ),
    "a picture": Bad(
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        ": this is a PNG picture, not a table or JSON. Export the recordings as CSV or JSON.",
    ),
    "a web page": Bad(
        "<!doctype html><table><tr><td>VideoId</td></tr></table>",
        ": this is a web page, not a table. Open it in a spreadsheet program, save it as .xlsx or CSV "
        "(UTF-8), and import that.",
    ),
    "bytes": Bad(
        b"VideoId,VideoType\n\0\0\0",
        ": this is not a table of text. Save it as CSV (UTF-8) and import that.",
    ),
    "a cut-off gzip": Bad(
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        ": the gzip file breaks off or is damaged. Pack it again.",
    ),
    "a cut-off document": Bad(
        json.dumps(LESSON)[:-30],
        ", line 1, column 369: the JSON breaks off or is damaged (a colon is missing after a name). "
        "Export it again, whole.",
    ),
    "a cut-off document over many lines": Bad(
        json.dumps(LESSON, indent=1)[:-30],
        ", line 23, column 4: the JSON breaks off or is damaged (a text in quotes "
        "is not closed). Export it again, whole.",
    ),
    "a cut-off list with a document a line": Bad(
        "[\n" + json.dumps(LESSON) + ",\n" + json.dumps(LESSON) + "\n",
        ", line 4, column 1: the JSON breaks off or is damaged (the list is not closed). "
        "Export it again, whole.",
    ),
    "JSON of something else": Bad(
        '{"lessons": 3}',
        ': no recording document of a known shape was found: it starts with "{"lessons": 3}". '
        "Give an API response, a callback, or the billing page's form.",
    ),
    "JSON nested deeply": Bad(
        "[" * 100_000,
        ", line 1, column 2: the JSON is nested too deeply. Export it again, whole.",
    ),
    "a lesson without a day": Bad(
        json.dumps(export("billing_page")),
        ", $: a document of the shape billing_page says no time. Give the day of the lesson: "
        "--day 2024-03-27, or the day field on the Imports page.",
    ),
    "a table in seconds": Bad(
        flat([row("a", VideoDuration=60), row("b", VideoDuration=59)]),
        ": the lengths look like seconds, but the flat form documents milliseconds (total 60 "
        f"against 60 s of wall clock): lesson (line 2), lesson (line 3). {UNIT_ADVICE}",
    ),
    "a document in seconds": Bad(
        json.dumps(document(video("a", VideoDuration=60), TotalTime=60)),
        ": the lengths look like seconds, but the shape DescribeOnlineRecord documents "
        f"milliseconds (total 60 against 60 s of wall clock): lesson ($.VideoInfos[0]). {UNIT_ADVICE}",
    ),
    "a callback in milliseconds where seconds are documented": Bad(
        json.dumps(export("legacy_saas_stop"))
        .replace(": 3600,", ": 3600000,")
        .replace(": 5000,", ": 5000000,"),
        ": the lengths look like milliseconds, but the shape legacy_saas documents seconds (total "
        "5,000,000 against 5,000 s of wall clock): $.data.video_info[0], $.data.video_info[1]. Import the file again with --unit ms if they "
        "are milliseconds, or with --unit s if they are not.",
    ),
}


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """All of them imported at once by a process of its own, as a cron job would."""
    folder = tmp_path_factory.mktemp("nothing")
    files = [
        write(folder / f"{name} [1] ü\udcff.csv", bad.content) for name, bad in NOTHING.items()
    ]
    return call("--db", folder / "recordings.duckdb", "import", *files, "--json")


@pytest.mark.slow
def test_where_no_file_can_be_read_nothing_was_done(nothing: Said) -> None:
    assert nothing.status == 2
    assert len(nothing.json) == len(nothing.err.splitlines()) == len(NOTHING)


@pytest.mark.parametrize("name", NOTHING)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(nothing: Said, name: str) -> None:
    number = list(NOTHING).index(name)
    assert nothing.err.splitlines()[number] == f"{name} [1] ü\ufffd.csv{NOTHING[name].sentence}"
    receipt = nothing.json[number]
    assert (receipt["status"], receipt["import_id"]) == ("refused", "")
    assert set(receipt["rows"].values()) | set(receipt["ms"].values()) == {0}
    assert len(receipt["problems"]) == 1


SOME = {
    "text in a number": ({"VideoDuration": "abc"}, "VideoDuration", '"abc" is not a whole number of milliseconds. Give digits only.'),
    "a negative length": ({"VideoDuration": "-1"}, "VideoDuration", '"-1" is negative. Give a length of zero or more.'),
    "an unknown kind": ({"VideoType": "9"}, "VideoType", '"9" is not a known kind of video. Use 0 to 4, or camera, screen, whiteboard, mixed, audio.'),
    "half a millisecond": ({"VideoDuration": "1.5"}, "VideoDuration", '"1.5" is not a whole number of milliseconds. Round it at the source, or import the file with --unit s if lengths are in seconds.'),
    "no id": ({"VideoId": ""}, "VideoId", "the cell is empty. Fill it in."),
}  # fmt: skip


def test_bad_rows_are_refused_in_one_sentence_each_and_the_others_are_loaded(
    terminal: Terminal, tmp_path: Path
) -> None:
    rows = [row("good"), *(row("b") | cells for cells, _, _ in SOME.values()), row("fine")]
    said = terminal("import", write(tmp_path / "lessons.csv", flat(rows)))
    assert said.status == 1
    assert said.err.splitlines() == [
        f"lessons.csv, line {line}, {column}: {sentence}"
        for line, (_, column, sentence) in enumerate(SOME.values(), start=3)
    ]
    assert "rows read 7 = 2 loaded + 5 refused + 0 duplicate" in said.out


def test_where_every_row_is_bad_nothing_was_done(terminal: Terminal, tmp_path: Path) -> None:
    path = write(
        tmp_path / "lessons.csv", flat([row("a", VideoDuration="x"), row("b", VideoType=7)])
    )
    said = terminal("import", path, "--json")
    (receipt,) = said.json
    assert said.status == 2
    assert receipt["status"] == "refused"
    assert receipt["rows"] == {"read": 2, "loaded": 0, "refused": 2, "duplicate": 0}
    assert receipt["ms"] == {"read": 60_000, "loaded": 0, "refused": 60_000, "duplicate": 0}
    assert [flaw["line"] for flaw in receipt["problems"]] == [2, 3]
    assert said.err.count("\n") == 2


@pytest.mark.slow
def test_ids_of_22_digits_that_differ_in_the_last_are_two_videos(
    terminal: Terminal, tmp_path: Path
) -> None:
    rows = [row("1234567890123456789012"), row("1234567890123456789013")]
    videos = [video(int(each["VideoId"])) for each in rows]
    said = terminal("import", write(tmp_path / "rows.csv", flat(rows)), "--json")
    assert (said.status, said.json[0]["rows"]["loaded"]) == (0, 2)
    said = terminal("import", write(tmp_path / "a.json", json.dumps(document(*videos))), "--json")
    assert said.json[0]["rows"] == {"read": 2, "loaded": 0, "refused": 0, "duplicate": 2}


def test_an_id_twice_is_a_duplicate_and_what_differs_is_said(
    terminal: Terminal, tmp_path: Path
) -> None:
    rows = [row("a"), row("a", VideoDuration=59_000)]
    said = terminal("import", write(tmp_path / "lessons.csv", flat(rows)), "--json")
    (receipt,) = said.json
    assert (said.status, said.err, receipt["status"]) == (0, "", "loaded")
    assert receipt["rows"] == {"read": 2, "loaded": 1, "refused": 0, "duplicate": 1}
    assert receipt["ms"] == {"read": 119_000, "loaded": 60_000, "refused": 0, "duplicate": 59_000}
    assert receipt["warnings"] == [
        "Video a: VideoDuration is 59000 here and 60000 in another row of this file, which counts."
    ]


@pytest.mark.slow
def test_a_failed_query_is_a_recording_with_no_files(terminal: Terminal, tmp_path: Path) -> None:
    failed = json.dumps(export("online_record_failed"))
    before = terminal("fingerprint")
    said = terminal("import", write(tmp_path / "failed.json", failed), "--json")
    (receipt,) = said.json
    assert (said.status, receipt["status"], receipt["problems"]) == (0, "loaded", [])
    assert receipt["rows"] == {"read": 0, "loaded": 0, "refused": 0, "duplicate": 0}
    assert terminal("fingerprint").out != before.out
    assert terminal("minutes", "--by", "recording", "--json").json == []


@pytest.mark.slow
def test_two_files_of_the_same_content_are_loaded_once(terminal: Terminal, tmp_path: Path) -> None:
    one, other = (write(tmp_path / name, flat([row("a")])) for name in ("one.csv", "other.csv"))
    said = terminal("import", one, other, "--json")
    assert said.status == 0
    assert [receipt["status"] for receipt in said.json] == ["loaded", "already_loaded"]
    assert said.json[0]["import_id"] == said.json[1]["import_id"]
    assert said.json[1]["rows"] == {"read": 1, "loaded": 0, "refused": 0, "duplicate": 1}
    assert len(terminal("imports", "--json").json) == 1


def test_one_bad_file_among_good_ones_is_said_and_the_good_ones_stay(
    terminal: Terminal, tmp_path: Path
) -> None:
    good = write(tmp_path / "good.csv", flat([row("a")]))
    said = terminal("import", tmp_path / "none.csv", good, tmp_path, "--json")
    assert said.status == 1
    assert [receipt["status"] for receipt in said.json] == ["refused", "loaded", "refused"]
    assert said.err.splitlines() == [
        "none.csv: the file cannot be read (No such file or directory). Check its name.",
        f"{tmp_path.name}: the file cannot be read (Is a directory). Check its name.",
    ]
