"""An error is a sentence to a person: where, what, and what to do next."""

import copy
import pickle

import pytest

from analytics.core.errors import Problem


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("-5 is negative"), "-5 is negative."),
        (Problem("-5 is negative", where="p.toml"), "p.toml: -5 is negative."),
        (Problem("it is gone.", hint="Ask again"), "it is gone. Ask again."),
        (Problem("it is gone", hint="Ask whom?"), "it is gone. Ask whom?"),
        (Problem("the line is a\nb\u2028c"), "the line is a b c."),
        (
            Problem("-5 is negative", where="plan.toml, packs[1].minutes", hint="Give 0 or more."),
            "plan.toml, packs[1].minutes: -5 is negative. Give 0 or more.",
        ),
    ],
)
def test_a_problem_says_where_what_and_what_next(problem: Problem, sentence: str) -> None:
    assert str(problem) == sentence


def test_a_problem_crosses_processes() -> None:
    problem = Problem("no such column", where="a.csv", hint="Add it.")
    for other in (pickle.loads(pickle.dumps(problem)), copy.copy(problem)):
        assert str(other) == str(problem) == "a.csv: no such column. Add it."
