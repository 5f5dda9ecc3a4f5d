"""The life of quotes in the database: draft, issued, accepted, declined or expired."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from analytics.catalog import price_books
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
from analytics.quotes import approval, audit_log
from analytics.quotes.document import digest, document
from analytics.quotes.parse import request_of
from analytics.quotes.quote import Quote, quote
from analytics.quotes.repository import Kept, Status, accepted, kept
from analytics.quotes.request import Request
from analytics.quotes.verify import Verdict, verify
from analytics.storage.statements import run
from analytics.storage.store import Store


def make(store: Store, request: Request) -> Quote:
    """The quote of a request under the price book that its plan names."""
    return quote(request, price_books.load(store, request.plan.price_book))


def next_number(store: Store, year: int) -> str:
    """The first number of the year that is free: Q-2027-0001."""
    start = f"Q-{year}-"
    numbers = [
        int(suffix)
        for row in store.ask("quote_trail", number=None)
        if row["number"].startswith(start) and (suffix := row["number"][len(start) :]).isdigit()
    ]
    return f"{start}{max(numbers, default=0) + 1:04d}"


def save_draft(store: Store, request: Request, inputs: str = "") -> Request:
    """Keep a draft, with a number of its own where it has none; what was kept.

    ``inputs``: what a page needs to open it again; kept as it is.
    """
    with store.write() as cursor:
        if not request.number:
            request = replace(request, number=next_number(store, request.issued.year))
        rows = store.ask("quote_document", number=request.number, revision=None)
        if rows and (rows[0]["is_issued"] or rows[0]["revision"] != request.revision):
            raise Problem(
                f"{request.number} was issued and is frozen",
                hint="Make a revision of it; both stay.",
            )
        doc = document(make(store, request))
        _keep(store, cursor, doc, Status.DRAFT, request.owner, inputs)
    return request


def issue(
    store: Store, number: str, today: date, who: str, *, reason: str = "", second_person: str = ""
) -> Kept:
    """Freeze a draft as of today, under the price book's version of today.

    Where a limit is broken, a reason and the name of a second person are needed.
    """
    with store.write() as cursor:
        draft = kept(store, number, today)
        if draft.status is not Status.DRAFT:
            raise Problem(f"{number} is {draft.status} already", hint="Make a revision of it.")
        _open(store, number)
        request = request_of(draft.document)
        term = request.estimate.since, request.estimate.until
        reference = price_books.pin(store, request.plan.price_book, *term)
        plan = replace(request.plan, price_book=reference)
        request = replace(request, plan=plan, issued=today)
        quoted = make(store, request)
        _named(who, "Issue")
        if breaches := approval.breaches(quoted, store):
            approval.agreed(breaches, "Issue", [who, request.owner], reason, second_person)
        doc = document(quoted)
        _keep(store, cursor, doc, Status.ISSUED, who, draft.inputs, reason, second_person)
    return kept(store, number, today)


def _named(who: str, where: str) -> None:
    if not who.strip():
        raise Problem("nobody is named", where=where, hint="Write who does it.")


def _open(store: Store, number: str) -> None:
    if (revision := accepted(store, number)) is not None:
        raise Problem(
            f"revision {revision} of {number} was accepted, no other can be issued or accepted",
            hint="Discard the draft of it, if there is one, and make a new quote.",
        )


def revise(store: Store, number: str, today: date, who: str) -> Kept:
    """A new draft that says what the latest revision says; that one stays as it is."""
    with store.write() as cursor:
        _named(who, "Revision")
        last = kept(store, number, today)
        if last.status is Status.DRAFT:
            raise Problem(f"{number} is a draft", hint="Change it as it is.")
        _open(store, number)
        request = request_of(last.document)
        reference = request.plan.price_book.partition("@")[0]
        length = request.valid_until - request.issued
        request = replace(
            request,
            revision=last.revision + 1,
            plan=replace(request.plan, price_book=reference),
            issued=today,
            valid_until=today + length,
        )
        _keep(store, cursor, document(make(store, request)), Status.DRAFT, who, last.inputs)
    return kept(store, number, today)


def close(store: Store, number: str, revision: int, answer: Status, today: date, who: str) -> Kept:
    """The customer's answer: accepted or declined. An expired or replaced quote takes none.

    With a revision accepted the number is settled: a draft of another one is discarded.
    """
    with store.write() as cursor:
        _named(who, "Answer")
        _open(store, number)
        offer = kept(store, number, today, revision)
        if answer not in (Status.ACCEPTED, Status.DECLINED) or offer.status is not Status.ISSUED:
            raise Problem(
                f"{number}, revision {revision} is {offer.status} and cannot be {answer}",
                hint="Make a revision of it and issue that."
                if offer.status is Status.EXPIRED
                else "Only an issued quote takes an answer.",
            )
        if changed := audit_log.faults(store, number):
            hint = "Take the database back from a backup, or make a new quote."
            raise Problem(" ".join(changed).rstrip("."), where="Answer", hint=hint)
        audit_log.log(
            store, cursor, number, revision, answer, who, document_hash=digest(offer.document)
        )
        last = kept(store, number, today)
        if answer is Status.ACCEPTED and last.status is Status.DRAFT:
            _discard(store, cursor, last, who)
    return kept(store, number, today, revision)


def discard(store: Store, number: str, today: date, who: str) -> None:
    """Forget a draft; the trail keeps that it was there."""
    with store.write() as cursor:
        _named(who, "Draft")
        draft = kept(store, number, today)
        if draft.status is not Status.DRAFT:
            raise Problem(f"{number} is {draft.status}", hint="Only a draft can be discarded.")
        _discard(store, cursor, draft, who)


def _discard(store: Store, cursor: Any, draft: Kept, who: str) -> None:
    run(cursor, "load/drop_quote_draft", number=draft.number, revision=draft.revision)
    audit_log.log(store, cursor, draft.number, draft.revision, "discarded", who)


def check(store: Store, doc: dict[str, Any]) -> Verdict:
    """Verify a document, also against the one that was issued here under its number."""

    def book_now(reference: str) -> PriceBook:
        return price_books.load(store, reference)

    verdict = verify(doc, book_now)
    rows = store.ask("quote_document", number=verdict.number, revision=verdict.revision)
    if not rows or not rows[0]["is_issued"]:
        note = "This database holds no issued quote of this number and revision."
        return replace(verdict, notes=(*verdict.notes, note))
    if json.loads(rows[0]["document"]) != doc:
        change = "document: it is not the one that was issued here under this number and revision."
        return replace(verdict, changes=(*verdict.changes, change))
    return verdict


def _keep(
    store: Store,
    cursor: Any,
    doc: dict[str, Any],
    status: Status,
    who: str,
    inputs: str,
    reason: str = "",
    second_person: str = "",
) -> None:
    number, revision = doc["settings"]["number"], doc["settings"]["revision"]
    run(
        cursor,
        "load/keep_quote",
        number=number,
        revision=revision,
        is_issued=status is Status.ISSUED,
        document=json.dumps(doc, ensure_ascii=False, sort_keys=True),
        now=datetime.now(UTC).replace(tzinfo=None),
        inputs=inputs,
    )
    audit_log.log(
        store,
        cursor,
        number,
        revision,
        status,
        who.strip(),
        reason=reason.strip(),
        second_person=second_person.strip(),
        document_hash=digest(doc),
    )
