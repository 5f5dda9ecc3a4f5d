"""Figures of the Forecast page with what they are made of: packs, days recorded and to come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from analytics import lineage
from analytics.lineage import Claim, derived_rows, forecast_rows
from analytics.planning.forecast import Expected, every_day
from analytics.planning.outlook import PackOutlook
from pages.ui import data, formats
from pages.ui.charts import base
from pages.ui.periods import DAY
from pages.ui.plans.ahead import PlanAhead


def left(plan_ahead: PlanAhead) -> dict[str, Claim]:
    """What is left in packs, together and in each."""
    packs = plan_ahead.outlook.packs
    settlement = data.settlement(plan_ahead.plan, None, None)
    claims = {}
    for title, group in (
        ("Left in packs", packs),
        *((f"{pack.pack.name}, left", (pack,)) for pack in packs),
    ):
        rows = derived_rows.packs(settlement, names=_names(group))
        ms = sum(pack.left_ms for pack in group)
        claims[title] = lineage.worked(
            "packs_left", ms, rows, title=title, settlement=settlement, plan=plan_ahead.name
        )
    return claims


def runs_out(plan_ahead: PlanAhead, only: PackOutlook | None = None) -> dict[str, Claim]:
    """The days that are expected to use up what is left in each pack that runs out."""
    settlement = plan_ahead.settled()
    claims = {}
    for pack in [only] if only else plan_ahead.outlook.packs:
        if pack.runs_out:
            title = _consumed(pack)
            claims[title] = lineage.worked(
                "drawn_ahead",
                pack.left_ms,
                derived_rows.packs(settlement, "used", names=[pack.pack.name], sign=1),
                title=title,
                settlement=settlement,
                plan=plan_ahead.name,
                since=plan_ahead.outlook.as_of + DAY,
            )
    return claims or left(plan_ahead)


def at_risk(plan_ahead: PlanAhead) -> dict[str, Claim]:
    """What is expected to expire, and at most, together and in each pack."""
    packs = plan_ahead.outlook.packs
    claims = {}
    for case, word in (("expected", "at risk"), ("low", "at most at risk")):
        settlement = plan_ahead.settled(case)
        for name, group in (
            ("All packs", packs),
            *((pack.pack.name, (pack,)) for pack in packs),
        ):
            value = sum(
                (pack.at_risk if case == "expected" else pack.at_risk_most for pack in group),
                Decimal(0),
            )
            title = f"{name}, {word}"
            claims[title] = lineage.worked(
                "at_risk",
                value,
                derived_rows.packs(settlement, "expired", names=_names(group), sign=1),
                title=title,
                settlement=settlement,
                plan=plan_ahead.name,
            )
    return claims


def packs(plan_ahead: PlanAhead) -> dict[str, Claim]:
    """Each pack: left, the days that use it up, at risk."""
    return left(plan_ahead) | runs_out(plan_ahead) | at_risk(plan_ahead)


def of_pack(pack: PackOutlook, heading: str) -> str:
    """The name by which `packs` tells what a cell of a pack says."""
    name = pack.pack.name
    if heading.startswith("At most"):
        return f"{name}, at most at risk"
    if heading.startswith("At risk"):
        return f"{name}, at risk"
    if heading in ("Runs out", "Earliest", "Latest"):
        return _consumed(pack) if pack.runs_out else ""
    return f"{name}, left"


def _consumed(pack: PackOutlook) -> str:
    assert pack.runs_out is not None
    return f"{pack.pack.name}, consumed until {formats.day(pack.runs_out)}"


def days(plan_ahead: PlanAhead, expected: Sequence[Expected], past: int) -> dict[str, Claim]:
    """The days of the chart, those to come first, each with the days it is the median of."""
    recorded = plan_ahead.ahead.recorded
    settlement = data.settlement(plan_ahead.plan, None, None)
    rows = forecast_rows.days(recorded, expected)
    title = "All days to come"
    claims = {
        title: lineage.worked(
            "expected_days",
            sum(expected_day.ms for expected_day in expected),
            rows,
            title=title,
            settlement=settlement,
            plan=plan_ahead.name,
        )
    }
    for expected_day in expected:
        title = formats.day(expected_day.day)
        rows = forecast_rows.day(recorded, expected_day.day)
        claims[title] = lineage.worked(
            "expected_day",
            expected_day.ms,
            rows,
            title=title,
            settlement=settlement,
            plan=plan_ahead.name,
        )
    for day, ms in reversed(every_day(recorded)[-past:]):
        title = formats.day(day)
        claims[title] = lineage.bill(
            "bill_charged",
            ms,
            settlement,
            title=title,
            plan=plan_ahead.name,
            since=day,
            until=day + DAY,
        )
    return claims


def clicked(point: Mapping[str, Any]) -> str:
    """The name of the day that was clicked."""
    return formats.day(base.day(point))


def _names(group: Sequence[PackOutlook]) -> list[str]:
    return [pack.pack.name for pack in group]
