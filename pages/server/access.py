"""Access to this server: whether people sign in, and where it may listen; checked before anything else is read."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec

import streamlit as st

from analytics.core.errors import Problem
from analytics.storage.store import database_path
from analytics.team import replica, roles
from analytics.team.roles import Roles, SignIn

PROXY_SECRET = "RECORDINGS_PROXY_SECRET"
PROXY_HEADER = "x-recordings-proxy"


@cache
def settings() -> Roles | None:
    """How people sign in here, read once: a server that is asked to be safe must not become open while it runs."""
    return roles.load(replica.owners_database() or database_path().absolute())


def refusal() -> str:
    """Why this server may not start: the sentence; "" where it may."""
    try:
        how = settings()
    except Problem as problem:
        return str(problem)
    if how and how.sign_in is SignIn.OIDC and (lacking := _lacking_for_oidc()):
        return lacking
    if _is_loopback(_address()):
        return ""
    if how is None:
        return (
            "This address can be reached from other machines, and nobody signs in: write roles.toml beside the database (see "
            "Running it for a team in the README), or leave --server.address away."
        )
    if how.sign_in is SignIn.HEADERS and not os.environ.get(PROXY_SECRET):
        return (
            "Anybody who reaches this address could write the headers that name people: listen on 127.0.0.1 behind the proxy, or let "
            f"it send the header {PROXY_HEADER} with the value of {PROXY_SECRET}."
        )
    return ""


def _lacking_for_oidc() -> str:
    """What is missing for the sign-in by OpenID Connect: the sentence; "" for nothing."""
    if find_spec("authlib") is None:
        return 'The sign-in "oidc" of roles.toml needs more: pip install -r analytics/team/requirements.txt'
    try:
        auth: Mapping[str, object] = st.secrets.get("auth", {})
    except FileNotFoundError:
        auth = {}
    missing = [name for name in ("redirect_uri", "cookie_secret") if not auth.get(name)]
    if not missing:
        return ""
    return (
        f'The sign-in "oidc" of roles.toml needs {" and ".join(missing)} in [auth] of .streamlit/secrets.toml, with client_id, '
        "client_secret and server_metadata_url of your provider (see Running it for a team in the README)."
    )


def _address() -> str | None:
    address: str | None = st.get_option("server.address")
    return address


def _is_loopback(address: str | None) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address or "0.0.0.0").is_loopback
    except ValueError:
        return False
