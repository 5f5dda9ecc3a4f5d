"""One command from its words to its exit status: every error is a sentence on standard error."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import click

from analytics.cli.caller import NOTHING_DONE, Unanswered, complain
from analytics.core.errors import Problem
from analytics.storage.store import Held


def execute(group: click.Command, words: list[str] | None = None) -> int:
    """Run a command, that of this process where no words are given, and answer its exit status.

    Raises Held where another process has the database open, and Unanswered where it is to be given again.
    """
    try:
        status: Any = group.main(words, standalone_mode=False)
    except (Held, Unanswered):
        raise
    except SystemExit as end:
        status = end.code
    except Problem as problem:
        return _failed(str(problem))
    except click.ClickException as fault:
        return _failed(f"{fault.format_message()} See python -m analytics --help.")
    except OSError as fault:
        place = f"{fault.filename}: " if fault.filename else ""
        return _failed(f"{place}{fault.strerror or fault}. Check disk space and rights.")
    except click.Abort:
        return stopped()
    except Exception as fault:  # noqa: BLE001 - a person is owed a sentence, and a programmer the place
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        return _failed(
            f"This should not have happened: {type(fault).__name__} in {Path(frame.filename).name}, line {frame.lineno}. "
            "Report it, with the command and its file."
        )
    return status if isinstance(status, int) else 0


def stopped() -> int:
    """What a command ends in that a person stopped."""
    return _failed("Stopped; nothing of the file in hand was kept.")


def _failed(sentence: str) -> int:
    complain(sentence)
    return NOTHING_DONE
