"""Plans being edited: what a person has changed and not saved, kept while they look elsewhere.

The widgets of an editor start from ``base`` and only then tell what the person did: a table that is
fed with its own output loses every second edit. So ``base`` stays as it is while the widgets are
there, and becomes the draft when they have gone and come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.catalog import plan_file
from analytics.core.errors import Problem
from analytics.core.model import Plan
from pages.ui import data


class Draft:
    """The plan that one side edits. ``side`` is "first" or "second"."""

    def __init__(self, side: str, name: str, saved: Plan) -> None:
        self.side, self.name = side, name
        text = plan_file.dumps(saved)
        is_another = self._kept("name") != name
        if is_another or (self._kept("saved") != text and not self.is_changed):
            self._keep(name=name, draft=text, base=text, turn=self.turn + 1)
        elif self.key("fee") not in st.session_state:
            self._keep(base=self._kept("draft"))
        self._keep(saved=text)

    @property
    def turn(self) -> int:
        """Counts how often the editor started anew; part of each widget's key."""
        return int(self._kept("turn") or 0)

    def key(self, widget: str) -> str:
        """The key of a widget of this editor."""
        return f"{self.side}_{widget}_{self.turn}"

    @property
    def base(self) -> Plan:
        """What the widgets started from."""
        return data.plan(str(self._kept("base")), self.name)

    @property
    def plan(self) -> Plan:
        """The last valid state of the draft."""
        return data.plan(str(self._kept("draft")), self.name)

    @property
    def is_changed(self) -> bool:
        """There is something to save."""
        draft, saved = (self._kept(name) for name in ("draft", "saved"))
        return bool(draft != saved and self.plan != data.plan(str(saved), self.name))

    def take(self, table: Mapping[str, Any]) -> Problem | None:
        """Make what the widgets say the draft, or say what is wrong with it and keep the last."""
        try:
            plan = plan_file.from_table(table, self.name, data.known_books())
        except Problem as problem:
            return problem
        self._keep(draft=plan_file.dumps(plan))
        return None

    def start_anew(self) -> None:
        """Forget the changes: the next run shows the plan as it is saved."""
        self._keep(name=None)

    def _kept(self, name: str) -> Any:
        return st.session_state.get(f"{self.side}_draft", {}).get(name)

    def _keep(self, **values: Any) -> None:
        draft = st.session_state.get(f"{self.side}_draft", {})
        st.session_state[f"{self.side}_draft"] = {**draft, **values}
