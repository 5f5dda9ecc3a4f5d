"""Links that were sent still open what they meant, under today's words."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.pages import LESSON, LESSON_DAY, ROOT, assert_no_exception, load


@pytest.mark.parametrize(
    ("page", "key", "sent", "value"),
    [
        ("costs/bill", "view", "Who paid", "Funding source"),
        ("costs/bill", "view", "Cash and use", "Cash and cost of use"),
    ],
)
def test_a_link_with_an_earlier_word_opens_what_it_meant(database, page, key, sent, value) -> None:
    load(database, LESSON, day=LESSON_DAY)
    at = AppTest.from_file(ROOT / "app.py", default_timeout=60)
    at.switch_page(f"pages/{page}.py")
    at.query_params[key] = sent
    assert_no_exception(at.run())
    assert at.session_state[key] == value
