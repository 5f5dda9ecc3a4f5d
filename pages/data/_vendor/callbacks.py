"""Callbacks: what to set at the vendor, when the last one came, what is not confirmed, and what was lost."""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from analytics.connect.callbacks import KEY, TOKEN
from analytics.reports import team_outlook
from pages.ui import data, formats, tables, vendor_link

_SHOWN = 200


def show() -> None:
    """The state first, then how to set it up."""
    st.subheader("Callbacks", anchor=False)
    rows = data.asked("callbacks_by_app")
    came = [row for row in rows if row["callbacks"]]
    if came:
        coverage = data.coverage()
        last = max(row["last_at"] for row in came)
        st.markdown(
            f"Last callback **{formats.moment(last, coverage.zone if coverage else 'Asia/Shanghai')}**"
        )
        _table(came)
    elif vendor_link.has_token():
        st.markdown("No callback has come yet.")
    if waiting := vendor_link.waiting():
        st.caption(f"{formats.count(waiting, 'callback')} on the disk, loaded within a minute.")
    if failed := [row for row in rows if row["failed"]]:
        count = sum(row["failed"] for row in failed)
        st.warning(
            f"{formats.count(count, 'callback')} could not be imported: {formats.plain(failed[0]['problem'])}",
            icon=":material/warning:",
        )
    _lost()
    _set_up(expanded=not came)


def _table(rows: list[dict]) -> None:
    tables.show(
        [
            tables.text("App", [row["app"] or formats.NOTHING for row in rows]),
            tables.whole("Callbacks", [row["callbacks"] for row in rows]),
            tables.whole("Finished", [row["finished"] for row in rows]),
            tables.moment("Last (UTC)", [row["last_at"] for row in rows], is_exact=True),
            tables.whole("Files not confirmed", [row["files"] for row in rows]),
            tables.minutes("Minutes not confirmed", [row["ms"] for row in rows]),
        ],
        key="vendor_callbacks",
        alt="Callbacks of each app, and the files that no other document has confirmed",
    )
    if any(row["files"] for row in rows):
        st.caption(
            "The vendor's signature does not cover a callback's content, so its files count but are not confirmed until a sync "
            "or an imported document says the same. If that says something else, it counts instead."
        )


def _lost() -> None:
    rows = team_outlook.lost_ends(data.store(), datetime.now(UTC).replace(tzinfo=None))
    if not rows:
        return
    st.warning(
        f"{formats.count(len(rows), 'recording')} began more than 25 hours ago and no end was reported. Sync to ask the vendor.",
        icon=":material/notifications_off:",
    )
    tables.show(
        _lost_columns(rows[:_SHOWN]),
        key="vendor_lost",
        alt="Recordings whose end was not reported",
        rows=tables.every(lambda: _lost_columns(rows), len(rows)),
    )


def _lost_columns(rows: list[dict]) -> list[tables.Column]:
    return [
        tables.text("App", [row["app"] for row in rows]),
        tables.text("Task", [row["task"] for row in rows]),
        tables.moment("Started (UTC)", [row["started_at"] for row in rows]),
    ]


def _set_up(*, expanded: bool) -> None:
    with st.expander("Set up", expanded=expanded, key="vendor_set_up"):
        state = "set" if vendor_link.has_token() else "not set: callbacks are off"
        signed = "set: unsigned callbacks are refused" if vendor_link.is_signed() else "not set"
        st.markdown(
            f"1. Start the dashboard with `{TOKEN}`, a long random word ({state}), and `{KEY}`, the callback key ({signed}).\n"
            "2. At the vendor, set the callback address of each app (`SetOnlineRecordCallback`) to\n\n"
            f"   `https://YOUR-HOST/callbacks/tiw/{TOKEN}`\n\n"
            "   with your proxy's name for YOUR-HOST and the word itself for its name.\n"
            "3. Set the same callback key there (`SetOnlineRecordCallbackKey`, at most 64 characters).\n"
            "4. Record a short lesson: its callback appears here within a minute of its end."
        )
