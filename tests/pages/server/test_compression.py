"""Scripts travel compressed, once packed; everything else goes as it was."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.server.compression import CompressedScripts

SCRIPT = b"const lesson = 40;\n" * 5_000
ASKED: list[str] = []


async def _file(request: Request) -> Response:
    ASKED.append(request.url.path)
    if "missing" in request.url.path:
        return Response(SCRIPT, status_code=404)
    return Response(SCRIPT, media_type="text/javascript", headers={"ETag": '"a"'})


@pytest.fixture
def client() -> TestClient:
    ASKED.clear()
    routes = [Route("/{path:path}", _file)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(CompressedScripts)]))


def test_a_script_is_packed_once_and_is_the_same_script(client: TestClient) -> None:
    for _ in range(2):
        answer = client.get("/static/js/chart.1a2b.js")
        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) == len(gzip.compress(SCRIPT, 6))
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.content == SCRIPT
    assert ASKED == ["/static/js/chart.1a2b.js"]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/chart.js", {"Accept-Encoding": "identity"}),
        ("/static/js/chart.js", {"Range": "bytes=0-9"}),
        ("/static/js/chart.js", {"If-None-Match": '"a"'}),
        ("/static/js/missing.js", {}),
        ("/static/media/font.woff2", {}),
        ("/media/export.js", {}),
    ],
)
def test_what_is_no_whole_script_goes_as_it_was(client: TestClient, path, headers) -> None:
    answer = client.get(path, headers=headers)
    assert "content-encoding" not in answer.headers
    assert answer.content == SCRIPT
