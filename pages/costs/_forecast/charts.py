"""Charged minutes behind and ahead of the last recorded day."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.core.model import DayCharge
from analytics.planning.forecast import Expected, every_day
from pages.ui import formats, theme
from pages.ui.charts.base import Picture, axis_minutes, bars, figure, points, widen

RECORDED, BAND = "#000015", "#000018"


def minutes_ahead(
    recorded: Sequence[DayCharge], expected: Sequence[Expected], *, shown: int, height: int = 320
) -> Picture:
    """The last ``shown`` recorded days as bars, then the expected ones with their band."""
    past = every_day(recorded)[-shown:]
    traces = [
        bars(
            name="Recorded",
            x=[day for day, _ in past],
            y=[axis_minutes(ms) for _, ms in past],
            customdata=[formats.minutes(ms) for _, ms in past],
            hovertemplate="%{customdata} min",
            marker={"color": RECORDED, "line": {"width": 0}},
        ),
        bars(
            name="80 % range",
            x=[expected_day.day for expected_day in expected],
            base=[axis_minutes(expected_day.low_ms) for expected_day in expected],
            y=[
                axis_minutes(expected_day.high_ms - expected_day.low_ms)
                for expected_day in expected
            ],
            hoverinfo="skip",
            opacity=0.3,
            marker={"color": BAND, "line": {"width": 0}},
        ),
        points(
            name="Expected",
            x=[expected_day.day for expected_day in expected],
            y=[axis_minutes(expected_day.ms) for expected_day in expected],
            customdata=[_band(expected_day) for expected_day in expected],
            hovertemplate="%{customdata}",
            mode="lines" if len(expected) > 1 else "markers",
            line={"color": theme.INK, "width": 2, "shape": "hvh"},
            marker={"color": theme.INK, "size": 10},
        ),
    ]
    if not any(expected_day.high_ms > expected_day.ms for expected_day in expected):
        del traces[1]
    picture = figure(
        traces, height=height, unit="charged minutes a day", barmode="overlay", showlegend=True
    )
    widen(picture, [day for day, _ in past] + [expected_day.day for expected_day in expected])
    if past and expected:
        picture.upright(
            x=past[-1].day,
            line={"color": theme.FAINT_INK, "width": 1, "dash": "dot"},
        )
    return picture


def _band(expected_day: Expected) -> str:
    text = f"{formats.minutes(expected_day.ms)} min"
    if expected_day.high_ms == expected_day.ms:
        return text
    return f"{text} ({formats.minutes(expected_day.low_ms)} to {formats.minutes(expected_day.high_ms)})"
