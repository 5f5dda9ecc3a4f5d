"""Settings: where messages of the dashboard go."""

from __future__ import annotations

from pages.data._settings import channels

channels.show()
