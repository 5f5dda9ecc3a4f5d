"""What all figures share: quiet axes, a legend above, text in place of tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from math import floor, log10
from typing import Any

import plotly.io
import streamlit as st
from plotly.basedatatypes import BaseFigure

from analytics.core.model import MS_PER_MINUTE
from pages.ui import theme

FORMATS = ("PNG", "SVG")
FORMAT = "chart_format"
"""In the session: which of them the camera of a chart saves."""

_ROOM = 60
"""Of a chart's height, in pixels, what the margins take where there is a line below the axis."""
LONE_BAR_MS = 72_000_000
"""The width of a bar that stands alone, in milliseconds of the axis: most of a day."""


def config() -> dict[str, Any]:
    """For ``st.plotly_chart``: a camera, and a finger that scrolls the page does not move the chart."""
    form = str(st.session_state.get(FORMAT) or FORMATS[0]).lower()
    return {
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": form, "scale": 2 if form == "png" else 1},
        "scrollZoom": False,
        "doubleClick": False,
    }


class Picture(BaseFigure):  # type: ignore[misc]
    """A figure of plain dicts, ready to be sent.

    plotly's own objects look at each value of each trace, which took half of a click on Explore; here nothing is looked
    at twice, and a test has plotly check every picture instead.
    """

    def __init__(self, traces: list[dict[str, Any]], layout: dict[str, Any]) -> None:
        self._traces, self._design = traces, layout

    def to_dict(self) -> dict[str, Any]:
        """What plotly draws, with the colours of the theme."""
        layout = {"template": _template(plotly.io.templates.default), **self._design}
        axis, margin = layout["yaxis"], layout["margin"]
        if axis["automargin"] and axis.get("tickformat"):
            # With less than the numbers take, plotly draws all once to see that, and then again.
            room = _room(self._traces, layout)
            layout["margin"] = {**margin, "l": max(margin["l"], room)}
        return {"data": [dict(trace) for trace in self._traces], "layout": layout}

    def copy(self) -> Picture:
        """Another of the same traces, to which marks can be added while this one stays as it is."""
        more = {key: list(self._design.get(key, ())) for key in ("annotations", "shapes")}
        own = {"xaxis": dict(self._design["xaxis"]), **{k: v for k, v in more.items() if v}}
        return Picture(list(self._traces), {**self._design, **own})

    def across(self, **more: Any) -> None:
        """More about the axis across."""
        self._design["xaxis"].update(more)

    def upwards(self, **more: Any) -> None:
        """More about the axis upwards."""
        self._design["yaxis"].update(more)

    def write(self, text: str, **more: Any) -> None:
        """A text at a place."""
        self._design.setdefault("annotations", []).append(
            {"text": text, "showarrow": False, **more}
        )

    def upright(self, x: date | Decimal | float, line: dict[str, Any], **more: Any) -> None:
        """A line over the whole height."""
        ends = {"x0": _plain(x), "x1": _plain(x), "y0": 0, "y1": 1, "yref": "y domain"}
        self._design.setdefault("shapes", []).append({"type": "line", **ends, "line": line, **more})

    def below(self, first: date, last: date, line: dict[str, Any]) -> None:
        """A line along the days from ``first`` to ``last``, between the axis and what is written under it."""
        y, half = -8 / max(1, self._design["height"] - _ROOM), timedelta(hours=12)
        self.across(ticks="outside", ticklen=12, tickcolor="rgba(0,0,0,0)")
        self._design["margin"] = {**self._design["margin"], "b": 48}
        begin, end = (datetime.combine(day, time()) for day in (first, last))
        ends = {"x0": (begin - half).isoformat(), "x1": (end + half).isoformat(), "y0": y, "y1": y}
        self._design.setdefault("shapes", []).append(
            {"type": "line", **ends, "yref": "paper", "line": line}
        )

    def add(self, *traces: dict[str, Any]) -> None:
        """More traces, over the others."""
        self._traces += traces
        self._design["showlegend"] = len(self._traces) > 1

    def shade(self, first: date, last: date, colour: str) -> None:
        """A shade behind the days from ``first`` to ``last``, over the whole height."""
        half = timedelta(hours=12)
        begin, end = (datetime.combine(day, time()) for day in (first, last))
        ends = {"x0": (begin - half).isoformat(), "x1": (end + half).isoformat(), "y0": 0, "y1": 1}
        look = {"fillcolor": colour, "opacity": 0.35, "line": {"width": 0}, "layer": "below"}
        self._design.setdefault("shapes", []).append(
            {"type": "rect", **ends, "yref": "y domain", **look}
        )


