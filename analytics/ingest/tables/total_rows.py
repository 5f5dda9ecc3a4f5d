"""Totals that a table states itself, held against what was read of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.ingest.tables import values
from analytics.ingest.tables.column_map import Columns
from analytics.ingest.tables.rows import Row


@dataclass
class Sums:
    """What was read, for totals that the table states itself."""

    rows: int = 0
    ms: Decimal = Decimal(0)
    since_total: Decimal = Decimal(0)
    said: list[str] = field(default_factory=list)

    def add(self, ms: Decimal | None) -> None:
        self.rows += 1
        if ms is not None:
            self.ms += ms
            self.since_total += ms

    def is_sum(self, ms: Decimal | None) -> bool:
        """Whether a length is that of all rows, or of those since the last total."""
        return ms is not None and self.rows > 1 and ms in (self.ms, self.since_total)


def only_total(row: Row, of: str = "above") -> str:
    """What is said of a row whose length alone shows that it is one."""
    return f"{row.where} holds only the total of the lengths {of}, and was not read as a video."


def compare(total: Row, stated: Decimal | None, columns: Columns, sums: Sums) -> None:
    """Say that a row of totals was not read as a video, and whether it agrees with the rows above it.

    ``stated`` are the milliseconds that the row itself gives as its length.
    """
    sentence = f"{total.where} is a row of totals and was not read as a video"
    at = columns.index.get("VideoDuration")
    if stated is None or at is None:
        sums.said.append(f"{sentence}.")
    elif min(abs(stated - sums.ms), abs(stated - sums.since_total)) <= _slack(total.cells[at]):
        sums.said.append(f"{sentence}; its total agrees with the lengths above.")
    else:
        read = min((sums.ms, sums.since_total), key=lambda ms: abs(ms - stated))
        sums.said.append(
            f'{sentence}; it states {total.cells[at].strip()} for "{columns.label("VideoDuration")}", but the lengths '
            f"above add up to {values.rounded(read):,} ms, {values.rounded(abs(stated - read)):,} ms "
            f"{'less' if read < stated else 'more'}."
        )
    sums.since_total = Decimal(0)


def _slack(stated: str) -> Decimal:
    """Half a minute for minutes without decimals, less the more digits are shown: a total is rounded for people."""
    decimals = len(match[1]) if (match := re.search(r"[.,]([0-9]+)$", stated.strip())) else 0
    return max(Decimal(1), Decimal(30_000).scaleb(-decimals))
