"""Pictures of data: pure functions that take what was fetched and give a plotly figure."""

from pages.ui.charts.ahead import minutes_ahead
from pages.ui.charts.base import CONFIG, Picture
from pages.ui.charts.bill import cost_lines, paid_and_used
from pages.ui.charts.costs import cost_over_time, daily_draws, packs_left
from pages.ui.charts.explore import (
    lessons_by_size,
    lessons_by_step,
    minutes_by_step,
    weekday_by_hour,
)
from pages.ui.charts.sales import cost_by_month, recorded_by_month, swings
from pages.ui.charts.scenarios import costs_so_far
from pages.ui.charts.unclear import rule_effects
from pages.ui.charts.usage import minutes_by_kind, minutes_over_time

__all__ = [
    "CONFIG",
    "Picture",
    "cost_by_month",
    "cost_lines",
    "cost_over_time",
    "costs_so_far",
    "daily_draws",
    "lessons_by_size",
    "lessons_by_step",
    "minutes_ahead",
    "minutes_by_kind",
    "minutes_by_step",
    "minutes_over_time",
    "packs_left",
    "paid_and_used",
    "recorded_by_month",
    "rule_effects",
    "swings",
    "weekday_by_hour",
]
