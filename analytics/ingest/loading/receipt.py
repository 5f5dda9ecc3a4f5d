"""What an import answers: counts that add up, and every refused row with its reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple


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
        return f"{place}: {self.reason}. {self.hint}."


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one file: what was read and what became of it. `problems` holds the first 100."""

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

    def to_json(self) -> dict[str, Any]:
        """The receipt in the form that scripts rely on."""
        return {
            **{
                name: getattr(self, name)
                for name in ("import_id", "file", "shape", "status", "unit", "unit_reason")
            },
            "rows": self.rows._asdict(),
            "ms": self.ms._asdict(),
            "problems": [asdict(problem) for problem in self.problems],
            "warnings": list(self.warnings),
        }
