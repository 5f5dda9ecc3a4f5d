"""Base of all charts: quiet axes, a legend above, text in place of tools."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
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
_EPOCH = datetime.fromisoformat("1970-01-01")
SIGNS = "signs"
"""The group, in the legend's sense, of signs above days: a click on one is none on a figure."""
BRIGHT = {"marker": {"opacity": 1}}
UNSEEN = {"marker": {"opacity": 0}}
MOST_BARS = 40
"""More of them on one chart are drawn as outlines."""
MOST_APART, _WIDTH = 62, 0.85
"""Of more columns than this each touches the next; else how much of its place a column takes."""
_ROWS, _FEW_ROWS = 16, 6
"""Heights at which a pointer finds the parts of a column."""
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
        kinds = frozenset(trace["type"] for trace in self._traces)
        layout = {"template": _template(plotly.io.templates.default, kinds), **self._design}
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

    def signs(self, signs: Sequence[tuple[date, str, str]]) -> None:
        """(day, symbol of plotly, text) as symbols along the top, one trace of all: a note at a place is a dozen elements."""
        self._traces.append(
            points(
                x=[day for day, _, _ in signs],
                y=[0.985] * len(signs),
                yaxis="y2",
                legendgroup=SIGNS,
                customdata=[text for _, _, text in signs],
                hovertemplate="%{customdata}<extra></extra>",
                mode="markers",
                marker={
                    "symbol": [symbol for _, symbol, _ in signs],
                    "color": theme.OTHERS,
                    "size": 7,
                },
                selected=BRIGHT,
                unselected=BRIGHT,
                cliponaxis=False,
                showlegend=False,
            )
        )
        axis = {"overlaying": "y", "range": [0, 1], "fixedrange": True, "visible": False}
        self._design["yaxis2"] = axis

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
def _template(name: str, kinds: Collection[str]) -> dict[str, Any]:
    """Of a template what traces of some kinds use: scales of colours, most of it, are each picture's own."""
    template = plotly.io.templates[name].to_plotly_json()
    return {
        "data": {kind: looks for kind, looks in template["data"].items() if kind in kinds},
        "layout": {
            name: look for name, look in template["layout"].items() if not name.startswith("color")
        }
        | {"colorway": template["layout"]["colorway"]},
    }


def day(point: Mapping[str, Any]) -> date:
    """The day at which a point stands that was clicked."""
    return date.fromisoformat(str(point["x"])[:10])


def bars(**values: Any) -> dict[str, Any]:
    """A trace of bars; what is None is left out."""
    return _trace("bar", values)


def points(**values: Any) -> dict[str, Any]:
    """A trace of lines, markers or both; what is None is left out."""
    return _trace("scatter", values)


def columns(traces: list[dict[str, Any]], *, apart: bool = True) -> list[dict[str, Any]]:
    """Stacked bars of the same days; many of them are one outline a trace, with points that are not drawn to be clicked.

    A browser makes an element of a dozen parts of each bar, which is most of what a click on a page costs it. The points
    come first, so that the number of a trace is that of its bars; they have its texts. ``apart``: a pointer finds the
    part of a column that it is on, else all of the column.
    """
    many = sum(1 for trace in traces for height in trace["y"] if height)
    if (
        many <= MOST_BARS
        or len(traces[0]["x"]) < 2
        or any(trace["x"] != traces[0]["x"] for trace in traces)
    ):
        return traces
    days = [datetime.fromisoformat(day) for day in traces[0]["x"]]
    step = min(later - day for day, later in pairwise(days))
    is_fine = len(days) > MOST_APART
    half = step / 2 * (1 if is_fine else _WIDTH)
    tops, stacks = [0.0] * len(days), [[0.0] * len(days)]
    for trace in traces:
        tops = [low + (height or 0) for low, height in zip(tops, trace["y"], strict=True)]
        stacks.append(tops)
    digits = max(0, 4 - floor(log10(max(tops))))  # a tenth of a thousandth: no pixel shows more
    rows = _FEW_ROWS if is_fine else _ROWS
    grid = [(row + 0.5) * max(tops) / rows for row in range(rows)] if apart else []
    every = not (apart and is_fine)
    hidden = [
        _unseen(trace, _places(lows, tops, grid, every=every), digits)
        for trace, lows, tops in zip(traces, stacks[:-1], stacks[1:], strict=True)
    ]
    outlines = [
        {
            "type": "scatter",
            "name": trace.get("name", ""),
            **_outline(days, half, _rounded(tops, digits)),
            "mode": "none",
            "line": {"shape": "hv"},
            "fill": "tozeroy",
            "fillcolor": trace["marker"]["color"],
            "hoverinfo": "skip",
            "legendrank": place,
        }
        for place, (trace, tops) in enumerate(zip(traces, stacks[1:], strict=True), start=1)
    ]
    return [*hidden, *reversed(outlines)]  # each covers the lower part of the one before


def _places(
    lows: Sequence[float], tops: Sequence[float], grid: Sequence[float], *, every: bool
) -> list[tuple[int, float]]:
    """(number of the column, height) of the points of a trace: on the grid, or in the middle of what is between its lines."""
    places = []
    for number, (low, top) in enumerate(zip(lows, tops, strict=True)):
        heights = [height for height in grid if low <= height < top]
        if not heights and every and top > low:
            heights = [(low + top) / 2]
        places += [(number, height) for height in heights]
    return places


def _unseen(
    trace: Mapping[str, Any], places: Sequence[tuple[int, float]], digits: int
) -> dict[str, Any]:
    """Points with the days and texts of bars."""
    return {
        "type": "scatter",
        "name": trace.get("name", ""),
        "hovertemplate": trace["hovertemplate"],
        "x": [trace["x"][number] for number, _ in places],
        "y": _rounded((height for _, height in places), digits),
        "customdata": [trace["customdata"][number] for number, _ in places],
        "mode": "markers",
        "marker": {"color": trace["marker"]["color"], "opacity": 0, "maxdisplayed": 1},
        "selected": UNSEEN,
        "unselected": UNSEEN,
        "showlegend": False,
    }


def _rounded(heights: Iterable[float], digits: int) -> list[float]:
    return [round(height, digits or None) for height in heights]


def _outline(
    days: Sequence[datetime], half: timedelta, tops: Sequence[float]
) -> dict[str, list[float]]:
    """From the ground along the tops of columns, and down to it where the next column does not touch."""
    x: list[float] = []
    y: list[float] = []
    for number, (day, top) in enumerate(zip(days, tops, strict=True)):
        x.append(_ms(day - half))
        y.append(top)
        if number + 1 == len(days) or days[number + 1] - day > 2 * half:
            x.append(_ms(day + half))
            y.append(0)
    return {"x": x, "y": y}


def _ms(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


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
