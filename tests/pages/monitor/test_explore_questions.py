"""What Explore adds up without asking is what the database says."""

from datetime import date

import pytest

from analytics.reports.explore.slices import Dimension, Slice, Step, numbered
from pages.monitor._explore import questions
from pages.ui import data
from tests.pages.monitor.test_explore import lessons
from tests.support.pages import load


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"rooms": ("房间 & 2",)},
        {"rooms": ("房间 & 2", "no such room")},
        {"rooms": ("no such room",)},
        {"apps": ("1400000001",), "kinds": ("camera",)},
        {"users": ("",), "weekdays": (1, 2)},
    ],
)
def test_what_is_added_up_is_what_the_database_says(database, tmp_path, part) -> None:
    load(database, lessons(tmp_path))
    of = Slice(date(2024, 3, 20), date(2024, 5, 20), **part)
    for by in Dimension:
        question = of.question(by)
        given = numbered(data.store(), question, of.parameters(question))
        if by is Dimension.STATE:
            given |= {"zone": "Asia/Shanghai", "midnight": "stop"}
        rows = data.store().ask(question, by=by.value, step="none", named=None, **given)
        said = [(row["name"], row["videos"], row["ms"], row["billable_ms"]) for row in rows]
        for is_charted in (True, False):
            found = questions.ranking(of, by, is_charted=is_charted)
            assert [(name, *sums) for name, sums in found.items()] == said
    assert (
        questions.total(of).ms
        == sum(sums.ms for sums in questions.steps(of, Step.WEEK).values())
        == sum(s[2] for s in said)
    )
