"""The script that draws charts in a file: the one that comes with the plotly package."""

from functools import cache

from plotly.offline import get_plotlyjs


@cache
def source() -> str:
    return str(get_plotlyjs())
