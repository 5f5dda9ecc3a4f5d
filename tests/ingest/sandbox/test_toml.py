"""TOML that a person gives: read by a child first, so that no text of a few kilobytes takes the server's memory."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from analytics.catalog import plan_exchange, plan_file
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.ingest.common.limits import TOML_BYTES
from analytics.ingest.sandbox import child, process
from analytics.ingest.sandbox.ask import read_toml
from tests.ingest.sandbox.children import answers, says_nothing

# Which limit is met first depends on the machine.
_LIMIT = (
    "needs more than 1 GB of memory. Shorten|took more than 10 seconds. Shorten|nested too deeply"
)
EVIL = {
    "a long dotted key": (".".join(["a"] * 31_000) + " = 1", _LIMIT),
    "a long name of a table": ("[" + ".".join(["a"] * 31_000) + "]", _LIMIT),
    "deep dotted keys": (".".join(["a"] * 40) + " = 1", "its tables are nested too deeply."),
    "deep tables": ("a = " + "{a = " * 40 + "1" + "}" * 40, "its tables are nested too deeply."),
    "deep lists": ("a = " + "[" * 40 + "]" * 40, "its tables are nested too deeply."),
    "a nest": ("a = " + "[" * 30_000, "this is not TOML"),
    "too much": ("#" * (TOML_BYTES + 1), "too large for a plan or a price book, which have at most 64 KB"),
    "no TOML": ("a = ", "this is not TOML"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", EVIL)
def test_what_would_harm_is_refused_in_a_sentence_that_names_the_file(name: str) -> None:
    text, sentence = EVIL[name]
    process.prepare()  # as the server does: the libraries of large files count among the memory
    with pytest.raises(Problem) as told:
        plan_exchange.read(text.encode(), "evil.toml", ["tencent-intl"])
    assert str(told.value).startswith("evil.toml: ")
    assert re.search(sentence, str(told.value))


def test_a_plan_passes_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("\ufeff" + plan_file.dumps(Plan()))
    assert plan_file.load(path) == Plan()


@pytest.mark.parametrize("answer", [partial(answers, b"{}"), partial(answers, b"x"), says_nothing])
def test_a_child_that_does_not_say_so_has_read_nothing(
    answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "main", answer)
    with pytest.raises(Problem, match=r"plan\.toml: .*gave no answer that can be used"):
        read_toml(b"a = 1", "plan.toml")
