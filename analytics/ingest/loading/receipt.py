"""Receipt of an import: counts that add up, and every refused row with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from analytics.core.errors import Problem


class Counts(NamedTuple):
    """read = loaded + refused + duplicate; in rows, or in milliseconds where the length could be read."""

    read: int = 0
    loaded: int = 0
    refused: int = 0
    duplicate: int = 0


@dataclass(frozen=True, slots=True)
class Flaw:
    """One reason why a row, or a whole file (line ""), was refused. `line` is a number, or a JSON path."""

    line: int | str
    column: str
    value: str
    reason: str
    hint: str

    def sentence(self, file: str) -> str:
        place = ", ".join(
            part
            for part in (
                file,
                f"line {self.line}" if isinstance(self.line, int) else self.line,
                self.column,
            )
            if part
        )
        return " ".join(f"{place}: {self.reason}. {self.hint}.".splitlines())


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one file: what was read and what became of it. `problems` holds the first 100.

    `billable_ms` are those of the loaded rows that are billable, `states` the number of loaded files by the state of their
    task.
    """

    import_id: str
    file: str
    shape: str
    status: str
    unit: str
    unit_reason: str
    rows: Counts
    ms: Counts
    problems: tuple[Flaw, ...] = ()
    warnings: tuple[str, ...] = ()
    billable_ms: int = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def is_unbillable(self) -> bool:
        """Files were loaded, and none of them is billable."""
        return self.status == "loaded" and bool(self.states) and not self.billable_ms

    def to_json(self) -> dict[str, Any]:
        """The receipt in the form that scripts rely on."""
        return {
            **{
                name: getattr(self, name)
                for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
            },
            "rows": self.rows._asdict(),
            "ms": self.ms._asdict(),
            "billable_ms": self.billable_ms,
            "states": self.states,
            "problems": [asdict(problem) for problem in self.problems],
            "warnings": list(self.warnings),
        }


def refusal(name: str, problem: Problem) -> Receipt:
    """The receipt of a file of which nothing was read."""
    line = problem.where.removeprefix("line ")
    is_line = line.isascii() and line.isdecimal()
    flaw = Flaw(int(line) if is_line else problem.where, "", "", problem.what, problem.hint)
    return Receipt("", name, problem.shape, "refused", "", "", Counts(), Counts(), (flaw,))
