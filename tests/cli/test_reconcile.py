"""``reconcile``: billed against ours in the form that scripts rely on."""

from pathlib import Path

import pytest

from analytics.core.errors import Problem
from analytics.reconcile import bill_file, bills_kept
from analytics.storage.store import Store
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


@pytest.mark.slow
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
        "Of 1 day 0 agree; 1 differs by 37 min ($0.26): 37 min unexplained.\n"
        "2024-03-27  1400000001  ours 6,600,000 ms  billed 8,820,000 ms  USD 0.26  "
        "unexplained: 37 min unexplained\n"
        "unexplained 1\n"
    )


@pytest.mark.slow
def test_the_tolerance_changes_the_exit_status_alone(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "147")
    tight = terminal("reconcile", "--tolerance", "36.9", "--json")
    wide = terminal("reconcile", "--tolerance", "37", "--json")
    assert (tight.status, wide.status) == (1, 0)
    assert tight.json == wide.json


@pytest.mark.slow
def test_days_that_agree_end_with_0(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    told(terminal, tmp_path, "5", "2024-03-29")
    said = terminal("reconcile")
    assert (said.status, said.out) == (0, "Of 1 day 1 agrees.\nequal 1  not_loaded 1\n")
    assert terminal("reconcile", "--until", "2024-03-27", "--json").json["cells"] == []
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert row["reconciled"] == "equal"


@pytest.mark.slow
def test_a_plan_of_a_file_says_what_counts(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "70")
    plan = write(
        tmp_path / "plan.toml", '[[ratios]]\nkind = "camera"\nfrom = 2024-01-01\nratio = "0"'
    )
    (cell,) = terminal("reconcile", "--plan", plan, "--json").json["cells"]
    assert (cell["ours_ms"], cell["difference_ms"]) == (2_400_000, 1_800_000)


@pytest.mark.slow
def test_days_without_usage_have_no_mark(terminal: Terminal, tmp_path: Path) -> None:
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert list(row) == ["day", "videos", "ms", "billable_ms"]
    told(terminal, tmp_path, "110", "2024-03-20")
    (row,) = terminal("minutes", "--by", "day", "--json").json
    assert list(row) == ["day", "videos", "ms", "billable_ms", "reconciled"]
    assert row["reconciled"] == "not_told"
    (row,) = terminal("minutes", "--by", "day,kind", "--kind", "camera", "--json").json
    assert "reconciled" not in row


@pytest.mark.slow
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


def bill(**component: str) -> dict:
    """A document of DescribeBillDetail with one line about recording, and another product's."""
    detail = {
        "BusinessCodeName": "Tencent Interactive Whiteboard",
        "FeeBeginTime": "2024-03-27 00:00:00",
        "FeeEndTime": "2024-03-27 23:59:59",
        "Currency": "USD",
    }
    known = {
        "ItemCodeName": "In-class recording",
        "RealTotalMeasure": "147",
        "DeductedMeasure": "37",
        "UsedAmount": "110",
        "UsedAmountUnit": "minutes",
        "RealCost": "0.77000000",
    }
    other = {**known, "ItemCodeName": "Whiteboard duration", "RealCost": "9"}
    return {"Response": {"DetailSet": [{**detail, "ComponentSet": [known | component, other]}]}}


@pytest.mark.slow
def test_bill_lines_stand_beside_our_draws(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    path = write(tmp_path / "bill.json", bill())
    said = terminal("reconcile", "--bill", path, "--json")
    assert said.status == 0
    assert said.json["bill"] == [
        {
            "since": "2024-03-27", "until": "2024-03-28", "lines": 1,
            "deducted_ms": 2_220_000, "used_ms": 6_600_000, "amount": "0.77000000", "currency": "USD",
            "ours_quota_ms": 0, "ours_pack_ms": 0, "ours_postpaid_ms": 6_600_000, "ours_postpaid": "0.77000000",
            "pack_difference_ms": 2_220_000, "postpaid_difference_ms": 0, "amount_difference": "0.00000000",
            "ours_currency": "USD", "deducted_holds_quota": False,
        }
    ]  # fmt: skip
    assert (
        "packs 37 min beyond ours  settled 0 min beyond ours"
        in terminal("reconcile", "--bill", path).out
    )


@pytest.mark.slow
def test_measures_that_are_not_told_are_not_0(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    path = write(tmp_path / "bill.json", bill(DeductedMeasure="-", UsedAmount="-", RealCost="1.00"))
    (span,) = terminal("reconcile", "--bill", path, "--json").json["bill"]
    assert (span["deducted_ms"], span["used_ms"], span["pack_difference_ms"]) == (None, None, None)
    assert span["amount_difference"] == "0.23000000"


@pytest.mark.slow
def test_the_free_quota_among_what_packs_took_is_seen(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    plan = write(tmp_path / "plan.toml", "[monthly_fee]\nfrom = 2024-03-01")
    lines = "ItemCodeName,BillMonth,DeductedMeasure,UsedAmount,UsedAmountUnit,RealCost,Currency\n"
    path = write(tmp_path / "bill.csv", f"{lines}录制时长,2024-03,0.11,0,千分钟,0,USD\n")
    said = terminal("reconcile", "--plan", plan, "--bill", path)
    assert "bill 2024-03-01 to 2024-04-01" in said.out
    assert "packs as ours, with the free quota among them" in said.out


HEADINGS = "Total of March\n账单项,日期,扣减(分钟),用量(分钟),实付,币种\n"
COLUMNS = {
    "ItemCodeName": "账单项", "BillDay": "日期", "DeductedMeasure": "扣减(分钟)", "UsedAmount": "用量(分钟)",
    "RealCost": "实付", "Currency": "币种", "UsedAmountUnit": "minutes",
}  # fmt: skip


@pytest.mark.slow
def test_columns_of_a_bill_are_asked_about_once_and_its_lines_are_kept(
    terminal: Terminal, tmp_path: Path, database: Path
) -> None:
    told(terminal, tmp_path, "110")
    text = f'{HEADINGS}录制时长,2024/03/27,0,110,"1,000.77",USD\n白板时长,2024/03/27,0,9,9,USD\n合计,,,,1010,\n'
    path = write(tmp_path / "bill.csv", text)
    found = terminal("reconcile", "--bill", path)
    assert found.status == 2
    assert "bill.csv: it is not known which column says what is billed. Choose it once" in found.err
    with Store(database) as store:
        bill = bill_file.table(path, path.name)
        assert bill_file.items_of(bill, COLUMNS) == ["合计", "录制时长", "白板时长"]
        bills_kept.remember(store, bill.header, COLUMNS)
        lines = bill_file.lines_of(bill, COLUMNS, ["录制时长"])
        kept = bills_kept.keep(store, path.name, lines)
        with pytest.raises(Problem, match=r"it has lines that bill\.csv has too"):
            bills_kept.keep(store, "again.csv", lines)
    (span,) = terminal("reconcile", "--bill", path, "--json").json["bill"]
    assert (span["used_ms"], span["amount"]) == (6_600_000, "1000.77")
    assert terminal("reconcile", "--json").json["bill"][0]["amount_difference"] == "1000.00000000"
    with Store(database) as store:
        bills_kept.remove(store, kept.digest)
    assert "bill" not in terminal("reconcile", "--json").json
    assert terminal("import", path).status == 2, "no column of a bill is one of recordings"


@pytest.mark.slow
def test_amounts_of_two_currencies_are_not_compared(terminal: Terminal, tmp_path: Path) -> None:
    told(terminal, tmp_path, "110")
    document = bill()
    document["Response"]["DetailSet"][0]["Currency"] = "CNY"
    path = write(tmp_path / "bill.json", document)
    (span,) = terminal("reconcile", "--bill", path, "--json").json["bill"]
    assert (span["currency"], span["ours_currency"]) == ("CNY", "USD")
    assert span["amount_difference"] is None
    assert "USD 0.77000000, which is another currency" in terminal("reconcile", "--bill", path).out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "bill.json: it is not whole JSON."),
        ({"Response": {"DetailSet": []}}, "there are no bill lines in it"),
        (bill(ItemCodeName="Bandwidth"), "no line is about recording; its items are Bandwidth, Whiteboard duration. Name the item"),
        (bill(UsedAmountUnit="GB"), 'UsedAmountUnit "gb" is not a known unit of minutes'),
        (bill(RealCost="1,00"), 'RealCost: "1,00" is not a number'),
        (bill(FeeBeginTime="yesterday"), "its days cannot be read"),
    ],
)  # fmt: skip
def test_a_bill_that_cannot_be_read_is_refused(
    terminal: Terminal, tmp_path: Path, content: object, said: str
) -> None:
    told(terminal, tmp_path, "110")
    found = terminal("reconcile", "--bill", write(tmp_path / "bill.json", content))
    assert (found.status, found.out) == (2, "")
    assert said in found.err
