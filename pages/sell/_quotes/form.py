"""Make a quote out of what the Calculator shows: who gets it, until when, with which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from analytics.core.errors import Problem
from analytics.quotes import company, lifecycle, pdf, quote_file
from analytics.quotes.changes import between
from analytics.quotes.document import canonical, document
from analytics.quotes.parse import request_of
from analytics.quotes.quote import quote
from analytics.quotes.repository import Kept, Status, kept
from analytics.quotes.request import Request
from pages.sell._calculator import reopen
from pages.sell._calculator.inputs import Inputs
from pages.sell._quotes import customers, language, options, tax
from pages.ui import boxes, data, formats
from pages.ui.cache import cached
from pages.ui.plans.terms import KEPT
from pages.ui.takeaway.button import download

_OVERTAKEN, _AGAIN, _OTHER = "q_overtaken", "q_save_again", "q_other_customer"


def today() -> date:
    """The seller's own day."""
    return date.today()  # noqa: DTZ011


def attempt(step: Callable[[], object]) -> None:
    """Take a step and make the page anew, or say why not."""
    try:
        step()
    except Problem as problem:
        boxes.problem(problem)
        return
    st.rerun()


def show(inputs: Inputs) -> None:
    """The form, and where the draft is once it is saved."""
    st.subheader("Make a quote of this", anchor=False)
    draft = reopen.draft()
    is_settled = _since_then(draft["number"]) if draft else True
    with st.container(border=True, key="quote_form"):
        customers.choose()
        left, right = st.columns(2)
        customer = left.text_input("Customer", key="q_customer", max_chars=80, **KEPT)
        contact = left.text_area(
            "Customer contact", key="q_contact", max_chars=300, height=68, **KEPT
        )
        owner = right.text_input("Your name and company", key="q_owner", max_chars=60, **KEPT)
        valid = right.number_input("Valid for, days", 1, 365, key="q_valid", **KEPT)
        option_name, offers = options.inputs(inputs)
        taxes, withheld = tax.inputs()
        chosen_language, number_format = language.inputs()
        with st.expander("Scope, assumptions, tax note, terms", key="q_more"):
            texts = _more()
        agreed = _agreed(inputs)
        is_same = _same_texts(draft, customer)
        buttons = st.container(horizontal=True)
        label = f"Save {draft['number']}" if draft else "Save draft"
        save = buttons.button(label, key="q_save", type="primary")
        as_new = draft and buttons.button("Save as a new quote", key="q_save_new")
    profile = company.profile(data.store())
    request = replace(
        inputs.asked,
        customer=customer.strip(),
        owner=owner.strip(),
        valid_until=inputs.asked.issued + timedelta(valid),
        company=profile.company if profile.company.name else None,
        option_name=option_name,
        options=offers,
        taxes=taxes,
        withholding_percent=withheld,
        language=chosen_language,
        number_format=number_format,
        contact=contact.strip(),
        **texts,
    )
    if save or as_new or st.session_state.pop(_AGAIN, False):
        st.session_state[_OVERTAKEN] = None
        _save(inputs, request, draft, agreed, as_new=bool(as_new), ok=is_settled and is_same)
    if st.session_state.get(_OVERTAKEN):
        _overtaken()
    if draft:
        _state(inputs, request, draft)
    _as_file(inputs, request, draft)
    _preview(inputs, request, draft)


def _as_file(inputs: Inputs, request: Request, draft: Mapping[str, Any] | None) -> None:
    """All of it as a file for the quote command."""
    origin = inputs.estimate.origin
    usage = quote_file.Usage(
        inputs.model, inputs.history, origin.percent if origin else Decimal(100)
    )
    number = draft["number"] if draft else ""
    text = quote_file.dumps(replace(request, number=number), inputs.months, usage)
    download(
        "As a file",
        text,
        f"{number or 'quote'}.toml",
        "application/toml",
        key="q_file",
        icon=":material/download:",
        disabled=bool(inputs.unread),
        help="python -m analytics quote FILE.toml --out DIR makes the same PDF, XLSX and JSON of it.",
    )


