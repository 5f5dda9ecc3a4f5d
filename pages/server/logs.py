"""The server's log as one JSON line an event, for programs that gather logs: with LOG_FORMAT=json."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

VARIABLE = "LOG_FORMAT"


class JsonLines(logging.Formatter):
    """Time in UTC, level, part of the program, and what happened; the traceback of a failure in the same line."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info:
            event["trace"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False)


def begin() -> None:
    """Write what the product logs to standard error in this form, if it is asked for."""
    if os.environ.get(VARIABLE) != "json":
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("analytics")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
