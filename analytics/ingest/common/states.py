"""The state of a task: the published words, and what is asked about any other.

A state decides whether a file is billed, so that a word that is not known is never taken for "not finished" silently.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analytics.core.errors import Problem

FINISHED = "FINISHED"
# published: of an online recording, of an after-class one, and of a video generation. FAILED is a failed query.
PUBLISHED = (
    "PREPARED", "RECORDING", "PAUSED", "STOPPED", FINISHED, "PROCESSING", "QUEUED", "FAILED",
)  # fmt: skip
MOST_NAMED = 8


def unknown(words: Mapping[str, int]) -> dict[str, int]:
    """Of states with their numbers of files those that no published word covers, the most frequent first."""
    uncovered = {word: count for word, count in words.items() if word not in PUBLISHED}
    return dict(sorted(uncovered.items(), key=lambda item: (-item[1], item[0])))


def question(words: Mapping[str, int]) -> Problem:
    """What a person is asked about unknown states and their numbers of files."""
    listed = [f'"{word[:40]}" ({count:,} file{"s"[: count != 1]})' for word, count in words.items()]
    more = f" and {len(listed) - MOST_NAMED:,} more" if len(listed) > MOST_NAMED else ""
    advice = " ".join(f"--state {_quoted(word)}=FINISHED" for word in list(words)[:MOST_NAMED])
    return Problem(
        f"it is not known whether files in the state {', '.join(listed[:MOST_NAMED])}{more} are finished, and so billed",
        hint=f"Say what each word stands for, as in {advice}, or STOPPED for what is not finished; or choose it on the Imports page",
    )


def given(pairs: Sequence[str]) -> dict[str, str]:
    """States by their words, from WORD=STATE. Raises Problem for anything else."""
    states: dict[str, str] = {}
    for pair in pairs:
        word, sign, state = (part.strip() for part in pair.rpartition("="))
        if not sign or not word or state.upper() not in PUBLISHED:
            raise Problem(
                f'"{pair}" does not say which state a word stands for',
                where="--state",
                hint=f"Give WORD=STATE, as in uploaded=FINISHED; the states are {', '.join(PUBLISHED)}",
            )
        states[word.upper()] = state.upper()
    return states


def _quoted(word: str) -> str:
    return word if word.isalnum() else f'"{word[:40]}"'
