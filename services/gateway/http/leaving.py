"""Whose fault it is that a request came in parts only."""

from __future__ import annotations

from kernel.errors import Failure, Unavailable

CUT = frozenset(("gateway.body_malformed", "gateway.header_malformed"))


def told(failure: Failure, *, leaving: bool) -> Failure:
    """Give what the caller is told of a failure.

    Who leaves stops listening, so what looks broken off then was cut on this side: it may be sent again elsewhere, and is
    never told as a fault of the sender.
    """
    return Unavailable("gateway.leaving") if leaving and failure.code in CUT else failure
