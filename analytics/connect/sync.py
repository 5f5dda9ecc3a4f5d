"""The vendor's recordings, billed usage and purchases into the database, a day or a window at a time.

Each step is: fetch the documents, keep them as they came, import them as any file, keep that these days are done. Killed
anywhere, the next sync begins with the first step that is not done; what it imports again is known by then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from analytics import ingest
from analytics.catalog.server_settings import SYNCED
from analytics.connect import deals, fetch, folder
from analytics.connect.api import Answer, Api
from analytics.connect.faults import VendorProblem, passes
from analytics.core.errors import Problem
from analytics.core.people import Act, Right
from analytics.ingest import Counts, Options, Receipt
from analytics.storage.statements import run
from analytics.storage.store import Store

RECORDS, USAGE, DEALS = WHAT = SYNCED
DEALS_SHAPE = "DescribeDealsByCond"
_DAY = timedelta(days=1)
_KEPT_DAYS = 7
"""published: class data live 7 days after the last operation."""
_FIRST_DAYS = {RECORDS: _KEPT_DAYS, USAGE: fetch.MOST_DAYS, DEALS: 366}
"""So far back the first sync goes."""
_NOT_ALLOWED = "AuthFailure.UnauthorizedOperation"
_FRESH_S = 3600
"""So long a document that was kept and not imported any more stands for what the vendor says."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to sync: [since, until) where days were named, the apps (those that are known where none was), and which sorts."""

    since: date | None = None
    until: date | None = None
    apps: tuple[str, ...] = ()
    what: tuple[str, ...] = WHAT


