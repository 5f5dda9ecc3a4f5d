"""Waste: what each rule means in minutes and money, in words, and the files behind it."""

from pages.monitor._waste.findings import Finding, findings
from pages.monitor._waste.rows import rows
from pages.monitor._waste.summary import cards, headline, table

__all__ = ["Finding", "cards", "findings", "headline", "rows", "table"]
