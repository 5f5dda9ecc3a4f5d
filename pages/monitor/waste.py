"""Waste: minutes that were billed and, as far as a rule can tell, of no use to anybody."""

from __future__ import annotations

from pages.monitor import _waste
from pages.ui import boxes, filters

now = filters.chosen("Waste")
if now is None:
    boxes.nothing_yet()
    boxes.end_page()

found = _waste.findings(now)
_waste.headline(now, found)
_waste.cards(now, found)
_waste.table(now, found)
_waste.rows(now, found)
