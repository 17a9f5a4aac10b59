"""Log lines as JSON with ids only (SEC-55): no messages of exceptions, no bodies, no query strings."""

from __future__ import annotations

import json
import logging
import traceback

_EXTRA = ("object_id", "kind", "status_code", "task", "route")


class JsonFormatter(logging.Formatter):
    """One JSON object a line. Of an exception it keeps the class and the code places, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
        }
        if record.name.startswith("django"):
            # Django puts paths and values into its messages; the template alone says what happened.
            line["event"] = str(record.msg)
        else:
            line["event"] = record.getMessage()
        for name in _EXTRA:
            if hasattr(record, name):
                line[name] = str(getattr(record, name))
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at_code"] = [
                f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}:{frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])[-6:]
            ]
        return json.dumps(line)
