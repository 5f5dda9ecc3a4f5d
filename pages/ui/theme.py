"""Names and colours of what charts show: one for each kind, the same on every page.

The colours are names: the browser replaces ``#000001`` … by the colours of .streamlit/config.toml
for the theme in force, so that a chart follows from light to dark without another run.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from analytics.core.model import Kind

KIND_NAMES = {
    Kind.CAMERA: "Camera",
    Kind.SCREEN: "Screen share",
    Kind.WHITEBOARD: "Whiteboard",
    Kind.MIXED: "Mixed stream",
    Kind.AUDIO: "Audio file",
}
KIND_COLOURS = {kind: f"#{number:06d}" for number, kind in enumerate(KIND_NAMES, start=1)}

POSTPAID = "#000006"
QUOTA = "#000004"
PACKS = ("#000017", "#000015", "#000019", "#000016", "#000018")
"""For the packs of a plan in the order of use; after the last the first comes again."""

INK = "#000037"
FAINT_INK = "#000036"
BACKGROUND = "#000038"
GRID = "#000039"
EMPTY = GRID

SERIES = ("#000001", "#000007", "#000002", "#000006", "#000003", "#000008", "#000005")
"""For values without a colour of their own, the most minutes first."""
OTHERS = "#000004"
"""For all values that have none of these."""

FIRST_PLAN = POSTPAID
SECOND_PLAN = INK


class Style(NamedTuple):
    """How a curve is drawn: its colour and its dashes, so that six can be told apart."""

    colour: str
    dash: str


SCENARIOS = (
    Style(FIRST_PLAN, "solid"),
    Style(SECOND_PLAN, "solid"),
    Style("#000017", "dash"),
    Style("#000008", "dot"),
    Style(FAINT_INK, "dashdot"),
    Style("#000007", "longdash"),
)


RAMP = tuple(f"#{number:06d}" for number in range(11, 21))
"""From light, for almost nothing, to dark."""


def ramp(share: float) -> str:
    """The colour of a share, up to 1."""
    return RAMP[min(10, max(1, math.ceil(share * 10))) - 1]


def pack_colour(number: int) -> str:
    """The colour of a plan's pack, counted from 0 in the order of use."""
    return PACKS[number % len(PACKS)]
