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
_WIDTH = 62
"""Of a column of amounts, in pixels: two tables stand beside each other."""
KIND = By(dimension_words.DIMENSIONS[Dimension.KIND], Dimension.KIND)


class Compared(NamedTuple):
    """A table of changes and what is said below it, ready to be sent."""

    lines: tuple[Change, ...]
    total: Change
    columns: list[tables.Column]
    said: str
    before_sum: int
    """Of all days before, of which the lines may have the average."""
    is_average: bool
    whole: Change
    """All of now and before: each lesson once, and of a ratio that of all."""


@cached(500)
def find(
    current: Slice, before: Slice, by: By, order: Order, measure: Measure, times: int = 1
) -> Compared:
    """What changed from ``before``, of whose sums a ``times``-th is meant: the average of so many days.

    Raises Problem where costs of such a part are not known.
    """
    now, sums = (
        {
            value: amounts.of(measure)
            for value, amounts in measures.ranking(part, by, measure, is_charted=is_charted).items()
        }
        for part, is_charted in ((current, True), (before, False))
    )
    if measure not in measures.ADDED:
        times = 1  # a ratio of all these days together is the average
    earlier = {value: divide_half_up(amount, times) for value, amount in sums.items()}
    contributions = changes(now, earlier, MOST_LINES, order)
    lines = contributions.top
    shares = [tables.share(line.difference, line.amount_before) for line in lines]

    def amounts(heading: str, units: list[int], *, sign: bool = False) -> tables.Column:
        return measures.column(heading, units, measure, sign=sign, width=_WIDTH)

    columns = [
        tables.text(by.name, by.labels(line.name for line in lines), width=104),
        amounts("Change", [line.difference for line in lines], sign=True),
        tables.percent("%", shares, sign=True, width=60),
        *[tables.percent("Explains", [_explained(contributions, line) for line in lines], width=68)]
        * (measure in measures.ADDED),
        amounts("Before" if times == 1 else "Average", [line.amount_before for line in lines]),
        amounts("Now", [line.amount for line in lines]),
    ]
    remarks = []
    if contributions.rest_names and measure in measures.ADDED:
        remarks.append(
            f"{formats.count(contributions.rest_names, 'other')}: {_told(contributions.rest, measure)}"
        )
    whole = _whole(current, before, measure, times, contributions)
    remarks.append(f"**All: {_told(whole, measure)}**")
    if measure is Measure.LESSONS and whole != contributions.total:
        remarks.append("a lesson of several values counts under each")
    elif measure in measures.ADDED and _is_rounded(contributions, measure):
        remarks.append("figures are rounded, the exact ones add up")
    count = formats.count(len(lines), by.singular, by.plural)
    scrolls = ", which scroll" if len(lines) > SHOWN else ""
    return Compared(
        lines,
        contributions.total,
        columns,
        f"{measure} of {count}{scrolls}. {' · '.join(remarks)}.",
        sum(sums.values()),
        times > 1,
        whole,
    )


def _whole(
    current: Slice, before: Slice, measure: Measure, times: int, contributions: Changes
) -> Change:
    if measure in measures.ADDED and measure is not Measure.LESSONS:
        return contributions.total
    now = measures.whole(current, measure).of(measure)
    earlier = measures.whole(before, measure, is_charted=False).of(measure)
    if measure is Measure.LESSONS:
        earlier = divide_half_up(earlier, times)
    return Change("", now, earlier)


def table(
    part: tuple[Slice, Slice], by: By, compared: Compared, key: str, measure: Measure
) -> None:
    """A row for each line: a click on a name filters by it, on a figure opens its source. The rest and the sum below."""
    lines, own = compared.lines, by.own
    labels = by.labels(line.name for line in lines)
    is_told = measure is Measure.COST or (own is not None and measure is Measure.MINUTES)
    has_source = is_told and not compared.is_average and bool(lines)

    def figure(row: int, column: str) -> str:
        column = column.partition(" (")[0]  # an amount's heading has its currency
        word = {"Before": "before", "Now": "now", "Change": "now", "%": "now"}.get(column)
        return f"{labels[row]}, {word}" if word and has_source else ""

    if has_source:
        drilldown.button(
            lambda: _claims(*part, by, lines, measure), key=f"prove_{key}", label="Show source"
        )
    drilldown.table(
        compared.columns,
        lambda: _claims(*part, by, lines, measure),
        figure,
        on_other=lambda row, _: state.row_clicked(own or by.name, lines[row].name),
        key=key,
        shown=SHOWN,
        placeholder="new",
        alt=f"{measure} by {by.singular} before and now, with the change; a click on a name filters",
        caption=compared.said,
    )


def _claims(
    current: Slice, before: Slice, by: By, lines: Sequence[Change], measure: Measure
) -> dict[str, Claim]:
    """Now and before, of each line."""
    claims: dict[str, Claim] = {}
    labels = by.labels(line.name for line in lines)
    for line, label in zip(lines, labels, strict=True):
        for word, part, ms in (
            ("now", current, line.amount),
            ("before", before, line.amount_before),
        ):
            title = f"{label}, {word}"
            if measure is Measure.COST:
                found = proofs.ranked_costs(part, by, {line.name: (title, ms)})
                claims |= {name.removesuffix(", Cost"): claim for name, claim in found.items()}
            elif by.own:
                claims |= proofs.named(part, title, ms, by.own, line.name)
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
    if measures.is_money(measure) or measure is Measure.PER_MINUTE:
        return measures.text(units, measure)
    return formats.whole(measures.cell(measure)(units))


def signed(units: int, measure: Measure) -> str:
    """The same with its sign; a change that rounds to nothing has none."""
    number = measures.cell(measure)(units)
    sign = "−" if number < 0 else "+" if number else "±"
    return f"{sign}{whole(abs(units), measure)}"
