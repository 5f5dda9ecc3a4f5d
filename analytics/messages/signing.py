"""Signatures of chat robots: an HMAC of the time and a secret that both sides know."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha256


def feishu(secret: str, timestamp_s: int) -> str:
    """Feishu and Lark: the key is the time and the secret, the message is empty.

    Source: open.feishu.cn, custom bot guide, "signature verification".
    """
    key = f"{timestamp_s}\n{secret}".encode()
    return b64encode(hmac.new(key, b"", sha256).digest()).decode()


def dingtalk(secret: str, timestamp_ms: int) -> str:
    """DingTalk: the key is the secret, the message the time in milliseconds and the secret. Not yet quoted for an address.

    Source: open.dingtalk.com, custom robot security settings.
    """
    message = f"{timestamp_ms}\n{secret}".encode()
    return b64encode(hmac.new(secret.encode(), message, sha256).digest()).decode()
