"""Share links: one frozen quote for whoever has the link, until its validity ends, and the customer's own answer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import duckdb

from analytics.core.errors import Problem
from analytics.core.people import Act, Person, Right, Role
from analytics.core.phrase import Phrase
from analytics.quotes import audit_log, lifecycle
from analytics.quotes.document import words_of
from analytics.quotes.repository import Kept, Status, accepted_offer, kept
from analytics.quotes.signature import (
    LONGEST_NAME,
    LONGEST_REASON,
    NotTaken,
    Signature,
    Signed,
    check_text,
)
from analytics.quotes.words import Words
from analytics.storage import acting
from analytics.storage.statements import ask, run
from analytics.storage.store import Store

CUSTOMER = Person("customer by share link", frozenset({Role.SALES}))
"""Who answers a quote by its link: in the record of changes with the role that may keep an answer."""
SAME_VIEW = timedelta(minutes=1)
"""A page that is loaded again within this time is one view."""
NOT_AGREED = "Tick that you accept the quote"
_TOKEN_BYTES = 32
_LONGEST_TOKEN = 64
_SHOWN = (Status.ISSUED, Status.ACCEPTED, Status.DECLINED)
_WHERE = "Share link"


@dataclass(frozen=True, slots=True)
class Link:
    """A way to one revision of one quote. Times are UTC."""

    token: str
    number: str
    revision: int
    made_at: datetime
    made_by: str
    views: int = 0
    """How often it was opened in a browser."""
    last_view: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link leads to."""

    link: Link
    quote: Kept
    signed: Signed | None


class NotShared(NotTaken):
    """A link that leads nowhere: ``status`` 404 was never one, 410 is one no more. ``words`` are its quote's, where it had one."""

    def __init__(self, status: int, what: str, hint: str = "", words: Words = Words()) -> None:  # noqa: B008 - frozen
        super().__init__(what, where=_WHERE, hint=hint)
        self.status, self.words = status, words


def share(store: Store, number: str, revision: int, today: date, who: str) -> Link:
    """The link to an issued revision: the one that there is, else a new one. The trail says who made it."""
    who = acting.name(who)
    if made := link(store, number, revision):
        return made
    with store.write(Act(Right.QUOTE, "share quote", f"{number} revision {revision}")) as cursor:
        if not who.strip():
            raise Problem("nobody is named", where=_WHERE, hint="Enter who shares it.")
        status = kept(store, number, today, revision).status
        if status is not Status.ISSUED:
            what = f"{number}, revision {revision} is {status}"
            raise Problem(what, where=_WHERE, hint="Only an issued quote can be shared.")
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), _now()
        made = Link(token, number, revision, now, who.strip())
        run(
            cursor, "load/keep_quote_link",
            token=token, number=number, revision=revision, now=now, who=made.made_by,
        )  # fmt: skip
        audit_log.log(cursor, number, revision, "shared", made.made_by)
    return made


def withdraw(store: Store, number: str, revision: int, who: str) -> None:
    """From now on the links to a revision lead nowhere; the trail says who did it."""
    who = acting.name(who)
    act = Act(Right.QUOTE, "withdraw quote link", f"{number} revision {revision}")
    with store.write(act) as cursor:
        if not link(store, number, revision):
            raise Problem(f"{number}, revision {revision} is not shared", where=_WHERE)
        run(cursor, "load/withdraw_quote_link", number=number, revision=revision, now=_now())
        audit_log.log(cursor, number, revision, "link withdrawn", who.strip())


def link(store: Store, number: str, revision: int) -> Link | None:
    """The link to a revision, where there is one that was not withdrawn."""
    rows = store.ask("quote_links", digest=None, number=number, revision=revision)
    return next((made for row in rows if not (made := Link(**row)).withdrawn_at), None)


def opened(store: Store, token: str, today: date) -> Shared:
    """What a token leads to. Raises NotShared: an expired, replaced or withdrawn quote is not shown.

    An accepted one stays, as the customer's copy, until its link is withdrawn.
    """
    found = None
    if 0 < len(token) <= _LONGEST_TOKEN and token.isascii():
        rows = store.ask("quote_links", digest=_digest(token), number=None, revision=None)
        found = Link(**rows[0]) if rows else None
    return _shared(store, found, today)


def count_view(store: Store, token: str, now: datetime) -> None:
    """One view more, unless the page was loaded within the minute before; ``now`` is UTC."""
    rows = store.ask("quote_links", digest=_digest(token), number=None, revision=None)
    found = Link(**rows[0]) if rows else None
    if not found or (found.last_view and now - found.last_view < SAME_VIEW):
        return
    act = Act(Right.QUOTE, "count quote view", f"{found.number} revision {found.revision}")
    with acting.as_person(CUSTOMER), store.write(act) as cursor:
        run(cursor, "load/count_quote_view", token=token, now=now)


