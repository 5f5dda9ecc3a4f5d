"""Compare: plans on the same usage, which is the cheapest, by how much, and every change at once."""

from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from analytics.billing.basis import Basis
from analytics.billing.curves import Crossing
from analytics.catalog import plan_file, plans, price_book, price_books
from analytics.core.model import MonthlyFee, Pack, Plan
from analytics.storage.store import Store
from pages.costs._compare import side_by_side
from pages.ui import data
from tests.support.charts import charts
from tests.support.pages import (
    LESSON,
    LESSON_DAY,
    ROOT,
    assert_no_exception,
    load,
    metric_values,
    open_page,
    page_text,
    row,
    table_rows,
    write,
)

MINUTE = 60_000


def editor(at: AppTest, side: str, widget: str) -> str:
    """The key of a widget of a plan's editor, whatever its turn."""
    turn = at.session_state[f"{side}_draft"]["turn"]
    return f"{side}_{widget}_{turn}"


def add_pack(at: AppTest, side: str, **pack: object) -> AppTest:
    edits = {"edited_rows": {}, "deleted_rows": [], "added_rows": [pack]}
    at.session_state[editor(at, side, "packs")] = edits
    return assert_no_exception(at.run())


@pytest.fixture
def lesson(database) -> AppTest:
    load(database, LESSON, day=LESSON_DAY)
    return open_page("costs/compare")


def test_the_lesson_of_the_billing_page_costs_77_cents(lesson) -> None:
    assert "Both plans cost the same: $0.77" in page_text(lesson)
    assert "27 Mar 2024 · 110 charged minutes" in page_text(lesson)
    assert [m.value for m in lesson.metric] == ["$0.77", "110", "$7.00"] * 2


def test_both_plans_start_without_the_fee_and_say_that_the_vendor_requires_it(lesson) -> None:
    assert not lesson.toggle(key=editor(lesson, "first", "fee")).value
    assert not lesson.toggle(key=editor(lesson, "second", "fee")).value
    assert (
        "No monthly fee in Postpaid. The vendor requires it: $100.00 a month for the whole account, with "
        "1,000 free minutes."
    ) in page_text(lesson)
    assert "No monthly fee in Prepaid (example packs)." in page_text(lesson)


