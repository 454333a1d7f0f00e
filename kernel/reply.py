"""The body of an RPC reply, `{"result", "error"}` as nameko writes it: made by the callee, understood by the caller."""
from __future__ import annotations

from typing import Any

import orjson
from nameko.exceptions import registry

from kernel.errors import KINDS, Failure


class Defect(Exception):
    """The callee broke: something to repair, not to handle. place: `service.method`. kind: class of the error."""

    def __init__(self, place: str, kind: str) -> None:
        super().__init__(f"{place}: {kind}")
        self.place = place
        self.kind = kind


class Malformed(Exception):
    """The message is no call: not JSON, not one command, no such method."""


def result(value: Any) -> bytes:
    """Give the reply of a method that returned.

    :raises TypeError: the value is not made of what JSON knows
    """
    return orjson.dumps({"result": value, "error": None})


def error(raised: BaseException) -> bytes:
    """Give the reply of a method that raised; of a foreign error only its class leaves the process."""
    kind = type(raised)
    body = {
        "exc_type": kind.__name__,
        "exc_path": f"{kind.__module__}.{kind.__name__}",
        "exc_args": [orjson.dumps(raised.dump()).decode()] if isinstance(raised, Failure) else [],
        "value": raised.code if isinstance(raised, Failure) else "",
    }
    return orjson.dumps({"result": None, "error": body})


def read(body: bytes, place: str) -> Any:
    """Give the result, or raise what the callee raised.

    :raises Failure: the callee's own. :raises Defect: it broke, or what it sent is no reply
    """
    try:
        reply = orjson.loads(body)
        problem = reply["error"]
        if problem is None:
            return reply["result"]
        raised = failure(problem, place)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as exc:
        raise Defect(place, "unreadable reply") from exc
    raise raised


def failure(problem: dict[str, Any], place: str) -> Exception:
    """Give the exception an error reply speaks of."""
    if problem.get("exc_path") not in PATHS:
        return Defect(place, str(problem.get("exc_type")))
    return of_text(problem["exc_args"][0])


def of_text(text: str) -> Failure:
    """Give the failure written in `exc_args`."""
    return Failure.load(orjson.loads(text))


PATHS = {f"{kind.__module__}.{name}" for name, kind in KINDS.items()}
registry.update(dict.fromkeys(PATHS, of_text))  # so that nameko's own proxies raise our failures too
