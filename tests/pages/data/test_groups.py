"""Groups: a table imported or typed, what it maps and what not, and the way back."""

from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.groups import imports
from analytics.storage.store import Store
from pages.ui import data
from tests.support.pages import LESSON, LESSON_DAY, assert_no_exception, load, open_page, page_text

TABLE = (
    "dimension,app,room,user,value,from,until\nrole,,,ios_*,student,,\nrole,,,pc_test1,teacher,,\n"
)


@pytest.fixture
def page(database: Path) -> AppTest:
    load(database, LESSON, day=LESSON_DAY)
    return open_page("data/groups")


def upload(page: AppTest, text: str) -> AppTest:
    page.file_uploader[0].set_value(("groups.csv", text.encode(), "text/csv")).run()
    return assert_no_exception(page.button(key="groups_import").click().run())


def table(page: AppTest, heading: str) -> list[dict[str, object]]:
    """The table whose first column is called so."""
    (found,) = [frame.value for frame in page.dataframe if frame.value.columns[0] == heading]
    return list(found.to_dict("records"))


def test_a_table_is_imported_and_what_it_leaves_out_is_told_in_minutes_and_money(
    page: AppTest,
) -> None:
    assert "No groups yet" in page_text(page)
    upload(page, TABLE)
    assert "2 rows of role imported." in page_text(page)
    assert table(page, "Dimension") == [
        {"Dimension": "role", "Values": 2, "Not mapped, minutes": 40, "Not mapped (USD)": Decimal("0.28"),
         "Not mapped, share": Decimal("36.4")}
    ]  # fmt: skip
    assert table(page, "Value") == [
        {"Value": "not mapped", "Files": 1, "Minutes": 40, "Cost (USD)": Decimal("0.28")},
        {"Value": "teacher", "Files": 1, "Minutes": 40, "Cost (USD)": Decimal("0.28")},
        {"Value": "student", "Files": 1, "Minutes": 30, "Cost (USD)": Decimal("0.21")},
    ]
    assert "Not mapped: 1 user" in page_text(page)
    assert "These rows are already loaded" in page_text(upload(page, TABLE))


def test_an_import_is_undone(page: AppTest) -> None:
    upload(page, TABLE)
    (taken,) = imports.imports(data.store())
    assert any("2 rows of role" in box.label for box in page.expander)
    page.session_state[f"groups_{taken.import_id}"] = True
    page.run()
    page.button(key=f"groups_undo_{taken.import_id}").click().run()
    assert "No groups yet" in page_text(assert_no_exception(page))


def test_a_wrong_table_is_refused_with_each_wrong_cell(page: AppTest) -> None:
    text = page_text(upload(page, TABLE + "day,,7,,x,,\nd,,7,,x,soon,\n"))
    assert 'groups.csv, line 4, dimension: "day" has a meaning of its own.' in text
    assert 'groups.csv, line 5, from: "soon" is not a day.' in text
    assert imports.imports(data.store()) == []


def test_rows_are_typed(page: AppTest, database: Path) -> None:
    page.session_state["groups_ways"] = "Type rows"
    page.run()
    edits = {
        "edited_rows": {1: {"dimension": "dept", "value": "Maths", "room": "1*"}},
        "added_rows": [{"dimension": "dept", "user": "phone"}],
        "deleted_rows": [],
    }
    page.session_state["groups_rows_0"] = edits
    page.button(key="groups_add").click().run()
    assert "row, line 4, value: is empty" in page_text(assert_no_exception(page))
    edits["added_rows"][0]["value"] = "Physics"
    page.session_state["groups_rows_0"] = edits
    page.button(key="groups_add").click().run()
    assert "2 rows of dept imported." in page_text(assert_no_exception(page))
    data.close()
    with Store(database) as store:
        (taken,) = imports.imports(store)
    assert [(row.room, row.user, row.value) for row in taken.rows] == [
        ("1*", None, "Maths"),
        (None, "phone", "Physics"),
    ]
