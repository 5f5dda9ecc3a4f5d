"""Audit: who changed, exported and tried what, and whether the record is as it was written."""

from __future__ import annotations

from pages.data._audit import record

record.show()
