"""The recorded history, added up once for each way to cut days."""

from __future__ import annotations

from analytics.core.model import Kind, Midnight
from analytics.reports.history import History
from pages.ui import data
from pages.ui.cache import cached

KEPT = 4


@cached(KEPT, spinner="Adding up all that was recorded, once …")
def history(zone: str, midnight: Midnight) -> History:
    """The history as a plan of this zone and edge cuts it, ready to charge mixed streams."""
    history = History(data.store(), zone, midnight.value)
    history.prepare([Kind.MIXED])
    return history
