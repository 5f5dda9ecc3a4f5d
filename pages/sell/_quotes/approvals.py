"""Approval of a quote beyond the limits, where people sign in: one asks, another decides."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from analytics.core.people import Right
from analytics.quotes import inbox
from analytics.quotes.inbox import Waiting
from analytics.quotes.repository import Kept
from analytics.storage import acting
from pages.sell._quotes.form import attempt, today
from pages.ui import data, formats


def ask(draft: Kept) -> None:
    """How far the approval of a draft is; where nobody asked for it, or it was refused, the way to ask."""
    store = data.store()
    step = inbox.state(store, draft)
    if step:
        when = f"{formats.day(step.at.date())}, {step.at:%H:%M} UTC"
        why = f": {formats.plain(step.why)}" if step.why and step.action != inbox.ASKED else ""
        who = formats.plain(step.who)
        words = {
            inbox.ASKED: f"Waiting for approval since {when}, asked for by {who}.",
            inbox.APPROVED: f"Approved by {who}, {when}{why}",
            inbox.REFUSED: f"Refused by {who}, {when}{why}",
        }
        st.info(words[step.action], icon=":material/how_to_reg:")
        if step.action != inbox.REFUSED:
            return
    reason = st.text_input(
        "Why it should go out nevertheless", key="approval_reason", max_chars=300
    )
    if st.button("Ask for approval", key="approval_ask", icon=":material/send:"):
        attempt(lambda: inbox.ask_for(store, draft.number, today(), reason))


def show() -> None:
    """The drafts that wait, for those who may decide."""
    if not acting.signs_in() or not acting.person().may(Right.ADMINISTER):
        return
    waiting = inbox.waiting(data.store(), today())
    if not waiting:
        return
    with st.container(border=True, key="approval_inbox"):
        st.subheader(f"Waiting for approval: {len(waiting)}", anchor=False)
        for each in waiting:
            _decision(each)


def _decision(each: Waiting) -> None:
    store, quote, step = data.store(), each.quote, each.step
    doc, key = quote.document, f"{quote.number}_{quote.revision}"
    total = formats.money(Decimal(doc["result"]["total"]), doc["result"]["currency"])
    head = f"{quote.number} r{quote.revision} · {doc['settings']['customer']} · {total}"
    st.markdown(f"**{formats.plain(head)}**  \n{formats.plain(' '.join(each.breaches))}")
    st.caption(formats.plain(f"Asked for by {step.asked_by}: {step.reason}"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        why = st.text_input("Note", key=f"approval_why_{key}", max_chars=300)
        if st.button("Approve", key=f"approve_{key}", type="primary"):
            attempt(lambda: inbox.decide(store, quote.number, today(), approve=True, why=why))
        if st.button("Refuse", key=f"refuse_{key}"):
            attempt(lambda: inbox.decide(store, quote.number, today(), approve=False, why=why))
