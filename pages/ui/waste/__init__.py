"""Waste: what each rule means in minutes and money, in words, and the files behind it."""

from pages.ui.waste.findings import Finding, findings
from pages.ui.waste.rows import rows
from pages.ui.waste.summary import cards, headline, table

__all__ = ["Finding", "cards", "findings", "headline", "rows", "table"]
