"""Logs what is broken with its place in the code, and without the values: those may be somebody's name."""
from __future__ import annotations

import logging

from kernel import logs

log = logs.get(__name__)


def tell(event: str, place: str, raised: BaseException) -> None:
    """Log a defect. event: constant name. place: what was being done, e.g. `grid.report`."""
    log.error(event, place=place, kind=type(raised).__name__, at=logs.stack(raised))


class _Silence(logging.Filter):
    """Drops nameko's own report of a failed worker: it holds the error's text, and a refusal is no error."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "error handling worker" not in str(record.msg)


logging.getLogger("nameko.containers").addFilter(_Silence())
