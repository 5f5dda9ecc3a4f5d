"""Requests to the vendor's API: signed, at most 15 a second, tried again where that helps, answered with the bytes that came."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from analytics.connect.credentials import Credentials
from analytics.connect.faults import VendorProblem, passes
from analytics.core.errors import Problem

REQUIREMENTS = "analytics/connect/requirements.txt"
SITES = {"intl": "intl.tencentcloudapi.com", "cn": "tencentcloudapi.com"}
# published: where each group of actions is answered.
RECORDINGS = ("tiw", "2019-09-19", "ap-singapore")
USAGE = ("tiw", "2019-09-19", "ap-guangzhou")
BILLING = ("billing", "2018-07-09", "ap-singapore")
Service = tuple[str, str, str]
"""Product, version, region."""

# 15 a second leave room for other programs of the account, for which 20 are allowed. A second holds 12 steps of 85 ms, and three
# requests that were sent before may arrive late in it: so many more are under way at once.
_STEP_S = 0.085
_WAITS_S = (0.5, 1, 2, 4)
"""Before each further try."""
_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """A document of the vendor: its bytes as they came, and what is in its `Response`, fractions as Decimal."""

    raw: bytes
    response: dict[str, Any]

    def rows(self, name: str) -> list[dict[str, Any]]:
        """A list of objects; empty where there is none."""
        value = self.response.get(name)
        return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []

    def whole(self, name: str) -> int | None:
        """A whole number, as such or in a text; None where there is none."""
        value = str(self.response.get(name))
        return int(value) if value.isascii() and value.isdecimal() and len(value) < 20 else None


class Pace:
    """Requests with a step between them, of all threads together."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock, self.sleep = clock, sleep
        self._next = clock()
        self._turn = threading.Lock()

    def wait(self) -> None:
        """Until the next request may go."""
        with self._turn:
            pause = self._next - self._clock()
            if pause > 0:
                self.sleep(pause)
            self._next = max(self._next, self._clock()) + _STEP_S


class Api:
    """The vendor's API for one account. `check` is called before each request, and raises where the work is to stop."""

    def __init__(
        self,
        credentials: Credentials,
        *,
        site: str = "intl",
        endpoint: str = "",
        pace: Pace | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`endpoint` (HOST:PORT) takes the place of the site's hosts, by plain HTTP. Raises Problem without the library."""
        self._credentials, self._site, self._endpoint = credentials, site, endpoint
        self._pace, self._check = pace or Pace(), check
        self._clients = threading.local()
        _library()

    def call(self, service: Service, action: str, app: str = "", /, **parameters: Any) -> Answer:
        """The answer to one request, about an app where one is named. Raises VendorProblem."""
        if app:
            parameters = {"SdkAppId": int(app), **parameters}
        for wait in (*_WAITS_S, None):
            self._check()
            self._pace.wait()
            try:
                return self._once(service, action, parameters)
            except _Refused as refusal:
                if wait is None or not passes(refusal.code):
                    raise VendorProblem(refusal.code, action, app) from None
                self._pace.sleep(wait)
        raise AssertionError("the last try answers or raises")

    def _once(self, service: Service, action: str, parameters: dict[str, Any]) -> Answer:
        fault = _library().TencentCloudSDKException
        try:
            raw = self._client(service).call(action, parameters)
        except fault as refusal:
            raise _Refused(str(refusal.get_code())) from None
        except OSError:  # the connection broke while the answer came
            raise _Refused("ClientNetworkError") from None
        except (ValueError, KeyError, TypeError):
            raise _Refused("ServerNetworkError") from None
        try:
            response = json.loads(raw, parse_float=Decimal)["Response"]
            error = response.get("Error")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise _Refused("ServerNetworkError") from None
        if error:
            # The library looks for errors only where the answer says that it is JSON in just these words.
            raise _Refused(str(error.get("Code")) if isinstance(error, dict) else "Error")
        return Answer(raw, response)

    def _client(self, service: Service) -> Any:
        """One for each thread, for a connection is not shared."""
        clients = self._clients.__dict__.setdefault("by_service", {})
        if service not in clients:
            library = _library()
            product, version, region = service
            profile = library.HttpProfile(
                protocol="http" if self._endpoint else "https",
                endpoint=self._endpoint or f"{product}.{SITES[self._site]}",
                reqTimeout=_TIMEOUT_S,
                keepAlive=True,
            )
            clients[service] = library.CommonClient(
                product,
                version,
                library.Credential(self._credentials.secret_id, self._credentials.secret_key),
                region,
                library.ClientProfile(httpProfile=profile),
            )
        return clients[service]


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Library:
    CommonClient: Any
    Credential: Any
    ClientProfile: Any
    HttpProfile: Any
    TencentCloudSDKException: Any


def _library() -> _Library:
    """The vendor's library, which is an extra."""
    try:
        from tencentcloud.common.common_client import CommonClient
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.exception.tencent_cloud_sdk_exception import (
            TencentCloudSDKException,
        )
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
    except ModuleNotFoundError as fault:
        raise Problem(
            "the vendor's library is not installed, which sync alone needs",
            hint=f"Run: pip install -r {REQUIREMENTS}",
        ) from fault
    # It logs whole requests where somebody has logging on.
    logging.getLogger("tencentcloud_sdk_common").setLevel(logging.CRITICAL)
    return _Library(CommonClient, Credential, ClientProfile, HttpProfile, TencentCloudSDKException)
