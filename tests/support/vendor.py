"""A vendor's API on this machine: it checks TC3-HMAC-SHA256, has a clock of its own, limits rates, pages and fails on purpose."""

import hashlib
import hmac
import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECRET_ID, SECRET_KEY = "AKIDtestonly", "a-key-for-tests-alone"
KEYS = {"TENCENTCLOUD_SECRET_ID": SECRET_ID, "TENCENTCLOUD_SECRET_KEY": SECRET_KEY}
VERSIONS = {"tiw": "2019-09-19", "billing": "2018-07-09"}
MOST_A_SECOND = 20


class Refused(Exception):
    """A request that is answered with an error's code."""


@dataclass
class Vendor:
    """What the vendor knows, and how it behaves. `recordings` are items of RecordTaskSet by app."""

    clock: Callable[[], float] = time.time
    apps: set[int] = field(default_factory=set)
    recordings: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    usage: dict[tuple[int, str], str] = field(default_factory=dict)
    """{(app, day): minutes as they are written}."""
    room_usage: dict[tuple[int, str, int], str] = field(default_factory=dict)
    deals: list[dict[str, Any]] = field(default_factory=list)
    of_app: dict[int, str] = field(default_factory=dict)
    """{app: the code with which everything about it is refused}."""
    fail: list[tuple[str, str]] = field(default_factory=list)
    """(action, code) of requests to come; HANGUP ends the connection in the middle of the answer."""
    shrink: int = 0
    """So many times a list loses its last line once its first page was read."""
    most_rooms: int = 1000
    most_a_second: int = MOST_A_SECOND
    calls: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def actions(self) -> Counter[str]:
        return Counter(action for _, action, _ in self.calls)

    def record(self, app: int, task: str, room: int, day: str, *videos: dict[str, Any], **more: Any) -> dict[str, Any]:  # fmt: skip
        """A task of a day, an hour from ten on in Shanghai."""
        begin = int(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI).timestamp())
        item = {
            "CreateTime": f"{day}T10:00:00+08:00", "RoomId": room, "TaskId": task, "Status": "FINISHED", "SdkAppId": app,
            "Result": {
                "FinishReason": "USER_CALL", "ExceptionCnt": 0, "RoomId": room, "GroupId": str(room),
                "RecordStartTime": begin, "RecordStopTime": begin + 3600, "TotalTime": 3_600_000,
                "VideoInfos": [
                    {"VideoId": f"{task}-{n}", "VideoType": 0, "VideoPlayTime": 0, "VideoDuration": 3_600_000, "UserId": f"u{n}"} | video
                    for n, video in enumerate(videos or ({},))
                ],
                "OmittedDurations": [], "Details": "", "ErrorCode": 0, "ErrorMsg": "",
            },
        } | more  # fmt: skip
        self.apps.add(app)
        self.recordings[app].append(item)
        return item

    def answer(self, action: str, region: str, parameters: dict[str, Any]) -> str:
        """The document that answers a request."""
        app = parameters.get("SdkAppId")
        if app is not None:
            if code := self.of_app.get(app):
                raise Refused(code)
            if app not in self.apps:
                raise Refused("InvalidParameter.SdkAppIdNotFound")
        wanted = "ap-guangzhou" if "Usage" in action else "ap-singapore"
        if action != "DescribeDealsByCond" and region != wanted:
            raise Refused("UnsupportedRegion")
        method = getattr(self, f"_{action}", None)
        if method is None:
            raise Refused("InvalidAction")
        return method(parameters)

    def _DescribeRoomList(self, given: dict[str, Any]) -> str:
        first, last = given["TimeRange"]
        rooms = [
            {"RoomId": str(item["RoomId"]), "StartTime": start, "EndTime": start + 3_600_000, "UserNumber": 2}
            for item in self.recordings[given["SdkAppId"]]
            if first <= (start := _moment(item) * 1000) <= last
        ]  # fmt: skip
        unique = list({room["RoomId"]: room for room in rooms}.values())
        return json.dumps({"RoomList": unique[: min(self.most_rooms, given["MaxSize"])]})

    def _DescribeRecordSearch(self, given: dict[str, Any]) -> str:
        items = [i for i in self.recordings[given["SdkAppId"]] if i["RoomId"] == given["RoomId"]]
        page, total = self._page(items, given)
        return json.dumps({"RecordTaskSet": page, "TotalCount": total})

    def _DescribeOnlineRecord(self, given: dict[str, Any]) -> str:
        for item in self.recordings[given["SdkAppId"]]:
            if item["TaskId"] == given["TaskId"]:
                outer = {name: item[name] for name in ("TaskId", "Status", "RoomId")}
                return json.dumps(item["Result"] | outer)
        raise Refused("FailedOperation.Record")

    def _DescribeTIWDailyUsage(self, given: dict[str, Any]) -> str:
        days = self._days(given)
        lines = [
            f'{{"Time": "{day}", "SdkAppId": {app}, "SubProduct": "sp_tiw_ric", "Value": {value}}}'
            for (app, day), value in sorted(self.usage.items())
            if app == given["SdkAppId"] and day in days
        ]
        return f'{{"Usages": [{", ".join(lines)}]}}'

    def _DescribeTIWRoomDailyUsage(self, given: dict[str, Any]) -> str:
        if given["Limit"] > 20:
            raise Refused("InvalidParameterValue")
        days = self._days(given)
        lines = [
            f'{{"Time": "{day}", "SdkAppId": {app}, "SubProduct": "sp_tiw_ric", "Value": {value}, "RoomID": {room}}}'
            for (app, day, room), value in sorted(self.room_usage.items())
            if app == given["SdkAppId"] and day in days
        ]
        page, total = self._page(lines, given)
        return f'{{"Usages": [{", ".join(page)}], "Total": {total}}}'

    def _DescribeDealsByCond(self, given: dict[str, Any]) -> str:
        first, last = (datetime.fromisoformat(given[name]) for name in ("StartTime", "EndTime"))
        if last - first > timedelta(days=93) or given["Status"] != 4:
            raise Refused("InvalidParameterValue")
        deals = [d for d in self.deals if first <= datetime.fromisoformat(d["CreateTime"]) <= last]
        page, total = self._page(deals, given)
        return json.dumps({"Deals": page, "TotalCount": total})

    def _days(self, given: dict[str, Any]) -> set[str]:
        first, last = date.fromisoformat(given["StartTime"]), date.fromisoformat(given["EndTime"])
        here = datetime.fromtimestamp(self.clock(), SHANGHAI)
        end = here.date() - timedelta(days=1 if here.hour < 7 else 0)
        if (last - first).days >= 31 or given["SubProduct"] != "sp_tiw_ric":
            raise Refused("InvalidParameterValue")
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        return {str(day) for day in days if day < end}

    def _page(self, items: list[Any], given: dict[str, Any]) -> tuple[list[Any], int]:
        page = items[given["Offset"] :][: given["Limit"]]
        total = len(items)
        if given["Offset"] and self.shrink > 0:
            self.shrink -= 1
            return page[:-1], total - 1
        return page, total


