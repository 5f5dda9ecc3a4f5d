"""Funding sources of minutes: the files of each payer, day by day, and the payers of one file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analytics.core.model import Source
from analytics.reports import payers
from analytics.reports.payers import Share
from pages.costs._bill import choice, downloads
from pages.costs._bill import figures as proofs
from pages.ui import data, drilldown, formats, reconciled, tables, theme
from pages.ui.periods import DAY
from pages.ui.plans import ledger, paid_for
from pages.ui.plans.paid_for import Payer
from pages.ui.selfcheck import bill as figures
from pages.ui.selfcheck.bill import Bill
from pages.ui.takeaway import screen

A_PAGE = 50
A_STRETCH = 100_000
"""So many rows of a file are in memory at a time."""
MANY = 300_000
HEADER = (
    "Day",
    "Video",
    "Kind",
    "Room",
    "App",
    "Minutes",
    "Milliseconds",
    "Amount",
    "Funding source",
)
Lines = dict[date, paid_for.Total]


def show(bill: Bill) -> None:
    """Choose a payer and perhaps a day: what it paid for, and that it is what the ledger says."""
    hero = st.container()
    sums = figures.draw_sums(bill.settlement)
    if sums is None:
        return
    if not sums:
        with hero:
            screen.headline("Nothing was charged")
            choice.about(bill)
        st.caption("Nothing is charged in these days.")
        return
    left, right = st.columns(2)
    names = {payer.words: payer for payer in paid_for.payers_of(sums)}
    _forget("payer", list(names))
    payer = names[left.selectbox("Source", list(names), key="payer", bind="query-params")]
    days = sorted({one.day for one in sums if payer.is_of(one.source, one.pack)})
    _forget("payer_day", [None, *days])
    day = right.selectbox("Day", days, index=None, placeholder="All days", key="payer_day")
    total = paid_for.total(sums, payer, day)
    with hero:
        _verdict(bill, payer, total)
    _proof(bill, payer, day, total)
    choice.settings(bill)
    lines = paid_for.by_day(sums, payer, day)
    _files(bill, payer, day, lines, total.rows)
    by_day, one = st.columns(2, gap="medium")
    with by_day:
        _days(bill, payer, day, lines, total)
    with one:
        _one_video(bill)


def _forget(key: str, options: Sequence[object]) -> None:
    if key in st.session_state and st.session_state[key] not in options:
        del st.session_state[key]


def _verdict(bill: Bill, payer: Payer, total: paid_for.Total) -> None:
    files = formats.count(total.videos, "file")
    amount = formats.plain(formats.money(total.amount, bill.currency))
    money = "for the monthly fee" if payer.source is Source.QUOTA else amount
    name = formats.plain(formats.short(payer.words))
    screen.headline(f"{name}: {files}, {formats.minute_count(total.ms)}, {money}")
    choice.about(bill)


def _proof(bill: Bill, payer: Payer, day: date | None, total: paid_for.Total) -> None:
    ms, amount = paid_for.in_ledger(bill.settlement, payer, day)
    sides = [
        f"{formats.whole(side_ms)} ms and {bill.currency} {side_amount:,f}"
        for side_ms, side_amount in ((total.ms, total.amount), (ms, amount))
    ]
    if (total.ms, total.amount) == (ms, amount):
        st.caption(f":material/check: All rows add up to the ledger, {sides[0]}.")
    else:
        st.error(
            f"The rows add up to {sides[0]}, the ledger says {sides[1]}. See the checks below.",
            icon=":material/error:",
        )


def _days(bill: Bill, payer: Payer, day: date | None, lines: Lines, total: paid_for.Total) -> None:
    named_bill = (bill.name, bill.settlement)
    claims = partial(proofs.paid_for, named_bill, payer, day, total, lines)
    drilldown.heading("By day", claims, key="payer_days")
    amounts = [total.amount for total in lines.values()]
    drilldown.table(
        [
            tables.day("Day", list(lines)),
            tables.whole("Files", [total.videos for total in lines.values()]),
            tables.minutes("Minutes", [total.ms for total in lines.values()], 1),
            tables.money("Amount", amounts, bill.currency),
            *reconciled.columns(list(lines)),
        ],
        claims,
        lambda row, column: proofs.payer_title(payer, list(lines)[row], column),
        key="payer_days",
        shown=8,
        alt="Files, minutes and amount of each day that the payer paid for",
        about=downloads.about(bill),
    )


def _files(bill: Bill, payer: Payer, day: date | None, days: Lines, rows: int) -> None:
    st.subheader(f"The files ({formats.count(rows, 'row')})", anchor=False)
    pages = -(-rows // A_PAGE)
    key = f"payer_page_{payer.words}_{day}"
    number = min(st.session_state.get(key, 1), max(pages, 1))
    first, last, skip = paid_for.page(days, number, A_PAGE)
    rows_of_page = figures.shares(bill.settlement, payer, first, last + DAY, A_PAGE, skip)
    header = (*HEADER[:5], "Task", *HEADER[5:7], f"Amount ({bill.currency})", HEADER[8])
    every = downloads.every(
        bill,
        header,
        lambda: (
            _filed(share)
            for first, last in paid_for.stretches(days, A_STRETCH)
            for share in payers.shares(
                data.store(),
                bill.settlement,
                since=first,
                until=last + DAY,
                source=payer.source,
                pack=payer.pack,
                most=rows,
            )
        ),
        rows,
    )
    remark = (
        "A row is a file, or the part of it that this source paid for: each draw of a day is divided among its "
        "files by their charged minutes, what rounding adds with it."
        + (" So many rows take about a minute." if rows > MANY else "")
    )
    _table(bill, rows_of_page, "payer_files", caption=remark, rows=every)
    if pages > 1:
        st.pagination(pages, key=key)


def _table(bill: Bill, shares: Sequence[Share], key: str, **more: Any) -> None:
    payer_names = [Payer(share.source, share.pack).words for share in shares]
    amounts = [share.amount or None for share in shares]
    tables.show(
        [
            tables.day(HEADER[0], [share.day for share in shares]),
            tables.text(HEADER[1], [share.video_id for share in shares]),
            tables.text(HEADER[2], [theme.KIND_NAMES[share.kind] for share in shares]),
            tables.text(HEADER[3], [share.room for share in shares]),
            tables.text(HEADER[4], [share.app for share in shares]),
            tables.minutes(HEADER[5], [share.ms for share in shares], 4),
            tables.whole(HEADER[6], [share.ms for share in shares]),
            tables.money(HEADER[7], amounts, bill.currency, is_exact=True),
            tables.text(HEADER[8], payer_names),
        ],
        key=key,
        alt="Files with their day, length, amount and who paid for them",
        placeholder="",
        about=downloads.about(bill),
        **more,
    )


def _filed(share: Share) -> tuple[object, ...]:
    head = (share.day, share.video_id, share.kind.value, share.room, share.app, share.task_id)
    return (
        *head,
        ledger.minutes(share.ms),
        share.ms,
        share.amount,
        Payer(share.source, share.pack).words,
    )


def _one_video(bill: Bill) -> None:
    st.subheader("Funding source of one video", anchor=False)
    video = st.text_input(
        "VideoId", key="payer_video", placeholder="a VideoId of the export", max_chars=200
    ).strip()
    if not video:
        return
    shares = payers.of_video(data.store(), bill.settlement, video)
    if shares:
        _table(bill, shares, "payer_of_video")
    else:
        st.caption(
            f"Nobody paid for {formats.plain(formats.short(video, 60))} in these days: it is free, "
            "unfinished, of another day, or not loaded."
        )
