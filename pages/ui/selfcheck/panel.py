"""The checks of a bill on its page: those that failed in full view, all of them to open."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import streamlit as st

from analytics.core.model import Settlement
from analytics.selfcheck import run
from analytics.selfcheck.checks import Check
from analytics.storage.jobs import Job, Queue
from pages.ui import boxes, data, formats, jobs, tables
from pages.ui.plans.sums import NamedBill
from pages.ui.selfcheck import bill as figures

CHECKS = Queue("checks")
"""Of every stored row."""


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
    job = jobs.find(CHECKS, figures.key(settlement))
    return (job and job.result) or figures.checks(settlement)


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
    ordered = sorted(checks, key=lambda check: check.passed)
    details = (
        [] if ordered[0].passed else [tables.text("First difference", [c.detail for c in ordered])]
    )
    tables.show(
        [
            tables.text(
                "Result", ["✓" if check.passed else "✗ failed" for check in ordered], width=70
            ),
            tables.text("Check", [check.title for check in ordered], width="large"),
            _sides("Figure", [check.left for check in ordered]),
            _sides("Recomputed", [check.right for check in ordered]),
            *details,
            tables.text("Name", [check.name for check in ordered]),
        ],
        key=f"receipts_{number}",
        alt=f"Checks of {name}: what must be equal, the figure, the same recomputed, and the result",
    )


def _sides(name: str, values: Sequence[int | Decimal | str]) -> tables.Column:
    """One side of the checks: each line has a unit of its own, so that nobody sorts them."""
    return tables.text(name, list(map(_side, values)))


def _side(value: int | Decimal | str) -> str:
    if isinstance(value, str):
        return value
    return formats.whole(value) if isinstance(value, int) else f"{value:,f}"


def _every_row(bills: Sequence[NamedBill]) -> None:
    """The checks of every row: a button, progress while they run, what stopped them."""
    keys = [figures.key(bill) for _, bill in bills]
    known = [job for key in keys if (job := jobs.find(CHECKS, key))]
    if any(not job.is_done for job in known):
        jobs.waiting(lambda: [job for job in known if not job.is_done])
        return
    for job in known:
        if job.problem:
            boxes.problem(job.problem)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Check every stored row",
            key="check_rows",
            icon=":material/fact_check:",
            on_click=_start,
            args=(keys,),
        )
        st.caption(
            "The checks above include every stored row, counted once more."
            if len(known) == len(keys) and all(job.result for job in known)
            else "Counts each row once more outside the database, with imports and funding sources: "
            "some seconds for a million rows. You can go on meanwhile.",
            width="stretch",
        )


def _start(keys: Sequence[figures.Key]) -> None:
    for key in keys:
        jobs.start(CHECKS, key, partial(_check, key))


def _check(key: figures.Key, job: Job[tuple[Check, ...]]) -> tuple[Check, ...]:
    return run.thorough(data.store(), key.settlement, job.step)
