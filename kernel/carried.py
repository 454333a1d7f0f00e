"""What of a call travels in the headers of messages, and what of the headers is believed."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEADLINE = "x-deadline"
PREFIX = "nameko."
CONTEXT = ("actor", "idempotency_key", "language", "traceparent", "call_id_stack")


def headers(context: Mapping[str, Any]) -> dict[str, Any]:
    """Give the headers for a call's context: nameko's names, and the trace under its own name for foreign readers."""
    made = {PREFIX + name: context[name] for name in CONTEXT if context.get(name)}
    if context.get("traceparent"):
        made["traceparent"] = context["traceparent"]
    return made


def context(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the context that headers speak of; what brokers and shovels add (x-death and the like) stays behind."""
    found = {name: headers[PREFIX + name] for name in CONTEXT if headers.get(PREFIX + name)}
    if "traceparent" not in found and headers.get("traceparent"):
        found["traceparent"] = headers["traceparent"]
    return found


def deadline(headers: Mapping[str, Any]) -> float | None:
    """Give the instant (epoch seconds) after which nobody waits for the answer, None when there is none."""
    given = headers.get(DEADLINE)
    return float(given) if isinstance(given, int | float) else None
