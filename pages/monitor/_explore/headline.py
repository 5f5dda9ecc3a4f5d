"""What is looked at, in one line of figures, and how its days and hours are cut."""

from __future__ import annotations

from functools import partial

import streamlit as st

from analytics.lineage import Claim
from pages.monitor._explore import figures as proofs
from pages.monitor._explore import measures, questions, state
from pages.monitor._explore.measures import Measure
from pages.monitor._explore.state import Now
from pages.ui import data, drilldown, formats
from pages.ui.periods import DAY
from pages.ui.takeaway import screen


def show(selection: Now) -> None:
    """What is looked at, in one line: cost, minutes, files, lessons."""
    sums = questions.total(selection.part)
    lessons = questions.lesson_count(selection.part, state.step())
    cost = measures.whole(selection.part, Measure.COST).cost

    def claim(label: str) -> dict[str, Claim]:
        if label == "Cost":
            return proofs.costs(selection.part, {label: cost})
        claims = proofs.headline(
            selection.part, state.step(), sums.ms, sums.billable_ms, sums.videos, lessons
        )
        return {label: claims[label]}

    with st.grid(5, min_column_width=140, key="headline"):
        for label, value, help in (
            ("Cost", measures.text(cost, Measure.COST), measures.formula()),
            (
                "Minutes",
                formats.minutes(sums.ms),
                "Length of all recorded files, free kinds and unfinished recordings included.",
            ),
            (
                "Billable minutes",
                formats.minutes(sums.billable_ms),
                "Camera, screen share and whiteboard files of finished recordings, exact minutes.",
            ),
            ("Files", formats.whole(sums.videos), "Recorded files."),
            (
                "Lessons",
                formats.whole(lessons),
                "Recording tasks that have at least one file of what is filtered.",
            ),
        ):
            drilldown.figure(label, value, partial(claim, label), help=help)
    screen.remark(settings(selection))


def settings(selection: Now) -> str:
    """Which days, which part, and how days and hours are cut."""
    coverage = data.coverage()
    assert coverage is not None
    edge = "stopped" if coverage.midnight == "stop" else "started"
    days = formats.days(selection.part.since, selection.part.until)
    period = f" of {selection.shared.period.text}" if selection.focus else ""
    parts = [
        f"{days}{period}",
        "part of the recordings" if selection.is_part else "all recordings",
        f"a recording counts on the day it {edge} and in the hour it began, in "
        f"{formats.plain(coverage.zone)}",
    ]
    last = coverage.last_day + DAY
    if selection.part.until > last or selection.part.since < coverage.first_day:
        recorded = formats.days(coverage.first_day, last)
        parts.append(f"**partial: recordings cover {recorded} only**")
    return f"{' · '.join(parts)}."
