"""The routes under /api/v1, and /ready: the commands' own answers for programs that show a token."""

from __future__ import annotations

import math
import mimetypes
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import click
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analytics.api import questions, tokens
from analytics.api.questions import ERRORS, Reply
from analytics.api.rate import Rate
from analytics.api.readiness import Readiness
from analytics.api.tokens import Role, Token
from analytics.catalog import plans, server_settings
from analytics.core import people
from analytics.core.errors import Problem
from analytics.core.people import Person
from analytics.files.json_text import json_text
from analytics.ingest import Options, jobs, uploads
from analytics.ingest.jobs import ImportJob, Upload
from analytics.reconcile import month_statement
from analytics.storage import acting, backup_timer
from analytics.storage.store import Store
from analytics.team import visibility

PREFIX = "/api/v1"
MOST_BYTES = 200 << 20
"""Of a file that is sent; larger ones go through the command line."""
_IMPORT_OPTIONS = ("unit", "app", "day", "zone")
_ROUTES = {
    f"{PREFIX}/imports": {
        "post": {
            "operationId": "import",
            "summary": "Import a file: its bytes as the body with ?name=…, or a form with the field file. Needs the role analyst.",
            "parameters": [
                {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
                for name in ("name", *_IMPORT_OPTIONS)
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/octet-stream": {},
                    "multipart/form-data": {},
                },
            },
            "responses": {
                "202": {"description": "The job that imports it, and where to ask for it"},
                "403": {"description": "The token's role may not import"},
                "413": {"description": f"The file is larger than {MOST_BYTES >> 20} MB"},
                **ERRORS,
            },
        }
    },
    f"{PREFIX}/jobs/{{id}}": {
        "get": {
            "operationId": "job",
            "summary": "How far an import is, and its receipt",
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "responses": {
                "200": {"description": "State, progress from 0 to 1, and receipts"},
                "404": {"description": "No job of this id is known"},
                **ERRORS,
            },
        }
    },
    f"{PREFIX}/statements/{{file}}": {
        "get": {
            "operationId": "statement_file",
            "summary": "The statement of a month as a file, such as 2026-10.pdf, .xlsx or .csv, under the team's own plan",
            "parameters": [
                {"name": "file", "in": "path", "required": True, "schema": {"type": "string"}}
            ],
            "responses": {"200": {"description": "The file"}, **ERRORS},
        }
    },
    f"{PREFIX}/openapi.json": {
        "get": {
            "operationId": "openapi",
            "summary": "This description",
            "responses": {"200": {"description": "OpenAPI 3.1"}, **ERRORS},
        }
    },
    "/ready": {
        "get": {
            "operationId": "ready",
            "summary": "Whether the database answers",
            "security": [],
            "responses": {
                "200": {"description": "It does"},
                "503": {"description": "It does not, and why, in one sentence"},
            },
        }
    },
}
Answer = Callable[[Request, Token], Awaitable[Response]]