def _moment(item: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(item["CreateTime"]).timestamp())


def signature(key: str, service: str, timestamp: str, host: str, content_type: str, body: bytes) -> str:  # fmt: skip
    """TC3-HMAC-SHA256 over the headers content-type and host, worked out from the published description."""
    day = datetime.fromtimestamp(int(timestamp), UTC).strftime("%Y-%m-%d")
    request = f"POST\n/\n\ncontent-type:{content_type}\nhost:{host}\n\ncontent-type;host\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    text = f"TC3-HMAC-SHA256\n{timestamp}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    secret = f"TC3{key}".encode()
    for part in (day, service, "tc3_request"):
        secret = hmac.digest(secret, part.encode(), "sha256")
    return hmac.new(secret, text.encode(), "sha256").hexdigest()


class _Handler(BaseHTTPRequestHandler):
    vendor: Vendor
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        vendor = self.vendor
        try:
            self._check_signature(body)
            with vendor.lock:
                action, parameters = self.headers["X-TC-Action"], json.loads(body)
                now = time.monotonic()
                vendor.calls.append((now, action, parameters))
                code = next((code for name, code in vendor.fail if name == action), "")
                if code:
                    vendor.fail.remove((action, code))
                    raise Refused(code)
                recent = sum(now - at < 1 for at, name, _ in vendor.calls[-40:] if name == action)
                if recent > vendor.most_a_second:
                    raise Refused("RequestLimitExceeded")
                content = vendor.answer(action, self.headers["X-TC-Region"], parameters)
        except Refused as refusal:
            content = json.dumps({"Error": {"Code": str(refusal), "Message": f"never shown {SECRET_KEY}"}})  # fmt: skip
            if str(refusal) == "HANGUP":
                self.send_response(200)
                self.send_header("Content-Length", "1000")
                self.end_headers()
                self.wfile.write(b'{"Response": {"Roo')
                self.close_connection = True
                return
        document = f'{{"Response": {content[:-1]}{", " if len(content) > 2 else ""}"RequestId": "r-{len(vendor.calls)}"}}}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(document.encode())))
        self.end_headers()
        self.wfile.write(document.encode())

    def _check_signature(self, body: bytes) -> None:
        headers = self.headers
        match = re.fullmatch(
            r"TC3-HMAC-SHA256 Credential=(\S+)/(\S+)/(\w+)/tc3_request, SignedHeaders=content-type;host, Signature=(\w+)",
            headers["Authorization"],
        )
        assert match is not None
        secret_id, _, service, given = match.groups()
        if secret_id != SECRET_ID:
            raise Refused("AuthFailure.SecretIdNotFound")
        if headers["X-TC-Version"] != VERSIONS[service]:
            raise Refused("InvalidParameter")
        timestamp = headers["X-TC-Timestamp"]
        if abs(int(timestamp) - self.vendor.clock()) > 300:
            raise Refused("AuthFailure.SignatureExpire")
        own = signature(SECRET_KEY, service, timestamp, headers["Host"], headers["Content-Type"], body)  # fmt: skip
        if own != given:
            raise Refused("AuthFailure.SignatureFailure")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(vendor: Vendor) -> Iterator[Vendor]:
    """The vendor at `vendor.endpoint`, until the end."""
    handler = type("Handler", (_Handler,), {"vendor": vendor})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    vendor.port = server.server_port
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()  # fmt: skip
    try:
        yield vendor
    finally:
        server.shutdown()
        server.server_close()
