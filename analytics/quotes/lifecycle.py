"""The life of quotes in the database: draft, issued, accepted, declined or expired."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import duckdb

from analytics.catalog import currencies, price_books
from analytics.core.errors import Problem
from analytics.core.model import PriceBook
from analytics.core.people import Act, Right
from analytics.quotes import approval, audit_log, company, inbox
from analytics.quotes.changes import Change, between
from analytics.quotes.document import digest, document
from analytics.quotes.history import read_again
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import Quote, quote
from analytics.quotes.repository import Kept, Status, accepted, kept
from analytics.quotes.request import Request
from analytics.quotes.verify import Verdict, differences, verify
from analytics.storage import acting
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


def save_draft(
    store: Store,
    request: Request,
    inputs: str = "",
    *,
    base: str | None = None,
    agreed: Collection[str] = (),
) -> Kept:
    """Keep a draft, with a number of its own where it has none; what was kept.

    ``inputs``: what a page needs to open it again; kept as it is. ``base``: the mark of the draft that was
    changed (``mark``); where somebody else saved it since, that is an Overtaken. ``agreed``: the
    questions of ``questions`` that were answered with yes; one that was not is a Problem.
    """
    currencies.check(request.exchange.currency if request.exchange else "USD")
    for question in questions(request, request.issued):
        if question not in agreed:
            raise Problem(question, where="Term", hint="Confirm it, or change the first day.")
    with store.write(Act(Right.QUOTE, "keep quote draft", request.number or "new")) as cursor:
        if not request.number:
            request = replace(request, number=next_number(store, request.issued.year))
        rows = store.ask("quote_document", number=request.number, revision=None)
        if rows and (rows[0]["is_issued"] or rows[0]["revision"] != request.revision):
            raise Problem(
                f"{request.number} was issued and is frozen",
                hint="Make a revision of it; both stay.",
            )
        doc = document(make(store, request))
        request_of(doc)  # what cannot be opened again is not saved
        stored = json.loads(rows[0]["document"]) if rows else None
        if base is not None and stored is None:
            hint = "Save it as a new quote."
            raise Problem(f"the draft {request.number} was discarded", hint=hint)
        if base is not None and stored is not None and mark(stored) != base:
            raise Overtaken(store, request.number, stored, doc)
        _keep(cursor, doc, Status.DRAFT, acting.name(request.owner), inputs)
    return Kept(request.number, request.revision, Status.DRAFT, doc, inputs)


def mark(doc: Mapping[str, Any] | None) -> str:
    """What tells a saved draft from every other state of it."""
    return digest(doc)


class Overtaken(Problem):
    """Somebody else saved the draft since it was opened: who and when, and what theirs says otherwise."""

    def __init__(
        self, store: Store, number: str, theirs: dict[str, Any], mine: dict[str, Any]
    ) -> None:
        saved = next(
            entry
            for entry in reversed(store.ask("quote_trail", number=number))
            if entry["action"] == Status.DRAFT
        )
        self.base = mark(theirs)
        self.differences = tuple(change.sentence for change in between(theirs, mine))
        super().__init__(
            f"{saved['who']} saved {number} at {saved['done_at']:%H:%M} UTC, after you opened it",
            where="Draft",
            hint="Choose: yours over theirs, theirs, or yours as a new quote.",
        )


def questions(request: Request, today: date) -> tuple[str, ...]:
    """What somebody should say yes to before this is offered."""
    first = request.estimate.since
    return (f"The term begins on {first}, before today",) if first < today else ()


@dataclass(frozen=True, slots=True)
class Review:
    """A quote as it was saved and as it would be today: what changed since, in money."""

    as_saved: dict[str, Any]
    as_of_today: dict[str, Any]
    changes: tuple[Change, ...]
    questions: tuple[str, ...]
    """To be agreed to."""
    notes: tuple[str, ...]
    """To be known."""

    @property
    def needs_answer(self) -> bool:
        return bool(self.changes or self.questions)

    @property
    def saved_token(self) -> str:
        """Says yes to the questions, and to the figures as they were saved."""
        return self._token(self.as_saved)

    @property
    def today_token(self) -> str:
        """Says yes to the questions, and to the figures of today."""
        return self._token(self.as_of_today)

    def _token(self, doc: Mapping[str, Any]) -> str:
        return digest([doc["prices"], doc["data"], doc["result"], list(self.questions)])

    def chosen(self, agreed: str, where: str) -> dict[str, Any]:
        """The document that was agreed to; a Problem that says what there is to agree to."""
        if not self.needs_answer or agreed == self.today_token:
            return self.as_of_today
        if agreed == self.saved_token:
            return self.as_saved
        told = [change.sentence for change in self.changes] + [f"{q}." for q in self.questions]
        hint = (
            "Choose the figures of today or those that were saved."
            if self.changes
            else "Confirm it."
        )
        raise Problem(" ".join(told), where=where, hint=hint)


def review(store: Store, saved: Kept, today: date) -> Review:
    """What changed since a quote was saved: prices, and the recordings that its usage was taken from."""
    doc = saved.document
    then = request_of(doc)
    notes = []
    if exchange := then.exchange:
        age = (today - exchange.dated).days
        if age > 0:
            days = "1 day" if age == 1 else f"{age:,} days"
            notes.append(f"The rate {exchange.rate:f} {exchange.currency} is {days} old.")
    estimate = then.estimate
    try:
        current = read_again(store, estimate)
        if (current.series, current.origin and current.origin.is_sample) != (
            estimate.series,
            estimate.origin and estimate.origin.is_sample,
        ):
            estimate = current
    except Problem:
        notes.append("The recordings that it was made from are not here any more.")
    reference = then.plan.price_book
    if saved.status is not Status.DRAFT:
        reference = reference.partition("@")[0]
    sender = company.profile(store).company
    request = replace(
        then,
        plan=replace(then.plan, price_book=reference),
        estimate=estimate,
        issued=today,
        company=sender if sender.name else None,
    )
    if request.valid_until < today:
        request = replace(request, valid_until=today + (then.valid_until - then.issued))
        then = replace(then, valid_until=request.valid_until)
        if saved.status is Status.DRAFT:
            notes.append(f"Its validity has passed; it becomes {request.valid_until}.")
    kept_doc = document(quote(replace(then, issued=today), book_of(doc)))
    try:
        today_doc = document(make(store, request))
    except Problem as problem:
        notes.append(f"It cannot be worked out as of today: {problem}")
        today_doc = kept_doc
    changes = between(kept_doc, today_doc)
    asked = questions(request, today) if saved.status is Status.DRAFT else ()
    return Review(kept_doc, today_doc if changes else kept_doc, changes, asked, tuple(notes))


def issue(
    store: Store,
    number: str,
    today: date,
    who: str,
    *,
    reason: str = "",
    second_person: str = "",
    agreed: str = "",
) -> Kept:
    """Freeze a draft as of today.

    Where prices or recordings changed since it was saved, or its term lies in the past, ``agreed`` is
    the token of what was chosen (``review``). Where a limit is broken, an approval is needed (``inbox``);
    where nobody signs in, a reason and the name of a second person. ``who`` counts there alone too.
    """
    who = acting.name(who)
    with store.write(Act(Right.QUOTE, "issue quote", number, after=second_person)) as cursor:
        draft = kept(store, number, today)
        if draft.status is not Status.DRAFT:
            raise Problem(f"{number} is {draft.status} already", hint="Make a revision of it.")
        _open(store, number)
        changes = review(store, draft, today)
        chosen = changes.chosen(agreed, "Issue")
        currencies.check(chosen["result"]["currency"])
        request = request_of(chosen)
        request = replace(request, plan=replace(request.plan, price_book=_pinned(store, chosen)))
        quoted = quote(request, book_of(chosen))
        _named(who, "Issue")
        if breaches := approval.breaches(quoted, store):
            if acting.signs_in():
                step = inbox.approved(store, draft, chosen)
                reason, second_person = step.reason, step.who
            approval.agreed(breaches, "Issue", [who, request.owner], reason, second_person)
        if changes.changes:
            then = "as saved" if chosen is changes.as_saved else "as of today"
            reason = "; ".join(filter(None, (reason.strip(), f"figures {then}")))
        doc = document(quoted)
        _keep(cursor, doc, Status.ISSUED, who, draft.inputs, reason, second_person)
    return kept(store, number, today)


def _pinned(store: Store, doc: Mapping[str, Any]) -> str:
    """The reference that always means a document's prices, and its own where that version is not here."""
    reference = str(doc["settings"]["plan"]["price_book"])
    prices = doc["prices"]
    if not prices.get("earlier"):
        with suppress(Problem):
            return price_books.pin(store, f"{prices['id']}@{prices['version']}")
        return reference
    term = request_of(doc).estimate
    return price_books.pin(store, reference, term.since, term.until)


