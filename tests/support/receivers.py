"""Receivers of messages: a local server that takes them as chat robots do, and one that takes mail."""

import json
import socketserver
import ssl
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new as hmac
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECRET = "s3cret"
CERTIFICATE = Path(__file__).parents[1] / "fixtures" / "mail" / "localhost.pem"
"""Of a server that only tests talk to, with its key: it guards nothing."""
LIMITS = {"/feishu": 20_000, "/dingtalk": 20_000, "/wecom": 2_048}
A_MINUTE = {"/dingtalk": 20}


@dataclass
class Robots:
    """What came, by path; ``fails`` has every robot refuse in its body while its status is 200."""

    url: str = ""
    came: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    fails: bool = False
    status: int = 200
    moved_to: str = ""

    def bodies(self, path: str) -> list[dict[str, Any]]:
        return [body for where, body in self.came if where == path]


@contextmanager
def robots() -> Iterator[Robots]:
    """The server, on the loopback: it checks signatures, sizes and rates as the vendors say that theirs do."""
    state = Robots()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            body = json.loads(raw)
            parts = urlsplit(self.path)
            if state.moved_to:
                self.send_response(307)
                self.send_header("Location", state.moved_to)
                self.end_headers()
                return
            answer = _answer(state, parts.path, parse_qs(parts.query), body, raw)
            text = answer if isinstance(answer, str) else json.dumps(answer)
            self.send_response(state.status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _answer(
    state: Robots, path: str, query: dict[str, list[str]], body: dict[str, Any], raw: bytes
) -> Any:
    if state.fails:
        return (
            "invalid_payload"
            if path == "/slack"
            else {"errcode": 310000, "code": 19021, "errmsg": "sign not match"}
        )
    if path in LIMITS and len(_text(path, body).encode()) > LIMITS[path]:
        return {"errcode": 40058, "code": 11232, "errmsg": "too long"}
    if path in A_MINUTE and len(state.bodies(path)) >= A_MINUTE[path]:
        return {"errcode": 130101, "errmsg": "send too fast"}
    if path == "/feishu" and not _is_feishu(body):
        return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
    if path == "/dingtalk" and not _is_dingtalk(query):
        return {"errcode": 310000, "errmsg": "sign not match"}
    state.came.append((path, body))
    return "ok" if path == "/slack" else {"errcode": 0, "errmsg": "ok", "code": 0, "msg": "success"}


def _text(path: str, body: dict[str, Any]) -> str:
    if path == "/feishu":
        return str(body["content"]["text"])
    return str(body["markdown"].get("content") or body["markdown"]["text"])


def _is_feishu(body: dict[str, Any]) -> bool:
    key = f"{body['timestamp']}\n{SECRET}".encode()
    good = b64encode(hmac(key, digestmod=sha256).digest()).decode()
    return body["sign"] == good and abs(time() - int(body["timestamp"])) < 3600


def _is_dingtalk(query: dict[str, list[str]]) -> bool:
    (timestamp,), (sign,) = query["timestamp"], query["sign"]
    good = hmac(SECRET.encode(), f"{timestamp}\n{SECRET}".encode(), sha256).digest()
    return b64decode(sign) == good and abs(time() * 1000 - int(timestamp)) < 3_600_000


@dataclass
class Mailbox:
    """A mail server of one account; ``letters`` are what it took, ``secured`` whether logins came encrypted."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    secured: list[bool] = field(default_factory=list)
    refuses: bool = False


@contextmanager
def mailbox(*, is_secure: bool = False) -> Iterator[Mailbox]:
    """The server, on the loopback, so that it may do without encryption; a secure one takes logins after STARTTLS alone."""
    state = Mailbox()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            is_open = not is_secure
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "EHLO":
                    self.say(f"250-here\r\n250 {'AUTH PLAIN' if is_open else 'STARTTLS'}")
                elif verb == "STARTTLS":
                    self.say("220 go on")
                    secured = context.wrap_socket(self.request, server_side=True)
                    self.rfile, self.wfile = secured.makefile("rb"), secured.makefile("wb", 0)
                    is_open = True
                elif verb == "AUTH":
                    name, password = b64decode(line.split()[2]).decode().split("\0")[1:]
                    state.logins.append(name)
                    state.secured.append(is_secure)
                    self.say("235 good" if password == SECRET else "535 bad")
                elif verb == "RCPT" and state.refuses:
                    self.say("550 nobody of that name")
                elif verb == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (data := self.rfile.readline()) != b".\r\n":
                        lines.append(data)
                    state.letters.append(b"".join(lines))
                    self.say("250 taken")
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
