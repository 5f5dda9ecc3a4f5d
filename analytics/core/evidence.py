"""Entries of a price book: figures and packs on offer, each with source and evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Evidence(StrEnum):
    """How well a figure is known."""

    PUBLISHED = "published"
    SECOND_HAND = "second-hand"
    INFERRED = "inferred"
    NOT_FOUND = "not found"
    TYPED = "typed"
    """Somebody entered it by hand; nobody's statement stands behind it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and where it comes from; no ``value``: not found. ``dated`` is the page's day."""

    name: str
    value: Decimal | None
    unit: str
    per: str
    source: str
    dated: date
    evidence: Evidence
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A pack that can be bought: what it holds, what it costs, and for how many months it lasts.

    A pack bundles three resources (second-hand: a copy of cloud.tencent.com 1137/46355); only its
    recording ``minutes`` pay for recordings (inferred).
    """

    name: str
    minutes: int
    price: Decimal
    months: int
    source: str
    dated: date
    evidence: Evidence
    note: str = ""
    whiteboard_minutes: int = 0
    pages: int = 0
