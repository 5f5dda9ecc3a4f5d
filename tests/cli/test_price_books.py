"""``price-books``: the prices in the form that scripts rely on, and a version kept for a day."""

from pathlib import Path

import pytest

from analytics.catalog import price_book
from tests.support.exports import flat, row
from tests.support.terminal import Terminal, assert_form, write

SHIPPED = (price_book.FOLDER / "tencent-intl.toml").read_text("utf-8")
FORM = {"id": str, "version": str, "currency": str} | {
    "postpaid_per_thousand": str,
    "monthly_fee": str,
    "quota_minutes": int,
}


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


def dated(folder: Path, version: str, day: str, price: str) -> Path:
    text = SHIPPED.replace('"7.00"', f'"{price}"')
    day = f"\nvalid_from = {day}" if day else ""
    text = text.replace('version = "2024-03-27"', f'version = "{version}"{day}')
    return write(folder / "book.toml", text)


def lesson(folder: Path, *starts: int) -> Path:
    rows = [
        row(f"v{n}", TaskId=f"t{n}", RecordStartTime=start, RecordStopTime=start + 6000, VideoDuration=6_000_000)
        for n, start in enumerate(starts)
    ]  # fmt: skip
    return write(folder / "lessons.csv", flat(rows))


@pytest.mark.slow
def test_prices_are_listed_in_the_form_that_scripts_rely_on(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal("import", lesson(tmp_path, 1711501200))
    terminal("price-books", "add", dated(tmp_path, "2", "2026-07-01", "8.00"))
    books = terminal("price-books", "--json").json
    for book in books:
        since = book.pop("valid_from")
        assert since is None or isinstance(since, str)
        assert_form(book, FORM)
    ours = [book for book in terminal("price-books", "--json").json if book["id"] == "tencent-intl"]
    assert ours[1] == {
        "id": "tencent-intl",
        "version": "2",
        "valid_from": "2026-07-01",
        "currency": "USD",
        "postpaid_per_thousand": "8.00",
        "monthly_fee": "100.00",
        "quota_minutes": 1000,
    }
    assert [book["version"] for book in ours] == ["2024-03-27", "2"]
    said = terminal("price-books")
    assert "2026-07-01" in said.out and said.err == ""


@pytest.mark.slow
def test_a_version_holds_from_its_day_for_a_plan_that_names_the_id(
    terminal: Terminal, tmp_path: Path
) -> None:
    """100 minutes on 27 and 100 on 28 March; the price changes on the 28th."""
    terminal("import", lesson(tmp_path, 1711501200, 1711501200 + 86_400))
    plan = write(tmp_path / "plan.toml", "")
    early = terminal("settle", "--plan", plan, "--until", "2024-03-28", "--json").out
    said = terminal("price-books", "add", dated(tmp_path, "2", "2024-03-28", "8.00"))
    assert (said.status, said.err) == (0, "")
    effect = "the recorded days cost USD 1.50, before USD 1.40."
    assert said.out.splitlines() == [
        "Kept tencent-intl 2, which holds from 2024-03-28 on.",
        f'Plan "Postpaid": {effect}',
        f'Plan "Prepaid (example packs)": {effect}',
    ]
    first, *_ = terminal("settle", "--plan", plan).out.splitlines()
    assert first == "prices of tencent-intl 2024-03-27, 2 from 2024-03-28"
    both = terminal("settle", "--plan", plan, "--json").json
    assert [day["draws"][0]["charge"] for day in both["days"]] == ["0.70000000", "0.80000000"]
    assert both["versions"] == [
        {"version": "2024-03-27", "from": "2024-03-27"},
        {"version": "2", "from": "2024-03-28"},
    ]
    assert both["price_book"]["version"] == "2"
    assert terminal("settle", "--plan", plan, "--until", "2024-03-28", "--json").out == early
    for version, total in (("2024-03-27", "1.40"), ("2", "1.60")):
        alone = write(tmp_path / "alone.toml", f'price_book = "tencent-intl@{version}"')
        found = terminal("settle", "--plan", alone, "--json").json
        assert found["totals"]["total"] == total


@pytest.mark.slow
def test_what_cannot_be_kept_is_refused_with_its_place(terminal: Terminal, tmp_path: Path) -> None:
    terminal("import", lesson(tmp_path, 1711501200))
    changed = write(tmp_path / "book.toml", SHIPPED.replace('"7.00"', '"7.01"'))
    said = terminal("price-books", "add", changed)
    assert said.status == 2
    assert said.err.startswith("book.toml, version: version 2024-03-27 of tencent-intl is there")
    said = terminal("price-books", "add", tmp_path / "none.toml")
    assert (said.status, said.out) == (2, "")
    assert "none.toml: cannot be read" in said.err
