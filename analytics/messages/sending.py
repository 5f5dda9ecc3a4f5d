"""Sending of one message through one channel, by HTTP or SMTP; what went wrong is told in a few words."""

from __future__ import annotations

import http.client
import smtplib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from html import escape
from ipaddress import ip_address
from time import time
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from analytics.messages import requests
from analytics.messages.channels import Channel, Medium
from analytics.messages.message import Message

TIMEOUT_S = 15
MOST_ANSWER = 65_536


class NotDelivered(Exception):
    """Why a message did not reach its channel; never with its address or secret."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A robot does not move: what is told to one address is not told to another."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def send(channel: Channel, message: Message, files: Mapping[str, bytes] | None = None) -> None:
    """Deliver a message; files go along by mail. Raises NotDelivered."""
    if channel.medium is Medium.EMAIL:
        _mail(channel, message, files or {})
    else:
        _post(channel, message)


def _post(channel: Channel, message: Message) -> None:
    asked = requests.request(channel, message, int(time() * 1000))
    call = urllib.request.Request(
        asked.url, asked.body, {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(call, timeout=TIMEOUT_S) as answer:
            status, body = answer.status, answer.read(MOST_ANSWER)
    except urllib.error.HTTPError as fault:
        with fault:
            status, body = fault.code, fault.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError) as fault:
        _failed(fault)
    if refused := requests.refusal(status, body):
        raise NotDelivered(refused)


def _mail(channel: Channel, message: Message, files: Mapping[str, bytes]) -> None:
    parts = urlsplit(channel.url)
    host = parts.hostname or ""
    user = unquote(parts.username or "")
    mail = _letter(channel, message, files, user, host)
    context = ssl.create_default_context()
    if _is_here(host):  # its certificate is its own, and nobody can stand between
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_S)
        with server:
            server.ehlo()
            if parts.scheme == "smtp":
                if server.has_extn("starttls"):
                    server.starttls(context=context)
                    server.ehlo()
                elif not _is_here(host):
                    raise NotDelivered("the mail server offers no encryption (STARTTLS)")
            if channel.secret:
                server.login(user or channel.sender or channel.to[0], channel.secret)
            refused = server.send_message(mail)
    except (OSError, smtplib.SMTPException, ValueError) as fault:
        _failed(fault)
    if refused:
        raise NotDelivered(f"the mail server refused {len(refused)} of {len(channel.to)} people")


def _letter(
    channel: Channel, message: Message, files: Mapping[str, bytes], user: str, host: str
) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(message.title.split())
    mail["From"] = channel.sender or (user if "@" in user else f"recordings@{host}")
    mail["To"] = ", ".join(channel.to)
    mail.set_content(message.plain())
    rows = "".join(
        f"<li>{escape(line.text)}"
        + (f' <a href="{escape(line.link)}">Open</a>' if line.link else "")
        + "</li>"
        for line in message.lines
    )
    mail.add_alternative(
        f"<html><body><h3>{escape(message.title)}</h3><ul>{rows}</ul></body></html>", subtype="html"
    )
    for name, content in files.items():
        main, sub = ("application", "pdf") if name.endswith(".pdf") else ("text", "html")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


def _is_here(host: str) -> bool:
    """The same machine: nobody can listen on the way."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _failed(fault: Exception) -> NoReturn:
    reason = getattr(fault, "reason", fault)
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        text = "the mail server takes no password: leave secret_env out, or check its address"
    elif isinstance(fault, smtplib.SMTPAuthenticationError):
        text = "the mail server refused name or password"
    elif isinstance(fault, smtplib.SMTPResponseException):
        text = f"the mail server answered {fault.smtp_code}"
    elif isinstance(fault, smtplib.SMTPRecipientsRefused):
        text = f"the mail server refused all {len(fault.recipients)} people"
    elif isinstance(reason, ssl.SSLCertVerificationError):
        text = "its certificate could not be verified"
    elif isinstance(reason, TimeoutError):
        text = f"no answer within {TIMEOUT_S} s"
    elif isinstance(reason, ConnectionRefusedError):
        text = "nobody listens there"
    else:
        strerror = getattr(reason, "strerror", None)
        text = f"it could not be reached ({strerror or type(reason).__name__})"
    raise NotDelivered(text) from fault
