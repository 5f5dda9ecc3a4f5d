"""Scenarios: saved plans side by side, and plans as files."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.billing.compare import Unit
from analytics.billing.curves import Crossing
from analytics.catalog import plan_file, plans
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.storage.store import Store
from pages.ui import data
from pages.ui.plans import side_by_side
from tests.support.charts import charts
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    assert_no_exception,
    load,
    open_page,
    page_text,
    row,
    write,
)

D = Decimal
FEE = Plan(monthly_fee=MonthlyFee(date(2024, 3, 1)))
PACK = Plan(packs=(Pack("A", 100, D("0.50"), date(2024, 3, 1)),))


def lesson(database, **more: Plan) -> AppTest:
    """The billing page's lesson under the two plans of a new database and more."""
    load(database, LESSON, day=LESSON_DAY)
    with Store(database) as store:
        for name, plan in more.items():
            plans.save(store, name, plan)
    return open_page("costs/scenarios")


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page("costs/scenarios"))


def test_the_cheapest_is_said_first_with_what_it_saves(database) -> None:
    at = lesson(database, Fee=FEE, Pack=PACK)
    assert at.header[0].value.replace("\\", "") == (
        "Pack is the cheapest: $0.57, $0.20 less than Postpaid"
    )
    assert "from the cheapest to the most expensive $99.43" in page_text(at)
    assert len(at.get("plotly_chart")) == 1
    assert "Prepaid (example packs) and Fee do not cross Postpaid in these days." in page_text(at)


def test_amounts_or_their_differences_to_the_first(database) -> None:
    at = lesson(database, Pack=PACK)
    assert "| Total | $0.77 | $0.77 | $0.57 |" in page_text(at)
    assert "| Paid ÷ charged minutes, per 1,000 min | $7.00 | $7.00 | $5.18 |" in page_text(at)
    at.segmented_control(key="scenario_table").set_value("Differences").run()
    assert "| Total | $0.77 | same | −$0.20 |" in page_text(assert_no_exception(at))
    assert "| From packs | 0 | same | +100 |" in page_text(at)


def test_each_source_s_effective_price_stands_under_each_plan(database) -> None:
    at = lesson(database, Pack=PACK)
    assert "Consumed ÷ charged minutes, per 1,000 min of each source" in page_text(at)
    assert "| A | – | – | $5.00 |" in page_text(at)
    assert "| All minutes | $7.00 | $7.00 | $5.18 |" in page_text(at)


def test_two_currencies_are_a_sentence_and_the_rest_of_the_page_stays(database) -> None:
    at = lesson(database, China=Plan(price_book="tencent-cn"))
    assert "costs in CNY and USD cannot be compared" in page_text(at)
    assert "3 saved plans" in page_text(at)
    at.multiselect(key="plans").set_value(["China"]).run()
    assert "China costs CN¥1.10" in page_text(assert_no_exception(at))


def test_seven_plans_are_not_offered_at_once_and_none_is_not_an_error(database) -> None:
    at = lesson(database, **{f"Plan {number}": PACK for number in range(5)})
    assert len(at.multiselect(key="plans").value) == 6
    at.multiselect(key="plans").set_value([]).run()
    assert "Choose plans to compare" in page_text(assert_no_exception(at))


def test_a_new_plan_is_changed_saved_and_compared(database) -> None:
    at = lesson(database)
    at.session_state["scenario_editor"] = True
    at.run()
    at.text_input(key="new_plan_name").set_value("With fee").run()
    at.button(key="new_plan").click().run()
    assert assert_no_exception(at).selectbox(key="scenario").value == "With fee"
    turn = at.session_state["scenario_draft"]["turn"]
    at.toggle(key=f"scenario_fee_{turn}").set_value(True).run()
    at.button(key="scenario_save").click().run()
    assert plans.saved(data.store())["With fee"].monthly_fee
    at.multiselect(key="plans").set_value(["Postpaid", "With fee"]).run()
    assert "Postpaid, the first, is the cheapest of 2: $0.77" in page_text(assert_no_exception(at))


