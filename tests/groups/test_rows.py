"""A table of groups is taken whole or not at all, and what is wrong with it is told cell by cell."""

from datetime import date

import pytest

from analytics.core.errors import Problem
from analytics.groups.rows import GroupRow, digest, notes, read

HEADER = "dimension,app,room,user,value,from,until"


def table(*lines: str, header: str = HEADER) -> list[tuple[int, list[str]]]:
    return [(number, line.split(",")) for number, line in enumerate([header, *lines], 1)]


def test_a_row_says_what_its_cells_say() -> None:
    rows = read(
        table(
            "dept,1400000001,2101*,,Maths  and Physics,2026-03-01,2026/9/1",
            "role,*,,anna,teacher,,",
            "学科,,101,,数学,2026-03-01T00:00:00,",
        ),
        "groups.csv",
    )
    assert rows == [
        GroupRow(2, "dept", "Maths and Physics", "1400000001", "2101*", None, date(2026, 3, 1), date(2026, 9, 1)),
        GroupRow(3, "role", "teacher", None, None, "anna"),
        GroupRow(4, "学科", "数学", None, "101", None, date(2026, 3, 1)),
    ]  # fmt: skip


def test_columns_may_stand_in_any_order_and_those_that_are_empty_may_be_left_out() -> None:
    (row,) = read(table("7,dept,A", header=" Room,DIMENSION,Value,"), "g")
    assert (row.dimension, row.room, row.value, row.app, row.since) == ("dept", "7", "A", None, None)  # fmt: skip


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("day,,7,,A,,", 'g, line 2, dimension: "day" has a meaning of its own. Give it another name, as in department.'),
        ("Recording,,7,,A,,", '"Recording" has a meaning of its own'),
        ("total,,7,,A,,", '"total" has a meaning of its own'),
        (",,7,,A,,", "g, line 2, dimension: is empty"),
        ("a b,,7,,A,,", '"a b" is not one word'),
        ("a=b,,7,,A,,", '"a=b" is not one word'),
        ("dept,,7,, ,,", "g, line 2, value: is empty"),
        ("dept,,1*7,,A,,", 'g, line 2, room: "1*7" has a * that is not its last letter'),
        ("dept,1.4E+09,,,A,,", 'g, line 2, app: "1.4E+09" is a number that a spreadsheet has shortened'),
        ("dept,,7,,A,2026-02-30,", 'g, line 2, from: "2026-02-30" is not a day. Give it as 2026-03-01.'),
        ("dept,,7,,A,,3/1/2026", 'g, line 2, until: "3/1/2026" is not a day'),
        ("dept,,7,,A,2026-03-01,2026-03-01", "g, line 2, until: 2026-03-01 is not after 2026-03-01"),
        ("dept,,7,,A,,,more", 'g, line 2: "more" stands right of the last column'),
        ("dept,,7,," + "A" * 201 + ",,", "g, line 2, value: is longer than 200 letters"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_line_and_column(line: str, sentence: str) -> None:
    with pytest.raises(Problem) as refused:
        read(table(line), "g")
    assert sentence in str(refused.value)
    assert refused.value.also == ()


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("dimension,rooms,value", 'g, line 1: "rooms" is no column of groups. The columns are dimension, app, room'),
        ("dimension,room", 'g, line 1: no column is called "value"'),
        ("dimension,value,value", 'two columns are called "value"'),
        ("dimension,value,,room", "column 3 has no name"),
    ],
)  # fmt: skip
def test_a_header_that_says_something_else_is_refused(header: str, sentence: str) -> None:
    with pytest.raises(Problem) as refused:
        read(table("dept,A,x,7", header=header), "g")
    assert sentence in str(refused.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(Problem) as refused:
        read(table("day,,7,,,,", "dept,,7,,A,,", "x,,7,,A,soon,"), "g")
    assert [problem.where for problem in (refused.value, *refused.value.also)] == [
        "g, line 2, dimension",
        "g, line 2, value",
        "g, line 4, from",
    ]


def test_a_table_without_rows_is_refused() -> None:
    for lines in ([], table()):
        with pytest.raises(Problem):
            read(lines, "g")


def test_a_row_says_more_the_more_it_names_then_whole_names_then_longer_beginnings() -> None:
    least_to_most = [
        GroupRow(0, "d", "v"),
        GroupRow(0, "d", "v", room="1*"),
        GroupRow(0, "d", "v", room="1234567*"),
        GroupRow(0, "d", "v", app="1"),
        GroupRow(0, "d", "v", app="1*", user="1*"),
        GroupRow(0, "d", "v", app="1*", room="1"),
        GroupRow(0, "d", "v", app="1*", room="1*", user="1*"),
    ]
    strengths = [row.strength for row in least_to_most]
    assert strengths == sorted(set(strengths))
    assert GroupRow(0, "d", "v", room="77").strength == GroupRow(0, "d", "v", app="1").strength


def test_a_row_that_never_counts_is_told() -> None:
    rows = [
        GroupRow(2, "d", "a", room="1", since=date(2026, 3, 1)),
        GroupRow(3, "d", "b", room="1"),
        GroupRow(4, "d", "c", room="1", since=date(2026, 3, 1)),
        GroupRow(5, "d", "a", room="2"),
        GroupRow(6, "e", "b", room="2"),
    ]
    assert notes(rows) == ["Line 2 never counts: line 3 names the same and stands below it."]


def test_the_digest_is_of_what_rows_say_in_their_order() -> None:
    one, two = GroupRow(2, "d", "a", room="1"), GroupRow(3, "d", "b", room="1")
    assert digest([one, two]) == digest([GroupRow(7, "d", "a", room="1"), two])
    assert len({digest([one, two]), digest([two, one]), digest([one])}) == 3
