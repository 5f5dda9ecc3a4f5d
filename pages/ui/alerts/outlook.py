"""Forecast of a plan."""

from __future__ import annotations

from datetime import UTC, datetime

from analytics.billing.basis import Basis
from analytics.core.model import Plan
from analytics.reports import team_outlook
from analytics.reports.team_outlook import Ahead
from pages.ui import data
from pages.ui.cache import cached


def of(plan: Plan | None, basis: Basis = Basis.USE) -> Ahead:
    """Ahead of a plan; None is the team's own, as `python -m analytics alerts` says it."""
    now = datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    return _of(plan, basis, now)


@cached(12)
def _of(plan: Plan | None, basis: Basis, hour: datetime) -> Ahead:
    return team_outlook.look(data.store(), plan, basis, now=hour)