class Refused(Exception):
    """A request that is answered with a status and one sentence."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers


class Api:
    """The routes over one database."""

    def __init__(self, store: Callable[[], Store], group: Callable[[], click.Group]) -> None:
        """`store` opens the database, and raises Problem where it cannot; `group` is the command line."""
        self._store, self._group = store, group
        self._readiness = Readiness(self._state)
        self._requests = Rate(at_once=30, a_minute=240)
        self._strangers = Rate(at_once=10, a_minute=30)

    def routes(self) -> list[Route]:
        """All of them, the last for what is no other."""
        answered: list[tuple[str, Answer, list[str]]] = [
            (f"{PREFIX}/openapi.json", self._openapi, ["GET"]),
            (f"{PREFIX}/imports", self._imports, ["GET", "POST"]),
            (f"{PREFIX}/jobs/{{id}}", self._job, ["GET"]),
            (f"{PREFIX}/statements/{{file}}", self._statement, ["GET"]),
            (f"{PREFIX}/{{name}}", self._question, ["GET"]),
        ]
        known = [
            Route(path, self._guarded(answer, methods), methods=_ALL_METHODS)
            for path, answer, methods in answered
        ]
        nothing = Route("/api/{rest:path}", _nothing, methods=_ALL_METHODS)
        return [Route("/ready", self._ready), *known, nothing]

    async def _ready(self, request: Request) -> Response:
        return _json(*await self._readiness.reply())

    def _state(self) -> dict[str, Any]:
        """What an operator watches, once the database has answered a question."""
        store = self._store()
        store.ask("settings")
        if store.is_read_only:
            seconds = datetime.now(UTC).timestamp() - store.path.stat().st_mtime
            return {"replica": True, "version": store.version, "copy_age_s": int(seconds)}
        try:
            by_clock = server_settings.load(store.path).backup
        except Problem as problem:  # pages go on without it
            return {"problem": str(problem)}
        if not by_clock:
            return {}
        age = backup_timer.age(store.path, by_clock, datetime.now(UTC))
        return {"backup_age_s": None if age is None else int(age.total_seconds())}

    def _guarded(
        self, answer: Answer, methods: list[str]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            try:
                token = await run_in_threadpool(self._token, request)
                if request.method not in methods:
                    raise Refused(405, f"Use {' or '.join(methods)}.", Allow=", ".join(methods))
                return await answer(request, token)
            except Refused as refusal:
                return _json({"error": str(refusal)}, refusal.status, refusal.headers)
            except HTTPException as fault:  # of a form that is none
                return _json({"error": fault.detail}, fault.status_code)
            except Problem as problem:
                return _json({"error": str(problem)}, 400)

        return guarded

    def _token(self, request: Request) -> Token:
        scheme, _, secret = request.headers.get("authorization", "").partition(" ")
        try:
            store = self._store()
        except Problem as problem:
            raise Refused(503, str(problem)) from problem
        token = tokens.holder(store, secret.strip()) if scheme.lower() == "bearer" else None
        now = monotonic()
        stranger = request.client.host if request.client else ""
        wait_s = self._requests.wait_s(token.name, now) if token else self._strangers.wait_s(stranger, now)  # fmt: skip
        if wait_s:
            sentence = "Too many requests. Ask again after the seconds of Retry-After."
            raise Refused(429, sentence, **{"Retry-After": str(math.ceil(wait_s))})
        if not token:
            sentence = "A token is needed: Authorization: Bearer TOKEN. One is made by `python -m analytics tokens add`."
            raise Refused(401, sentence, **{"WWW-Authenticate": "Bearer"})
        return token

    async def _openapi(self, request: Request, token: Token) -> Response:
        return _json(questions.openapi(self._group(), _ROUTES))

    async def _question(self, request: Request, token: Token) -> Response:
        name = request.path_params["name"]
        if name not in questions.commands(self._group()):
            raise Refused(404, _NOTHING)
        parameters = request.query_params.multi_items()
        reply = await run_in_threadpool(self._reply, token, name, parameters)
        return _json(reply.document, headers={"X-Data-Version": str(reply.version)})

    def _reply(self, token: Token, name: str, parameters: list[tuple[str, str]]) -> Reply:
        store = visibility.part(self._store(), token.sees)
        return questions.ask(store, self._group(), name, parameters)

    async def _imports(self, request: Request, token: Token) -> Response:
        if request.method == "GET":
            request.path_params["name"] = "imports"
            return await self._question(request, token)
        if self._store().is_read_only:
            raise Refused(403, "This is a read-only replica: send it to the dashboard that owns the data.")  # fmt: skip
        if token.role is not Role.ANALYST:
            raise Refused(403, f'The token "{token.name}" may not import: its role is {token.role}.')  # fmt: skip
        name, copy = await _received(request)
        chosen = {each: request.query_params.get(each) for each in _IMPORT_OPTIONS}
        try:
            options = _options(chosen)
        except Problem:
            uploads.discard(copy)
            raise
        with acting.as_person(Person(f"token {token.name}", frozenset({people.Role.ANALYST}))):
            job = jobs.start(self._store(), [Upload(name, copy, options)])
        return _json(
            {"job": job.id, "url": f"{PREFIX}/jobs/{job.id}"},
            202,
            {"Location": f"{PREFIX}/jobs/{job.id}"},
        )

    async def _statement(self, request: Request, token: Token) -> Response:
        name, content = await run_in_threadpool(
            _statement_file, self._store(), token, request.path_params["file"]
        )
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return Response(content, 200, headers, mime)

    async def _job(self, request: Request, token: Token) -> Response:
        job = None if token.sees else jobs.by_id(request.path_params["id"])
        if job is None:
            raise Refused(404, "No job of this id is known; receipts stand in /api/v1/imports.")
        return _json(_job_json(job))


def _statement_file(whole: Store, token: Token, file: str) -> tuple[str, bytes]:
    """The name and content of a month's statement, all of it of one state of the data. Raises Problem."""
    text, _, ending = file.partition(".")
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError as fault:
        raise Problem(
            f'"{text}" is not a month', where=file, hint="Give it as 2026-10.pdf"
        ) from fault
    store = visibility.part(whole, token.sees)
    with store.steady():
        plan = plans.team(store)[1]
        made = month_statement.files(month_statement.statement(store, plan, month))
    for name, content in made.items():
        if name.endswith(f".{ending}"):
            return name, content
    raise Problem(f'there is no statement as "{ending}"', where=file, hint="Use pdf, xlsx or csv")


