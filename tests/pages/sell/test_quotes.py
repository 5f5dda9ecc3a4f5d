"""Quotes: what a step did is said, and the revision it was about stays in view."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from analytics.core.people import Person, Role
from analytics.quotes import lifecycle, sharing
from analytics.quotes.document import as_text, document
from analytics.quotes.repository import listed
from analytics.storage import acting
from pages.sell._quotes import list as quote_list
from pages.sell._quotes.form import today
from pages.ui import data
from pages.ui.tables import grid
from tests.support.pages import assert_no_exception, open_page, page_text, table_rows
from tests.support.quotes import made, request


def opened(**changes):
    """A draft of a request, opened on the page."""
    number = lifecycle.save_draft(data.store(), request(number="", **changes)).number
    at = open_page("sell/quotes")
    at.selectbox(key="quote").set_value(number).run()
    return assert_no_exception(at), number


def test_an_answer_stays_on_its_revision_and_is_said(database) -> None:
    at, number = opened(valid_until=today().replace(year=today().year + 1))
    assert "Not issued: a draft" in page_text(at)
    at.button(key="issue").click().run()
    assert "Not issued: a draft" not in page_text(at)
    assert f"{number}, revision 1 is issued" in page_text(assert_no_exception(at)).replace("\\", "")
    at.button(key="revise").click().run()
    assert "created as a draft" in page_text(assert_no_exception(at))
    assert f"{number}, revision 2: draft" in page_text(at).replace("\\", "")
    at.segmented_control[0].set_value("Revision 1: issued").run()
    at.button(key="answer_declined").click().run()
    text = page_text(assert_no_exception(at)).replace("\\", "")
    assert f"Revision 1 of {number} is declined." in text
    assert f"{number}, revision 1: declined" in text
    at.run()
    assert "is declined." not in page_text(assert_no_exception(at))


def test_an_accepted_revision_leaves_no_draft_and_no_second_count(database) -> None:
    at, number = opened(valid_until=today().replace(year=today().year + 1))
    for step in ("issue", "revise"):
        at.button(key=step).click().run()
    at.segmented_control[0].set_value("Revision 1: issued").run()
    at.button(key="answer_accepted").click().run()
    text = page_text(assert_no_exception(at)).replace("\\", "")
    assert f"Revision 1 of {number} is accepted." in text
    assert f"{number}, revision 1: accepted" in text
    assert "1 accepted: " in text
    assert "issued: " not in text


def test_a_click_on_a_row_opens_its_revision(database, monkeypatch) -> None:
    at, number = opened(valid_until=today().replace(year=today().year + 1))
    for step in ("issue", "revise"):
        at.button(key=step).click().run()
    at = open_page("sell/quotes")
    assert list(at.dataframe[0].value["Quote"]) == [f"{number} r2", f"{number} r1"]
    held = {"quote_rows": SimpleNamespace(selection=SimpleNamespace(rows=[], cells=[(1, "Total")]))}
    monkeypatch.setattr(quote_list.st, "session_state", held)
    grid._told("quote_rows", lambda row, _: quote_list._open(listed(data.store(), today())[row]))
    assert held["quote_rows"] == grid.NO_SELECTION, "a second click on the same cell is one too"
    assert (held["quote"], held["quote_done"]) == (number, (number, 1))


def test_a_number_that_was_never_issued_here_is_red(database) -> None:
    doc = document(made(request(number="Q-2026-0999")))
    at, _ = opened(valid_until=today().replace(year=today().year + 1))
    at.file_uploader(key="verify_file").upload(
        "q.json", as_text(doc).encode(), "application/json"
    ).run()
    errors = " ".join(error.value for error in assert_no_exception(at).error).replace("\\", "")
    assert "Q-2026-0999, revision 1 is not verified" in errors
    assert "was never issued here" in page_text(at)
    assert not [text for text in at.success if "verified" in text.value]


def test_a_declined_quote_counts_against_the_win_rate_with_its_reason(database) -> None:
    at, _ = opened(valid_until=today().replace(year=today().year + 1))
    at.button(key="issue").click().run()
    at.text_input(key="answer_reason").set_value("too dear")
    at.button(key="answer_declined").click().run()
    assert table_rows(assert_no_exception(at), "Win rate")[0][1:] == (0, 0, 1, "too dear")
    assert at.dataframe[0].value["Owner"][0] == "Li Wei"


def test_an_issued_quote_is_shared_by_a_link_that_can_be_withdrawn(database) -> None:
    at, number = opened(valid_until=today().replace(year=today().year + 1))
    assert not at.get("code")
    at.button(key="issue").click().run()
    at.button(key="share_make").click().run()
    token = sharing.link(data.store(), number, 1).token
    (code,) = assert_no_exception(at).code
    assert code.value.endswith(f"/quote/{token}")
    assert "not opened yet" in page_text(at)
    sharing.count_view(data.store(), token, datetime(2026, 12, 2, 14, 2))  # noqa: DTZ001
    at.run()
    assert "opened once, last 2 Dec 2026, 14:02 UTC" in page_text(at)
    at.button(key="share_withdraw").click().run()
    assert not assert_no_exception(at).code
    assert sharing.link(data.store(), number, 1) is None


def test_where_people_sign_in_one_asks_and_another_approves_in_the_inbox(database) -> None:
    mei = Person("mei@x.example", frozenset({Role.SALES}))
    ann = Person("ann@x.example", frozenset({Role.ADMIN}))
    who = [mei]
    acting.ask_sign_in(lambda: who[0])
    try:
        later = today().replace(year=today().year + 1)
        at, number = opened(valid_until=later, rebate_percent=Decimal(50))
        assert "Second person who agrees" not in page_text(at)
        at.text_input(key="approval_reason").set_value("A pilot")
        at.button(key="approval_ask").click().run()
        assert "Waiting for approval since" in page_text(assert_no_exception(at))
        assert "Waiting for approval: 1" not in page_text(at), "the inbox is for who may decide"
        who[0] = ann
        at.run()
        assert "Waiting for approval: 1" in page_text(at)
        at.button(key=f"approve_{number}_1").click().run()
        assert "Waiting for approval: 1" not in page_text(assert_no_exception(at))
        assert "Approved by ann@x.example" in page_text(at).replace("\\", "")
        who[0] = mei
        at.button(key="issue").click().run()
        assert f"{number}, revision 1 is issued" in page_text(assert_no_exception(at)).replace("\\", "")  # fmt: skip
    finally:
        acting.forget_sign_in()
