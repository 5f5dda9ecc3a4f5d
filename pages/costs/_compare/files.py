"""Plans as files: each and all to download, and files from elsewhere to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics.catalog import plan_exchange, plan_file, plans, price_books
from analytics.core.errors import Problem
from analytics.core.model import Plan
from pages.ui import boxes, data, formats, plan_words
from pages.ui.plans.saving import SAID
from pages.ui.takeaway.button import download

_TURN = "plan_files_turn"


class _Read(NamedTuple):
    """A file that is a plan, under the name that it would be kept by."""

    name: str
    plan: Plan


def show() -> None:
    """All saved plans with their files, and the upload."""
    st.subheader("Plans as files", anchor=False)
    saved = data.saved_plans()
    out, back = st.columns(2, gap="medium")
    with out, st.container(border=True, height="stretch"):
        _export(saved)
    with back, st.container(border=True, height="stretch"):
        _import(saved)


def _export(saved: Mapping[str, Plan]) -> None:
    st.markdown(f"**{formats.count(len(saved), 'saved plan')}**")
    own = data.team()[0]
    for number, (name, plan) in enumerate(saved.items()):
        text, file = st.columns([5, 2], vertical_alignment="center")
        flag = " · the team’s plan" if name == own else ""
        text.markdown(f"{formats.plain(formats.short(name))}{flag}  \n:small[{_words(plan)}]")
        with file:
            download(
                "TOML",
                plan_file.dumps(plan),
                plan_exchange.file_name(name),
                "application/toml",
                key=f"plan_file_{number}",
                icon=":material/download:",
                help=f"Download {formats.plain(formats.short(name))} as a plan file",
            )
    download(
        "All as ZIP",
        lambda: plan_exchange.archive(saved),
        "plans.zip",
        "application/zip",
        key="plan_files_zip",
        icon=":material/folder_zip:",
    )


def _words(plan: Plan) -> str:
    parts = [plan.price_book, plan_words.packs(plan), *plan_words.ratios(plan)]
    if plan.monthly_fee:
        parts.insert(1, "monthly fee")
    return formats.plain(" · ".join(parts))


def _import(saved: Mapping[str, Plan]) -> None:
    turn = st.session_state.get(_TURN, 0)
    uploads = st.file_uploader(
        "Plan files (TOML)",
        type="toml",
        accept_multiple_files=True,
        key=f"plan_files_{turn}",
        max_upload_size=1,
        help="The same form as `python -m analytics settle --plan` reads.",
    )
    entries: list[_Read] = []
    for number, file in enumerate(uploads):
        try:
            plan = plan_exchange.read(file.getvalue(), file.name, price_books.known(data.store()))
        except Problem as problem:
            boxes.problem(problem)
            continue
        entries.append(_Read(_ask_name(file, turn, number), plan))
        st.caption(_words(plan))
    names = [entry.name for entry in entries]
    if replaced := [name for name in dict.fromkeys(names) if name in saved]:
        st.warning(
            f"{formats.listed(map(formats.plain, replaced))} will be replaced: a plan of that name is "
            "saved already.",
            icon=":material/warning:",
        )
    twice = len(set(names)) < len(names)
    if twice:
        st.error("Two files have one name: give each its own.", icon=":material/error:")
    st.button(
        f"Keep {formats.count(len(entries), 'plan')}" if entries else "Keep",
        key="keep_plan_files",
        type="primary",
        disabled=not entries or twice or not all(names),
        on_click=_keep,
        args=(entries,),
    )


def _ask_name(file: UploadedFile, turn: int, number: int) -> str:
    return st.text_input(
        f"Name of {formats.plain(formats.short(file.name))}",
        value=plan_exchange.plan_name(file.name),
        max_chars=60,
        key=f"plan_file_name_{turn}_{number}_{file.file_id}",
    ).strip()


def _keep(entries: list[_Read]) -> None:
    for entry in entries:
        plans.save(data.store(), entry.name, entry.plan)
    st.session_state[SAID] = f"Kept {formats.count(len(entries), 'plan')}."
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
