"""Bill lines as the third source: a file, which column is which, and what packs took and was charged beside ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from analytics.billing import bill_lines
from analytics.billing.bill_lines import BilledSpan, BillLine
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.ingest import uploads
from analytics.ingest.common.limits import GRID_BYTES
from analytics.reconcile import bill_file, bills_kept
from analytics.reconcile.bill_file import BillTable
from pages.ui import boxes, data, formats, tables
from pages.ui.cache import cached

_SAID, _TURN = "bills_said", "bills_turn"
_NOT_THERE, _ACROSS = "–", 3
_NAMES = {
    bill_file.ITEM: "What is billed *",
    "FeeBeginTime": "First day",
    "FeeEndTime": "Last day",
    "BillDay": "Day",
    "BillMonth": "Month",
    "DeductedMeasure": "Minutes taken by packs",
    "UsedAmount": "Minutes charged",
    bill_file.UNIT: "Unit of the minutes",
    bill_file.AMOUNT: "Amount *",
    "Currency": "Currency *",
}


class _Reading(NamedTuple):
    """The lines of a file, and the columns that were chosen for its header; none of a document."""

    lines: list[BillLine]
    header: Sequence[str] = ()
    columns: Mapping[str, str] = {}


def show() -> None:
    """What is kept, held against the team's plan, then the way to keep more."""
    st.subheader("Bill lines", anchor=False)
    if said := st.session_state.pop(_SAID, ""):
        st.toast(formats.plain(said))
    bills = _kept()
    if bills:
        _spans(_compared(data.team()[1]))
        for bill in bills:
            with st.container(horizontal=True, vertical_alignment="center"):
                count = formats.count(len(bill.lines), "line")
                st.caption(
                    f"{formats.plain(formats.short(bill.file, 60))}: {count} about recording"
                )
                st.button(
                    "Remove",
                    key=f"bill_remove_{bill.digest}",
                    type="tertiary",
                    on_click=_remove,
                    args=(bill.digest,),
                )
    box = st.expander("Add a bill", key="bill_add", expanded=False, on_change="rerun")
    if box.open:
        with box:
            _add()


@cached(2)
def _kept() -> list[bills_kept.KeptBill]:
    return bills_kept.kept(data.store())


@cached(2)
def _compared(plan: Plan) -> tuple[BilledSpan, ...]:
    lines = [line for bill in _kept() for line in bill.lines]
    return bill_lines.compare(lines, data.settlement(plan, None, None))


def _spans(spans: tuple[BilledSpan, ...]) -> None:
    tables.show(
        [
            tables.day("First day", [span.since for span in spans]),
            tables.day("Until", [span.until for span in spans]),
            tables.text("Currency", [span.currency for span in spans]),
            tables.money("Charged", [span.amount for span in spans], "", 2),
            tables.money("Our postpaid", [span.postpaid for span in spans], spans[0].ours_currency),
            tables.money(
                "Difference", [span.amount_difference for span in spans], "", 2, sign=True
            ),
            tables.minutes("Charged (min)", [span.used_ms for span in spans]),
            tables.minutes("Our postpaid (min)", [span.postpaid_ms for span in spans]),
            tables.minutes(
                "Difference (min)", [span.postpaid_difference_ms for span in spans], sign=True
            ),
            tables.minutes("Taken by packs (min)", [span.deducted_ms for span in spans]),
            tables.minutes("Our packs (min)", [span.pack_ms for span in spans]),
            tables.minutes(
                "Packs difference (min)", [span.pack_difference_ms for span in spans], sign=True
            ),
        ],
        key="bill_spans",
        alt="Days of the vendor's bill: minutes taken by packs, minutes charged and amount beside ours",
        caption="An empty cell is not reported. "
        + (
            "Where packs took as much as our packs and the free quota together, the quota is among it."
            if any(span.holds_quota for span in spans)
            else "Whether the free quota stands among what packs took is not published."
        ),
    )


def _add() -> None:
    turn = st.session_state.get(_TURN, 0)
    upload = st.file_uploader(
        "Bill lines: saved answers of DescribeBillDetail, or the console’s bill as CSV or XLSX",
        key=f"bill_file_{turn}",
        max_upload_size=GRID_BYTES >> 20,
    )
    if upload is None:
        return
    path = uploads.spool(upload)
    try:
        reading = _read(path, upload.name)
        if reading is None:
            return
        _first(reading.lines)
        if st.button("Keep these lines", key="bill_keep", type="primary"):
            _keep(upload.name, reading)
    except Problem as problem:
        boxes.problem(problem)
    finally:
        uploads.discard(path)


def _read(path: Path, name: str) -> _Reading | None:
    """What a file says; None while a person has not said enough of its columns."""
    if bill_file.is_document(path):
        return _Reading(bill_file.documents(path, name))
    bill = bill_file.table(path, name)
    known = bills_kept.remembered(data.store()).get(bill_file.key_of(bill.header))
    chosen = _columns(bill, dict(known or bill_file.own_names(bill.header)))
    if open_question := bill_file.lacking(chosen):
        st.caption(f":material/help: Choose {open_question}.")
        return None
    items = bill_file.items_of(bill, chosen)
    recording = [item for item in items if bill_file.is_recording(item)]
    meant = st.multiselect(
        "Which of these is recording",
        items,
        default=recording,
        key=f"bill_items_{bill_file.key_of(bill.header)}",
    )
    if not meant:
        return None
    return _Reading(bill_file.lines_of(bill, chosen, meant), bill.header, chosen)


def _columns(bill: BillTable, guessed: dict[str, str]) -> dict[str, str]:
    """Which column is which, as a person has it; what is not there is left out."""
    chosen: dict[str, str] = {}
    key = bill_file.key_of(bill.header).replace(" ", "_")
    names = list(_NAMES)
    for start in range(0, len(names), _ACROSS):
        for place, name in zip(st.columns(_ACROSS), names[start : start + _ACROSS], strict=False):
            options = [_NOT_THERE, *dict.fromkeys(filter(None, bill.header))]
            if name == bill_file.UNIT:
                options += [each for each in bill_file.UNITS if each not in options]
            told = guessed.get(name, _NOT_THERE)
            value: Any = place.selectbox(
                _NAMES[name],
                options,
                index=options.index(told) if told in options else 0,
                key=f"bill_column_{key}_{name}",
            )
            if value != _NOT_THERE:
                chosen[name] = value
    return chosen


def _first(lines: list[BillLine]) -> None:
    shown = lines[:10]
    tables.show(
        [
            tables.day("First day", [line.since for line in shown]),
            tables.day("Until", [line.until for line in shown]),
            tables.minutes("Taken by packs (min)", [line.deducted_ms for line in shown]),
            tables.minutes("Charged (min)", [line.used_ms for line in shown]),
            tables.money("Amount", [line.amount for line in shown], "", is_exact=True),
            tables.text("Currency", [line.currency for line in shown]),
        ],
        key="bill_first_lines",
        alt="The first lines of the bill as they will be read",
        caption=f"{formats.count(len(lines), 'line')} about recording; the first as they will be read.",
    )


def _keep(name: str, reading: _Reading) -> None:
    bills_kept.keep(data.store(), name, reading.lines)
    if reading.header:
        bills_kept.remember(data.store(), reading.header, reading.columns)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.session_state[_SAID] = f"{formats.count(len(reading.lines), 'line')} of {name} kept."
    st.rerun()


def _remove(digest: str) -> None:
    try:
        bills_kept.remove(data.store(), digest)
    except Problem as problem:
        st.session_state[_SAID] = str(problem)
