"""Every figure of every page opens, and its rows add up to it: by day, week and month, to the ms."""

import csv
import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from analytics import lineage
from analytics.lineage import Claim, DaySum, Unit
from pages.ui import data, proof
from pages.ui.proof import dialog, openers, rows, words
from tests.pages.looking import MINUTE, load, look, row, said, well, write
from tests.pages.walking import PAGES, shown_on

LESSONS = [
    *(row(n, day=-n, RoomId=str(n % 3), VideoType=n % 5, VideoDuration=n * 61_234) for n in range(1, 12)),
    row(50, Status="RECORDING", VideoDuration=7 * MINUTE),
    row(51, day=-45, SdkAppId=1400000002, RoomId="1"),
]  # fmt: skip


@pytest.fixture
def loaded(database, tmp_path) -> None:
    load(database, write(tmp_path / "lessons.csv", LESSONS))


@pytest.fixture
def offered(monkeypatch) -> Iterator[dict[str, Mapping[str, Claim]]]:
    """What the buttons of the last page offer: {key: choices}, as the drawer would be given them."""
    found: dict[str, Mapping[str, Claim]] = {}

    def remember(key: str, choices: proof.Choices) -> None:
        found[key] = choices() if callable(choices) else choices

    monkeypatch.setattr(openers, "offered", remember)
    yield found


def rows_of(claim: Claim) -> list[dict[str, Any]]:
    """All rows, read in pages of an odd size."""
    found: list[dict[str, Any]] = []
    while page := lineage.page(data.store(), claim, most=7, skip=len(found)):
        found += page
    return found


def added_up(found: list[dict[str, Any]]) -> list[DaySum]:
    return [DaySum(r["day"], 1, r["ms"], r.get("amount", Decimal(0))) for r in found]


def proved(name: str, claim: Claim) -> None:
    """The rows, read one by one, make the figure; and so do days, weeks and months."""
    store = data.store()
    assert lineage.holds(store, claim, added_up(rows_of(claim))), name
    days = lineage.days(store, claim)
    for step in lineage.STEPS:
        if claim.figure.unit is not Unit.DAYS or step == "day":
            assert lineage.holds(store, claim, lineage.by_step(days, step)), (name, step)
    assert lineage.total(lineage.counted(store, claim)).ms == lineage.total(days).ms, name
    assert words.settings(claim), name
    assert all(query.text for query in lineage.queries(store, claim)), name


@pytest.mark.parametrize("page", PAGES)
def test_the_rows_of_every_figure_of_a_page_add_up_to_it(loaded, offered, page) -> None:
    look(page)
    assert offered, "nothing opens here"
    for key, choices in offered.items():
        assert choices, key
        for name, claim in choices.items():
            proved(f"{key}: {name}", claim)


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_shows_figures_has_a_way_into_them(loaded, offered, page) -> None:
    at = look(page)
    wanted = set(shown_on(at, page))
    assert wanted <= offered.keys(), f"nothing opens {sorted(wanted - offered.keys())}"


@pytest.mark.parametrize("page", PAGES)
def test_what_a_card_shows_is_what_its_rows_make(loaded, offered, page) -> None:
    at = look(page)
    shown = {metric.value for metric in at.metric}
    firsts = [next(iter(choices.values())) for key, choices in offered.items() if key in CARDS]
    texts = {words.value(claim).removesuffix(" min") for claim in firsts}
    assert texts <= shown


NOT_YET = {"bill_charged", "bill_drawn", "bill_fees", "bill_packs", "bill_postpaid"}
CARDS = {"prove_billable_minutes", "prove_free_minutes", "prove_cost_in", "prove_price_per"}


def test_the_drawer_says_formula_settings_sql_and_that_the_rows_add_up(loaded) -> None:
    at = look()
    at.button(key="prove_billable_minutes").click().run()
    assert "exactly the number shown" in said(well(at))
    assert "nothing is rounded before the sum" in said(at)
    assert "a recording counts on the day it stopped in Asia/Shanghai" in said(at)
    assert not at.error


def test_every_figure_that_is_registered_is_on_a_page(loaded, offered) -> None:
    for page in PAGES:
        look(page)
    seen = {claim.name for choices in offered.values() for claim in choices.values()}
    assert lineage.FIGURES.keys() - NOT_YET == seen


def test_a_claim_that_is_wrong_is_told_to_be_wrong(loaded, offered) -> None:
    look()
    claim = offered["prove_billable_minutes"]
    (name, right), *_ = claim.items()
    wrong = lineage.files(right.name, int(right.value or 0) + 1, data_filters(right))
    sums = lineage.days(data.store(), wrong)
    assert lineage.holds(data.store(), right, sums)
    assert not lineage.holds(data.store(), wrong, sums), name


def data_filters(claim: Claim):
    from analytics.queries import Filters

    return Filters(claim.given["since"], claim.given["until"])


def test_the_files_to_take_away_hold_all_rows_in_one_order(loaded, offered) -> None:
    look()
    claim = next(iter(offered["prove_free_minutes"].values()))
    table = list(csv.DictReader(io.StringIO(rows.file(claim, "csv").decode("utf-8-sig"))))
    assert sum(int(line["ms"]) for line in table) == claim.value
    assert [line["day"] for line in table] == sorted(line["day"] for line in table)
    assert rows.file(claim, "xlsx").startswith(b"PK")


def test_numbers_are_opened_one_at_a_time_and_an_unknown_one_opens_the_first(monkeypatch) -> None:
    opened = []
    monkeypatch.setattr(dialog, "_drawer", lambda choices, first: opened.append(first))
    claim = Claim("room_files", "Files", 1, {})
    dialog.show({"a": claim, "b": claim}, "b")
    dialog.show(lambda: {"a": claim}, "gone")
    dialog.show({})
    assert opened == ["b", "a"]
