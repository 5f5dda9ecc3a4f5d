"""The pictures, each checked by plotly itself as it is made: the product sends plain dicts that nothing looks at again."""

from typing import Any

import plotly.graph_objects as go

from pages.costs._assumptions import charts as assumptions
from pages.costs._bill import charts as bill
from pages.costs._compare import cost_curves
from pages.costs._compare import pictures as compare
from pages.costs._forecast import charts as forecast
from pages.monitor._explore import charts as explore
from pages.monitor._overview import charts as overview
from pages.sell._calculator import charts as calculator
from pages.ui.charts.base import Picture

ROOMS = (assumptions, bill, compare, forecast, explore, overview, calculator, cost_curves)


def checked(picture: Picture) -> go.Figure:
    """The picture as plotly's own object, which refuses what it does not know."""
    return go.Figure(picture.to_dict())


class _Checked:
    def __getattr__(self, name: str) -> Any:
        draw = next(getattr(room, name) for room in ROOMS if hasattr(room, name))
        return lambda *given, **named: checked(draw(*given, **named))


charts: Any = _Checked()
