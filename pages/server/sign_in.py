"""Sign-in: who looks at a page, and whether that one may.

Off where there is no roles.toml: then the server speaks to this machine alone, and whoever sits there may do everything.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analytics.core.errors import Problem
from analytics.core.people import SERVER, Act, Person, Right
from analytics.team import replica, visibility
from analytics.team.roles import Roles, SignIn
from pages.server.access import settings
from pages.ui import boxes, database, formats, site

_NOTED = "sign_in_noted"
IDLE_S = 2 * 3600
"""After so long without a click somebody signs in again."""
LONGEST_S = 12 * 3600
"""After the sign-in at the provider somebody signs in again, whatever the cookie says."""
_seen: dict[tuple[str, str, str], float] = {}
"""When each sign-in was used last."""
NEEDS = {
    site.IMPORTS: Right.IMPORT,
    "Vendor": Right.IMPORT,
    "Groups": Right.IMPORT,
    "Settings": Right.ADMINISTER,
    "Audit": Right.ADMINISTER,
    "Company": Right.ADMINISTER,
    "Calculator": Right.QUOTE,
    "Quotes": Right.QUOTE,
}
"""What the pages are for that are not for everybody; on the others a change needs its right."""
_ELSEWHERE = Problem(
    "this page changes data, which a read-only replica does not",
    hint="Open it on the dashboard that owns the data",
)
NOBODY = Person("somebody who is not signed in", frozenset(), ("=",))
"""Whoever makes a part of a page again after the sign-in ended: that one sees no recordings."""


def signed_in() -> Person:
    """Who acts in this thread: the person whose page it makes, else the server itself."""
    how = settings()
    if how is None or get_script_run_ctx(suppress_warning=True) is None:
        return SERVER
    who = how.of(_claims(how)) or NOBODY
    return who if who.roles else replace(who, sees=NOBODY.sees)


def admit(page: str) -> None:
    """Let the person look at a page, or say why not and end it."""
    how = settings()
    if how is None:
        if replica.of() and page in NEEDS:
            boxes.problem(_ELSEWHERE)
            boxes.end_page()
        return
    claims = _claims(how)
    who = how.of(claims)
    if who is None:
        _ask_to_sign_in(how)
    elif not who.roles:
        st.error(
            f"{formats.plain(who.name)} has no role here. Ask an administrator to add one to roles.toml.",
            icon=":material/lock:",
        )
        groups = claims.get(how.groups) if how.groups else None
        st.caption(f"Signed in with the groups: {formats.plain(str(groups or 'none'))}")
    elif page in NEEDS and replica.of():
        boxes.problem(_ELSEWHERE)
    elif page in NEEDS and not who.may(NEEDS[page]):
        boxes.problem(
            Problem(
                f"this page is not for your role ({who.words})", hint="Ask an administrator for one"
            )
        )
    else:
        _say_who(how, who)
        return
    _note_once(f"refused: {page}")
    boxes.end_page()


def unseen() -> frozenset[str]:
    """Titles of the pages that the person may not use: they are out of sight."""
    if replica.of():
        return frozenset(NEEDS)
    how = settings()
    who = (how.of(_claims(how)) or NOBODY) if how else None
    return frozenset(title for title, right in NEEDS.items() if who and not who.may(right))


def _claims(how: Roles) -> Mapping[str, object]:
    if how.sign_in is SignIn.HEADERS:
        names = filter(None, (how.person, how.groups))
        return {name: st.context.headers.get(name) for name in names}
    claims = dict(st.user) if st.user.get("is_logged_in") else {}
    now = time.time()
    begun = claims.get("auth_time") or claims.get("iat")
    if _number(claims.get("exp"), now + 1) <= now or _number(begun, 0) + LONGEST_S <= now:
        return {}
    sign_in = (str(claims.get("iss")), str(claims.get("sub")), str(claims.get("iat")))
    if _seen.get(sign_in, now) + IDLE_S <= now:
        return {}
    _seen[sign_in] = now
    for old in [each for each, seen in list(_seen.items()) if seen + LONGEST_S <= now]:
        _seen.pop(old, None)
    return claims


def _number(value: object, default: float) -> float:
    return value if isinstance(value, int | float) else default


def _ask_to_sign_in(how: Roles) -> None:
    if how.sign_in is SignIn.OIDC:
        st.info("Sign in to see this page.", icon=":material/login:")
        st.button("Sign in", key="sign_in", type="primary", on_click=st.login)
    else:
        st.error(
            f"The proxy in front names nobody: it must send the header {formats.plain(how.person)}.",
            icon=":material/lock:",
        )


def _say_who(how: Roles, who: Person) -> None:
    _note_once("sign in")
    with st.sidebar:
        st.caption(f":material/person: {formats.plain(who.name)} · {who.words}")
        if how.sign_in is SignIn.OIDC:
            st.button("Sign out", key="sign_out", on_click=_sign_out)
    if who.sees:
        st.caption(f":material/visibility: {formats.plain(in_part(who))}")


def in_part(who: Person) -> str:
    """What of the recordings somebody sees, and of what the costs are; "" for all."""
    if not who.sees:
        return ""
    return (
        f"You see {visibility.in_words(who.sees)} only. Costs are of these recordings alone: free minutes and packs are not shared "
        "with others."
    )


def _sign_out() -> None:
    database.note(Act(None, "sign out"))
    st.logout()


def _note_once(action: str) -> None:
    """Into the record of changes, once for each tab."""
    noted = st.session_state.setdefault(_NOTED, [])
    if action not in noted:
        st.session_state[_NOTED] = [*noted, action]
        with suppress(Problem):  # the page says so itself
            database.note(Act(None, action))
