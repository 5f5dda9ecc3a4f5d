"""The command line as a person calls it, in this process or in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from analytics.__main__ import run

ROOT = Path(__file__).parents[2]


class Said(NamedTuple):
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which is one JSON document and nothing else."""
        return json.loads(self.out)


class Terminal:
    """Calls ``python -m analytics`` within this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = patch

    def __call__(self, *words: object) -> Said:
        self._capsys.readouterr()
        self._patch.setattr(sys, "argv", ["python -m analytics", *map(str, words)])
        try:
            run()
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
        heard = self._capsys.readouterr()
        assert "Traceback" not in heard.err
        return Said(status, heard.out, heard.err)


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "analytics", *map(str, words)]


def call(*words: object, **environment: str) -> Said:
    """Call ``python -m analytics`` as a process of its own."""
    done = subprocess.run(
        command(*words),
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def write(path: Path, content: object) -> Path:
    """A file of a text, bytes or a JSON value."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def assert_form(value: Any, form: Any) -> None:
    """That a JSON value has these keys, in this order, with values of these types."""
    if isinstance(form, dict):
        assert list(value) == list(form)
        for name, part in form.items():
            assert_form(value[name], part)
    else:
        assert isinstance(value, form) and not isinstance(value, bool)
