"""Bill: one plan's cost in full, what is paid and used when, and who paid for which minute."""

from __future__ import annotations

from analytics.selfcheck.checks import Check
from pages.costs._bill import cash, choice, lines, month, who_paid
from pages.ui import boxes, filters, reconciled
from pages.ui.plans import saving
from pages.ui.selfcheck import panel

selection = filters.chosen("Bill")
if selection is None:
    boxes.nothing_yet()
    boxes.end_page()

saving.said()
bill, view = choice.ask(selection)
checks: tuple[Check, ...] = ()
if view == "Full cost":
    checks = lines.show(bill)
elif view == "Cash and cost of use":
    cash.show(bill)
else:
    who_paid.show(bill)
month.show(bill)
reconciled.closed_within(selection.period)
reconciled.line(selection.period)
panel.panel((bill.name, bill.settlement), more=checks)
