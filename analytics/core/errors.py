"""The one error that reaches a person."""

from __future__ import annotations


class Problem(Exception):
    """What went wrong, where, and what to do next, as one plain line without a traceback.

    ``str(problem)`` is ``"{where}: {what}. {hint}"``, for example ``plan.toml, packs[1].minutes:
    -5 is negative. Give a whole number of minutes.`` ``also`` are further ones of the same text. ``shape`` is that of an
    imported file, where it is known.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        hint: str = "",
        also: tuple[Problem, ...] = (),
        shape: str = "",
    ) -> None:
        self.what = " ".join(what.splitlines()).rstrip(".")  # it may quote a stranger's file
        self.where = where
        self.hint = hint
        self.also = also
        self.shape = shape
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        ended = self.hint.endswith((".", "?", "!"))
        advice = f" {self.hint}{'' if ended else '.'}" if self.hint else ""
        return f"{place}{self.what}.{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_problem, (self.what, self.where, self.hint, self.shape))


def _problem(what: str, where: str, hint: str, shape: str = "") -> Problem:
    return Problem(what, where=where, hint=hint, shape=shape)
