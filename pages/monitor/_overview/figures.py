"""Figures of the Overview with what they are made of: each bar, each share, each cell of the rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from analytics import lineage
from analytics.core.model import AUDIO_VISUAL, KINDS, Kind
from analytics.lineage import Claim
from pages.ui import formats, theme
from pages.ui.charts import base
from pages.ui.drilldown import words
from pages.ui.filters import Chosen
from pages.ui.plans.sums import Minutes

ALL_KINDS = "all kinds"
BOTH = "Audio-visual"
ROOM_FIGURES = {
    "Billable minutes": ("room_billable", "billable_ms"),
    "Share": ("room_share", "billable_ms"),
    "All minutes": ("room_minutes", "ms"),
    "Files": ("room_files", "videos"),
    "Days": ("room_days", "days"),
}
"""Of each column of the rooms the figure that opens, and the field of the row that it is."""


def bar(begin: date, kind: str, step: str) -> str:
    """The name of a bar, or with ``ALL_KINDS`` of a whole stack."""
    return f"{words.period(begin, step)}, {kind}"


def over_time(
    selection: Chosen, amounts: Sequence[tuple[date, Kind, int]], step: str
) -> dict[str, Claim]:
    """Each bar of the chart, each stack, and all of them together."""
    claims = {}
    stacks: dict[date, int] = {}
    for begin, kind, ms in amounts:
        days = _days(selection, begin, step)
        name = bar(begin, theme.KIND_NAMES[kind], step)
        stacks[begin] = stacks.get(begin, 0) + ms
        claims[name] = lineage.files(
            "minutes_over_time", ms, selection.usage, title=name, kinds=[kind.value], **days
        )
    for begin, ms in stacks.items():
        name = bar(begin, ALL_KINDS, step)
        claims[name] = lineage.files(
            "minutes_over_time", ms, selection.usage, title=name, **_days(selection, begin, step)
        )
    whole = lineage.files(
        "minutes_over_time", sum(stacks.values()), selection.usage, title="All recorded minutes"
    )
    return {f"All of the chart, {selection.period.text}": whole, **claims}


def clicked_bar(
    amounts: Sequence[tuple[date, Kind, int]], step: str, point: Mapping[str, Any]
) -> str:
    """The name of the bar that a click on the chart meant; kinds of which there is none are not drawn."""
    drawn_kinds = [
        kind for kind in KINDS if any(ms for _, amount_kind, ms in amounts if amount_kind is kind)
    ]
    begin = base.day(point)
    return bar(begin, theme.KIND_NAMES[drawn_kinds[point["curve_number"]]], step)


def clicked_kind(point: Mapping[str, Any]) -> str:
    """The name of the kind that a click on the chart meant; both for the bar of both."""
    return str(point["y"])


def _days(selection: Chosen, begin: date, step: str) -> dict[str, Any]:
    """The days of a bar: the first and the last week or month hold only those of the period."""
    period = selection.period
    return {
        "since": max(begin, period.since),
        "until": min(lineage.after(begin, step), period.until),
    }


def kinds(selection: Chosen, recorded: Minutes) -> dict[str, Claim]:
    """Minutes and share of each kind, camera and screen share also together."""
    whole = lineage.files(
        "minutes_of_kind", recorded.ms, selection.usage, title="All recorded minutes"
    )
    claims = {}
    selected = {kind for kind in KINDS if not selection.kinds or kind in selection.kinds}
    for name, members in ((BOTH, AUDIO_VISUAL), *((theme.KIND_NAMES[k], (k,)) for k in KINDS)):
        ms = sum(recorded.by_kind.get(kind, 0) for kind in members)
        cut: dict[str, Any] = {
            "kinds": [kind.value for kind in members if kind in selected] or ["none"]
        }
        claims[name] = lineage.files("minutes_of_kind", ms, selection.usage, title=name, **cut)
        title = f"{name}, share"
        claims[title] = lineage.files(
            "share_of_kind", ms, selection.usage, title=title, whole=whole, **cut
        )
    return claims


def rooms(
    selection: Chosen, rows: Sequence[Mapping[str, Any]], recorded: Minutes
) -> dict[str, Claim]:
    """Each cell of the table of rooms."""
    claims = {}
    usage = selection.usage
    whole = lineage.files("billable_minutes", recorded.billable_ms, usage)
    for row in rows:
        cut: dict[str, Any] = {"rooms": [row["room"]], "apps": [row["app"]]}
        for column, (figure, field) in ROOM_FIGURES.items():
            name = room(row, column)
            base = whole if column == "Share" else None
            claims[name] = lineage.files(figure, row[field], usage, title=name, whole=base, **cut)
    return claims


def room(row: Mapping[str, Any], column: str) -> str:
    """The name of a cell; two apps may have a room of one number."""
    return f"Room {formats.named(row['room'])} of app {formats.named(row['app'])}, {column}"
