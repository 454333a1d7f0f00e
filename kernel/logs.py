"""One JSON object per line: a constant event name, ids instead of objects, no personal field."""
from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any

import orjson
import structlog

Fields = MutableMapping[str, Any]

trace: ContextVar[str] = ContextVar("trace", default="")


def get(name: str) -> Any:
    """Give the logger of a module: `log.info("event_name", field=value)`."""
    return structlog.get_logger(name)


def start(service: str, level: int = logging.INFO) -> None:
    """Send all logs of this process, those of libraries too, to standard output as JSON lines."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _named(service),
        structlog.processors.ExceptionRenderer(_told),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, _foreign],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _json],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for loud in ("amqp", "kombu", "nameko", "eventlet", "yoyo"):
        logging.getLogger(loud).setLevel(logging.WARNING)


def stack(raised: BaseException) -> list[str]:
    """Give where an error came from, outermost first, and the classes of its causes; never its text."""
    frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(raised.__traceback__)]
    cause = raised.__cause__ or raised.__context__
    return frames if cause is None else [*frames, f"caused by {type(cause).__name__}", *stack(cause)]


def _told(exc_info: Any) -> dict[str, Any]:
    """Give an error a library logs, without its text and its variables: those may be somebody's name."""
    raised = exc_info[1]
    return {"kind": type(raised).__name__, "at": stack(raised)} if raised else {}


def _named(service: str) -> Any:
    def add(logger: Any, method: str, event: Fields) -> Fields:
        event["service"] = service
        if current := trace.get():
            event.setdefault("trace", current)
        return event

    return add


def _foreign(logger: Any, method: str, event: Fields) -> Fields:
    """Keep a library's text apart from our constant event names."""
    event["text"], event["event"] = event["event"], "library"
    return event


def _json(logger: Any, method: str, event: Fields) -> str:
    return orjson.dumps(event, default=str).decode()
