"""The examples for operators are started here where their programs are at hand, as they are but for names and places."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from analytics.storage import store
from pages.server import startup
from tests.support.pages import ROOT

DEPLOY = ROOT / "data" / "deploy"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SYSTEMD = shutil.which("systemd-analyze")
HOST = "rec.school.example"


class Echo(BaseHTTPRequestHandler):
    """The dashboard's stand-in: says what headers it was given; and the sign-in's, which knows one cookie."""

    protocol_version = "HTTP/1.1"
    signs_in = False

    def do_GET(self) -> None:
        if self.signs_in:
            self._sign_in()
        elif self.headers.get("upgrade"):
            self._say(101, {"Upgrade": "websocket", "Connection": "Upgrade"}, b"")
        else:
            given = json.dumps({name.lower(): value for name, value in self.headers.items()})
            self._say(200, {"Set-Cookie": "a=b; Path=/"}, given.encode())

    do_POST = do_PUT = do_GET

    def _sign_in(self) -> None:
        is_known = "session=ada" in self.headers.get("cookie", "")
        if self.path == "/oauth2/auth":
            names = {"X-Auth-Request-Email": "ada@x", "X-Auth-Request-Groups": "finance"}
            self._say(202 if is_known else 401, names if is_known else {}, b"")
        else:
            self._say(200, {}, b"please sign in")

    def _say(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 101:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """A test's output is its own."""


class Proxy(NamedTuple):
    port: int

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Any:
        """(status, headers, body) of a request to the host that people type."""
        open_one = ssl.create_default_context()
        open_one.check_hostname, open_one.verify_mode = False, ssl.CERT_NONE
        link = http.client.HTTPSConnection("127.0.0.1", self.port, context=open_one, timeout=20)
        given = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        link.request(method, path, body, given)
        answer = link.getresponse()
        found = answer.status, dict(answer.getheaders()), b"" if answer.status == 101 else answer.read()  # fmt: skip
        link.close()
        return found


def serve(handler: type[BaseHTTPRequestHandler]) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    form = serialization.Encoding.PEM
    (folder / "rec.pem").write_bytes(made.public_bytes(form))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "rec.key").write_bytes(key.private_bytes(form, *plain))


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    if not NGINX:
        pytest.skip("nginx is not on this machine")
    folder = tmp_path_factory.mktemp("nginx")
    certificate(folder)
    dashboard, identity = serve(Echo), serve(type("SignIn", (Echo,), {"signs_in": True}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    text = (DEPLOY / "nginx.conf").read_text()
    for written, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "127.0.0.1:8501": f"127.0.0.1:{dashboard.server_address[1]}",
        "127.0.0.1:4180": f"127.0.0.1:{identity.server_address[1]}",
        f"/etc/ssl/{HOST}.pem": str(folder / "rec.pem"),
        f"/etc/ssl/{HOST}.key": str(folder / "rec.key"),
    }.items():
        assert written in text
        text = text.replace(written, here)
    (folder / "site.conf").write_text(text)
    kept = "".join(f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))  # fmt: skip
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {kept} include {folder}/site.conf; }}\n"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.PIPE)  # fmt: skip
    give_up = time.monotonic() + 20
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        assert process.poll() is None and time.monotonic() < give_up, process.stderr
        time.sleep(0.05)
    yield Proxy(port)
    process.terminate()
    process.wait(10)
    for server in (dashboard, identity):
        server.shutdown()
        server.server_close()


FORGED = {"X_Forwarded_Email": "boss@x", "X_Forwarded_Groups": "admins"}


def test_nginx_lets_nobody_in_who_did_not_sign_in(proxy: Proxy) -> None:
    for path in ("/", "/media/x.csv", "/_stcore/upload_file/a/b", "/_stcore/stream"):
        _, _, body = proxy.ask(path, **FORGED)
        assert body == b"please sign in"


def test_nginx_names_people_itself_and_passes_the_host_that_they_type(proxy: Proxy) -> None:
    status, headers, body = proxy.ask("/bill?plan=a", cookie="session=ada", **FORGED)
    given = json.loads(body)
    assert (status, given["x-forwarded-email"], given["x-forwarded-groups"]) == (
        200,
        "ada@x",
        "finance",
    )
    assert given["host"] == HOST
    assert {"secure", "samesite=lax"} <= {
        p.strip().lower() for p in headers["Set-Cookie"].split(";")
    }


def test_programs_pass_without_a_sign_in_and_with_nobodys_name(proxy: Proxy) -> None:
    for path in ("/api/v1/minutes", "/callbacks/tiw/x", "/quote/x", "/ready"):
        status, _, body = proxy.ask(path, authorization="Bearer t", **FORGED)
        given = json.loads(body)
        assert (status, given["authorization"]) == (200, "Bearer t")
        assert not given.get("x-forwarded-email") and not given.get("x-forwarded-groups")


def test_pages_stay_connected_uploads_fit_and_long_headers_pass(proxy: Proxy) -> None:
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "cookie": "session=ada"}
    assert proxy.ask("/_stcore/stream", **upgrade)[0] == 101
    assert proxy.ask("/_stcore/upload_file/a/b", "PUT", b"x" * (3 << 20), cookie="session=ada")[0] == 200  # fmt: skip
    assert proxy.ask("/", cookie=f"session=ada; claims={'x' * 21_000}")[0] == 200


@pytest.mark.skipif(not SYSTEMD, reason="systemd is not on this machine")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "recordings.service").read_text()
    unit = tmp_path / "recordings.service"
    unit.write_text(text.replace("/opt/recordings/.venv/bin/python", sys.executable).replace("/opt/recordings", str(ROOT)))  # fmt: skip
    done = subprocess.run([SYSTEMD, "verify", str(unit)], capture_output=True, text=True, check=False)  # type: ignore[list-item]  # fmt: skip
    assert "recordings.service" not in done.stderr, done.stderr


def test_the_command_of_the_unit_is_that_of_make_run_and_has_time_to_end() -> None:
    text = (DEPLOY / "recordings.service").read_text()
    (command,) = re.findall(r"^ExecStart=\S+/python (.*)$", text, re.M)
    assert command.startswith("-m streamlit run app.py")
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.M)
    bounds = (startup.REQUESTS_END_S, startup.JOBS_END_S, startup.COMMANDS_END_S, store.END_S)
    assert sum(bounds) < 10 <= int(seconds) - 10
