"""A filter as a line of text: what is written is read again, whatever names there are."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.reports import filter_terms
from analytics.reports.filter_terms import Term

terms = st.builds(
    Term, st.sampled_from(["room", "user", "kind", "group"]), st.text(max_size=12), st.booleans(), st.booleans()
)  # fmt: skip


@given(st.lists(terms, max_size=5, unique=True))
def test_what_is_written_is_read_again(chosen: list[Term]) -> None:
    assert filter_terms.read(filter_terms.write(chosen)) == (tuple(chosen), "")


@given(st.text(max_size=40))
def test_any_text_is_read(text: str) -> None:
    found, rest = filter_terms.read(text)
    assert filter_terms.read(filter_terms.write(found)) == (found, "")
    assert len(rest) <= len(text)


def test_a_line_says_what_is_meant_and_what_is_left_out() -> None:
    line = 'room:101 -kind:"Mixed stream" user~li nonsense room:101'
    assert filter_terms.read(line) == (
        (Term("room", "101"), Term("kind", "Mixed stream", is_out=True), Term("user", "li", is_part=True)),
        "nonsense",
    )  # fmt: skip


def test_a_value_is_meant_or_left_out_and_not_both() -> None:
    room = Term("room", "101")
    assert filter_terms.toggled((room,), room) == ()
    assert filter_terms.toggled((room,), room._replace(is_out=True)) == (
        room._replace(is_out=True),
    )
