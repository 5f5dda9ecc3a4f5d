"""Syncs: how far each app is, and one more by a click."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from analytics.connect import credentials, schedule
from analytics.connect.sync import DEALS, RECORDS, USAGE
from analytics.core.errors import Problem
from pages.ui import boxes, data, formats, jobs, tables, vendor_link

_ENDED = "vendor_sync_ended"


def show() -> None:
    """One line of state, the button, and a table of apps."""
    for sentence in vendor_link.problems():
        st.warning(formats.plain(sentence), icon=":material/cloud_off:")
    state = data.synced()
    st.subheader(_verdict(state), anchor=False)
    _by_hand()
    if state:
        _table(state)


def _verdict(state: list[dict[str, Any]]) -> str:
    days = [row["through_day"] for row in state if row["what"] == RECORDS and row["through_day"]]
    if not days:
        return "Recordings have not been synced yet"
    return f"Recordings synced through {formats.day(min(days))}"


def _by_hand() -> None:
    settings = vendor_link.settings()
    every = settings.every
    often = (
        f"Automatic sync every {_words(int(every.total_seconds()) // 60)}."
        if every
        else 'Automatic sync is off: write `every = "6h"` under `[sync]` in settings.toml beside the database.'
    )
    begun = schedule.last(data.store())
    coverage = data.coverage()
    zone = coverage.zone if coverage else "Asia/Shanghai"
    last = f" Last begun {formats.moment(begun, zone)}." if begun else ""
    try:
        credentials.load()
    except Problem as problem:
        st.caption(f"{often}{last}")
        st.info(
            f"Sync needs the keys of the account: {boxes.sentence(str(problem))} Then restart the dashboard.",
            icon=":material/key:",
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Sync now",
            key="sync_now",
            icon=":material/sync:",
            disabled=bool(vendor_link.syncing()),
            on_click=_start,
        )
        st.caption(f"{often}{last}", width="stretch")
    if vendor_link.syncing():
        jobs.waiting(vendor_link.syncing, help="What was imported stays; the next sync goes on.")
    _outcome()


def _start() -> None:
    st.session_state[_ENDED] = vendor_link.sync_now().id


def _outcome() -> None:
    """What became of the sync that this person started."""
    job = jobs.by_id(st.session_state.get(_ENDED, ""))
    if job is None or not job.is_done:
        return
    if job.problem:
        boxes.problem(job.problem)
    elif job.result:
        for problem in job.result.problems:
            boxes.problem(problem)
        receipts = job.result.receipts
        loaded = sum(receipt.rows.loaded for receipt in receipts)
        if receipts:
            st.success(
                f"{formats.count(len(receipts), 'document')} imported, {formats.count(loaded, 'new row')}. "
                "Receipts are on the Imports page.",
                icon=":material/check:",
            )
        elif not job.result.problems:
            st.success("Nothing new: everything that is complete was synced before.", icon=":material/check:")  # fmt: skip


def _words(minutes: int) -> str:
    for unit, name in ((1440, "day"), (60, "hour")):
        if minutes % unit == 0:
            return formats.count(minutes // unit, name)
    return formats.count(minutes, "minute")


def _table(state: list[dict[str, Any]]) -> None:
    by_app: dict[str, dict[str, dict[str, Any]]] = {}
    for row in state:
        by_app.setdefault(row["app"], {})[row["what"]] = row

    def days(app: str, what: str) -> date | None:
        row = by_app[app].get(what)
        return row["through_day"] if row else None

    missing = [sum(row["missing_days"] for row in rows.values()) for rows in by_app.values()]
    synced = [max(row["synced_at"] for row in rows.values()) for rows in by_app.values()]
    tables.show(
        [
            tables.text("App", [app or "Account (purchases)" for app in by_app]),
            tables.day("Recordings through", [days(app, RECORDS) for app in by_app]),
            tables.day("Usage through", [days(app, USAGE) for app in by_app]),
            tables.day("Purchases through", [days(app, DEALS) for app in by_app]),
            tables.whole("Days missing before", missing),
            tables.moment("Last synced (UTC)", synced),
        ],
        key="vendor_apps",
        alt="How far recordings, usage and purchases of each app are synced",
    )
    if any(row["missing_days"] for row in state):
        st.caption(
            "A missing day was never synced, or its import was undone. `python -m analytics sync --since DAY` fetches it."
        )
