"""How whole and how fresh the data is: one line on every page, the details on the Imports page."""

from pages.ui.quality.details import show
from pages.ui.quality.line import line

__all__ = ["line", "show"]
