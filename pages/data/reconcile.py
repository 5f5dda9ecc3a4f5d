"""Reconcile: the vendor's billed minutes beside ours, why they differ, and which rule the vendor seems to follow."""

from __future__ import annotations

from pages.data._reconcile import bills, bridge, cells, choice, months, rule
from pages.ui import boxes, filters

selection = filters.chosen("Reconcile")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

result = choice.ask(selection)
if result is None:
    choice.no_usage()
    bills.show()
    months.show()
    boxes.end_page()

choice.verdict(result)
bridge.show(result)
cells.show(result)
rule.show(result)
bills.show()
months.show()