def _named(who: str, where: str) -> None:
    if not who.strip():
        raise Problem("nobody is named", where=where, hint="Enter who does it.")


def _open(store: Store, number: str) -> None:
    if (revision := accepted(store, number)) is not None:
        raise Problem(
            f"revision {revision} of {number} was accepted, no other can be issued or accepted",
            hint="Discard the draft of it, if there is one, and make a new quote.",
        )


def revise(store: Store, number: str, today: date, who: str, *, agreed: str = "") -> Kept:
    """A new draft that says what the latest revision says; that one stays as it is.

    Where prices or recordings changed since, ``agreed`` is the token of what was chosen (``review``).
    """
    who = acting.name(who)
    with store.write(Act(Right.QUOTE, "revise quote", number)) as cursor:
        _named(who, "Revision")
        last = kept(store, number, today)
        if last.status is Status.DRAFT:
            raise Problem(f"{number} is a draft", hint="Change it as it is.")
        _open(store, number)
        changes = review(store, last, today)
        chosen = changes.chosen(agreed, "Revision")
        then, request = request_of(last.document), request_of(chosen)
        reference = request.plan.price_book
        if not changes.changes:
            reference = reference.partition("@")[0]
        request = replace(
            request,
            revision=last.revision + 1,
            plan=replace(request.plan, price_book=reference),
            valid_until=today + (then.valid_until - then.issued),
        )
        doc = document(quote(request, book_of(chosen)))
        _keep(cursor, doc, Status.DRAFT, who, last.inputs)
    return kept(store, number, today)


