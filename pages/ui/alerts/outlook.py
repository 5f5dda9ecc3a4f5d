"""Forecast of a plan, worked out once for each version of the database."""

from __future__ import annotations

import streamlit as st

from analytics.catalog import plan_file
from analytics.core.model import Plan
from analytics.reports import team_outlook
from analytics.reports.team_outlook import Ahead
from pages.ui import data


def team() -> Ahead:
    """Ahead of the team's own plan, as `python -m analytics alerts` says it."""
    return of(None)


def of(plan: Plan | None) -> Ahead:
    """Ahead of a plan; None is the team's own."""
    opened = data.store()
    return _look(str(opened.path), opened.version, plan_file.dumps(plan) if plan else "")


@st.cache_resource(max_entries=12, show_spinner=False)
def _look(path: str, version: int, text: str) -> Ahead:
    return team_outlook.look(data.store(), data.plan(text) if text else None)
