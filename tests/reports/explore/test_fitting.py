"""A question is asked without what is not set, and answers the same."""

from datetime import date

import pytest

from analytics import sql
from analytics.reports.explore.slices import Dimension, Slice, Step
from analytics.sql.fitting import fitted
from analytics.storage.store import answer
from tests.reports.explore.test_small_tables import PARTS, SPANS, store

__all__ = ["store"]

CASES = {
    "a filter that is not set": (
        "where ($rooms::varchar[] is null or room in (select unnest($rooms::varchar[])))",
        {"rooms": None},
        "where true",
        {},
    ),
    "a filter that is set": (
        "where ($rooms::varchar[] is null or room in (select unnest($rooms::varchar[])))",
        {"rooms": ["1"]},
        "where (room in (select unnest($rooms::varchar[])))",
        {"rooms": ["1"]},
    ),
    "a bracket in quotes": (
        "where ($a::date is null or day > ')' || ($a)) and b",
        {"a": 1},
        "where (day > ')' || ($a)) and b",
        {"a": 1},
    ),
    "two filters": (
        "($a::date is null or a >= $a) and ($b::date is null or b < $b)",
        {"a": None, "b": date(2024, 1, 1)},
        "true and (b < $b)",
        {"b": date(2024, 1, 1)},
    ),
    "a choice": (
        "select case $by when 'kind' then kind::varchar when 'app' then app end as name",
        {"by": "app"},
        "select (app) as name",
        {},
    ),
    "a choice that is none": (
        "select case $by when 'kind' then kind when 'app' then app end as name",
        {"by": "none"},
        "select null as name",
        {},
    ),
    "a choice that has another": (
        "select case $by when 'kind' then kind else app end as name",
        {"by": "none"},
        "select (app) as name",
        {},
    ),
    "a case of the rows": (
        "select case when a then b end, case kind when 'x' then 1 end",
        {},
        "select case when a then b end, case kind when 'x' then 1 end",
        {},
    ),
    "a parameter that is not in the text": ("select 1", {"odd": 1}, "select 1", {"odd": 1}),
}


@pytest.mark.parametrize(("text", "given", "short", "left"), CASES.values(), ids=CASES.keys())
def test_what_is_not_asked_for_is_left_out(text, given, short, left) -> None:
    assert fitted(text, given) == (short, left)


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_the_answer_is_that_of_the_whole_text(store, part) -> None:
    looked_at = Slice(*SPANS["months and days"], **part)
    for by in ("none", *Dimension):
        question = looked_at.question(by)
        given = looked_at.parameters(question, "Asia/Shanghai", "stop")
        given |= {"by": str(by), "step": Step.WEEK.value, "named": None}
        with store.session() as cursor:
            whole = answer(cursor, sql.text(question), given)
        assert store.ask(question, **given) == whole