def test_a_plan_file_comes_in_under_its_name_and_replaces_only_when_it_says_so(database) -> None:
    at = lesson(database)
    content = plan_file.dumps(PACK).encode()
    file = ("Yearly pack.toml", content, "application/toml")
    at.file_uploader[0].set_value([file]).run()
    at.button(key="keep_plan_files").click().run()
    assert plans.saved(data.store())["Yearly pack"] == PACK
    assert "3 saved plans" in page_text(assert_no_exception(at))
    at.file_uploader[0].set_value([("Postpaid.toml", content, "application/toml")]).run()
    assert "Postpaid will be replaced" in page_text(assert_no_exception(at))


def test_a_file_that_is_no_plan_is_refused_by_file_and_key(database) -> None:
    at = lesson(database)
    at.file_uploader[0].set_value([("x.toml", b"pack = 1", "application/toml")]).run()
    assert "x.toml, pack" in page_text(assert_no_exception(at))
    assert at.button(key="keep_plan_files").disabled


def test_two_files_of_one_name_are_not_kept(database) -> None:
    at = lesson(database)
    content = plan_file.dumps(PACK).encode()
    files = [("A.toml", content, ""), ("A.toml", plan_file.dumps(FEE).encode(), "")]
    at.file_uploader[0].set_value(files).run()
    assert "Two files have one name" in page_text(assert_no_exception(at))
    assert at.button(key="keep_plan_files").disabled


@pytest.mark.parametrize(
    ("crossings", "words"),
    [
        ([(3, 1)], "two crosses one on 3 May 2024; since then two has cost less."),
        (
            [(day, day % 2) for day in range(1, 6)] + [(6, 0)],
            "two crosses one 6 times, the last ones on 3 May 2024, 4 May 2024, 5 May 2024 and "
            "6 May 2024; since then one has cost less.",
        ),
    ],
)
def test_crossings_in_words(crossings, words: str) -> None:
    found = [Crossing(date(2024, 5, day), cheaper) for day, cheaper in crossings]
    assert side_by_side.crossing_words("one", "two", found).replace("**", "") == words


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (D("1.5"), Unit.MONEY, "+$1.50"),
        (D("-1.5"), Unit.PRICE, "−$1.50"),
        (-120_000, Unit.MS, "−2"),
        (0, Unit.MS, "same"),
        (None, Unit.PRICE, "–"),
    ],
)
def test_a_difference_has_its_sign(value, unit: Unit, text: str) -> None:
    shown = side_by_side.cell(value, unit, "USD", signed=True)
    assert shown.replace("\\", "") == text


def test_six_curves_can_be_told_apart_and_crossings_are_rings(database, tmp_path) -> None:
    rows = [row(number, day=number, VideoDuration=6_000_000) for number in range(5)]
    load(database, write(tmp_path / "lessons.csv", rows))
    with Store(database):
        pass
    at = open_page("costs/scenarios")
    bill = data.settlement(Plan(), None, None)
    pack = data.settlement(Plan(packs=(Pack("A", 900, D(2), date(2024, 3, 27)),)), None, None)
    assert not at.exception
    picture = charts.costs_so_far(
        [("a", bill), *((f"<b>{n}", pack) for n in range(5))],
        [[Crossing(date(2024, 3, 29), 1)], [], [], [], []],
    )
    curves = [trace for trace in picture.data if trace.mode == "lines"]
    styles = {(trace.line.color, trace.line.dash) for trace in curves}
    assert len(curves) == len(styles) == 6
    assert curves[1].name == "&lt;b&gt;0"
    (rings,) = (trace for trace in picture.data if trace.mode == "markers")
    assert (list(rings.x), list(rings.y)) == (["2024-03-29"], [2.0])