def accept(
    store: Store, token: str, signature: Signature, option: str, today: date, now: datetime
) -> None:
    """The customer accepts by the link, and signs; ``now`` is UTC. Raises NotTaken where it takes no answer."""
    quote, name = _to_answer(store, token, today), f"{signature.name}, {signature.role}"
    options = [each["name"] for each in quote.document["result"].get("options", ())]
    if options and option not in options:
        raise NotTaken("Choose one of the options", where="Your answer")
    act = Act(Right.QUOTE, "accept quote by link", f"{quote.number} revision {quote.revision}")
    with acting.as_person(CUSTOMER), store.write(act) as cursor:
        _still(cursor, token, words_of(quote.document))
        record = _record(signature.name, signature.role, signature.dumps(), now)
        run(
            cursor, "load/keep_quote_signature",
            number=quote.number, revision=quote.revision, **record,
        )  # fmt: skip
        audit_log.log(
            cursor, quote.number, quote.revision, audit_log.SIGNED, name,
            reason="by share link", document_hash=audit_log.signature_hash(record),
        )  # fmt: skip
        lifecycle.answer_within(
            store, cursor, quote.number, quote.revision, Status.ACCEPTED, today, name, option=option
        )


def decline(store: Store, token: str, name: str, role: str, reason: str, today: date) -> None:
    """The customer declines by the link, with a reason. Raises NotTaken where it takes no answer."""
    name, role, reason = name.strip(), role.strip(), " ".join(reason.split())
    for text, where, what, longest in (
        (name, "Name", "Enter your name", LONGEST_NAME),
        (role, "Role", "Enter your role", LONGEST_NAME),
        (reason, "Reason", "Enter a reason", LONGEST_REASON),
    ):
        if not text:
            raise NotTaken(what, where=where)
        check_text(text, where, longest)
    quote = _to_answer(store, token, today)
    act = Act(Right.QUOTE, "decline quote by link", f"{quote.number} revision {quote.revision}")
    with acting.as_person(CUSTOMER), store.write(act) as cursor:
        _still(cursor, token, words_of(quote.document))
        lifecycle.answer_within(
            store, cursor, quote.number, quote.revision, Status.DECLINED, today,
            f"{name}, {role}", reason=reason,
        )  # fmt: skip


def signed(store: Store, quote: Kept) -> Signed | None:
    """The signature under an accepted revision; None where the answer was entered by the seller."""
    if quote.status is not Status.ACCEPTED:
        return None
    rows = store.ask("quote_signatures", number=quote.number, revision=quote.revision)
    if not rows:
        return None
    row = rows[0]
    return Signed(
        Signature.loads(row["name"], row["role"], row["signature"]),
        row["signed_at"],
        accepted_offer(store, quote),
    )


def _to_answer(store: Store, token: str, today: date) -> Kept:
    quote = opened(store, token, today).quote
    if quote.status is not Status.ISSUED:
        hint = "Ask who sent it to you, if that was not you."
        is_taken = quote.status is Status.ACCEPTED
        what = "This quote was accepted already" if is_taken else "This quote was declined already"
        raise NotTaken(what, hint=hint)
    return quote


def _still(cursor: duckdb.DuckDBPyConnection, token: str, words: Words) -> None:
    """It was not withdrawn between the look at it and the answer."""
    rows = ask(cursor, "quote_links", digest=_digest(token), number=None, revision=None)
    if not rows or rows[0]["withdrawn_at"]:
        raise _withdrawn(words)


def _shared(store: Store, found: Link | None, today: date) -> Shared:
    if found is None:
        raise NotShared(404, "There is no quote here", "Check the address that you were sent.")
    try:
        quote = kept(store, found.number, today, found.revision)
    except Problem as problem:
        raise _withdrawn(Words()) from problem
    words = words_of(quote.document)
    if found.withdrawn_at:
        raise _withdrawn(words)
    if quote.status is Status.EXPIRED:
        ended = date.fromisoformat(quote.document["settings"]["valid_until"])
        what = Phrase("This quote was valid until {day}", day=ended)
        raise NotShared(410, what, "Ask for a new one.", words)
    if quote.status not in _SHOWN:
        raise NotShared(410, "There is a newer version of this quote", "Ask for its link.", words)
    if audit_log.faults(store, quote.number):
        told = "This quote cannot be shown at the moment"
        raise NotShared(410, told, "Ask who sent it to you.", words)
    return Shared(found, quote, signed(store, quote))


def _withdrawn(words: Words) -> NotShared:
    return NotShared(410, "This quote is not shared any more", "Ask who sent it to you.", words)


def _record(name: str, role: str, mark: str, at: datetime) -> dict[str, Any]:
    return {"signed_at": at, "name": name, "role": role, "signature": mark}


def _digest(token: str) -> str:
    """By which a token is looked up: how long that takes says nothing of the token."""
    return sha256(token.encode()).hexdigest()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
