"""The checks of a bill on its page: those that failed in full view, all of them to open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from analytics.core.model import Settlement
from analytics.selfcheck.checks import Check
from pages.ui import boxes, data, formats
from pages.ui.plans.sums import NamedBill
from pages.ui.selfcheck import bill as figures
from pages.ui.selfcheck import thorough


def panel(*bills: NamedBill, more: Sequence[Check] = ()) -> None:
    """Failed checks of any of the bills in full view, and all of them to open."""
    results = [(name, _checks(settlement)) for name, settlement in bills]
    results[0] = (results[0][0], (*results[0][1], *more))
    checks = [check for _, results_of_bill in results for check in results_of_bill]
    _failures(results)
    with st.expander(_label(checks), key="receipts", icon=_icon(checks)):
        st.caption(
            "Each figure above is computed a second time in another way; both must be equal."
        )
        for number, (name, results_of_bill) in enumerate(results):
            if len(results) > 1:
                st.markdown(f"**{formats.plain(formats.short(name))}**")
            _table(number, name, results_of_bill)
        _every_row(bills)


def alarm(*bills: NamedBill) -> None:
    """Only what failed, for a page that has no room for checks that passed."""
    _failures([(name, _checks(settlement)) for name, settlement in bills])


def _checks(settlement: Settlement) -> tuple[Check, ...]:
    """The quick checks; with those of every row once these were asked for."""
    run = thorough.registry().of(figures.key(settlement))
    return run.checks if run and run.checks else figures.checks(settlement)


def sentence(check: Check) -> str:
    """A failed check in words: what differs, by how much, and what to do."""
    place = f" First at {formats.plain(check.detail)}." if check.detail else ""
    return (
        f"**{formats.plain(check.title)}** failed: {formats.plain(_side(check.left))} "
        f"against {formats.plain(_side(check.right))}.{place} Please do not pass these figures on "
        "yet. Check every stored row under Checks, and give the name "
        f"`{check.name}` to whoever looks after the dashboard."
    )


def _failures(results: Sequence[tuple[str, Sequence[Check]]]) -> None:
    for name, checks in results:
        bill = f"{formats.plain(formats.short(name))}: " if len(results) > 1 else ""
        for check in checks:
            if not check.passed:
                st.error(f"{bill}{sentence(check)}", icon=":material/error:")


def _label(checks: Sequence[Check]) -> str:
    failed = sum(not check.passed for check in checks)
    if failed:
        return f"Checks: **{failed} of {len(checks)} failed**"
    return f"Checks: all {len(checks)} passed"


def _icon(checks: Sequence[Check]) -> str:
    passed = all(check.passed for check in checks)
    return ":material/verified:" if passed else ":material/error:"


def _table(number: int, name: str, checks: Sequence[Check]) -> None:
    right = st.column_config.TextColumn(alignment="right")
    ordered = sorted(checks, key=lambda check: check.passed)
    details = {} if ordered[0].passed else {"First difference": [c.detail for c in ordered]}
    st.dataframe(
        {
            "": ["✓" if check.passed else "✗ failed" for check in ordered],
            "Check": [check.title for check in ordered],
            "Figure": [_side(check.left) for check in ordered],
            "Recomputed": [_side(check.right) for check in ordered],
            **details,
            "Name": [check.name for check in ordered],
        },
        key=f"receipts_{number}",
        hide_index=True,
        height=35 * (min(len(ordered), 12) + 1) + 3,
        column_config={
            "": st.column_config.TextColumn(width=70),
            "Check": st.column_config.TextColumn(width="large"),
            "Figure": right,
            "Recomputed": right,
        },
        alt=f"Checks of {name}: what must be equal, the figure, the same recomputed, and the result",
    )


def _side(value: int | Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return formats.whole(value) if isinstance(value, int) else f"{value:,f}"


def _every_row(bills: Sequence[NamedBill]) -> None:
    """The checks of every row: a button, progress while they run, what stopped them."""
    runs = [thorough.registry().of(figures.key(bill)) for _, bill in bills]
    if any(run and not run.is_done for run in runs):
        _waiting([figures.key(bill) for _, bill in bills])
        return
    for run in runs:
        if run and run.problem:
            boxes.problem(run.problem)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Check every stored row",
            key="check_rows",
            icon=":material/fact_check:",
            on_click=_start,
            args=([bill for _, bill in bills],),
        )
        done = all(run and run.is_done and not run.problem for run in runs)
        st.caption(
            "The checks above include every stored row, counted once more."
            if done
            else "Counts each row once more outside the database, with imports and funding sources: "
            "some seconds for a million rows. You can go on meanwhile.",
            width="stretch",
        )


def _start(bills: Sequence[Settlement]) -> None:
    for bill in bills:
        thorough.registry().start(figures.key(bill), data.store(), bill)


@st.fragment(run_every=0.5)
def _waiting(keys: Sequence[figures.Key]) -> None:
    runs = [run for key in keys if (run := thorough.registry().of(key))]
    if all(run.is_done for run in runs):
        st.rerun()
    fraction, text = min(run.progress for run in runs if not run.is_done)
    st.progress(fraction, text=f"{text} …")
