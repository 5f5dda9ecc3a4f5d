"""The dashboard's static twin: the same pages with the same figures, each answer a constant once it was given.

What a click on it takes is the page itself, on the server and in the browser; what the real one takes more is its data.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from pages.server import startup
from pages.ui import data

APP = Path(__file__).parents[2] / "app.py"


def _constant(answer: Callable[..., Any]) -> Callable[..., Any]:
    given: dict[str, Any] = {}

    def again(*arguments: Any) -> Any:
        key = repr(arguments)
        if key not in given:
            given[key] = answer(*arguments)
        return given[key]

    return again


for name in ("_answer", "settlement"):
    setattr(data, name, _constant(getattr(data, name)))
server = st.App(str(APP), lifespan=startup.ready)