def close(
    store: Store,
    number: str,
    revision: int,
    answer: Status,
    today: date,
    who: str,
    *,
    option: str = "",
    reason: str = "",
) -> Kept:
    """The customer's answer: accepted or declined. An expired or replaced quote takes none.

    Of a quote with several offers ``option`` names the accepted one; the trail keeps it. ``reason``: why.

    With a revision accepted the number is settled: a draft of another one is discarded.
    """
    who = acting.name(who)
    act = Act(Right.QUOTE, "close quote", f"{number} revision {revision}", after=answer.value)
    with store.write(act) as cursor:
        answer_within(
            store, cursor, number, revision, answer, today, who, option=option, reason=reason
        )
    return kept(store, number, today, revision)


def answer_within(
    store: Store,
    cursor: duckdb.DuckDBPyConnection,
    number: str,
    revision: int,
    answer: Status,
    today: date,
    who: str,
    *,
    option: str = "",
    reason: str = "",
) -> None:
    """``close`` within a transaction that has begun."""
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
    names = [each["name"] for each in offer.document["result"].get("options", ())]
    if answer is Status.ACCEPTED and (names or option) and option not in names:
        hint = f"Choose one of {', '.join(names)}." if names else "Leave the option out."
        raise Problem(f'"{option}" is no option of {number}', where="Answer", hint=hint)
    told = f"option {option}" if answer is Status.ACCEPTED and option else reason.strip()
    audit_log.log(
        cursor, number, revision, answer, who,
        reason=told, document_hash=digest(offer.document),
    )  # fmt: skip
    last = kept(store, number, today)
    if answer is Status.ACCEPTED and last.status is Status.DRAFT:
        _discard(cursor, last, who)


def discard(store: Store, number: str, today: date, who: str) -> None:
    """Forget a draft; the trail keeps that it was there."""
    who = acting.name(who)
    with store.write(Act(Right.QUOTE, "discard quote draft", number)) as cursor:
        _named(who, "Draft")
        draft = kept(store, number, today)
        if draft.status is not Status.DRAFT:
            raise Problem(f"{number} is {draft.status}", hint="Only a draft can be discarded.")
        _discard(cursor, draft, who)


def _discard(cursor: Any, draft: Kept, who: str) -> None:
    run(cursor, "load/drop_quote_draft", number=draft.number, revision=draft.revision)
    audit_log.log(cursor, draft.number, draft.revision, "discarded", who)


def check(store: Store, doc: dict[str, Any]) -> Verdict:
    """Verify a document, also against the one that was issued here under its number.

    A number that was never issued here is a change; against the stored original each difference is named.
    """

    def book_now(reference: str) -> PriceBook:
        return price_books.load(store, reference)

    verdict = verify(doc, book_now)
    name = f"{verdict.number}, revision {verdict.revision}"
    rows = store.ask("quote_document", number=verdict.number, revision=verdict.revision)
    if not rows or not rows[0]["is_issued"]:
        return replace(
            verdict, changes=(f"number: {name} was never issued here.", *verdict.changes)
        )
    original = json.loads(rows[0]["document"])
    changes = [f"stored original: {fault}" for fault in audit_log.faults(store, verdict.number)]
    if original != doc:
        changes += _named_changes(original, doc)
    return replace(verdict, changes=(*changes, *verdict.changes))


def _named_changes(original: dict[str, Any], doc: dict[str, Any]) -> list[str]:
    """What a document says otherwise than the one that was issued, by cause."""
    recomputed = document(quote(request_of(doc), book_of(doc)))
    causes = [
        f"{change.cause}: {change.sentence}" for change in between(original, recomputed, life=True)
    ]
    if causes or recomputed != doc:
        return causes
    then, now = (
        {key: part for key, part in each.items() if key != "prints"} for each in (original, doc)
    )
    told = differences("document", then, now, was="issued with", now="this one says")
    return [text.replace("document, ", "document: ", 1) for text in told]


def _keep(
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
        cursor,
        number,
        revision,
        status,
        who.strip(),
        reason=reason.strip(),
        second_person=second_person.strip(),
        document_hash=digest(doc),
    )
