"""The measures of plans side by side: a table of money and one of minutes, each cell opening its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from analytics.billing.compare import Comparison, Row, Unit
from pages.ui import drilldown, formats, tables
from pages.ui.plans import ledger

TOTAL, EFFECTIVE = "total", "effective"
_DRAWN = {f"{source}_ms": f"Charged minutes, {word}" for source, word in ledger.WHAT.items()}
_TITLES = {Unit.MONEY: "Cost", Unit.MS: "Minutes"}


class Side(NamedTuple):
    """A column: its heading, its value in a row, and the plan whose figure a cell opens, if it is one's."""

    heading: str
    value: Callable[[Row], Decimal | int | None]
    plan: str = ""
    is_difference: bool = False


def show(
    compared: Comparison, sides: Sequence[Side], claims: drilldown.Choices, *, key: str
) -> None:
    """Money and minutes of each side; totals are no rows, and stand below the money."""
    for unit, title in _TITLES.items():
        rows = [row for row in compared.rows if row.unit is unit and row.key != TOTAL]
        names = [tables.text(title, [row.label for row in rows], width="medium")]
        columns = [_column(side, rows, unit, compared.currency) for side in sides]
        drilldown.heading(title, claims, key=f"{key}_{unit}")
        drilldown.table(
            [*names, *columns],
            claims,
            partial(_meant, rows, dict(zip([c.name for c in columns], sides, strict=True))),
            key=f"{key}_{unit}",
            shown=len(rows),
            alt=f"{title} of each side, line by line",
            caption=totals(compared, sides) if unit is Unit.MONEY else "",
        )


def totals(compared: Comparison, sides: Sequence[Side]) -> str:
    """``Total: Postpaid $9.00, Prepaid $8.00. …, per 1,000 min: Postpaid $7.00, Prepaid $6.22.``, as markdown."""
    rows = {row.key: row for row in compared.rows}
    total, effective = (_listed(rows[key], sides, compared.currency) for key in (TOTAL, EFFECTIVE))
    return f"**Total: {total}.** {formats.plain(rows[EFFECTIVE].label)} per 1,000 min: {effective}."


def figure_name(plan: str, row: Row) -> str:
    """The name by which `compared_figures.totals` tells what stands in a row for a plan."""
    return f"{formats.short(plan)}: {_DRAWN.get(row.key, row.label)}"


def _column(side: Side, rows: Sequence[Row], unit: Unit, currency: str) -> tables.Column:
    values: list[Any] = [side.value(row) for row in rows]
    if unit is Unit.MS:
        return tables.minutes(side.heading, values, sign=side.is_difference)
    return tables.money(side.heading, values, currency, sign=side.is_difference)


def _meant(rows: Sequence[Row], sides: dict[str, Side], row: int, heading: str) -> str:
    side = sides.get(heading) or next(iter(sides.values()))
    return figure_name(side.plan, rows[row]) if side.plan else ""


def _listed(row: Row, sides: Sequence[Side], currency: str) -> str:
    """The value of each side, those without one left out."""
    values = [(side, side.value(row)) for side in sides]
    return ", ".join(
        f"{formats.plain(side.heading)} {_amount(Decimal(value), currency, side.is_difference)}"
        for side, value in values
        if value is not None
    )


def _amount(amount: Decimal, currency: str, is_difference: bool) -> str:
    lead = "−" if amount < 0 else "+" if is_difference and amount else ""
    return formats.plain(f"{lead}{formats.money(abs(amount), currency)}")
