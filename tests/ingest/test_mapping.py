"""The mapping step: what is guessed, what a person changes, and that it is remembered by header."""

from datetime import datetime
from pathlib import Path

import pytest

from analytics import ingest
from analytics.core.errors import Problem
from analytics.core.people import OWNER, Person, Role
from analytics.ingest import Options
from analytics.ingest.loading import mapping
from analytics.storage import acting
from analytics.storage.store import Store
from tests.support import dialects
from tests.support.dialects import FOLDER
from tests.support.exports import document, video

STRANGE = (
    "Kennzeichen;Sorte;Wie lang;Schluss;Farbe\n"
    "video-1;Kamera;40;27.03.2024 10:15;rot\nvideo-2;Tafel;30,5;27.03.2024 10:15;blau\n"
)
CHOSEN = {
    "VideoId": "Kennzeichen",
    "VideoType": "Sorte",
    "VideoDuration": "Wie lang",
    "RecordStopTime": "Schluss",
    "unit": "min",
}


@pytest.fixture
def strange(tmp_path: Path) -> Path:
    path = tmp_path / "strange"
    path.write_text(STRANGE)
    return path


def test_a_look_shows_guesses_samples_unit_and_the_first_rows(store: Store) -> None:
    seen = ingest.look(store, FOLDER / "german_excel.csv")
    guesses = {guess.column: guess for guess in seen.guesses}
    assert guesses["VideoDuration"].header == "Dauer [Min]"
    assert guesses["VideoDuration"].samples == ("40", "44", "18,5")
    assert guesses["VideoId"].needed and not guesses["VideoUrl"].needed
    assert guesses["VideoUrl"].header == ""
    assert (seen.is_table, seen.is_sure, seen.problems) == (True, True, ())
    assert (seen.unit, seen.header_line) == ("min", 2)
    assert "minutes" in seen.unit_reason
    first = seen.rows[0]
    assert (first.line, first.kind, first.ms) == (3, "camera", 2_400_000)
    assert first.started_at == datetime(2024, 3, 27, 9, 30)  # noqa: DTZ001 - in the import's zone
    assert first.problems == ()
    assert "semicolons" in seen.form


def test_a_look_reads_times_in_the_zone_of_the_import(store: Store) -> None:
    seen = ingest.look(store, FOLDER / "snake_case.tsv", Options(zone="Europe/Berlin"))
    assert seen.rows[0].started_at == datetime(2024, 3, 27, 2, 30)  # noqa: DTZ001
    assert seen.unknown == ("grade",)
    assert seen.rows[0].extra == ("5th",)


def test_a_look_at_a_workbook_and_at_documents(store: Store, tmp_path: Path, load) -> None:
    dialects.workbook(tmp_path / "book")
    seen = ingest.look(store, tmp_path / "book")
    assert (seen.is_sure, seen.rows[2].ms) == (True, 1_110_000)
    import json

    (tmp_path / "document").write_text(json.dumps(document(video("a"))))
    assert ingest.look(store, tmp_path / "document").is_table is False


def test_a_look_at_bad_rows_says_what_is_wrong(store: Store, tmp_path: Path) -> None:
    text = (FOLDER / "api_names.csv").read_text().replace("2400000,", "abc,")
    (tmp_path / "bad").write_text(text)
    (flaw,) = ingest.look(store, tmp_path / "bad").rows[0].problems
    assert (flaw.line, flaw.column, flaw.value) == (2, "VideoDuration", "abc")


def test_a_look_at_lengths_that_contradict_the_clock_asks(store: Store, tmp_path: Path) -> None:
    text = (FOLDER / "french.csv").read_text(encoding="utf-8-sig").replace("Durée (s)", "Durée")
    (tmp_path / "seconds").write_text(text)
    seen = ingest.look(store, tmp_path / "seconds")
    assert not seen.is_sure
    assert "look like seconds" in seen.unit_problem
    chosen = dict(seen.mapping) | {"unit": "s"}
    assert ingest.look(store, tmp_path / "seconds", Options(mapping=chosen)).is_sure


def test_a_table_of_strange_words_is_refused_by_itself(store: Store, strange: Path) -> None:
    receipt = ingest.import_file(store, strange)
    assert receipt.status == "refused"
    (flaw,) = receipt.problems
    assert "Kennzeichen, Sorte, Wie lang" in flaw.reason
    seen = ingest.look(store, strange)
    assert seen.header == ("Kennzeichen", "Sorte", "Wie lang", "Schluss", "Farbe")
    assert dict(seen.samples)["Farbe"] == ("rot", "blau")
    assert not seen.is_sure


@pytest.mark.slow
def test_a_chosen_mapping_is_previewed_loaded_and_remembered(
    store: Store, tmp_path: Path, strange: Path
) -> None:
    seen = ingest.look(store, strange, Options(mapping=CHOSEN))
    assert [row.ms for row in seen.rows] == [2_400_000, 1_830_000]
    receipt = ingest.import_file(store, strange, options=Options(mapping=CHOSEN))
    assert (receipt.rows.loaded, receipt.ms.loaded) == (2, 4_230_000)
    assert ingest.remembered(store, seen.header) == CHOSEN
    april = tmp_path / "april"
    april.write_text(STRANGE.replace("video-", "april-"))
    again = ingest.import_file(store, april)
    assert (again.rows.loaded, again.ms.loaded, again.unit) == (2, 4_230_000, "min")
    assert any("as confirmed earlier" in text for text in again.warnings)
    assert ingest.look(store, april).is_sure


