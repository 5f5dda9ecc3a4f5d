"""POST /callbacks/tiw/TOKEN: where the vendor delivers its callbacks. Each is on the disk before it is answered."""

from __future__ import annotations

import os
import time

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from analytics.connect import callbacks, folder
from analytics.connect.callbacks import Refused
from analytics.storage.store import database_path
from analytics.team import replica

_PREFIX = "/callbacks/"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
# A sender that is not read to its end sees a broken connection and no answer.
_MOST_READ = 32 << 20


def routes() -> list[BaseRoute]:
    """Everything under the prefix, which else would be answered with a page."""
    return [Route(_PREFIX + "{rest:path}", _receive, methods=_METHODS)]


async def _receive(request: Request) -> JSONResponse:
    vendor, _, token = request.path_params["rest"].partition("/")
    own = os.environ.get(callbacks.TOKEN, "")
    if request.method != "POST" or vendor != "tiw" or not callbacks.is_token(token, own):
        return _refusal(Refused(404, "there is nothing here"))
    if replica.of():  # the vendor tries again, and somebody mends the address
        return _refusal(
            Refused(503, "a replica keeps nothing: call the dashboard that owns the data")
        )
    try:
        body = await _body(request)
        callback = callbacks.admit(body, os.environ.get(callbacks.KEY, ""), int(time.time()))
        await run_in_threadpool(_spool, callback)
    except Refused as refusal:
        return _refusal(refusal)
    except OSError:  # the vendor tries again every minute
        return _refusal(Refused(503, "it could not be kept"))
    return JSONResponse({"error_code": 0})


def _spool(callback: callbacks.Callback) -> None:
    callbacks.spool(folder.beside(database_path().absolute(), "callbacks"), callback)


async def _body(request: Request) -> bytes:
    """The body. Raises Refused where it is too long."""
    body = bytearray()
    read = 0
    async for part in request.stream():
        read += len(part)
        if read <= callbacks.MOST_BYTES:
            body += part
        elif read > _MOST_READ:
            break
    if read > callbacks.MOST_BYTES:
        raise Refused(413, "the body is longer than 1 MB")
    return bytes(body)


def _refusal(refusal: Refused) -> JSONResponse:
    return JSONResponse(
        {"error_code": refusal.status, "error_msg": refusal.reason}, status_code=refusal.status
    )
