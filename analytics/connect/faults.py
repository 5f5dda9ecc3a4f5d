"""The vendor's error codes in sentences that say what to do; the vendor's own texts and the keys never stand in one.

published: the codes, and that the first three kinds pass by themselves.
"""

from __future__ import annotations

from analytics.core.errors import Problem

NETWORK = ("ClientNetworkError", "ServerNetworkError")
PASSING = ("RequestLimitExceeded", "InternalError", *NETWORK)
"""What is tried again; nothing else is."""
# The beginning of a code -> what is wrong, and what to do. The first that fits is taken.
_SENTENCES = (
    (
        "AuthFailure.SignatureExpire",
        "this machine's clock is more than five minutes off, so that the vendor refuses its requests",
        "Set the clock, or have it set by the network (timedatectl set-ntp true), and sync again",
    ),
    (
        "AuthFailure.UnauthorizedOperation",
        "these keys may not ask for {action}",
        "Have the owner of the account allow it in Cloud Access Management (CAM)",
    ),
    (
        "AuthFailure",
        "the vendor does not accept the keys",
        "Check TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, and that --site is that of the account",
    ),
    (
        "InvalidParameter.SdkAppIdNotFound",
        "the vendor knows no such app",
        "Check the SdkAppId, and that --site is that of its account",
    ),
    (
        "UnauthorizedOperation.SdkAppId",
        "this app belongs to another account than the keys",
        "Use the keys of its account, or leave the app out",
    ),
    (
        "ResourceUnavailable.NotRegistered",
        "Interactive Whiteboard is not enabled for this app",
        "Enable it in the vendor's console, or leave the app out",
    ),
    (
        "ResourceUnavailable.ServiceExpired",
        "the vendor has stopped the service of this app because the account is in arrears",
        "Pay what is due in the vendor's console, and sync again",
    ),
    (
        "UnauthorizedOperation",
        "these keys may not ask for {action}",
        "Have the owner of the account allow it in Cloud Access Management (CAM)",
    ),
    (
        "RequestLimitExceeded",
        "the vendor still refuses requests as too many, after several tries",
        "Stop other programs that use the same account, and sync again later",
    ),
    (
        "InternalError",
        "the vendor's service fails, after several tries",
        "Sync again later",
    ),
    (
        "ClientNetworkError",
        "the vendor's service cannot be reached",
        "Check the network, HTTPS_PROXY and --endpoint, and sync again",
    ),
    (
        "ServerNetworkError",
        "the vendor's service does not answer as it should, after several tries",
        "Check HTTPS_PROXY and --endpoint, and sync again later",
    ),
)


class VendorProblem(Problem):
    """What the vendor refused. `code` is its own word."""

    def __init__(self, code: str, action: str, app: str = "") -> None:
        self.code = code
        what, hint = next(
            (
                (what.format(action=action), hint)
                for start, what, hint in _SENTENCES
                if code.startswith(start)
            ),
            (
                f"the vendor refused {action} ({_word(code)})",
                "Look the code up in the vendor's documentation",
            ),
        )
        super().__init__(what, where=f"app {app}" if app else "vendor", hint=hint)


def passes(code: str) -> bool:
    """Whether the same request may be answered a moment later."""
    return any(code == word or code.startswith(f"{word}.") for word in PASSING)


def _word(code: str) -> str:
    """A code as it is shown: letters, digits and dots, for it comes from elsewhere."""
    return "".join(sign for sign in code if sign.isascii() and (sign.isalnum() or sign in "._"))[
        :80
    ]