def test_switching_the_fee_on_is_settled_at_once(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    assert "Prepaid (example packs) is cheaper by $2.46 (76.2%)" in page_text(
        assert_no_exception(lesson)
    )
    assert metric_values(lesson)["Cost of use"] == "$3.23", "a day’s share of the fee"
    assert "No monthly fee in Prepaid (example packs)." in page_text(lesson)
    lesson.segmented_control(key="basis").set_value("Cash").run()
    assert "Prepaid (example packs) is cheaper by $99.23 (99.2%)" in page_text(
        assert_no_exception(lesson)
    )
    assert metric_values(lesson)["Cash"] == "$100.00"


def test_the_fee_is_added_to_a_plan_that_is_edited_by_one_click(lesson) -> None:
    lesson.button(key="add_fee_0").click().run()
    assert lesson.toggle(key=editor(lesson, "first", "fee")).value
    assert metric_values(assert_no_exception(lesson))["Cost of use"] == "$3.23"
    assert "No monthly fee in Postpaid" not in page_text(lesson)
    assert "Unsaved changes." in page_text(lesson)


def test_a_pack_typed_into_the_table_is_drawn_from_and_a_second_edit_is_not_lost(lesson) -> None:
    add_pack(lesson, "first", name="A", minutes=50, price=0.1, bought="2024-01-01", months=12)
    assert "Postpaid, changed is cheaper by $0.25" in page_text(lesson)
    key = editor(lesson, "first", "packs")
    state = lesson.session_state[key]
    first = {"name": "A", "minutes": 50, "price": 0.1, "bought": "2024-01-01", "months": 12}
    second = {"name": "B", "minutes": 60, "price": 0.2, "bought": "2024-01-01", "months": 12}
    assert state["added_rows"] == [first]
    lesson.session_state[key] = {**state, "added_rows": [first, second]}
    assert_no_exception(lesson.run())
    assert "Postpaid, changed is cheaper by $0.47" in page_text(lesson)
    assert "2 packs, 110 minutes in total" in page_text(lesson)


def test_what_cannot_be_read_is_said_and_the_last_valid_plan_is_shown(lesson) -> None:
    pack = {"minutes": 50, "price": 0.1, "bought": "2024-01-01", "months": 12}
    key = editor(lesson, "first", "packs")
    rows = [{"name": "A", **pack}, {"name": "A", **pack}]
    lesson.session_state[key] = {"edited_rows": {}, "deleted_rows": [], "added_rows": rows}
    assert_no_exception(lesson.run())
    assert 'two packs are called "A"' in page_text(lesson)
    assert "Both plans cost the same: $0.77" in page_text(lesson)
    assert lesson.button(key="first_save").disabled


def test_a_mixed_stream_is_charged_from_a_day_on(database, tmp_path) -> None:
    rows = [row(1, VideoType=3), row(2, VideoType=3, day=2)]
    load(database, write(tmp_path / "lessons.csv", rows))
    at = open_page("costs/compare")
    assert metric_values(at)["Charged minutes"] == "0"
    at.toggle(key=editor(at, "first", "mixed")).set_value(True).run()
    at.date_input(key=editor(at, "first", "mixed_from")).set_value(date(2024, 3, 28)).run()
    assert metric_values(assert_no_exception(at))["Charged minutes"] == "10"
    assert "mixed stream counts × 1 from 28 Mar 2024" in page_text(at)


def test_a_saved_plan_is_there_in_the_next_session(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    lesson.button(key="first_save").click().run()
    assert plans.saved(data.store())["Postpaid"].monthly_fee == MonthlyFee(date(2024, 3, 27))
    again = open_page("costs/compare")
    assert metric_values(again)["Cost of use"] == "$3.23"


def test_a_plan_saved_under_a_name_is_shown_and_the_first_stays_as_it_was(lesson) -> None:
    lesson.toggle(key=editor(lesson, "second", "fee")).set_value(True).run()
    lesson.text_input(key="second_save_name").set_value("With fee").run()
    lesson.button(key="second_save_as").click().run()
    assert lesson.selectbox(key="second").value == "With fee"
    kept = plans.saved(data.store())
    assert kept["With fee"].monthly_fee and not kept[plans.PREPAID].monthly_fee
    assert "Postpaid is cheaper by $2.46" in page_text(assert_no_exception(lesson))


def test_the_teams_plan_is_behind_the_cost_of_other_pages(lesson) -> None:
    lesson.toggle(key=editor(lesson, "second", "fee")).set_value(True).run()
    lesson.button(key="second_save").click().run()
    lesson.button(key="second_team").click().run()
    lesson.switch_page("pages/monitor/overview.py").run()
    assert metric_values(assert_no_exception(lesson))["Cost in March 2024"] == "$3.23"


def test_a_change_that_is_not_saved_survives_a_look_elsewhere(lesson) -> None:
    lesson.toggle(key=editor(lesson, "first", "fee")).set_value(True).run()
    add_pack(lesson, "first", name="A", minutes=50, price=0.1, bought="2024-01-01", months=12)
    before = page_text(lesson)
    lesson.switch_page("pages/data/imports.py").run()
    lesson.switch_page("pages/costs/compare.py").run()
    assert page_text(assert_no_exception(lesson)) == before
    assert "Unsaved changes." in before
    lesson.button(key="first_discard").click().run()
    assert "Both plans cost the same: $0.77" in page_text(assert_no_exception(lesson))


def test_two_currencies_are_not_compared(lesson) -> None:
    lesson.selectbox(key=editor(lesson, "second", "book")).set_value("tencent-cn").run()
    assert "costs in CNY and USD cannot be compared" in page_text(assert_no_exception(lesson))
    assert "CN¥1.10" in [metric.value for metric in lesson.metric]


def test_packs_bought_before_the_chosen_days_are_named_for_they_are_not_in_the_total(
    database, tmp_path
) -> None:
    load(database, write(tmp_path / "lessons.csv", [row(1), row(2, day=60)]))
    at = open_page("monitor/overview")
    pack = Pack("A", 100, Decimal("3.00"), date(2024, 3, 1))
    plans.save(data.store(), plans.PREPAID, Plan(packs=(pack,)))
    at.switch_page("pages/costs/compare.py").run()
    assert [m.value for m in at.metric][3] == "$0.60", "20 of 100 minutes"
    at.segmented_control(key="basis").set_value("Cash").run()
    assert "packs bought before" not in page_text(assert_no_exception(at))
    assert [m.value for m in at.metric][3] == "$3.00"
    at.selectbox(key="period").set_value("Last 30 days").run()
    assert [m.value for m in at.metric][3] == "$0.00"
    assert "draws on packs bought before these days (A, $3.00)" in page_text(
        assert_no_exception(at)
    )
    at.segmented_control(key="basis").set_value("Cost of use").run()
    assert [m.value for m in at.metric][3] == "$0.30", "its minutes cost what they cost"
    assert "packs bought before" not in page_text(assert_no_exception(at))


def test_the_ledger_is_the_explanation_of_the_chosen_plan(lesson) -> None:
    (ledger,) = [each.value for each in lesson.dataframe if "Pack" in each.value.columns]
    assert ledger.to_dict("records") == [
        {
            "Day": date(2024, 3, 27),
            "What": "postpaid",
            "Pack": "",
            "Minutes": 110,
            "Milliseconds": 6_600_000,
            "Amount (USD)": Decimal("0.77"),
        }
    ]
    assert "1 line; the amounts add up to $0.77." in page_text(lesson)


def test_the_settings_of_both_plans_are_said_once(lesson) -> None:
    rules = "tencent-intl 2024-03-27 · $7.00 per 1,000 minutes · days in Asia/Shanghai"
    assert len(lesson.get("plotly_chart")) == 3
    assert page_text(lesson).count(rules) == 1


def test_a_saved_version_of_the_prices_counts_at_once_and_an_older_one_can_be_chosen(
    lesson,
) -> None:
    text = price_book.dumps(price_book.load("tencent-intl"))
    dearer = text.replace('"7.00"', '"9.00"').replace("2024-03-27", "2026-11-23", 1)
    price_books.save_version(data.store(), dearer)
    assert_no_exception(lesson.run())
    assert "Both plans cost the same: $0.99" in page_text(lesson)
    assert "tencent-intl 2026-11-23 · $9.00 per 1,000 minutes" in page_text(lesson)
    book = lesson.selectbox(key=editor(lesson, "first", "book"))
    assert book.options == [
        "tencent-cn, price of each day",
        "tencent-intl, price of each day",
        "tencent-cn 2024-09-09",
        "tencent-intl 2024-03-27",
        "tencent-intl 2026-11-23",
    ]
    book.set_value("tencent-intl@2024-03-27").run()
    assert "Postpaid, changed is cheaper by $0.22" in page_text(assert_no_exception(lesson))
    lesson.button(key="first_save").click().run()
    assert plans.saved(data.store())["Postpaid"].price_book == "tencent-intl@2024-03-27"
    lesson.switch_page("pages/sell/calculator.py").run()
    assert_no_exception(lesson)


FEE = Plan(monthly_fee=MonthlyFee(date(2024, 3, 1)))
PACK = Plan(packs=(Pack("A", 100, Decimal("0.50"), date(2024, 3, 1)),))


def several(database, **more: Plan) -> AppTest:
    """The billing page's lesson under the two plans of a new database and more beside them."""
    load(database, LESSON, day=LESSON_DAY)
    with Store(database) as store:
        for name, plan in more.items():
            plans.save(store, name, plan)
    at = open_page("costs/compare")
    at.multiselect(key="more_plans").set_value(list(more)[:4])
    return assert_no_exception(at.run())


def test_without_recordings_it_names_the_next_step() -> None:
    assert "No recordings yet" in page_text(open_page("costs/compare"))


def test_the_cheapest_is_said_first_with_what_it_saves(database) -> None:
    at = several(database, Fee=FEE, Pack=PACK)
    assert at.header[0].value.replace("\\", "") == (
        "Pack is the cheapest: $0.57, $0.20 less than Postpaid"
    )
    assert "from the cheapest to the most expensive $86.53" in page_text(at)
    assert (
        "Prepaid (example packs), Fee and Pack do not cross Postpaid in these days."
        in page_text(at)
    )


def test_amounts_or_their_differences_to_the_first(database) -> None:
    at = several(database, Pack=PACK)
    assert "Total: Postpaid $0.77, Prepaid (example packs) $0.77, Pack $0.57." in page_text(at)
    assert (
        "Cost of use ÷ charged minutes, per 1,000 min: Postpaid $7.00, Prepaid (example packs) $7.00, Pack $5.18"
    ) in page_text(at)
    cents = Decimal("0.00")
    assert ("Postpaid", Decimal("0.77"), Decimal("0.77"), Decimal("0.07")) in table_rows(at, "Cost")
    assert ("From packs", 0, 0, 100) in table_rows(at, "Minutes")
    at.segmented_control(key="compare_table").set_value("Differences").run()
    assert "Total: Postpaid $0.77, Prepaid (example packs) $0.00, Pack −$0.20." in page_text(
        assert_no_exception(at)
    )
    assert ("Postpaid", Decimal("0.77"), cents, Decimal("-0.70")) in table_rows(at, "Cost")
    assert ("From packs", 0, 0, 100) in table_rows(at, "Minutes")


def test_each_source_s_effective_price_stands_under_each_plan(database) -> None:
    at = several(database, Pack=PACK)
    assert "Consumed ÷ charged minutes, per 1,000 min of each source" in page_text(at)
    rows = table_rows(at, "Source")
    assert ("A", None, None, Decimal("5.00")) in rows
    assert ("All minutes", Decimal("7.00"), Decimal("7.00"), Decimal("5.18")) in rows


def test_two_currencies_are_a_sentence_and_the_rest_of_the_page_stays(database) -> None:
    at = several(database, China=Plan(price_book="tencent-cn"))
    assert "costs in CNY and USD cannot be compared" in page_text(at)
    assert "3 saved plans" in page_text(at)


def test_six_plans_are_compared_at_most(database) -> None:
    at = several(database, **{f"Plan {number}": PACK for number in range(5)})
    assert len(at.multiselect(key="more_plans").value) == 4
    assert [len(row) for row in table_rows(at, "Cost")] == [7] * 5


def test_a_new_plan_is_changed_saved_and_compared(lesson) -> None:
    lesson.text_input(key="new_plan_name").set_value("With fee").run()
    lesson.button(key="new_plan").click().run()
    assert assert_no_exception(lesson).selectbox(key="second").value == "With fee"
    lesson.toggle(key=editor(lesson, "second", "fee")).set_value(True).run()
    lesson.button(key="second_save").click().run()
    assert plans.saved(data.store())["With fee"].monthly_fee
    assert "Postpaid is cheaper by $2.46" in page_text(assert_no_exception(lesson))


def test_one_plan_on_both_sides_is_compared_with_its_own_change(lesson) -> None:
    lesson.selectbox(key="second").set_value("Postpaid").run()
    assert "Both plans cost the same: $0.77" in page_text(assert_no_exception(lesson))


def test_a_link_to_saved_plans_of_the_earlier_page_opens_them_here(database) -> None:
    load(database, LESSON, day=LESSON_DAY)
    with Store(database) as store:
        for name in ("Fee", "Pack"):
            plans.save(store, name, PACK if name == "Pack" else FEE)
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.switch_page("pages/costs/compare.py")
    at.query_params["plans"] = ["Pack", "Fee", "Postpaid"]
    assert_no_exception(at.run())
    assert (at.selectbox(key="first").value, at.selectbox(key="second").value) == ("Pack", "Fee")
    assert at.multiselect(key="more_plans").value == ["Postpaid"]


def test_a_plan_file_comes_in_under_its_name_and_replaces_only_when_it_says_so(database) -> None:
    at = several(database)
    content = plan_file.dumps(PACK).encode()
    file = ("Yearly pack.toml", content, "application/toml")
    at.file_uploader[0].set_value([file]).run()
    at.button(key="keep_plan_files").click().run()
    assert plans.saved(data.store())["Yearly pack"] == PACK
    assert "3 saved plans" in page_text(assert_no_exception(at))
    at.file_uploader[0].set_value([("Postpaid.toml", content, "application/toml")]).run()
    assert "Postpaid will be replaced" in page_text(assert_no_exception(at))


def test_a_file_that_is_no_plan_is_refused_by_file_and_key(database) -> None:
    at = several(database)
    at.file_uploader[0].set_value([("x.toml", b"pack = 1", "application/toml")]).run()
    assert "x.toml, pack" in page_text(assert_no_exception(at))
    assert at.button(key="keep_plan_files").disabled


def test_two_files_of_one_name_are_not_kept(database) -> None:
    at = several(database)
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


def test_six_curves_can_be_told_apart_and_crossings_are_rings(database, tmp_path) -> None:
    rows = [row(number, day=number, VideoDuration=6_000_000) for number in range(5)]
    load(database, write(tmp_path / "lessons.csv", rows))
    with Store(database):
        pass
    at = open_page("costs/compare")
    bill = data.settlement(Plan(), None, None)
    pack = data.settlement(Plan(packs=(Pack("A", 900, Decimal(2), date(2024, 3, 27)),)), None, None)
    assert not at.exception
    picture = charts.costs_so_far(
        [("a", bill), *((f"<b>{n}", pack) for n in range(5))],
        Basis.CASH,
        [[Crossing(date(2024, 3, 29), 1)], [], [], [], []],
    )
    curves = [trace for trace in picture.data if trace.mode == "lines"]
    styles = {(trace.line.color, trace.line.dash) for trace in curves}
    assert len(curves) == len(styles) == 6
    assert curves[1].name == "&lt;b&gt;0"
    (rings,) = (trace for trace in picture.data if trace.mode == "markers")
    assert (list(rings.x), list(rings.y)) == (["2024-03-29"], [2.0])