def _preview(inputs: Inputs, request: Request, draft: Mapping[str, Any] | None) -> None:
    """The pages of the document as the customer would get them, after every change."""
    if not st.toggle("Preview the document", key="q_preview"):
        return
    number, revision = (draft["number"], draft["revision"]) if draft else ("New", 1)
    named = replace(
        request,
        number=number,
        revision=revision,
        customer=request.customer or "…",
        owner=request.owner or "…",
    )
    try:
        doc = document(quote(named, inputs.book))
        picture = company.logo(data.store(), request.company.logo if request.company else "")
        pages = _pictures(canonical(doc), picture)
    except Problem as problem:
        boxes.problem(problem)
        return
    for place, page in enumerate(pages, 1):
        st.image(page, caption=f"Page {place} of {len(pages)}", width="stretch")


@cached(8)
def _pictures(document: str, picture: bytes | None) -> list[bytes]:
    return pdf.as_pictures(json.loads(document), draft=True, logo=picture)


def _more() -> dict[str, Any]:
    values: dict[str, Any] = {}
    values["scope"] = st.text_area("Scope", key="q_scope", max_chars=400, height=68, **KEPT)
    values["assumptions"] = st.text_area(
        "Further assumptions, a line each", key="q_assumptions", max_chars=500, height=68, **KEPT
    )
    values["tax_note"] = st.text_input(
        "Tax note", value="Prices exclude taxes.", key="q_tax", max_chars=160, **KEPT
    )
    values["terms"] = st.text_area("Terms", key="q_terms", max_chars=900, height=68, **KEPT)
    return values


def _agreed(inputs: Inputs) -> list[str]:
    """The questions that are answered with yes."""
    return [
        question
        for question in lifecycle.questions(inputs.asked, today())
        if st.checkbox(f"{question}. Quote it nevertheless.", key="q_past")
    ]


def _same_texts(draft: Mapping[str, Any] | None, customer: str) -> bool:
    """Whether texts that were written for one customer may go to the one who is named."""
    other = st.session_state.get(_OTHER)
    if not draft or not other or customer.strip() != other:
        return True
    name = formats.plain(draft["customer"])
    st.warning(f"Scope, assumptions and terms were written for {name}.", icon=":material/group:")
    return bool(st.checkbox(f"Use them for {formats.plain(other)} as well", key="q_same_texts"))


def _is_anothers(draft: Mapping[str, Any], request: Request) -> bool:
    """Whether a text that the draft had goes to another customer than the draft's."""
    if request.customer == draft["customer"]:
        return False
    names = ("scope", "assumptions", "terms")
    return any(draft[name] and getattr(request, name) == draft[name] for name in names)


def reviewed(number: str) -> lifecycle.Review:
    """What changed since the latest revision of a quote was saved."""
    return _review(number, today())


@cached(20)
def _review(number: str, day: date) -> lifecycle.Review:
    return lifecycle.review(data.store(), kept(data.store(), number, day), day)


def _since_then(number: str) -> bool:
    """Say what changed since the open draft was saved, and ask; whether that is answered."""
    try:
        saved = kept(data.store(), number, today())
        if saved.status is not Status.DRAFT:
            st.warning(
                f"{formats.plain(number)} is {saved.status} now and can no longer be changed. Save "
                "this as a new quote, or make a revision on the Quotes page.",
                icon=":material/lock:",
            )
            return True
        review = reviewed(number)
    except Problem as problem:
        boxes.problem(problem)
        return True
    if not review.changes or st.session_state.get(reopen.AGREED) == review.today_token:
        return True
    with st.container(border=True, key="q_since_then"):
        st.markdown(f"**Changed since {formats.plain(number)} was saved**")
        for change in review.changes:
            st.markdown(f"- {formats.plain(change.sentence)}")
        with st.container(horizontal=True):
            st.button(
                "Calculate with today’s",
                key="q_take_today",
                on_click=reopen.agree,
                args=(review.today_token,),
                type="primary",
            )
            st.button("Leave the draft as it is", key="q_leave", on_click=reopen.close)
    return False


