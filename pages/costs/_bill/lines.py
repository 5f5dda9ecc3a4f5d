"""The full cost of recording: every line with quantity, price and evidence, any of them hidden."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.billing import full_cost
from analytics.billing.full_cost import CostLine, FullCost, Storage
from analytics.core.model import PriceBook
from analytics.selfcheck.checks import Check, of_full_cost
from pages.costs._bill import charts, choice, downloads
from pages.costs._bill import figures as proofs
from pages.ui import drilldown, formats, tables
from pages.ui.plans.terms import typed
from pages.ui.selfcheck import bill as figures
from pages.ui.selfcheck.bill import Bill
from pages.ui.takeaway import screen

KEPT = "bill_lines"
HEADER = ("Line", "Amount", "Quantity", "Unit", "Unit price", "Per", "Evidence", "Source", "Note")


def show(bill: Bill) -> tuple[Check, ...]:
    """The total of what is shown, the picture, the table, and what storage is taken to be."""
    hero = st.container()
    with st.expander("Storage: where, for how long, what is free", key="bill_storage"):
        storage = _storage(bill.settlement.last_version)
    whole_cost = figures.full_cost(bill.settlement, bill.basis, storage)
    if whole_cost is None:
        with hero:
            _own_verdict(bill)
        return ()
    counted = _kept(bill, whole_cost)
    hidden = [line.key for line in whole_cost.lines if line.key not in counted]
    cost = full_cost.full_cost(whole_cost.lines, bill.currency, hidden)
    with hero:
        _verdict(bill, cost, whole_cost)
    claims = partial(proofs.full_cost, (bill.name, bill.settlement), cost, storage)
    if any(cost.shown):
        drilldown.button(claims, key="prove_bill_chart", label="Show source")
        drilldown.chart(
            charts.cost_lines(cost, bill.currency),
            claims,
            lambda point: str(point["y"]),
            key="bill_chart",
            alt="Amount of each line of the full cost that is shown",
        )
    choice.settings(bill)
    drilldown.heading("Lines", claims, key="bill_table")
    _table(bill, cost, claims)
    return (of_full_cost(cost),)


def _storage(book: PriceBook) -> Storage:
    places = [figure.name for figure in book.figures if figure.name.startswith("cos_standard")]
    where, days, free = st.columns(3)
    default = Storage()
    figure = where.selectbox(
        "Price",
        places or [default.figure],
        format_func=place_in_words,
        key=f"bill_cos_{book.id}",
        help="The storage prices of the price book, for a GB and month.",
    )
    kept_days = days.number_input(
        "Kept for, days",
        min_value=1,
        max_value=36_500,
        value=None,
        placeholder="forever",
        key="bill_keep_days",
    )
    gigabytes = free.number_input("Free, GB", 0.0, 1e6, 0.0, step=10.0, key="bill_free_gb")
    if not places:
        st.caption("The price book has no price of storage: add one on the Price book page.")
    return Storage(figure, kept_days, typed(gigabytes))


def place_in_words(figure: str) -> str:
    """``cos_standard_hong_kong`` is ``Hong Kong``."""
    return figure.removeprefix("cos_standard").replace("_", " ").strip().title() or "Standard"


def _kept(bill: Bill, whole_cost: FullCost) -> list[str]:
    names = {line.key: line.name for line in whole_cost.lines}
    keys: list[str] = st.pills(
        "Lines that count",
        list(names),
        selection_mode="multi",
        default=list(names),
        format_func=names.__getitem__,
        key=f"{KEPT}_{bill.basis}",
    )
    return keys


def _verdict(bill: Bill, cost: FullCost, whole_cost: FullCost) -> None:
    own = full_cost.full_cost(cost.lines, bill.currency, full_cost.OWN)
    total, own_total = (formats.plain(formats.money(c.total, bill.currency)) for c in (cost, own))
    screen.headline(f"Total {total}, of which companion charges {own_total}")
    choice.about(bill)
    if cost.missing:
        st.warning(
            f"No price was found for {formats.plain(formats.listed(cost.missing))}: the total "
            "leaves that out. Enter it on the Price book page.",
            icon=":material/money_off:",
        )
    hidden = len(whole_cost.lines) - len(cost.lines)
    if hidden:
        st.caption(f":material/visibility_off: {formats.count(hidden, 'line')} not counted.")


def _own_verdict(bill: Bill) -> None:
    own = full_cost.full_cost(full_cost.recording_lines(bill.settlement, bill.basis), bill.currency)
    total = formats.plain(formats.money(own.total, bill.currency))
    screen.headline(f"{total} for recording, companion charges to be added")
    choice.about(bill)


def _table(bill: Bill, cost: FullCost, claims: drilldown.Choices) -> None:
    lines = list(cost.lines)
    evidence = [
        f"{line.evidence.value}{', estimate' if line.is_estimate else ''}" for line in lines
    ]
    columns = [
        tables.text(HEADER[0], [f"{'≈ ' * line.is_estimate}{line.name}" for line in lines]),
        tables.money(HEADER[1], cost.shown, bill.currency),
        tables.decimal(HEADER[2], [line.quantity for line in lines], 1, width=110),
        tables.text(HEADER[3], [line.unit for line in lines]),
        tables.money(HEADER[4], [line.price for line in lines], bill.currency, is_exact=True),
        tables.text(HEADER[5], [line.per for line in lines], width="medium"),
        tables.text(HEADER[6], evidence, width=140),
        tables.text(HEADER[7], [line.source for line in lines]),
        tables.text(HEADER[8], [line.note for line in lines]),
    ]
    header = (HEADER[0], f"Amount ({bill.currency})", "Exact amount", *HEADER[2:])
    total = formats.plain(formats.money(cost.total, bill.currency))
    drilldown.table(
        columns,
        claims,
        lambda row, _: lines[row].name if lines[row].amount is not None else "",
        key="bill_table",
        shown=len(lines),
        alt="Lines of the full cost with quantity, unit price, amount, evidence and source",
        caption=f"**Total {total}.** ≈ is an estimate: its quantity is worked out from something that "
        "stands for it. List prices; the free minutes of whiteboard and TRTC are not taken off, for all "
        "users of the account share them and only the vendor knows what the others used.",
        rows=downloads.every(
            bill,
            header,
            lambda: [_filed(line, amount) for line, amount in zip(lines, cost.shown, strict=True)],
            len(lines),
        ),
        about=downloads.about(bill),
    )


def _filed(line: CostLine, amount: Decimal | None) -> tuple[object, ...]:
    evidence = f"{line.evidence.value}{', estimate' if line.is_estimate else ''}"
    money = (line.name, amount, line.amount, line.quantity, line.unit, line.price, line.per)
    return (*money, evidence, line.source, line.note)
