"""``groups``: dimensions of one's own, in the form that scripts rely on."""

from pathlib import Path

import pytest

from tests.support.exports import EXPORTS
from tests.support.terminal import Terminal, write

HEADER = "dimension,app,room,user,value,from,until\n"


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    called = Terminal(capsys, monkeypatch)
    called("import", EXPORTS / "billing_page.json", "--day", "2024-03-27")
    return called


@pytest.mark.slow
def test_an_import_stands_until_it_is_undone(terminal: Terminal, tmp_path: Path) -> None:
    table = write(tmp_path / "groups.csv", f"{HEADER}role,,,phone,student,,2024-04-01\n")
    taken = terminal("groups", "import", table, "--json").json
    assert (taken["status"], taken["dimensions"], taken["warnings"]) == ("loaded", ["role"], [])
    assert terminal("groups", "import", table, "--json").json["status"] == "already_loaded"
    (listed,) = terminal("groups", "--json").json
    assert listed["import_id"] == taken["import_id"]
    assert listed["rows"] == [
        {"line": 2, "dimension": "role", "app": "", "room": "", "user": "phone", "value": "student",
         "from": None, "until": "2024-04-01"}
    ]  # fmt: skip
    assert terminal("groups").out.split()[0] == taken["import_id"]
    assert terminal("groups", "undo", taken["import_id"]).status == 0
    assert terminal("groups", "--json").json == []
    gone = terminal("groups", "undo", taken["import_id"])
    assert (gone.status, gone.out) == (2, "")
    assert "there is no import of groups" in gone.err


@pytest.mark.slow
def test_a_wrong_table_is_refused_whole_with_each_of_its_flaws(
    terminal: Terminal, tmp_path: Path
) -> None:
    table = write(tmp_path / "groups.csv", f"{HEADER}role,,,a,b,,\nday,,7,,x,,\nd,,7,,x,soon,\n")
    told = terminal("groups", "import", table)
    assert (told.status, told.out) == (2, "")
    first, second = told.err.splitlines()
    assert first.startswith(f'{table}, line 3, dimension: "day" has a meaning of its own.')
    assert second.startswith(f'{table}, line 4, from: "soon" is not a day.')
    assert terminal("groups", "--json").json == []


@pytest.mark.slow
def test_a_missing_file_and_a_missing_database_are_sentences(
    terminal: Terminal, tmp_path: Path
) -> None:
    assert "cannot be read" in terminal("groups", "import", tmp_path / "none.csv").err
    nowhere = tmp_path / "none.duckdb"
    assert "there is no such database" in terminal("--db", nowhere, "groups").err
    assert not nowhere.exists()


@pytest.mark.slow
def test_costs_and_minutes_are_told_by_groups_and_within_them(
    terminal: Terminal, tmp_path: Path
) -> None:
    """The billing page's lesson: 30 and 40 minutes of cameras and 40 of a whiteboard, which no row names."""
    terminal(
        "groups", "import", write(tmp_path / "g.csv", f"{HEADER}role,,,phone,student,,\nrole,,,lap*,teacher,,\n")
    )  # fmt: skip
    plan = write(tmp_path / "plan.toml", "")
    costs = ("costs", "--plan", plan, "--json", "--by")
    assert [(row["role"], row["files"], row["total"]) for row in terminal(*costs, "role").json] == [
        ("", 1, "0.28"),
        ("student", 1, "0.21"),
        ("teacher", 1, "0.28"),
    ]
    two = terminal(*costs, "kind,role", "--group", "role=student", "--group", "role=").json
    assert [(row["kind"], row["role"], row["total"]) for row in two] == [
        ("camera", "student", "0.21"),
        ("whiteboard", "", "0.28"),
    ]
    (row,) = terminal("minutes", "--by", "role", "--group", "role=teacher", "--json").json
    assert row == {"role": "teacher", "videos": 1, "ms": 2_400_000, "billable_ms": 2_400_000}
    assert "-  1 videos" in terminal("minutes", "--by", "role").out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--by", "dept"), '--by: "dept" is not a field. Use day, week, month, kind, room, user, app, recording'),
        (("--by", "day", "--group", "dept=x"), '--group: there is no dimension "dept". Give DIMENSION=VALUE. Import groups first.'),
        (("--by", "day", "--group", "dept"), '--group: "dept" has no ='),
    ],
)  # fmt: skip
def test_what_is_no_dimension_is_refused(
    terminal: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    for command in (("minutes",), ("costs", "--plan", "data/plans/postpaid.toml")):
        told = terminal(*command, *words)
        assert (told.status, told.out) == (2, "")
        assert told.err.startswith(sentence)
