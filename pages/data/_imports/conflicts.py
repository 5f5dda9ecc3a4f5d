"""Videos on which imports disagree: what each says, and a person's choice of the one that counts."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

import streamlit as st

from analytics.core.errors import Problem
from analytics.ingest.loading.conflicts import Conflict, Disputed, Losing, resolve
from pages.ui import data, formats, tables

_UNITS = {"VideoDuration": "ms", "VideoPlayTime": "ms", "VideoSize": "bytes"}
UNDECIDED, DECIDED = "Undecided", "Decided"


def show() -> None:
    """What is open and what was decided, video by video; nothing where imports agree."""
    disputed = data.disputed()
    if not disputed.videos:
        return
    st.caption(
        f"Imports disagree about {formats.count(disputed.videos, 'video')}, {disputed.undecided:,} undecided."
    )
    # The numbers are no part of the label: with another one this were another box, which is closed.
    box = st.expander(
        "Decide whose row counts",
        key="conflicts",
        icon=":material/compare_arrows:",
        on_change="rerun",
    )
    if box.open:
        with box:
            _body(disputed)


def _body(disputed: Disputed) -> None:
    st.caption(
        "The row that was loaded first counts until you choose another. A finished task "
        "replaces an unfinished one by itself and is not listed."
    )
    for import_ in disputed.by_import:
        if import_.videos > 1:
            label = f"Let {_named(import_)} count for all {import_.videos:,} …"
            if st.button(label, key=f"resolve_all_{import_.import_id}"):
                _confirm(import_)
    status = UNDECIDED if disputed.undecided else DECIDED
    if 0 < disputed.undecided < disputed.videos:
        status = st.segmented_control(
            "Which videos",
            (UNDECIDED, DECIDED),
            default=UNDECIDED,
            required=True,
            key="conflicts_shown",
            label_visibility="collapsed",
        )
    conflicts = data.conflicts(decided=status == DECIDED)
    videos = [
        (video, list(group)) for video, group in groupby(conflicts, key=attrgetter("video_id"))
    ]
    for number, (video, fields) in enumerate(videos):
        _video(number, video, fields)
    if status == UNDECIDED and disputed.undecided > len(videos):
        st.caption(
            f"The first {len(videos)} of {disputed.undecided:,}; the next follow as these are decided."
        )
    elif status == DECIDED and disputed.videos - disputed.undecided > len(videos):
        st.caption(
            f"The latest {len(videos)} of {disputed.videos - disputed.undecided:,} decisions."
        )


@st.dialog("Let this import count?", icon=":material/compare_arrows:")
def _confirm(losing: Losing) -> None:
    st.markdown(what_changes(losing))
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Leave it", key="leave_conflicts"):
            st.rerun()
        arguments = (None, losing.import_id)
        if st.button(
            "Let it count", key="resolve_all", type="primary", on_click=_decide, args=arguments
        ):
            st.rerun()


def what_changes(losing: Losing) -> str:
    """What the choice of a whole import does, in words."""
    decided = losing.videos - losing.undecided
    length = f"{formats.minute_count(abs(losing.ms))} {'more' if losing.ms > 0 else 'less'}"
    sentences = [
        f"**{_named(losing)}** will count for {formats.count(losing.videos, 'video')} on which another import counts now.",
        f"All files together are {length} then." if losing.ms else "The lengths stay as they are.",
    ]
    if decided:
        sentences.append(
            f"Of these, {decided:,} were decided before: these decisions are replaced."
        )
    sentences.append("Each can be decided otherwise afterwards.")
    return "\n\n".join(sentences)


def _named(losing: Losing) -> str:
    return f"{formats.plain(formats.short(losing.file, 30))} ({losing.import_id[:6]})"


def _video(number: int, video: str, fields: list[Conflict]) -> None:
    files = {
        statement.import_id: (statement.file, statement.counts)
        for conflict in fields
        for statement in conflict.said
    }
    newest = _newest(files)
    with st.container(border=True, key=f"conflict_{number}"):
        decided = " · decided" if any(conflict.is_decided for conflict in fields) else ""
        stake = _at_stake(fields)
        minutes = f" · {formats.minute_count(stake)} at stake" if stake else ""
        st.markdown(f"**{formats.plain(formats.short(video, 50))}**{minutes}{decided}")
        tables.show(
            [
                tables.text("Field", [_field(conflict) for conflict in fields]),
                *(
                    tables.text(
                        _column(id, file, counts, id == newest),
                        [_value(conflict, id) for conflict in fields],
                    )
                    for id, (file, counts) in files.items()
                ),
            ],
            key=f"conflict_table_{number}",
            alt=f"What each import says about video {formats.short(video, 50)}",
        )
        with st.container(horizontal=True):
            for place, (id, (file, counts)) in enumerate(files.items()):
                if not counts:
                    st.button(
                        f"Let {formats.plain(formats.short(file, 30))} count",
                        key=f"resolve_{number}_{place}",
                        on_click=_decide,
                        args=(video, id),
                    )
            if decided:
                st.button(
                    "Undo the choice",
                    key=f"resolve_{number}_back",
                    type="tertiary",
                    on_click=_decide,
                    args=(video, None),
                )


def _newest(ids: Iterable[str]) -> str:
    """Of imports the one that was loaded last."""
    loaded = {row["import_id"]: row["loaded_at"] for row in data.imports()}
    return max(ids, key=loaded.__getitem__)


def _at_stake(fields: list[Conflict]) -> int:
    """By how many milliseconds the lengths of a video differ."""
    lengths = [
        int(statement.value)
        for conflict in fields
        if conflict.field == "VideoDuration"
        for statement in conflict.said
        if statement.value.isascii() and statement.value.isdecimal()
    ]
    return max(lengths) - min(lengths) if lengths else 0


def _column(id: str, file: str, counts: bool, newest: bool) -> str:
    marks = f"{' · counts' if counts else ''}{' · newest' if newest else ''}"
    return f"{formats.short(file, 30)} ({id[:6]}){marks}"


def _field(conflict: Conflict) -> str:
    unit = _UNITS.get(conflict.field)
    return f"{conflict.field}, {unit}" if unit else conflict.field


def _value(conflict: Conflict, id: str) -> str:
    value = next((statement.value for statement in conflict.said if statement.import_id == id), "")
    is_number = conflict.field in _UNITS and value.isdecimal()
    return formats.whole(int(value)) if is_number else value


def _decide(video: str | None, id: str | None) -> None:
    try:
        resolve(data.store(), video, id)
    except Problem:
        pass  # somebody else decided or undid the import just now: the list shows it
