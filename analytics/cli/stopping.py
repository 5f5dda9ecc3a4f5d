"""Ctrl-C and SIGTERM as a wish to stop, so that a long command can say what it did."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

from analytics.cli.caller import current

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """Whether somebody asked this process to stop, as long as the context lasts.

    The first wish raises KeyboardInterrupt, but within `deferred`, where the work itself looks at `is_set`. Outside the
    main thread, which alone may hear signals, the caller's wish is heard if there is one.
    """

    def __init__(self) -> None:
        self.is_set = False
        self._is_deferred = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if caller := current():
            caller.on_stop = self._set
            self.is_set = caller.is_stopped
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._hear) for number in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """Work that ends by itself once `is_set`."""
        self._is_deferred = True
        try:
            yield
        finally:
            self._is_deferred = False

    def _set(self) -> None:
        self.is_set = True

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.is_set = True
        if not self._is_deferred:
            raise KeyboardInterrupt
