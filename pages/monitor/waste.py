"""Waste: minutes that were billed and, as far as a rule can tell, of no use to anybody."""

from __future__ import annotations

from pages.monitor import _waste
from pages.ui import boxes, filters

selection = filters.chosen("Waste")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

findings = _waste.findings(selection)
if findings is None:
    boxes.end_page()
_waste.headline(selection, findings)
_waste.cards(selection, findings)
_waste.table(selection, findings)
_waste.rows(selection, findings)
