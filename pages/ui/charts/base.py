"""What all figures share: quiet axes, a legend above, text in place of tools."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import plotly.graph_objects as go

from analytics.model import MS_PER_MINUTE
from pages.ui import theme

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}
"""For ``st.plotly_chart``: a finger that scrolls the page does not move the chart."""

LONE_BAR_MS = 72_000_000
"""The width of a bar that stands alone, in milliseconds of the axis: most of a day."""


def figure(traces: list[Any], *, height: int, unit: str, **layout: Any) -> go.Figure:
    """A figure with days across and ``unit`` upwards."""
    return go.Figure(
        traces,
        {
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 36, "pad": 4},
            "barmode": "stack",
            "bargap": 0.15,
            "hovermode": "x unified",
            "dragmode": False,
            "showlegend": len(traces) > 1,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1.02,
                "yanchor": "bottom",
                "traceorder": "normal",
                "title": {"text": ""},
                "itemclick": False,
                "itemdoubleclick": False,
            },
            "xaxis": {
                "type": "date",
                "fixedrange": True,
                "showgrid": False,
                "hoverformat": "%a %-d %b %Y",
                "title": {"text": "", "standoff": 0},
                "automargin": False,
            },
            "yaxis": {
                "fixedrange": True,
                "rangemode": "tozero",
                "gridcolor": theme.GRID,
                "zeroline": False,
                "tickformat": ",~f",
                "title": {"text": unit, "standoff": 8, "font": {"size": 12}},
                "automargin": True,
            },
            **layout,
        },
    )


def axis_minutes(ms: int) -> float:
    """Milliseconds as the height of a bar; what is written beside it is text, never this."""
    return ms / MS_PER_MINUTE


def widen(picture: go.Figure, days: Sequence[date], *, least: int = 9) -> None:
    """Give few days some room around them: one bar is not to fill the page."""
    if not days or (days[-1] - days[0]).days + 1 >= least:
        return
    middle = datetime.combine(days[0], time()) + (days[-1] - days[0]) / 2
    half = timedelta(days=least) / 2
    picture.update_xaxes(range=[middle - half, middle + half])
    if len(days) == 1:
        picture.update_xaxes(tickvals=list(days), tickformat="%-d %b %Y")
