"""Values of groups once more, row by row: no patterns, no spans, the contract's sentence alone."""

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from analytics.groups.rows import GroupRow
from tests.support.recordings import FIRST, Video

Cells = tuple[str | None, str | None, str | None]


def fits(cells: Cells, names: Cells) -> bool:
    """Whether each cell is empty, the name itself, or its beginning."""
    return all(
        cell is None
        or (name or "") == cell
        or (cell.endswith("*") and (name or "").startswith(cell[:-1]))
        for cell, name in zip(cells, names, strict=True)
    )


def says(cells: Cells) -> tuple[int, int, int]:
    """How much a row says: cells filled, those without a *, the letters of the others."""
    filled = [cell for cell in cells if cell is not None]
    beginnings = [cell for cell in filled if cell.endswith("*")]
    return len(filled), len(filled) - len(beginnings), sum(map(len, beginnings))


def value(rows: Iterable[GroupRow], dimension: str, names: Cells, day: date) -> str:
    """The value of the row that says most, then the later; "" where none fits."""
    winner, best = "", (-1, -1, -1)
    for row in rows:
        holds = (row.since is None or row.since <= day) and (row.until is None or day < row.until)
        if row.dimension == dimension and holds and fits(row.names, names):
            strength = says(row.names)
            if strength >= best:
                winner, best = row.value, strength
    return winner


def value_of(rows: Iterable[GroupRow], dimension: str, video: Video, day: date) -> str:
    return value(rows, dimension, (video.app, video.room, video.user), day)


_day = st.none() | st.integers(-1, 5).map(lambda n: date.fromordinal(FIRST.toordinal() + n))


@st.composite
def group_rows(draw: st.DrawFn, most: int = 6) -> list[GroupRow]:
    """Rows of two dimensions over the names of ``recordings.many``, some with days, some of one meaning."""
    rows = []
    for line in range(2, 2 + draw(st.integers(0, most))):
        since, until = draw(_day), draw(_day)
        if since and until and since >= until:
            until = None
        rows.append(
            GroupRow(
                line,
                draw(st.sampled_from(["dept", "role"])),
                draw(st.sampled_from(["x", "y", "z"])),
                draw(st.sampled_from([None, None, "1", "2", "9*"])),
                draw(st.sampled_from([None, "7", "8", "7*", "none"])),
                draw(st.sampled_from([None, None, "u", "v*"])),
                since,
                until,
            )
        )
    return rows
