"""The tables of what changed, and the words for more and less."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import streamlit as st

from analytics.lineage import Claim
from analytics.reports.explore.contributions import Change, Changes, Order, changes
from analytics.reports.explore.slices import Dimension, Slice
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import measures, state
from pages.monitor._explore.measures import By, Measure
from pages.ui import dimension_words, drilldown, formats, tables
from pages.ui.cache import cached

MOST_LINES = 20
SHOWN = 9
BY = (Dimension.KIND, Dimension.ROOM)
_NAME = st.column_config.TextColumn(width=130)
_FIGURES = dict.fromkeys(
    ("Change", "%", "Explains", "Before", "Now"),
    st.column_config.TextColumn(alignment="right", width=70),
)


class Compared(NamedTuple):
    """A table of changes and what is said below it, ready to be sent."""

    lines: tuple[Change, ...]
    total: Change
    table: Any
    said: str


@cached(500)
def find(current: Slice, before: Slice, by: Dimension, order: Order, measure: Measure) -> Compared:
    """Raises Problem where costs of such a part are not known."""
    chosen = By(dimension_words.DIMENSIONS[by], by)
    now, earlier = (
        {
            value: amounts.of(measure)
            for value, amounts in measures.ranking(
                part, chosen, measure, is_charted=is_charted
            ).items()
        }
        for part, is_charted in ((current, True), (before, False))
    )
    contributions = changes(now, earlier, MOST_LINES, order)
    lines = contributions.top
    columns = tables.columns(
        {
            dimension_words.DIMENSIONS[by]: [
                dimension_words.label(by, line.name, 48) for line in lines
            ],
            "Change": [signed(line.difference, measure) for line in lines],
            "%": [_percent(line.amount, line.amount_before) for line in lines],
            "Explains": [_explained(contributions, line) for line in lines],
            "Before": [whole(line.amount_before, measure) for line in lines],
            "Now": [whole(line.amount, measure) for line in lines],
        }
    )
    remarks = []
    if contributions.rest_names:
        remarks.append(
            f"{formats.count(contributions.rest_names, 'other')}: {_told(contributions.rest, measure)}"
        )
    remarks.append(f"**All: {_told(contributions.total, measure)}**")
    if _is_rounded(contributions, measure):
        remarks.append("figures are rounded, the exact ones add up")
    count = formats.count(
        len(lines), dimension_words.DIMENSIONS[by].lower(), dimension_words.PLURALS[by]
    )
    scrolls = ", which scroll" if len(lines) > SHOWN else ""
    return Compared(
        lines,
        contributions.total,
        columns,
        f"{measure} of {count}{scrolls}. {' · '.join(remarks)}.",
    )


def table(
    part: tuple[Slice, Slice], by: Dimension, compared: Compared, key: str, measure: Measure
) -> None:
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
        alt=f"{measure} by {name.lower()} before and now, with the change; a click filters",
    )
    if measure is Measure.MINUTES:
        drilldown.button(lambda: _claims(*part, by, lines), key=f"prove_{key}", label="Show source")
    st.caption(compared.said)


def _claims(
    current: Slice, before: Slice, by: Dimension, lines: Sequence[Change]
) -> dict[str, Claim]:
    """Now and before, of each line."""
    claims: dict[str, Claim] = {}
    labels = formats.different(dimension_words.label(by, line.name, 48) for line in lines)
    for line, label in zip(lines, labels, strict=True):
        for word, part, ms in (
            ("now", current, line.amount),
            ("before", before, line.amount_before),
        ):
            title = f"{label}, {word}"
            claims |= proofs.named(part, title, ms, by, line.name)
    return claims


def _told(line: Change, measure: Measure) -> str:
    percent = _percent(line.amount, line.amount_before)
    return (
        f"{whole(line.amount_before, measure)} before, {whole(line.amount, measure)} now, "
        f"{signed(line.difference, measure)} ({percent})"
    )


def _is_rounded(contributions: Changes, measure: Measure) -> bool:
    """Whether some shown figures do not make the shown sum, each being rounded alone."""
    lines, total = (*contributions.top, contributions.rest), contributions.total
    rows = [(line.amount, line.amount_before, line.difference) for line in (*lines, total)]
    rounded = [tuple(map(measures.cell(measure), row)) for row in rows]
    sums = tuple(map(sum, zip(*rounded[:-1], strict=True)))
    return sums != rounded[-1] or any(
        current - before != difference for current, before, difference in rounded
    )


def _explained(contributions: Changes, line: Change) -> str:
    """The part of the whole difference that a line is."""
    part = contributions.explained(line)
    if part is None:
        return formats.NOTHING
    return formats.percent(Decimal(part.numerator) / part.denominator)


def _percent(amount: int, amount_before: int) -> str:
    if not amount_before:
        return "new" if amount else formats.NOTHING
    return formats.change(amount, amount_before) or formats.NOTHING


def whole(units: int, measure: Measure) -> str:
    """Units of a measure for a cell: whole minutes, files, or an amount."""
    if measure is Measure.COST:
        return measures.text(units, measure)
    return formats.whole(measures.cell(measure)(units))


def signed(units: int, measure: Measure) -> str:
    """The same with its sign; a change that rounds to nothing has none."""
    number = measures.cell(measure)(units)
    sign = "−" if number < 0 else "+" if number else "±"
    return f"{sign}{whole(abs(units), measure)}"
