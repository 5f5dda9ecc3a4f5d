"""``reconcile``: billed against ours in the form that scripts rely on."""

from pathlib import Path

import pytest

from tests.support.exports import EXPORTS
from tests.support.terminal import Terminal, write

USAGE = "Time,SdkAppId,SubProduct,Value\n{day},1400000001,sp_tiw_ric,{minutes}\n"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The billing page's lesson, 110 minutes, on 27 March."""
    terminal = Terminal(capsys, monkeypatch)
    said = terminal(
        "import", EXPORTS / "billing_page.json", "--day", "2024-03-27", "--app", "1400000001"
    )
    assert said.status == 0
    return terminal


def told(terminal: Terminal, folder: Path, minutes: str, day: str = "2024-03-27") -> None:
    path = write(folder / f"usage{minutes}-{day}.csv", USAGE.format(day=day, minutes=minutes))
    assert terminal("import", path).status == 0


def test_37_planted_minutes_are_found(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "147")
    said = terminal("reconcile", "--json")
    assert (said.status, said.err) == (1, "")
    assert said.json["cells"] == [
        {
            "day": "2024-03-27",
            "app": "1400000001",
            "room": None,
            "ours_ms": 6_600_000,
            "vendor_ms": 8_820_000,
            "difference_ms": 2_220_000,
            "class": "unexplained",
            "causes": [{"cause": "unexplained", "ms": 2_220_000}],
            "amount": "0.26",
        }
    ]
    assert said.json["counts"] == {
        "equal": 0, "rounding": 0, "explained": 0, "unexplained": 1,
        "vendor_only": 0, "ours_only": 0, "not_told": 0, "not_loaded": 0,
    }  # fmt: skip
    rule = said.json["rule"]
    assert rule["unexplained_ms"] == 2_220_000
    assert rule["runner_up"]["kinds"] == rule["kinds"] == ["camera", "screen", "whiteboard"]
    assert terminal("reconcile").out == (
        "Of 1 day 0 agree; 1 differs by 37 min (USD 0.26): 37 min unexplained.\n"
        "2024-03-27  1400000001  ours 6,600,000 ms  billed 8,820,000 ms  USD 0.26  "
        "unexplained: 37 min unexplained\n"
        "unexplained 1\n"
    )


def test_the_tolerance_changes_the_exit_status_alone(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "147")
    tight = terminal("reconcile", "--tolerance", "36.9", "--json")
    wide = terminal("reconcile", "--tolerance", "37", "--json")
    assert (tight.status, wide.status) == (1, 0)
    assert tight.json == wide.json


def test_days_that_agree_end_with_0(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    told(terminal, tmp_path, "5", "2024-03-29")
    said = terminal("reconcile")
    assert (said.status, said.out) == (0, "Of 1 day 1 agrees.\nequal 1  not_loaded 1\n")
    assert terminal("reconcile", "--until", "2024-03-27", "--json").json["cells"] == []
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert row["reconciled"] == "equal"


def test_a_plan_of_a_file_says_what_counts(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "70")
    plan = write(
        tmp_path / "plan.toml", '[[ratios]]\nkind = "camera"\nfrom = 2024-01-01\nratio = "0"'
    )
    (cell,) = terminal("reconcile", "--plan", plan, "--json").json["cells"]
    assert (cell["ours_ms"], cell["difference_ms"]) == (2_400_000, 1_800_000)


def test_days_without_usage_have_no_mark(terminal: Terminal, tmp_path: Path) -> None:
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert list(row) == ["day", "videos", "ms", "billable_ms"]
    told(terminal, tmp_path, "110", "2024-03-20")
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert list(row) == ["day", "videos", "ms", "billable_ms", "reconciled"]
    assert row["reconciled"] == "not_told"
    (row,) = terminal("minutes", "--by", "day,kind", "--kind", "camera", "--json").json
    assert "reconciled" not in row


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no billed usage of recording (sp_tiw_ric) was loaded. Import the answer of"),
        (("--tolerance", "-1"), '--tolerance: "-1" is not a number of minutes. Give 0 or more'),
        (("--tolerance", "nan"), '"nan" is not a number'),
        (("--by", "week"), "'week' is not one of"),
        (("--plan", "none.toml"), "none.toml: cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    found = terminal("reconcile", *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
