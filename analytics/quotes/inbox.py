"""Approval of guarded quotes where people sign in: one asks, another person who may decide approves or refuses a draft as it is.

Every step is an entry of the trail with the hash of the draft: one that is changed afterwards has to be asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.quotes import approval, audit_log
from analytics.quotes.document import digest
from analytics.quotes.parse import book_of, request_of
from analytics.quotes.quote import quote
from analytics.quotes.repository import Kept, Status, kept, listed
from analytics.storage import acting
from analytics.storage.statements import ask
from analytics.storage.store import Store

ASKED, APPROVED, REFUSED = "approval asked", "approved", "approval refused"
_WHERE = "Approval"


@dataclass(frozen=True, slots=True)
class Step:
    """The last step about a draft as it stands: asked, approved or refused, by whom and why. ``at`` is UTC."""

    action: str
    who: str
    why: str
    at: datetime
    asked_by: str
    reason: str
    """Why the quote should go out nevertheless, as it was asked."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that waits for a decision."""

    quote: Kept
    step: Step
    breaches: tuple[str, ...]


def state(store: Store, draft: Kept) -> Step | None:
    """The last step about a draft as it is saved now; None: nobody asked."""
    return _state(store.ask("quote_trail", number=draft.number), draft)


def ask_for(store: Store, number: str, today: date, reason: str) -> None:
    """Ask that a draft may be issued beyond the limits. Raises Problem where it is within them, or no reason is given."""
    with store.write(Act(Right.QUOTE, "ask for approval", number)) as cursor:
        who, draft = _signed_in(), _draft(store, number, today)
        if not reason.strip():
            raise Problem("Enter a reason", where=_WHERE)
        if not _breaches(store, draft):
            raise Problem(f"{number} is within the limits", where=_WHERE, hint="Issue it.")
        _log(cursor, draft, ASKED, who, reason)


def decide(store: Store, number: str, today: date, *, approve: bool, why: str = "") -> None:
    """Approve or refuse a draft that waits. Raises Problem for whoever asked or owns it, and for one that does not wait."""
    act = Act(Right.ADMINISTER, "decide on quote", number, after=APPROVED if approve else REFUSED)
    with store.write(act) as cursor:
        who, draft = _signed_in(), _draft(store, number, today)
        step = _state(ask(cursor, "quote_trail", number=number), draft)
        if step is None or step.action != ASKED:
            hint = "It was changed, or decided on, meanwhile."
            raise Problem(f"{number} does not wait for approval", where=_WHERE, hint=hint)
        owner = draft.document["settings"]["owner"]
        approval.agreed(
            ("Somebody else decides.",), _WHERE, [step.asked_by, owner], step.reason, who
        )
        if not approve and not why.strip():
            raise Problem("Enter why it is refused", where=_WHERE)
        _log(cursor, draft, APPROVED if approve else REFUSED, who, why)


def waiting(store: Store, today: date) -> list[Waiting]:
    """The drafts that wait, the one that was asked for first on top."""
    found = []
    for row in listed(store, today):
        if row.status is not Status.DRAFT:
            continue
        draft = kept(store, row.number, today, row.revision)
        step = state(store, draft)
        if step and step.action == ASKED:
            found.append(Waiting(draft, step, _breaches(store, draft)))
    return sorted(found, key=lambda each: each.step.at)


def approved(store: Store, draft: Kept, chosen: Mapping[str, Any]) -> Step:
    """The approval of a draft that is to go out as ``chosen``. Raises Problem where there is none, or figures moved since."""
    step = state(store, draft)
    if step is None or step.action != APPROVED:
        what = {None: "it needs an approval", ASKED: "its approval was not given yet"}.get(
            step.action if step else None, f"its approval was refused: {step.why if step else ''}"
        )
        raise Problem(what, where="Issue", hint="Ask for one; another person decides.")
    if chosen["result"] != draft.document["result"]:
        hint = "Save it with the figures of today, and ask again."
        raise Problem("other figures were approved", where="Issue", hint=hint)
    return step


def _signed_in() -> str:
    if not acting.signs_in():
        hint = "Write roles.toml, or name a second person where the quote is issued."
        raise Problem("nobody signs in here", where=_WHERE, hint=hint)
    return acting.person().name


def _draft(store: Store, number: str, today: date) -> Kept:
    draft = kept(store, number, today)
    if draft.status is not Status.DRAFT:
        raise Problem(f"{number} is {draft.status}", where=_WHERE, hint="Only a draft is approved.")
    return draft


def _breaches(store: Store, draft: Kept) -> tuple[str, ...]:
    doc = draft.document
    return approval.breaches(quote(request_of(doc), book_of(doc)), store)


def _state(trail: list[dict[str, Any]], draft: Kept) -> Step | None:
    mark = digest(draft.document)
    steps = [
        entry
        for entry in trail
        if entry["action"] in (ASKED, APPROVED, REFUSED)
        and (entry["revision"], entry["document_hash"]) == (draft.revision, mark)
    ]
    asked = [entry for entry in steps if entry["action"] == ASKED]
    if not asked:
        return None
    last, first = steps[-1], asked[-1]
    return Step(
        last["action"], last["who"], last["reason"], last["done_at"], first["who"], first["reason"]
    )


def _log(
    cursor: duckdb.DuckDBPyConnection, draft: Kept, action: str, who: str, reason: str
) -> None:
    audit_log.log(
        cursor, draft.number, draft.revision, action, who,
        reason=reason.strip(), document_hash=digest(draft.document),
    )  # fmt: skip
