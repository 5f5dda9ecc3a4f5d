"""The fork server's modules: what each child needs, read once, and nothing of a stranger."""

from __future__ import annotations

from pathlib import Path

from analytics.ingest.sandbox import child

child.clear_environment(Path("/nonexistent"))

from analytics.ingest.sandbox import worker  # noqa: E402 - libraries read the environment as they are imported

__all__ = ["worker"]