@dataclass(slots=True)
class Outcome:
    """What a sync did: receipts in order, problems that ended a part of it, and notes about what was left out."""

    receipts: list[Receipt] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def sync(
    store: Store,
    api: Api,
    request: Request,
    now: datetime,
    *,
    on_receipt: Callable[[Receipt], None] = lambda receipt: None,
    on_step: Callable[[str], None] = lambda text: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Sync what is asked for; `now` (UTC) is the clock's. Raises Problem where nothing can be done, and for what ends all of it.

    A problem of one app ends that app alone. `cancelled` stops the import at hand; the requests are stopped by the
    `check` of `api`.
    """
    work = _Sync(store, api, request, now, on_receipt, on_step, cancelled)
    apps = _apps(store, request)
    _check_days(request, now)
    good_apps = [app for app in apps if work.app(app)]
    if DEALS in request.what and (good_apps or not apps):
        with work.part():
            work.deals()
    return work.outcome


def through(store: Store) -> list[dict[str, Any]]:
    """app, what, first_day, through_day, missing_days and synced_at of everything that was ever synced."""
    return store.ask("vendor_days")


def _apps(store: Store, request: Request) -> list[str]:
    if not {RECORDS, USAGE} & set(request.what):
        return []
    apps = list(dict.fromkeys(request.apps)) or [row["app"] for row in store.ask("vendor_apps")]
    for app in apps if request.apps else ():
        if not is_app(app):
            raise Problem(
                f'"{app}" is no SdkAppId', where="--app", hint="Give its digits, as in 1400000001"
            )
    apps = [app for app in apps if is_app(app)]
    if not apps:
        raise Problem(
            "no app is known yet", hint="Name one with --app, or import an export of it first"
        )
    return apps


def is_app(app: str) -> bool:
    """Whether a text is an SdkAppId."""
    return app.isascii() and app.isdecimal() and len(app) < 20


def _check_days(request: Request, now: datetime) -> None:
    if request.since and request.until and request.since >= request.until:
        raise Problem(
            f"there is no day from {request.since} to before {request.until}",
            where="--until",
            hint="--until is excluded: name a later day",
        )
    if request.since and request.since > fetch.day_of(now):
        raise Problem(f"{request.since} has not come yet", where="--since", hint="Name a past day")


class _Sync:
    def __init__(
        self,
        store: Store,
        api: Api,
        request: Request,
        now: datetime,
        on_receipt: Callable[[Receipt], None],
        on_step: Callable[[str], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.outcome = Outcome()
        self._store, self._api, self._request, self._now = store, api, request, now
        self._on_receipt, self._on_step, self._cancelled = on_receipt, on_step, cancelled
        self._folder = folder.beside(store.path, "vendor")
        self._last = {(row["app"], row["what"]): row["last_day"] for row in through(store)}

    @contextmanager
    def part(self) -> Iterator[None]:
        """A part of the sync whose problem does not end the others."""
        try:
            yield
        except VendorProblem as problem:
            is_of_keys = problem.code.startswith("AuthFailure") and not problem.code.startswith(
                _NOT_ALLOWED
            )
            if is_of_keys or passes(problem.code):
                raise
            self.outcome.problems.append(problem)

    def app(self, app: str) -> bool:
        """Sync an app; False where the vendor refused it."""
        before = len(self.outcome.problems)
        with self.part():
            if RECORDS in self._request.what:
                self.records(app)
            if USAGE in self._request.what:
                self.usage(app)
        return len(self.outcome.problems) == before

    def records(self, app: str) -> None:
        """The recordings of each day's rooms, and those tasks whose end is not known."""
        today = fetch.day_of(self._now)
        since, until = self._span(app, RECORDS, today, today + _DAY)
        seen: set[str] = set()
        while since < until:
            self._on_step(f"{app}: recordings of {since}")
            fresh: list[str] = []

            def answers(day: date = since, fresh: list[str] = fresh) -> Iterable[Answer]:
                fresh += [room for room in fetch.room_ids(self._api, app, day) if room not in seen]
                return fetch.recordings(self._api, app, fresh)

            documents = self._documents(
                app, RECORDS, str(since), answers, "RecordTaskSet", is_over=since < today
            )
            import_id = self._import(app, documents)
            if import_id is not None and since < today:
                self._done(app, RECORDS, since, since, import_id)
            seen.update(fresh)  # what was asked is all that there is of a room until now
            since += _DAY
        self._open_tasks(app)

    def _open_tasks(self, app: str) -> None:
        after = self._now - (_KEPT_DAYS + 1) * _DAY
        tasks = [
            row["task"] for row in self._store.ask("vendor_open_tasks", app=app, begun_after=after)
        ]
        if not tasks:
            return
        self._on_step(f"{app}: {len(tasks):,} tasks that were not finished")
        gone: list[str] = []

        def answers() -> Iterator[Answer]:
            for task, answer in fetch.tasks(self._api, app, tasks):
                if answer is None:
                    gone.append(task)
                else:
                    yield answer

        name = f"tasks-{self._now:%Y-%m-%dT%H%M%S}"
        self._import(app, self._documents(app, RECORDS, name, answers, "", is_over=False))
        if gone:
            more = f" and {len(gone) - 1:,} more" if len(gone) > 1 else ""
            self.outcome.notes.append(
                f"app {app}: the vendor has no result of task {gone[0]}{more}."
            )

    def usage(self, app: str) -> None:
        """Billed minutes by day, and by day and room."""
        end = fetch.complete_usage(self._now)
        since, until = self._span(app, USAGE, end, end)
        early = max(end, self._request.since or end)
        if (self._request.until or since) > early or self._request.since == early:
            problem = Problem(
                f"the usage of {early} is not complete yet, for the vendor tells that of a day from 07:00 (+08:00) of the next one",
                where=f"app {app}",
                hint="It is left out; sync again after that",
            )
            if since >= until:
                self.outcome.problems.append(problem)
            else:
                self.outcome.notes.append(str(problem))
        for first, last in fetch.windows(since, until):
            self._on_step(f"{app}: usage of {first} to {last}")
            ids = [
                self._import(app, self._documents(app, what, f"{first}-{last}", answers, "Usages"))
                for what, answers in (
                    (USAGE, lambda: [fetch.usage(self._api, app, first, last)]),  # noqa: B023 - asked at once
                    ("room-usage", lambda: fetch.room_usage(self._api, app, first, last)),  # noqa: B023
                )
            ]
            if None not in ids:
                self._done(app, USAGE, first, last, ids[0] or "")

    def deals(self) -> None:
        """Paid orders of the account."""
        today = fetch.day_of(self._now)
        since, until = self._span("", DEALS, today, today + _DAY)
        if since >= until:
            return
        self._on_step(f"purchases since {since}")
        answers = list(fetch.deals(self._api, since, until))
        count, news = deals.keep(self._store, answers)
        if count:
            name = folder.free_name(self._folder / f"deals-{since}-{until - _DAY}.json")
            folder.keep(name, folder.one_document(answer.raw for answer in answers))
            status = "loaded" if news else "already_loaded"
            rows = Counts(count, news, 0, count - news)
            self._tell(Receipt("", name.name, DEALS_SHAPE, status, "", "", rows, Counts()))
        if since < today:
            self._done("", DEALS, since, min(until, today) - _DAY, "")

    def _span(self, app: str, what: str, end: date, latest: date) -> tuple[date, date]:
        """The days to fetch: those that were named, else those since the last that was, up to `end`; none from `latest` on."""
        last = self._last.get((app, what))
        since = self._request.since or (last + _DAY if last else end - _FIRST_DAYS[what] * _DAY)
        return since, min(self._request.until or end, latest)

    def _documents(
        self,
        app: str,
        what: str,
        name: str,
        fetched: Callable[[], Iterable[Answer]],
        rows: str,
        *,
        is_over: bool = True,
    ) -> Path | None:
        """The file in which the documents are kept, those without `rows` left out; None where there is none.

        What a sync that was killed kept a moment ago of days that are over, and did not import any more, is not asked for again.
        """
        path = self._folder / f"{app}-{what}-{name}.json"
        may_stay = is_over and not self._request.since and path.exists()
        if may_stay and time.time() - path.stat().st_mtime < _FRESH_S:
            return path
        raws = (answer.raw for answer in fetched() if not rows or answer.rows(rows))
        first = next(raws, None)
        if first is None:
            return None
        path = folder.free_name(path)
        folder.keep(path, folder.one_document(_chain(first, raws)))
        return path

    def _import(self, app: str, path: Path | None) -> str | None:
        """Import a file of documents: its import's id, "" where there is nothing to import, None where it was refused."""
        if path is None:
            return ""
        receipt = ingest.import_file(
            self._store,
            path,
            options=Options(app=app),
            source="sync",
            now=self._now,
            cancelled=self._cancelled,
        )
        self._tell(receipt)
        return receipt.import_id if receipt.status != "refused" else None

    def _tell(self, receipt: Receipt) -> None:
        self.outcome.receipts.append(receipt)
        self._on_receipt(receipt)

    def _done(self, app: str, what: str, first: date, last: date, import_id: str) -> None:
        with self._store.write(
            Act(Right.IMPORT, "sync", f"{what} of {app}", after=f"{first} to {last}")
        ) as cursor:
            run(
                cursor,
                "load/keep_vendor_days",
                app=app,
                what=what,
                first=first,
                last=last,
                import_id=import_id,
                now=self._now,
            )


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def parsed_what(text: str) -> tuple[str, ...]:
    """The sorts that `--what` names. Raises Problem."""
    names: Sequence[str] = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in WHAT:
            raise Problem(
                f'"{name}" is nothing to sync', where="--what", hint=f"Use {', '.join(WHAT)}"
            )
    if not names:
        raise Problem("nothing is named", where="--what", hint=f"Use {', '.join(WHAT)}")
    return tuple(dict.fromkeys(names))