_AXIS, _DIGIT, _COMMA = 29, 6, 3
"""Pixels beside the axis upwards for its title, and for a digit and a comma of its numbers: tests/browser measures them."""


def _room(traces: Sequence[Mapping[str, Any]], layout: Mapping[str, Any]) -> int:
    """Pixels that the numbers at the axis upwards may take, and its title."""
    sums: defaultdict[Any, float] = defaultdict(float)
    highest = max(layout["yaxis"].get("range", [0]))
    for trace in traces:
        for x, y in zip(trace.get("x", ()), trace.get("y", ()), strict=False):
            if not isinstance(y, (int, float)):
                continue
            highest = max(highest, y)
            if trace["type"] == "bar" and layout["barmode"] == "stack":
                sums[x] += y
    highest = 1.06 * max([highest, *sums.values()])
    if highest >= 10:
        number = f"{int(highest):,}"
    else:
        number = f"{highest:.{1 if highest >= 1 or not highest else 1 - floor(log10(highest))}f}"
    digits = sum(map(str.isdecimal, number))
    return _AXIS + _DIGIT * digits + _COMMA * (len(number) - digits)


@cache
def _template(name: str) -> dict[str, Any]:
    template: dict[str, Any] = plotly.io.templates[name].to_plotly_json()
    return template


def bars(**values: Any) -> dict[str, Any]:
    """A trace of bars; what is None is left out."""
    return _trace("bar", values)


def points(**values: Any) -> dict[str, Any]:
    """A trace of lines, markers or both; what is None is left out."""
    return _trace("scatter", values)


def _trace(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    trace = {"type": kind, **{key: value for key, value in values.items() if value is not None}}
    for axis in ("x", "y", "base"):
        if isinstance(trace.get(axis), (list, tuple)):
            trace[axis] = list(map(_plain, trace[axis]))
    return trace


def _plain(value: Any) -> Any:
    """Days as text and amounts as heights; what is written beside them is text of its own."""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def figure(traces: list[dict[str, Any]], *, height: int, unit: str, **layout: Any) -> Picture:
    """A figure with days across and ``unit`` upwards."""
    return Picture(
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


def dotted_before(
    amounts: Mapping[date, int],
    amounts_before: Mapping[date, int],
    text: str,
    shift: timedelta | None,
    height: Callable[[int], float] = axis_minutes,
) -> list[dict[str, Any]]:
    """The amounts of the steps before as a dotted line over those of now; no line over fewer than two.

    Days are ``shift`` later than they were; weeks and months, with None, stand place by place.
    """
    places = list(zip(sorted(amounts), sorted(amounts_before), strict=False))
    if shift is not None:
        places = [(day + shift, day) for day in sorted(amounts_before)]
    if len(places) < 2:
        return []
    return [
        points(
            name=f"Before: {text}",
            x=[day for day, _ in places],
            y=[height(amounts_before[before]) for _, before in places],
            hoverinfo="skip",  # else the line takes the click on the bar under it
            mode="lines",
            line={"color": theme.FAINT_INK, "width": 1.5, "dash": "dot"},
        )
    ]


def widen(picture: Picture, days: Sequence[date], *, least: int = 9) -> None:
    """Give few days some room around them: one bar is not to fill the page."""
    if not days or (days[-1] - days[0]).days + 1 >= least:
        return
    middle = datetime.combine(days[0], time()) + (days[-1] - days[0]) / 2
    half = timedelta(days=least) / 2
    picture.across(range=[(middle - half).isoformat(), (middle + half).isoformat()])
    if len(days) == 1:
        picture.across(tickvals=[day.isoformat() for day in days], tickformat="%-d %b %Y")
