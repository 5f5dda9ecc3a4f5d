"""The recorded history, added up once for each version of the database and each way to cut days."""

from __future__ import annotations

import streamlit as st

from analytics.core.model import Kind, Plan
from analytics.reports.history import History
from pages.ui import data

KEPT = 4


def of(plan: Plan) -> History:
    """The history as a plan cuts it, ready to charge mixed streams."""
    opened = data.store()
    return _history(str(opened.path), opened.version, plan.zone, plan.midnight.value)


@st.cache_resource(max_entries=KEPT, show_spinner="Adding up all that was recorded, once …")
def _history(path: str, version: int, zone: str, midnight: str) -> History:
    made = History(data.store(), zone, midnight)
    made.prepare([Kind.MIXED])
    return made
