"""Pictures of data: pure functions that take what was fetched and give a figure.

Each is read when it is first drawn: the first page that anybody sees draws two of them, and some read much else.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pages.ui.charts.base import CONFIG, Picture

if TYPE_CHECKING:
    from pages.ui.charts.ahead import minutes_ahead
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

_WHERE = {
    "ahead": ("minutes_ahead",),
    "bill": ("cost_lines", "paid_and_used"),
    "costs": ("cost_over_time", "daily_draws", "packs_left"),
    "explore": ("lessons_by_size", "lessons_by_step", "minutes_by_step", "weekday_by_hour"),
    "sales": ("cost_by_month", "recorded_by_month", "swings"),
    "scenarios": ("costs_so_far",),
    "unclear": ("rule_effects",),
    "usage": ("minutes_by_kind", "minutes_over_time"),
}

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


def __getattr__(name: str) -> Any:
    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
