"""Forecast of a plan."""

from __future__ import annotations

from analytics.billing.basis import Basis
from analytics.core.model import Plan
from analytics.reports import team_outlook
from analytics.reports.team_outlook import Ahead
from pages.ui import data
from pages.ui.cache import cached


@cached(12)
def of(plan: Plan | None, basis: Basis = Basis.USE) -> Ahead:
    """Ahead of a plan; None is the team's own, as `python -m analytics alerts` says it."""
    return team_outlook.look(data.store(), plan, basis)
