"""Answers that a stranger's file made of the process that read it: none is believed, and nothing of it runs."""

from __future__ import annotations

import json
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from analytics.core.errors import Problem
from analytics.ingest import import_file
from analytics.ingest.common.limits import ANSWER_BYTES
from analytics.ingest.common.manifest import Manifest, Options
from analytics.ingest.sandbox import ask, child
from analytics.ingest.sandbox.protocol import ANSWER, Job, Refusal, Reply, read_reply
from analytics.storage.store import Store
from tests.ingest.sandbox.children import (
    answers,
    answers_beside,
    answers_too_much,
    answers_with_a_pipe,
    manifest,
    says_nothing,
)
from tests.support.exports import flat, row

OWN = "{folder}/part_0/rows.csv"
RUNS = b"cposix\nsystem\n(S'touch {folder}/../ran'\ntR."  # a pickle that runs a command


def document(**members: Any) -> bytes:
    return json.dumps({"manifest": {"shape": "flat", **members}}).encode()


def nested(depth: int) -> bytes:
    inner = '{"shape": "flat"}'
    return (
        '{"manifest": ' + '{"shape": "flat", "parts": [' * depth + inner + "]}" * depth + "}"
    ).encode()


HOSTILE = {
    "a pickle": partial(answers, RUNS),
    "a dotted name": partial(answers, document(unit="analytics.ingest.sandbox.__builtins__.eval")),
    "a name that is called": partial(answers, document(shape="__import__('os').system('touch ran')")),
    "a huge number": partial(answers, manifest(OWN, skip=10**400)),
    "a number too large": partial(answers, manifest(OWN, lines=1 << 62)),
    "a number below zero": partial(answers, manifest(OWN, skip=-1)),
    "a fraction": partial(answers, manifest(OWN, skip=1.5)),
    "a number as text": partial(answers, manifest(OWN, skip="1")),
    "no number": partial(answers, manifest(OWN, skip=float("nan"))),
    "an endless number": partial(answers, manifest(OWN, skip=float("inf"))),
    "a yes for a number": partial(answers, manifest(OWN, skip=True)),
    "a text for a table": partial(answers, document(rows=OWN)),
    "a list": partial(answers, b"[]"),
    "null": partial(answers, b"null"),
    "nothing asked for": partial(answers, b"{}"),
    "another kind of answer": partial(answers, b'{"sketch": {"form": "text"}}'),
    "an unknown member": partial(answers, document(command="rm")),
    "an unknown member of a table": partial(answers, manifest(OWN, sql="drop table videos")),
    "a column that is SQL": partial(answers, document(rows={"path": OWN, "columns": ['"); drop table videos; --']})),
    "too many columns": partial(answers, document(rows={"path": OWN, "columns": ["x"] * 2000})),
    "another delimiter": partial(answers, manifest(OWN, delimiter="\n")),
    "a path outside": partial(answers, manifest("/etc/passwd")),
    "a path up and outside": partial(answers, manifest("{folder}/../secret.csv")),
    "a path through a file of its own": partial(answers, manifest("{folder}/part_0/../../secret.csv")),
    "a relative path": partial(answers, manifest("part_0/rows.csv")),
    "a pattern of paths": partial(answers, manifest("{folder}/*")),
    "an address": partial(answers, manifest("https://example.com/rows.csv")),
    "a path with a zero byte": partial(answers, manifest("{folder}/rows.csv\0")),
    "a path that is not there": partial(answers, manifest("{folder}/rows.csv")),
    "a folder": partial(answers, manifest("{folder}")),
    "a pipe for rows": partial(answers_with_a_pipe, "rows.csv"),
    "a link for rows": partial(answers_beside, "rows.csv", "../secret.csv", manifest("{folder}/rows.csv")),
    "a folder that is a link": partial(answers_beside, "part_0", "..", manifest("{folder}/part_0/secret.csv")),
    "another file as the one given": partial(answers_beside, "given", "../secret.csv", manifest("{folder}/given")),
    "a nest": partial(answers, b"[" * 200_000),
    "a nest of parts": partial(answers, nested(5_000)),
    "half an answer": partial(answers, document()[:-1]),
    "no letters": partial(answers, b'{"manifest": {"shape": "\xff"}}'),
    "half a letter": partial(answers, b'{"manifest": {"shape": "flat", "warnings": ["\\ud83d"]}}'),
    "too much": partial(answers_too_much, ANSWER_BYTES + 1),
    "far too much": partial(answers_too_much, 1 << 33),
    "a pipe": partial(answers_with_a_pipe, ANSWER),
    "a link": partial(answers_beside, ANSWER, "../secret.csv", b""),
    "nothing": says_nothing,
}  # fmt: skip


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "secret.csv").write_text(flat([row("secret")]))
    (tmp_path / "job").mkdir()
    (tmp_path / "given.csv").write_text(flat([row("a")]))
    return tmp_path / "given.csv"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_answer_is_one_sentence_and_nothing_of_it_runs(
    name: str, given: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "main", HOSTILE[name])
    with pytest.raises(Problem) as told:
        ask.inspect(given, given.parent / "job", Options())
    assert str(told.value) == (
        "the process that read it gave no answer that can be used. The file may be damaged: export it again, or save it in "
        "another form."
    )
    assert not (given.parent / "ran").exists()


def test_a_file_with_a_hostile_answer_is_refused_and_leaves_nothing(
    given: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "main", HOSTILE["a link for rows"])
    monkeypatch.setattr("tempfile.tempdir", str(given.parent))
    receipt = import_file(store, given)
    assert receipt.status == "refused"
    assert [flaw.reason for flaw in receipt.problems] == [
        "the process that read it gave no answer that can be used"
    ]
    assert store.ask("import_list") == []
    assert not list(given.parent.glob("recordings-*"))


def test_a_hostile_preview_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "upload").write_text(flat([row("a")]))
    monkeypatch.setattr(child, "main", partial(answers, document()))
    with pytest.raises(Problem, match="gave no answer that can be used"):
        ask.look(tmp_path / "upload", tmp_path, Options())


def test_a_refusal_comes_out_as_it_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "upload").write_text("x")
    problem = Problem("what", where="where", hint="hint", shape="flat")
    reply = Reply(refusal=Refusal.from_problem(problem)).model_dump_json().encode()
    monkeypatch.setattr(child, "main", partial(answers, reply))
    with pytest.raises(Problem) as told:
        ask.inspect(tmp_path / "upload", tmp_path, Options())
    assert (str(told.value), told.value.shape) == (str(problem), "flat")


def test_half_a_letter_in_a_file_is_no_fault_of_its_reader(tmp_path: Path) -> None:
    (tmp_path / "upload").write_text('{"\\ud83d": 1}')
    with pytest.raises(Problem, match="no recording document of a known shape"):
        ask.inspect(tmp_path / "upload", tmp_path, Options())


def test_an_answer_cannot_be_changed_later(tmp_path: Path) -> None:
    (tmp_path / "upload").write_text(flat([row("a")]))
    job = Job("read", tmp_path / "upload", tmp_path.resolve())
    answers(manifest("{folder}/upload"), job)
    understood = read_reply(job, job.path).manifest
    assert isinstance(understood, Manifest)
    with pytest.raises(ValueError, match="frozen"):
        understood.shape = "legacy_paas"


def test_nothing_in_the_product_takes_a_pickle() -> None:
    listed = subprocess.run(
        ["grep", "-rlE", r"^\s*(import|from) (pickle|shelve|marshal|dill|cloudpickle)\b", "analytics", "pages", "app.py"],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert listed.stdout == ""
