"""``close``, ``reopen``, ``months``: a closed month is a fact, and what changes it later is loaded, said and listed."""

from pathlib import Path

import pytest

from tests.support.exports import EXPORTS, flat, row
from tests.support.terminal import Terminal, write

USAGE = "Time,SdkAppId,SubProduct,Value\n2024-03-27,1400000001,sp_tiw_ric,147\n"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The billing page's lesson, 110 minutes, on 27 March 2024."""
    terminal = Terminal(capsys, monkeypatch)
    terminal("import", EXPORTS / "billing_page.json", "--day", "2024-03-27", "--app", "1400000001")
    return terminal


def one(terminal: Terminal) -> dict:
    (month,) = terminal("months", "--json").json["closed"]
    return month


@pytest.mark.slow
def test_a_closed_month_says_who_when_on_what_and_what_it_came_to(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", write(tmp_path / "usage.csv", USAGE))
    said = terminal("close", "2024-03", "--by", " Ann  Lee ", "--json")
    assert (said.status, said.err) == (0, "")
    month = said.json
    assert (month["month"], month["state"], month["by"]) == ("2024-03", "closed", "Ann Lee")
    assert (month["total"], month["total_now"], month["change"]) == ("0.77", "0.77", "0.00")
    assert month["settlement"]["totals"]["charged_ms"] == 6_600_000
    assert month["reconciliation"]["counts"]["unexplained"] == 1
    assert len(month["fingerprint"]) == 32 and month["edition"] > 0
    assert one(terminal) == month
    text = terminal("months").out
    assert text.startswith("March 2024 was closed by Ann Lee on ") and text.endswith(
        ": USD 0.77.\n"
    )


@pytest.mark.slow
def test_a_later_load_is_loaded_said_in_its_receipt_and_listed_with_its_money(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("close", "2024-03", "--by", "Ann")
    before = one(terminal)
    late = write(
        tmp_path / "late.csv",
        flat([row("late", VideoDuration=3_600_000, RecordStopTime=1711504800)]),
    )
    (receipt,) = terminal("import", late, "--unit", "ms", "--json").json
    assert receipt["status"] == "loaded"
    (warning,) = [each for each in receipt["warnings"] if "was closed by Ann" in each]
    assert warning.startswith("March 2024 was closed by Ann on")
    assert "is changed by this import (1 file of 3,600,000 ms)" in warning
    month = one(terminal)
    assert (month["state"], month["total"], month["total_now"], month["change"]) == (
        "changed", "0.77", "1.19", "0.42",
    )  # fmt: skip
    assert month["restated_days"] == ["2024-03-27"]
    assert "has changed since it was closed: now USD 1.19 (+0.42)" in terminal("months").out
    terminal("undo", receipt["import_id"])
    assert one(terminal) == before, "the content of then is there again"


@pytest.mark.slow
def test_a_load_of_another_month_says_nothing_and_changes_nothing(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("close", "2024-03", "--by", "Ann")
    april = write(
        tmp_path / "april.csv",
        flat([row("a", RecordStartTime=1711900800, RecordStopTime=1711900860)]),
    )
    (receipt,) = terminal("import", april, "--json").json
    assert receipt["warnings"] == []
    assert one(terminal)["state"] == "closed"


@pytest.mark.slow
def test_the_vendors_later_word_changes_a_closed_month_too(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("close", "2024-03", "--by", "Ann")
    (receipt,) = terminal("import", write(tmp_path / "usage.csv", USAGE), "--json").json
    assert "is changed by this import (billed usage)" in receipt["warnings"][0]
    month = one(terminal)
    assert (month["state"], month["change"], month["reconciliation"]) == ("changed", "0.00", None)


@pytest.mark.slow
def test_a_reopened_month_is_open_and_its_closing_stays_on_record(terminal: Terminal) -> None:
    terminal("close", "2024-03", "--by", "Ann")
    assert terminal("reopen", "2024-03", "--by", "Bo").out == "March 2024 is open again.\n"
    listed = terminal("months", "--json").json
    assert listed["closed"] == []
    assert [(event["action"], event["by"]) for event in listed["events"]] == [
        ("close", "Ann"),
        ("reopen", "Bo"),
    ]
    assert terminal("close", "2024-03", "--by", "Cy").status == 0
    assert one(terminal)["by"] == "Cy"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", "2024-03"), "Missing option '--by'"),
        (
            ("close", "2024-03", "--by", "  "),
            "--by: nobody is named. Give the name of who does it.",
        ),
        (("close", "2024-13", "--by", "Ann"), '"2024-13" is not a month. Give it as 2024-03.'),
        (("close", "2024-02", "--by", "Ann"), "nothing was recorded in February 2024."),
        (
            ("close", "2999-01", "--by", "Ann"),
            "January 2999 is not over yet. Close it from 2999-02-01 on.",
        ),
        (("reopen", "2024-03", "--by", "Ann"), "March 2024 is not closed."),
    ],
)
def test_what_cannot_be_closed_is_refused(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    found = terminal(*words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err


@pytest.mark.slow
def test_a_month_is_closed_once(terminal: Terminal) -> None:
    terminal("close", "2024-03", "--by", "Ann")
    found = terminal("close", "2024-03", "--by", "Bo")
    assert (found.status, found.out) == (2, "")
    assert (
        "March 2024 is closed already. Reopen it first: python -m analytics reopen 2024-03"
        in found.err
    )
