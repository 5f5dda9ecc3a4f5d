"""Rate limit of requests: a bucket of requests that fills again at a steady pace."""

from __future__ import annotations

from threading import Lock


class Rate:
    """So many requests at once, and so many a minute, of each name; the fullest of very many names are forgotten."""

    def __init__(self, at_once: int, a_minute: int, most_names: int = 10_000) -> None:
        self._at_once, self._pace_s, self._most = at_once, 60 / a_minute, most_names
        self._free_at: dict[str, float] = {}
        self._changing = Lock()

    def wait_s(self, name: str, now: float) -> float:
        """0 where a request of `name` may go on at `now`, which then counts; else the seconds after which it may."""
        with self._changing:
            earliest = now - self._at_once * self._pace_s
            free_at = max(self._free_at.get(name, earliest), earliest) + self._pace_s
            if free_at > now:
                return free_at - now
            if name not in self._free_at and len(self._free_at) >= self._most:
                self._free_at.pop(next(iter(self._free_at)))
            self._free_at[name] = free_at
            return 0.0
