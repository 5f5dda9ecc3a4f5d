"""The statement of a month, and its journal with the accounts of whoever keeps the books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from analytics.billing.journal import Accounts
from analytics.core.errors import Problem
from analytics.core.model import Plan
from analytics.core.months import add_months
from analytics.groups import imports as groups
from analytics.reconcile import month_statement
from pages.ui import boxes, data, formats
from pages.ui.cache import cached
from pages.ui.selfcheck.bill import Bill
from pages.ui.takeaway import button

_SAID = "accounts_said"
_NO_CENTRE = "No cost centres"
_NAMES = {
    "postpaid": "Postpaid minutes (expense)",
    "monthly_fee": "Monthly fee (expense)",
    "packs": "Packs used and expired (expense)",
    "prepaid_packs": "Packs bought, not used yet (asset)",
    "payable": "Payable to the vendor",
}
_MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


def show(bill: Bill) -> None:
    """The statement's files under the plan of the page, and below them the journal."""
    box = st.expander(
        "Statement of a month", key="statement", icon=":material/receipt_long:", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        months = _months()
        if not months:
            st.caption("Nothing is recorded yet.")
            return
        left, right = st.columns(2)
        month = left.selectbox("Month", months, format_func=formats.month, key="statement_month")
        options = [_NO_CENTRE, *groups.dimensions(data.store()), "app", "room", "user"]
        centre = right.selectbox("Cost centres of the journal by", options, key="statement_centre")
        try:
            result = _statement(bill.settlement.plan, month)
        except Problem as problem:
            boxes.problem(problem)
            return
        total = formats.plain(formats.money(result.total, result.currency))
        st.markdown(f"**{formats.month(month)}: {total}** · {formats.plain(result.about['State'])}")
        with st.container(horizontal=True):
            for ending in _MIME:
                _file(f"statement-{month:%Y-%m}.{ending}", _made(result, ending), "statement")
            chart = month_statement.kept_accounts(data.store())
            if chart:
                dimension = None if centre == _NO_CENTRE else centre
                _file(
                    f"journal-{month:%Y-%m}.csv", _journal(bill, month, chart, dimension), "journal"
                )
        _accounts(chart)


def _months() -> list[date]:
    coverage = data.coverage()
    if coverage is None:
        return []
    months, month = [], coverage.last_day.replace(day=1)
    while month >= coverage.first_day.replace(day=1):
        months.append(month)
        month = add_months(month, -1)
    return months


@cached(4)
def _statement(plan: Plan, month: date) -> month_statement.MonthStatement:
    return month_statement.statement(data.store(), plan, month)


def _made(result: month_statement.MonthStatement, ending: str) -> Callable[[], bytes]:
    return lambda: next(
        content
        for name, content in month_statement.files(result).items()
        if name.endswith(f".{ending}")
    )


def _journal(bill: Bill, month: date, chart: Accounts, centre: str | None) -> Callable[[], bytes]:
    return lambda: month_statement.journal_csv(
        month_statement.bookings(data.store(), bill.settlement.plan, month, chart, centre)
    )


def _file(name: str, content: Callable[[], bytes], what: str) -> None:
    ending = name.rpartition(".")[2]
    button.download(
        f"{what.capitalize()}, {ending.upper()}",
        content,
        name,
        _MIME[ending],
        key=f"{what}_{ending}",
        icon=":material/download:",
    )


def _accounts(chart: Accounts | None) -> None:
    """The five accounts, typed once for the whole team."""
    if said := st.session_state.pop(_SAID, ""):
        st.toast(said)
    label = "Accounts of the journal" if chart else "Type your accounts for the journal"
    box = st.popover(label, icon=":material/account_tree:", key="accounts_box")
    with box, st.form("accounts", border=False):
        values = {
            name: st.text_input(
                words,
                getattr(chart, name) if chart else "",
                key=f"account_{name}",
                max_chars=60,
            )
            for name, words in _NAMES.items()
        }
        if st.form_submit_button("Keep the accounts", key="accounts_keep"):
            _keep(Accounts(**values))


def _keep(chart: Accounts) -> None:
    try:
        month_statement.keep_accounts(data.store(), chart)
    except Problem as problem:
        boxes.problem(problem)
        return
    st.session_state[_SAID] = "Accounts kept."
    st.rerun()
