"""Billed usage beside ours: reconciliation, closed months, the statement of a month, the bill in FOCUS."""
