"""Videos on which imports disagree: what each says, and a person's choice of the one that counts."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

import streamlit as st

from analytics.errors import Problem
from analytics.ingest.disputes import Conflict, resolve
from pages.ui import data, formats

MOST_SHOWN = 20


def show() -> None:
    """The open differences, video by video; nothing where imports agree."""
    found = data.conflicts()
    if not found:
        return
    videos = [(video, list(group)) for video, group in groupby(found, key=attrgetter("video_id"))]
    open_ones = sum(not any(each.is_decided for each in fields) for _, fields in videos)
    with st.expander(
        f"Imports disagree about {formats.count(len(videos), 'video')} · {open_ones:,} undecided",
        key="conflicts",
        icon=":material/compare_arrows:",
    ):
        st.caption(
            "The row that was loaded first counts until you choose another. A finished task "
            "replaces an unfinished one by itself and is not listed."
        )
        for number, (video, fields) in enumerate(videos[:MOST_SHOWN]):
            _video(number, video, fields)
        if len(videos) > MOST_SHOWN:
            st.caption(f"{len(videos) - MOST_SHOWN:,} more are not shown; decide these first.")


def _video(number: int, video: str, fields: list[Conflict]) -> None:
    files = {said.import_id: (said.file, said.counts) for each in fields for said in each.said}
    with st.container(border=True, key=f"conflict_{number}"):
        decided = " · decided" if any(each.is_decided for each in fields) else ""
        st.markdown(f"**{formats.plain(formats.short(video, 50))}**{decided}")
        st.dataframe(
            {
                "Field": [each.field for each in fields],
                **{
                    _column(id, file, counts): [_value(each, id) for each in fields]
                    for id, (file, counts) in files.items()
                },
            },
            key=f"conflict_table_{number}",
            alt=f"What each import says about video {formats.short(video, 50)}",
            hide_index=True,
            width="stretch",
            height="content",
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
                    "Take the choice back",
                    key=f"resolve_{number}_back",
                    type="tertiary",
                    on_click=_decide,
                    args=(video, None),
                )


def _column(id: str, file: str, counts: bool) -> str:
    return f"{formats.short(file, 30)} ({id[:6]}){' · counts' if counts else ''}"


def _value(conflict: Conflict, id: str) -> str:
    return next((said.value for said in conflict.said if said.import_id == id), "")


def _decide(video: str, id: str | None) -> None:
    try:
        resolve(data.store(), video, id)
    except Problem:
        pass  # somebody else decided or undid the import just now: the list shows it
