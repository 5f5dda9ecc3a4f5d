"""The pictures, each checked by plotly itself as it is made: the product sends plain dicts that nothing looks at again."""

from typing import Any

import plotly.graph_objects as go

from pages.ui import charts as made


def checked(picture: made.Picture) -> go.Figure:
    """The picture as plotly's own object, which refuses what it does not know."""
    return go.Figure(picture.to_dict())


class _Checked:
    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: checked(getattr(made, name)(*given, **named))


charts: Any = _Checked()
