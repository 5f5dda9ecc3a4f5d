"""A walk through the pages: which of them show figures, and which of their parts must open."""

from typing import Any

from streamlit.testing.v1 import AppTest

PAGES = ("usage/overview",)
"""Every page whose figures open."""
CARD_WORDS = 2


def shown_on(at: AppTest, page: str) -> list[str]:
    """The keys of the buttons that the cards, charts and tables of a page must have."""
    cards = [f"prove_{'_'.join(metric.label.lower().split()[:CARD_WORDS])}" for metric in at.metric]
    pictures = [_key(element) for kind in ("plotly_chart", "dataframe") for element in at.get(kind)]
    return [*cards, *(f"prove_{key}" for key in pictures if key)]


def _key(element: Any) -> str:
    """A chart's or table's key, out of the id that Streamlit gives it."""
    id = getattr(element.proto, "id", "") or getattr(element.proto, "form_id", "")
    return str(id).rsplit("-", 1)[-1]
