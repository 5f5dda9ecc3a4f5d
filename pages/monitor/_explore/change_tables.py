"""The tables of what changed, and the words for more and less."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from analytics.core.money import divide_half_up
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


class Compared(NamedTuple):
    """A table of changes and what is said below it, ready to be sent."""

    lines: tuple[Change, ...]
    total: Change
    columns: list[tables.Column]
    said: str
    before_sum: int
    """Of all days before, of which the lines may have the average."""
    is_average: bool


@cached(500)
def find(
    current: Slice, before: Slice, by: Dimension, order: Order, measure: Measure, times: int = 1
) -> Compared:
    """What changed from ``before``, of whose sums a ``times``-th is meant: the average of so many days.

    Raises Problem where costs of such a part are not known.
    """
    chosen = By(dimension_words.DIMENSIONS[by], by)
    now, sums = (
        {
            value: amounts.of(measure)
            for value, amounts in measures.ranking(
                part, chosen, measure, is_charted=is_charted
            ).items()
        }
        for part, is_charted in ((current, True), (before, False))
    )
    earlier = {value: divide_half_up(amount, times) for value, amount in sums.items()}
    contributions = changes(now, earlier, MOST_LINES, order)
    lines = contributions.top
    name = dimension_words.DIMENSIONS[by]
    shares = [tables.share(line.difference, line.amount_before) for line in lines]
    columns = [
        tables.text(name, [dimension_words.label(by, line.name, 48) for line in lines], width=130),
        measures.column("Change", [line.difference for line in lines], measure, sign=True),
        tables.percent("%", shares, sign=True, width=70),
        tables.percent("Explains", [_explained(contributions, line) for line in lines], width=76),
        measures.column(
            "Before" if times == 1 else "Average", [line.amount_before for line in lines], measure
        ),
        measures.column("Now", [line.amount for line in lines], measure),
    ]
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
        sum(sums.values()),
        times > 1,
    )


def table(
    part: tuple[Slice, Slice], by: Dimension, compared: Compared, key: str, measure: Measure
) -> None:
    """A row for each line: a click on a name filters by it, on a figure opens its source. The rest and the sum below."""
    lines, name = compared.lines, dimension_words.DIMENSIONS[by]
    labels = _labels(by, lines)
    has_source = measure is Measure.MINUTES and not compared.is_average

    def figure(row: int, column: str) -> str:
        word = {"Before": "before", "Now": "now", "Change": "now", "%": "now"}.get(column)
        return f"{labels[row]}, {word}" if word and has_source else ""

    if has_source:
        drilldown.button(lambda: _claims(*part, by, lines), key=f"prove_{key}", label="Show source")
    drilldown.table(
        compared.columns,
        lambda: _claims(*part, by, lines),
        figure,
        on_other=lambda row, _: state.row_clicked(by, lines[row].name),
        key=key,
        shown=SHOWN,
        placeholder="new",
        alt=f"{measure} by {name.lower()} before and now, with the change; a click on a name filters",
        caption=compared.said,
    )


def _labels(by: Dimension, lines: Sequence[Change]) -> list[str]:
    return formats.different(dimension_words.label(by, line.name, 48) for line in lines)


def _claims(
    current: Slice, before: Slice, by: Dimension, lines: Sequence[Change]
) -> dict[str, Claim]:
    """Now and before, of each line."""
    claims: dict[str, Claim] = {}
    for line, label in zip(lines, _labels(by, lines), strict=True):
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


def _explained(contributions: Changes, line: Change) -> Decimal | None:
    """The part of the whole difference that a line is."""
    part = contributions.explained(line)
    return None if part is None else Decimal(part.numerator) / part.denominator


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