def _save(
    inputs: Inputs,
    request: Request,
    draft: Mapping[str, Any] | None,
    agreed: list[str],
    *,
    as_new: bool,
    ok: bool,
) -> None:
    state = st.session_state
    try:
        if inputs.unread:
            raise inputs.unread
        if draft and request.customer and _is_anothers(draft, request):
            if state.get(_OTHER) != request.customer:
                state[_OTHER] = request.customer
                st.rerun()
            if not ok:
                raise Problem("Say whether these texts go to another customer", where="Texts")
        if draft and not ok:
            hint = "Choose above whether to calculate with today’s."
            raise Problem(
                "prices or recordings changed since it was saved", where="Draft", hint=hint
            )
        if draft and not as_new:
            request = replace(request, number=draft["number"], revision=draft["revision"])
        base = draft["base"] if draft and not as_new else None
        widgets = reopen.said(inputs.history)
        saved = lifecycle.save_draft(data.store(), request, widgets, base=base, agreed=agreed)
    except lifecycle.Overtaken as problem:
        state[_OVERTAKEN] = {
            "text": str(problem), "base": problem.base, "differences": list(problem.differences)
        }  # fmt: skip
        return
    except Problem as problem:
        boxes.problem(problem)
        return
    reopen.is_saved(saved)
    st.rerun()


def _overtaken() -> None:
    """Two people on one draft: what the first changed, and the choice."""
    theirs = st.session_state[_OVERTAKEN]
    with st.container(border=True, key="q_overtaken_box"):
        st.error(formats.plain(theirs["text"]), icon=":material/group:")
        for sentence in theirs["differences"]:
            st.markdown(f"- Theirs → yours: {formats.plain(sentence)}")
        with st.container(horizontal=True):
            st.button("Save mine over theirs", key="q_mine", on_click=_mine, args=(theirs["base"],))
            st.button("Open theirs", key="q_theirs", on_click=_theirs)


def _mine(base: str) -> None:
    reopen.based_on(base)
    st.session_state[_OVERTAKEN], st.session_state[_AGAIN] = None, True


def _theirs() -> None:
    st.session_state[_OVERTAKEN] = None
    reopen.open_again()


def _state(inputs: Inputs, request: Request, draft: Mapping[str, Any]) -> None:
    """Whether what is shown is what is saved, and the way to the quote."""
    number = formats.plain(draft["number"])
    try:
        saved = kept(data.store(), draft["number"], today())
    except Problem:
        return  # it was discarded: said above
    if saved.status is not Status.DRAFT:
        return
    changes = _unsaved(inputs, request, saved)
    with st.container(horizontal=True, vertical_alignment="center"):
        if changes is None:
            pass  # why is said elsewhere
        elif changes:
            st.warning(
                f"Draft {number} was saved with other settings than above. "
                f"{formats.plain(' '.join(changes))}",
                icon=":material/edit:",
            )
        elif draft["is_saved_here"]:
            st.success(f"Draft {number} is saved.", icon=":material/check:")
        else:
            st.info(f"Draft {number} is open, as it was saved.", icon=":material/folder_open:")
        st.page_link(
            "pages/sell/quotes.py",
            label="Open the quote",
            icon=":material/request_quote:",
            query_params={"quote": draft["number"]},
        )
        st.button("Close it, start a new quote", key="q_close", on_click=reopen.close)


def _unsaved(inputs: Inputs, request: Request, saved: Kept) -> list[str] | None:
    """What the page says otherwise than the saved draft, in money; None where it cannot be worked out."""
    if inputs.unread:
        return None
    then = request_of(saved.document)
    now = replace(
        request,
        number=then.number,
        revision=then.revision,
        issued=then.issued,
        valid_until=then.issued + (request.valid_until - request.issued),
    )
    try:
        current = document(quote(now, inputs.book))
    except Problem as problem:
        boxes.problem(problem)
        return None
    return [change.sentence for change in between(saved.document, current)]
