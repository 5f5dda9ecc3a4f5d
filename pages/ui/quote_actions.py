"""What can be done with a quote: download, issue, answer, revise, compare, verify."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from analytics import books
from analytics.errors import Problem
from analytics.quotes import desk, guard, render, trail
from analytics.quotes.document import canonical
from analytics.quotes.history import against_actual
from analytics.quotes.reading import LARGEST, loads, request_of
from analytics.quotes.shelf import Kept, Status
from pages.ui import boxes, data, formats, tables
from pages.ui.quote_form import today
from pages.ui.quotes import reopening

_MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def downloads(found: Kept) -> None:
    """PDF, XLSX and JSON, the same bytes each time."""
    made = _files(canonical(found.document), found.status is Status.DRAFT)
    with st.container(horizontal=True):
        for name, content in made.items():
            kind = name.rpartition(".")[2]
            st.download_button(
                kind.upper(),
                content,
                name,
                _MIME[kind],
                key=f"download_{kind}",
                icon=":material/download:",
                on_click="ignore",
            )


@st.cache_data(max_entries=40, show_spinner=False)
def _files(document: str, draft: bool) -> dict[str, bytes]:
    return render.files(loads(document), draft=draft)


def steps(found: Kept) -> None:
    """The next steps that the status allows."""
    if found.status is Status.DRAFT:
        _issue(found)
    elif found.status is not Status.ACCEPTED:
        _answer(found)


def _issue(found: Kept) -> None:
    store = data.store()
    breaches = guard.breaches(desk.make(store, request_of(found.document)), store)
    with st.form("issue_form"):
        who = st.text_input(
            "Issued by", value=found.document["settings"]["owner"], key="issue_who", max_chars=60
        )
        reason = second = ""
        if breaches:
            st.warning(boxes.sentence(" ".join(breaches)), icon=":material/gavel:")
            reason = st.text_input("Reason", key="issue_reason", max_chars=300)
            second = st.text_input("Second person who agrees", key="issue_second", max_chars=60)
        issue, discard = st.columns(2)
        if issue.form_submit_button("Issue", key="issue", type="primary"):
            _do(lambda: desk.issue(
                store, found.number, today(), who, reason=reason, second_person=second
            ))  # fmt: skip
        if discard.form_submit_button("Discard draft", key="discard"):
            _do(lambda: desk.discard(store, found.number, today(), who))
    reopening.anew()
    st.page_link(
        "pages/sales/what_if.py",
        label="Change it under What-if",
        icon=":material/tune:",
        query_params={reopening.LINK: found.number},
    )


def _answer(found: Kept) -> None:
    store = data.store()
    with st.form("answer_form"):
        who = st.text_input(
            "Entered by", value=found.document["settings"]["owner"], key="answer_who", max_chars=60
        )
        first, second, third = st.columns(3)
        is_open = found.status is Status.ISSUED
        for column, label, answer in (
            (first, "Accepted", Status.ACCEPTED),
            (second, "Declined", Status.DECLINED),
        ):
            if column.form_submit_button(label, key=f"answer_{answer}", disabled=not is_open):
                close = partial(desk.close, store, found.number, found.revision)
                _do(partial(close, answer, today(), who))
        if third.form_submit_button("Make a revision", key="revise"):
            _do(lambda: desk.revise(store, found.number, today(), who))


def _do(step: Callable[[], Any]) -> None:
    try:
        step()
    except Problem as problem:
        boxes.problem(problem)
        return
    st.rerun()


def actual(found: Kept) -> None:
    """After acceptance: what was quoted for each month, and what came."""
    if found.status is not Status.ACCEPTED:
        return
    currency = found.document["result"]["currency"]
    rows = [
        [
            formats.day(row.since),
            formats.minutes(row.quoted_ms),
            formats.NOTHING if row.actual_ms is None else formats.minutes(row.actual_ms),
            formats.plain(formats.money(row.quoted, currency)),
            formats.NOTHING
            if row.actual is None
            else formats.plain(formats.money(row.actual, currency)),
        ]
        for row in against_actual(data.store(), found.document)
    ]
    st.subheader("Quoted and actual", anchor=False)
    header = ["Month from", "Quoted min", "Actual min", "Quoted cost", "Actual cost"]
    st.markdown(tables.markdown(header, rows))
    st.caption("Actual: all that was recorded in the term under the quote’s plan and prices.")


def history(found: Kept) -> None:
    """Who did what, when and why."""
    store = data.store()
    with st.expander("Trail", key="quote_trail", icon=":material/history:"):
        rows = [
            [
                f"{entry['done_at']:%Y-%m-%d %H:%M} UTC",
                f"r{entry['revision']}",
                entry["action"],
                *(formats.plain(entry[name]) for name in ("who", "reason", "second_person")),
            ]
            for entry in store.ask("quote_trail", number=found.number)
        ]
        header = ["When", "Revision", "What", "Who", "Reason", "Second person"]
        st.markdown(tables.markdown(header, rows))
        if trail.is_intact(store):
            st.caption("No entry was changed since it was written.")
        else:
            st.error("The trail was changed by hand in the database.", icon=":material/error:")


def verify() -> None:
    """Drop a quote's JSON: verified to the cent, or what changed."""
    with st.expander("Verify a quote’s JSON", key="verify", icon=":material/fact_check:"):
        given = st.file_uploader("JSON of a quote", type="json", key="verify_file")
        if given is None:
            return
        try:
            text = given.read(LARGEST + 1).decode("utf-8", errors="replace")
            verdict = desk.check(data.store(), loads(text, given.name))
        except Problem as problem:
            boxes.problem(problem)
            return
        name = formats.plain(f"{verdict.number}, revision {verdict.revision}")
        if verdict.is_verified:
            amount = formats.plain(formats.money(Decimal(verdict.total), verdict.currency))
            st.success(f"{name}: verified to the cent, {amount}.", icon=":material/verified:")
        else:
            st.error(f"{name} is not as it was made.", icon=":material/error:")
        for text in (*verdict.changes, *verdict.notes):
            st.markdown(f"- {formats.plain(text)}")


def _named(book: str) -> str:
    return book or "None: margins are not looked at"


def limits() -> None:
    """What one person may issue alone."""
    store = data.store()
    now = guard.limits(store)
    with (
        st.expander("Limits for issuing", key="limits", icon=":material/gavel:"),
        st.form("limits_form"),
    ):
        left, right = st.columns(2)
        discount = left.number_input(
            "Discount above, %", 0.0, 100.0, float(now.discount_percent), key="limit_discount"
        )
        margin = right.number_input(
            "Margin under, %", 0.0, 100.0, float(now.margin_percent), key="limit_margin"
        )
        known = ["", *books.known(store)]
        book = left.selectbox(
            "Cost price book",
            known,
            index=known.index(now.cost_book) if now.cost_book in known else 0,
            format_func=_named,
            key="limit_book",
        )
        who = right.text_input("Changed by", key="limit_who", max_chars=60)
        if st.form_submit_button("Save limits", key="save_limits"):
            chosen = guard.Limits(Decimal(f"{discount:.2f}"), Decimal(f"{margin:.2f}"), book)
            _do(lambda: guard.keep_limits(store, chosen, who))
