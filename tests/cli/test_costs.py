"""``costs``: the cost of use in the form that scripts rely on."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.support.exports import EXPORTS
from tests.support.terminal import Terminal, write


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def plan(terminal: Terminal, tmp_path: Path) -> Path:
    """Published: the billing page's lesson, 110 minutes, at 7.00 a thousand USD 0.77."""
    terminal("import", EXPORTS / "billing_page.json", "--day", "2024-03-27")
    return write(tmp_path / "plan.toml", "")


@pytest.mark.slow
def test_a_room_costs_what_its_files_used(terminal: Terminal, plan: Path) -> None:
    said = terminal("costs", "--by", "room", "--plan", plan, "--json")
    assert (said.status, said.err) == (0, "")
    (row,) = said.json
    assert list(row) == ["room", "files", "ms", "charged_ms", "usage", "shared", "total"]
    assert list(row.values())[1:] == [3, 6_600_000, 6_600_000, "0.77", "0.00", "0.77"]
    assert terminal("costs", "--by", "room", "--plan", plan).out == (
        f"{row['room']}  USD 0.77  (USD 0.77 used, USD 0.00 shared)  3 files  6,600,000 ms charged\n"
    )


@pytest.mark.slow
def test_rows_are_ordered_by_their_fields_and_add_up_to_settle(
    terminal: Terminal, plan: Path
) -> None:
    write(plan, "[monthly_fee]\nfrom = 2024-03-01")
    rows = terminal("costs", "--by", "kind,user", "--plan", plan, "--json").json
    assert [(row["kind"], row["user"]) for row in rows] == [
        ("camera", "laptop"),
        ("camera", "phone"),
        ("whiteboard", ""),
    ]
    totals = terminal("settle", "--plan", plan, "--json").json["totals"]
    assert sum(Decimal(row["total"]) for row in rows) == Decimal(totals["total"]) == 100
    for shared, parts in (("even", ["33.34", "33.33", "33.33"]), ("none", ["0.00"] * 3)):
        words = ("costs", "--by", "kind,user", "--plan", plan, "--shared", shared, "--json")
        assert [row["shared"] for row in terminal(*words).json] == parts


@pytest.mark.slow
def test_a_fee_counts_whole_as_settle_has_it_or_daily_as_the_pages_have_it(
    terminal: Terminal, plan: Path
) -> None:
    write(plan, "[monthly_fee]\nfrom = 2024-03-01")
    words = (
        "costs",
        "--by",
        "day",
        "--plan",
        plan,
        "--since",
        "2024-03-20",
        "--until",
        "2024-03-28",
    )
    (row,) = terminal(*words, "--json").json
    assert (row["shared"], row["total"]) == ("0.00", "0.00"), "its period began before"
    (row,) = terminal(*words, "--fees", "daily", "--json").json
    assert (row["usage"], row["shared"]) == ("0.00", "25.81"), "8 of 31 days"


@pytest.mark.slow
def test_a_filter_narrows_the_rows(terminal: Terminal, plan: Path) -> None:
    words = ("costs", "--by", "kind", "--plan", plan, "--json")
    (row,) = terminal(*words, "--user", "phone").json
    assert (row["kind"], row["files"], row["total"]) == ("camera", 1, "0.21")
    (row,) = terminal(*words, "--kind", "whiteboard").json
    assert row["total"] == "0.28"
    assert terminal(*words, "--room", "no such room").json == []
    assert terminal(*words, "--until", "2024-03-27").json == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "teacher"), '--by: "teacher" is not a field. Use day, week, month'),
        (("--by", "day", "--shared", "some"), "'some' is not one of"),
        (("--by", "day", "--plan", "none.toml"), "none.toml: cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    terminal: Terminal, plan: Path, words: tuple[str, ...], said: str
) -> None:
    found = terminal("costs", "--plan", plan, *words)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