def _job_json(job: ImportJob) -> dict[str, Any]:
    receipts = [item.receipt.to_json() for item in job.items if item.receipt]
    return {
        "job": job.id,
        "state": "done" if job.is_done else "under way",
        "progress": round(job.progress, 2),
        "words": job.words,
        "receipts": receipts,
    }


def _options(chosen: dict[str, str | None]) -> Options:
    unit, day = chosen["unit"], chosen["day"]
    if unit not in (None, "ms", "s"):
        raise Problem(f'"{unit}" is no unit', where="unit", hint="Use ms or s")
    if day is not None:
        try:
            day = date.fromisoformat(day).isoformat()
        except ValueError as fault:
            raise Problem(
                f'"{day}" is not a day', where="day", hint="Give it as 2024-03-27"
            ) from fault
    return Options(
        unit, chosen["app"] or "", day, chosen["zone"] or "Asia/Shanghai",
        has_zone=chosen["zone"] is not None,
    )  # fmt: skip


async def _received(request: Request) -> tuple[str, Path]:
    """The name and a copy of the file that is sent. Raises Refused where it is too large or none."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        _check_length(request)
        async with request.form(max_files=1, max_fields=10) as form:
            file = form.get("file")
            if not isinstance(file, UploadFile):
                raise Refused(400, "The form has no file in the field `file`.")
            return file.filename or "file", await run_in_threadpool(uploads.spool, file.file)
    name = Path(request.query_params.get("name", "")).name
    if not name.isprintable() or not name:
        raise Refused(400, "Say the file's name: ?name=lessons.csv")
    copy = uploads.empty()
    size = 0
    try:
        with copy.open("wb") as target:
            async for block in request.stream():
                size += len(block)
                if size > MOST_BYTES:
                    raise Refused(413, _TOO_LARGE)
                await run_in_threadpool(target.write, block)
        if not size:
            raise Refused(400, "The body holds no file.")
    except BaseException:
        uploads.discard(copy)
        raise
    return name, copy


def _check_length(request: Request) -> None:
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal() and len(length) < 16):
        raise Refused(411, "A form must say its length.")
    if int(length) > MOST_BYTES:
        raise Refused(413, _TOO_LARGE)


async def _nothing(request: Request) -> Response:
    return _json({"error": _NOTHING}, 404)


def _json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    no_store = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json_text(document) + "\n", status, no_store, "application/json")


_ALL_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_NOTHING = f"There is nothing here. {PREFIX}/openapi.json says what there is."
_TOO_LARGE = f"The file is larger than {MOST_BYTES >> 20} MB: use python -m analytics import."
