"""Actions on a quote: download, issue, answer, revise, compare, verify."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.quotes import approval, lifecycle, pdf, sharing
from analytics.quotes.company import logo
from analytics.quotes.document import canonical
from analytics.quotes.history import against_actual
from analytics.quotes.parse import LARGEST, loads, request_of
from analytics.quotes.repository import Kept, Status, accepted_offer
from analytics.quotes.signature import Signed
from analytics.storage import acting
from pages.sell._calculator import reopen
from pages.sell._quotes import approvals, list
from pages.sell._quotes.form import reviewed, today
from pages.ui import boxes, data, formats, tables
from pages.ui.cache import cached
from pages.ui.takeaway.button import download

_SAID = "quote_said"
_MIME = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def downloads(quote: Kept) -> None:
    """PDF, XLSX and JSON, the same bytes each time."""
    try:
        company = quote.document["settings"].get("company") or {}
        picture = logo(data.store(), company.get("logo", ""))
        signed = sharing.signed(data.store(), quote)
        files = _files(canonical(quote.document), quote.status is Status.DRAFT, picture, signed)
    except Problem as problem:
        boxes.problem(problem)
        return
    with st.container(horizontal=True):
        for name, content in files.items():
            kind = name.rpartition(".")[2]
            download(
                kind.upper(),
                content,
                name,
                _MIME[kind],
                key=f"download_{kind}",
                icon=":material/download:",
            )


@cached(40)
def _files(
    document: str, draft: bool, picture: bytes | None, signed: Signed | None
) -> dict[str, bytes]:
    return pdf.files(json.loads(document), draft=draft, logo=picture, signed=signed)


def steps(quote: Kept) -> None:
    """The next steps that the status allows."""
    if quote.status is Status.DRAFT:
        _issue(quote)
    elif quote.status is not Status.ACCEPTED:
        _answer(quote)


def _issue(quote: Kept) -> None:
    store, name = data.store(), f"{quote.number}, revision {quote.revision}"
    review, breaches = _looked_at(quote)
    if breaches:
        st.warning(boxes.sentence(" ".join(breaches)), icon=":material/gavel:")
        if acting.signs_in():
            approvals.ask(quote)
    with st.form("issue_form"):
        who = _who("Issued by", quote, "issue_who")
        agreed = _choice(review, "issue") if review else ""
        reason = second = ""
        if breaches and not acting.signs_in():
            reason = st.text_input("Reason", key="issue_reason", max_chars=300)
            second = st.text_input("Second person who agrees", key="issue_second", max_chars=60)
            st.caption("Without sign-in nobody verifies who the second person is.")
        issue, discard = st.columns(2)
        if issue.form_submit_button("Issue", key="issue", type="primary", disabled=not review):
            _do(lambda: lifecycle.issue(
                store, quote.number, today(), who,
                reason=reason, second_person=second, agreed=agreed,
            ), f"{name} is issued: its files are what the customer gets.")  # fmt: skip
        if discard.form_submit_button("Discard draft", key="discard"):
            _do(
                lambda: lifecycle.discard(store, quote.number, today(), who),
                f"The draft of {name} is discarded; the trail keeps that it was there.",
            )
    reopen.anew()
    st.page_link(
        "pages/sell/calculator.py",
        label="Change it in the Calculator",
        icon=":material/tune:",
        query_params={reopen.LINK: quote.number},
    )


def _who(label: str, quote: Kept, key: str) -> str:
    """Who does it: whoever signed in, else a name that is typed."""
    owner = quote.document["settings"]["owner"]
    if acting.signs_in():
        return acting.name(owner)
    return st.text_input(label, value=owner, key=key, max_chars=60)


def _looked_at(quote: Kept) -> tuple[lifecycle.Review | None, tuple[str, ...]]:
    """What changed since a draft was saved, and what needs a second person; None where it cannot be issued."""
    try:
        review = reviewed(quote.number)
        current = lifecycle.make(data.store(), request_of(review.as_of_today))
        return review, approval.breaches(current, data.store())
    except Problem as problem:
        boxes.problem(problem)
        return None, ()


def _choice(review: lifecycle.Review, step: str) -> str:
    """What changed since, in money, and the answer to it: the token of what was chosen, "" for none yet."""
    for note in review.notes:
        st.caption(formats.plain(note))
    tokens = {"": ""}
    if review.changes:
        st.warning(
            "Changed since it was saved. "
            + formats.plain(" ".join(change.sentence for change in review.changes)),
            icon=":material/difference:",
        )
        tokens = {
            f"{words}: {formats.money(Decimal(doc['result']['total']), doc['result']['currency'])}": token
            for words, doc, token in (
                ("As of today", review.as_of_today, review.today_token),
                ("As it was saved", review.as_saved, review.saved_token),
            )
        }
        figures = st.radio("Figures", [*tokens], index=None, key=f"{step}_figures", horizontal=True)
        token = tokens.get(figures or "", "")
    else:
        token = review.today_token
    agreed = [
        st.checkbox(f"{formats.plain(question)}. Go on nevertheless.", key=f"{step}_past")
        for question in review.questions
    ]
    return token if all(agreed) else ""


def _answer(quote: Kept) -> None:
    store = data.store()
    review = None
    with suppress(Problem):  # an answer is taken nevertheless
        review = reviewed(quote.number)
    with st.form("answer_form"):
        who = _who("Entered by", quote, "answer_who")
        agreed = _choice(review, "revise") if review else ""
        names = [each["name"] for each in quote.document["result"].get("options", ())]
        option = (
            st.selectbox("Offer accepted", names, index=None, key="answer_option")
            if names
            else None
        )
        why = st.text_input("Reason, if declined", key="answer_reason", max_chars=300)
        first, second, third = st.columns(3)
        is_open = quote.status is Status.ISSUED
        for column, label, answer in (
            (first, "Accepted", Status.ACCEPTED),
            (second, "Declined", Status.DECLINED),
        ):
            if column.form_submit_button(label, key=f"answer_{answer}", disabled=not is_open):
                close = partial(
                    lifecycle.close,
                    store,
                    quote.number,
                    quote.revision,
                    option=(option or "") if answer is Status.ACCEPTED else "",
                    reason=why,
                )
                message = f"Revision {quote.revision} of {quote.number} is {answer}."
                _do(partial(close, answer, today(), who), message)
        if third.form_submit_button("Make a revision", key="revise", disabled=not review):
            _do(
                lambda: lifecycle.revise(store, quote.number, today(), who, agreed=agreed),
                f"Revision {quote.revision + 1} of {quote.number} created as a draft.",
            )


def _do(step: Callable[[], Any], message: str) -> None:
    try:
        result = step()
    except Problem as problem:
        boxes.problem(problem)
        return
    if isinstance(result, Kept):
        st.session_state[list.DONE] = result.number, result.revision
    st.session_state[_SAID] = message
    st.rerun()


def said() -> None:
    """Tell what the last click did, once."""
    if text := st.session_state.pop(_SAID, ""):
        st.success(formats.plain(text), icon=":material/check:")


def actual(quote: Kept) -> None:
    """After acceptance: what was quoted for each month, and what came."""
    if quote.status is not Status.ACCEPTED:
        return
    currency = quote.document["result"]["currency"]
    rows = against_actual(data.store(), quote.document, accepted_offer(data.store(), quote))
    st.subheader("Quoted and actual", anchor=False)
    tables.show(
        [
            tables.day("Month from", [row.since for row in rows]),
            tables.minutes("Quoted min", [row.quoted_ms for row in rows]),
            tables.minutes("Actual min", [row.actual_ms for row in rows]),
            tables.money("Quoted cost", [row.quoted for row in rows], currency),
            tables.money("Actual cost", [row.actual for row in rows], currency),
        ],
        key="quote_actual",
        alt="Quoted and actual minutes and cost of each month",
        caption="Actual: all that was recorded in the term under the quote’s plan and prices.",
    )


def verify() -> None:
    """Drop a quote's JSON: verified to the cent, or what changed."""
    with st.expander("Verify a quote’s JSON", key="verify", icon=":material/fact_check:"):
        upload = st.file_uploader(
            "JSON of a quote", type="json", key="verify_file", max_upload_size=2
        )
        if upload is None:
            return
        try:
            text = upload.read(LARGEST + 1).decode("utf-8", errors="replace")
            verdict = lifecycle.check(data.store(), loads(text, upload.name))
        except Problem as problem:
            boxes.problem(problem)
            return
        name = formats.plain(f"{verdict.number}, revision {verdict.revision}")
        if verdict.is_verified:
            amount = formats.plain(formats.money(Decimal(verdict.total), verdict.currency))
            st.success(f"{name}: verified to the cent, {amount}.", icon=":material/verified:")
        else:
            st.error(f"{name} is not verified.", icon=":material/error:")
        for text in (*verdict.changes, *verdict.notes):
            st.markdown(f"- {formats.plain(text)}")
