"""The tables of what changed, and the words for more and less."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.contributions import Change, Changes, Order, changes
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import questions, state
from pages.ui import dimension_words, drilldown, formats, tables
from pages.ui.cache import cached

MOST_LINES = 20
SHOWN = 9
BY = (Dimension.KIND, Dimension.ROOM)
_NAME = st.column_config.TextColumn(width=130)
_FIGURES = dict.fromkeys(
    ("Change", "%", "Before", "Now"), st.column_config.TextColumn(alignment="right", width=70)
)


class Compared(NamedTuple):
    """A table of changes and what is said below it, ready to be sent."""

    lines: tuple[Change, ...]
    total: Change
    table: Any
    said: str


@cached(500)
def find(current: Slice, before: Slice, by: Dimension, order: Order) -> Compared:
    earlier = questions.ranking(before, by, is_charted=False)
    contributions = changes(_ms(questions.ranking(current, by)), _ms(earlier), MOST_LINES, order)
    lines = contributions.top
    columns = tables.columns(
        {
            dimension_words.DIMENSIONS[by]: [
                dimension_words.label(by, line.name, 48) for line in lines
            ],
            "Change": [signed(line.difference) for line in lines],
            "%": [_percent(line.ms, line.before_ms) for line in lines],
            "Before": [whole(line.before_ms) for line in lines],
            "Now": [whole(line.ms) for line in lines],
        }
    )
    remarks = []
    if contributions.rest_names:
        remarks.append(
            f"{formats.count(contributions.rest_names, 'other')}: {_told(contributions.rest)}"
        )
    remarks.append(f"**All: {_told(contributions.total)}**")
    if _is_rounded(contributions):
        remarks.append("figures are rounded, the exact ones add up")
    count = formats.count(
        len(lines), dimension_words.DIMENSIONS[by].lower(), dimension_words.PLURALS[by]
    )
    scrolls = ", which scroll" if len(lines) > SHOWN else ""
    return Compared(
        lines, contributions.total, columns, f"Minutes of {count}{scrolls}. {' · '.join(remarks)}."
    )


def table(part: tuple[Slice, Slice], by: Dimension, compared: Compared, key: str) -> None:
    """A row for each line: a click filters by it. The rest and the sum below."""
    lines, name = compared.lines, dimension_words.DIMENSIONS[by]
    st.dataframe(
        compared.table,
        key=key,
        hide_index=True,
        height=tables.height(min(len(lines), SHOWN)),
        on_select=lambda: state.row_clicked(key, by, [line.name for line in lines]),
        selection_mode=["single-row", "single-cell"],
        column_config={name: _NAME, **_FIGURES},
        alt=f"Minutes by {name.lower()} before and now, with the change; a click filters",
    )
    drilldown.button(lambda: _claims(*part, by, lines), key=f"prove_{key}", label="Show source")
    st.caption(compared.said)


def _claims(
    current: Slice, before: Slice, by: Dimension, lines: Sequence[Change]
) -> dict[str, Claim]:
    """Now and before, of each line."""
    claims: dict[str, Claim] = {}
    labels = formats.different(dimension_words.label(by, line.name, 48) for line in lines)
    for line, label in zip(lines, labels, strict=True):
        for word, part, ms in (("now", current, line.ms), ("before", before, line.before_ms)):
            title = f"{label}, {word}"
            claims |= proofs.named(part, title, ms, by, line.name)
    return claims


def _told(line: Change) -> str:
    percent = _percent(line.ms, line.before_ms)
    return f"{whole(line.before_ms)} before, {whole(line.ms)} now, {signed(line.difference)} ({percent})"


def _is_rounded(contributions: Changes) -> bool:
    """Whether some shown figures do not make the shown sum, each being rounded alone."""
    lines, total = (*contributions.top, contributions.rest), contributions.total
    rows = [(line.ms, line.before_ms, line.difference) for line in (*lines, total)]
    rounded = [tuple(map(state.minutes, row)) for row in rows]
    sums = tuple(map(sum, zip(*rounded[:-1], strict=True)))
    return sums != rounded[-1] or any(
        current - before != difference for current, before, difference in rounded
    )


def _ms(ranked: dict[str, questions.Sums]) -> dict[str, int]:
    return {name: sums.ms for name, sums in ranked.items()}


def _percent(ms: int, before_ms: int) -> str:
    if not before_ms:
        return "new" if ms else formats.NOTHING
    return formats.change(ms, before_ms) or formats.NOTHING


def whole(ms: int) -> str:
    return formats.whole(state.minutes(ms))


def signed(ms: int) -> str:
    minutes = state.minutes(ms)
    sign = "−" if minutes < 0 else "+" if minutes else "±"
    return f"{sign}{abs(minutes):,}"