def test_who_answered_and_when_is_known_until_it_is_taken_back(store: Store) -> None:
    header = STRANGE.split("\n")[0].split(";")
    assert mapping.given(store, header) is None
    ingest.remember_mapping(store, header, CHOSEN)
    assert (found := mapping.given(store, header)) and found.by == OWNER.name
    with acting.as_person(Person("ada@school.example", frozenset({Role.ANALYST}))):
        mapping.remember_states(store, header, {"OK": "FINISHED"})
    assert (found := mapping.given(store, header)) and found.by == "ada@school.example"
    assert store.ask("audit_log")[-1]["person"] == "ada@school.example"
    ingest.forget_mapping(store, header)
    assert mapping.given(store, header) is None


def test_what_was_remembered_can_be_changed_and_forgotten(store: Store, strange: Path) -> None:
    header = STRANGE.split("\n")[0].split(";")
    ingest.remember_mapping(store, header, CHOSEN)
    ingest.remember_mapping(store, header, {**CHOSEN, "unit": "s"})
    assert ingest.look(store, strange).rows[0].ms == 40_000
    ingest.forget_mapping(store, header)
    assert ingest.remembered(store, header) is None
    assert ingest.import_file(store, strange).status == "refused"


def test_a_mapping_may_leave_a_known_column_out(store: Store, tmp_path: Path) -> None:
    path = FOLDER / "api_names.csv"
    chosen = {
        name: name for name in ("VideoId", "VideoType", "VideoDuration", "RecordStopTime", "UserId")
    }
    seen = ingest.look(store, path, Options(mapping=chosen))
    assert "RoomId" in seen.unknown
    receipt = ingest.import_file(store, path, options=Options(mapping=chosen))
    assert receipt.rows.loaded == dialects.ROWS


def test_a_mapping_to_a_column_that_is_not_there_is_a_sentence(store: Store, strange: Path) -> None:
    with pytest.raises(Problem, match='there is no column "Gibtsnicht"'):
        ingest.look(store, strange, Options(mapping={**CHOSEN, "VideoId": "Gibtsnicht"}))


def test_a_choice_of_unit_alone_keeps_the_guessed_columns(store: Store, tmp_path: Path) -> None:
    text = (FOLDER / "spanish_windows.csv").read_text(encoding="cp1252").replace(" (min)", "")
    (tmp_path / "minutes").write_text(text)
    assert ingest.import_file(store, tmp_path / "minutes").status == "refused"
    receipt = ingest.import_file(
        store, tmp_path / "minutes", options=Options(mapping={"unit": "min"})
    )
    assert (receipt.rows.loaded, receipt.ms.loaded) == (dialects.ROWS, dialects.TOTAL_MS)


def test_a_choice_for_one_file_rules_no_header_of_the_api_s_own_names(
    store: Store, tmp_path: Path
) -> None:
    """A person says "seconds" once; a later file with the same header is milliseconds, as is documented."""
    head = "VideoId,VideoType,VideoDuration,RecordStartTime,RecordStopTime\n"
    (tmp_path / "first").write_text(head + "a,0,2400,2024-03-01 09:30:00,2024-03-01 10:10:00\n")
    names = dict.fromkeys(head.strip().split(","), "")
    chosen = {name: name for name in names} | {"unit": "s"}
    first = ingest.import_file(store, tmp_path / "first", options=Options(mapping=chosen))
    assert (first.unit, first.ms.loaded) == ("s", 2_400_000)
    (tmp_path / "later").write_text(
        head + "b,0,60000,2024-06-27 09:30:00,\nc,0,80000,2024-06-28 09:30:00,\n"
    )
    later = ingest.import_file(store, tmp_path / "later")
    assert (later.unit, later.ms.loaded) == ("ms", 140_000)


def test_a_remembered_unit_does_not_rule_a_file_whose_clock_speaks_against_it(
    store: Store, tmp_path: Path, strange: Path
) -> None:
    head = "Kennzeichen;Sorte;Wie lang;Anfang;Schluss\n"
    chosen = {"VideoId": "Kennzeichen", "VideoType": "Sorte", "VideoDuration": "Wie lang",
              "RecordStartTime": "Anfang", "RecordStopTime": "Schluss", "unit": "s"}  # fmt: skip
    ingest.remember_mapping(store, head.strip().split(";"), chosen)
    row = "v{0};Kamera;{1};2024-03-27 09:30:00;2024-03-27 10:10:00\n"
    (tmp_path / "s").write_text(head + row.format(1, 2400))
    right = ingest.import_file(store, tmp_path / "s")
    assert (right.unit, right.ms.loaded) == ("s", 2_400_000)
    (tmp_path / "ms").write_text(head + row.format(2, 2_400_000))
    asked = ingest.import_file(store, tmp_path / "ms")
    assert asked.status == "refused"
    assert "a choice made earlier for this header says seconds" in asked.problems[0].reason


def test_a_remembered_order_of_dates_does_not_rule_days_that_speak_against_it(
    store: Store, tmp_path: Path
) -> None:
    head = "Clip id;Kind;Length (min);End time\n"
    chosen = {
        "VideoId": "Clip id",
        "VideoType": "Kind",
        "VideoDuration": "Length (min)",
        "RecordStopTime": "End time",
        "dates": "dmy",
    }
    ingest.remember_mapping(store, head.strip().split(";"), chosen)
    (tmp_path / "us").write_text(
        head + "a;camera;40;03/04/2024 10:00\nb;camera;40;03/25/2024 10:00\n"
    )
    asked = ingest.import_file(store, tmp_path / "us")
    assert asked.status == "refused" and "another order" in asked.problems[0].reason
