"""The way from our minutes to the vendor's, cause by cause, and the days by how they compare."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from analytics.billing.reconciliation import Cause, Class
from analytics.reconcile.compare import Reconciliation
from pages.ui import formats, theme
from pages.ui.charts import base
from pages.ui.charts.base import Picture, axis_minutes, bars, figure, points
from pages.ui.reconciled import class_words
from pages.ui.takeaway import page_record, screen

COLOURS = {
    Class.EQUAL: theme.SERIES[2],
    Class.ROUNDING: theme.SERIES[4],
    Class.EXPLAINED: theme.SERIES[0],
    Class.UNEXPLAINED: theme.SERIES[3],
    Class.VENDOR_ONLY: theme.SERIES[1],
    Class.OURS_ONLY: theme.SERIES[6],
    Class.NOT_TOLD: theme.EMPTY,
    Class.NOT_LOADED: theme.INK,
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show(result: Reconciliation) -> None:
    """Both pictures; the bridge only where there is a way to go."""
    left, right = st.columns(2)
    if result.causes():
        with left:
            st.subheader("From ours to the vendor’s", anchor=False)
            _chart(_bridge(result), "reconcile_bridge", "Our minutes, each cause, and the vendor's")
    if result.cells and all(cell.place.room is None for cell in result.cells):
        with right:
            st.subheader("Days", anchor=False)
            _chart(_calendar(result), "reconcile_days", "Days by how they compare with the bill")


def _chart(picture: Picture, key: str, alt: str) -> None:
    page_record.add(page_record.Chart(alt, picture))
    screen.chart(
        picture,
        key=key,
        alt=alt,
    )


def _bridge(result: Reconciliation) -> Picture:
    ours = sum(cell.ours_ms or 0 for cell in result.compared)
    steps = [("Ours", 0, ours)]
    place = ours
    for cause, ms in result.causes().items():
        steps.append((_name(cause), place, ms))
        place += ms
    steps.append(("Billed", 0, place))
    ends = [ours, place, *(start + ms for _, start, ms in steps[1:-1])]
    room = (max(ends) - min(ends)) // 3 or max(ends) // 20 or 1
    trace = bars(
        x=[name for name, _, _ in steps],
        y=[axis_minutes(ms) for _, _, ms in steps],
        base=[axis_minutes(start) for _, start, _ in steps],
        text=[
            formats.minutes(ms, 1 if abs(ms) < 600_000 else 0)
            if name in ("Ours", "Billed")
            else f"{'+' if ms > 0 else '−'}{formats.minutes(abs(ms), 1 if abs(ms) < 600_000 else 0)}"
            for name, _, ms in steps
        ],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
        marker={
            "color": [
                theme.QUOTA if name in ("Ours", "Billed") else _colour(name) for name, _, _ in steps
            ],
            "line": {"width": 0},
        },
    )
    picture = figure([trace], height=320, unit="minutes", hovermode=False)
    picture.across(type="category", hoverformat="", tickangle=0)
    low = max(0, min(ends) - room)
    picture.upwards(range=[axis_minutes(low), axis_minutes(max(ends) + room)], rangemode="normal")
    return picture


def _name(cause: Cause) -> str:
    return cause.value.replace("_", " ").capitalize()


def _colour(name: str) -> str:
    is_open = name == _name(Cause.UNEXPLAINED)
    return COLOURS[Class.UNEXPLAINED] if is_open else COLOURS[Class.EXPLAINED]


def _calendar(result: Reconciliation) -> Picture:
    """A square a day: weeks across, weekdays upwards."""
    traces = []
    for kind in Class:
        cells = [cell for cell in result.cells if cell.kind is kind]
        if not cells:
            continue
        days = [cell.place.day for cell in cells]
        traces.append(
            points(
                name=class_words(kind).capitalize(),
                mode="markers",
                x=[day - timedelta(day.weekday()) for day in days],
                y=[WEEKDAYS[day.weekday()] for day in days],
                marker={"symbol": "square", "size": 11, "color": COLOURS[kind]},
                customdata=[
                    f"{formats.day(cell.place.day)} {formats.label(cell.place.app)}"
                    + (
                        f": {formats.minutes(cell.ours_ms or 0)} ours, {formats.minutes(cell.vendor_ms or 0)} billed"
                        if cell.difference_ms is not None
                        else ""
                    )
                    for cell in cells
                ],
                hovertemplate="%{customdata}",
            )
        )
    picture = figure(traces, height=320, unit="", hovermode="closest", showlegend=True)
    picture.upwards(
        type="category",
        categoryorder="array",
        categoryarray=list(reversed(WEEKDAYS)),
        rangemode="normal",
        tickformat="",
    )
    base.widen(picture, sorted({cell.place.day for cell in result.cells}))
    return picture
