"""The trace a request belongs to, by W3C Trace Context."""
from __future__ import annotations

import re
import secrets

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


def follow(header: str | None) -> str:
    """Give this request's own traceparent: within the caller's trace when its header is valid, else in a new one."""
    found = TRACEPARENT.fullmatch(header) if header else None
    if found is None or not int(found[1], 16) or not int(found[2], 16):
        made = secrets.token_hex(24)
        return f"00-{made[:32]}-{made[32:]}-00"
    return f"00-{found[1]}-{secrets.token_hex(8)}-{found[3]}"


def identifier(traceparent: str) -> str:
    """Give the id of the trace, 32 hexadecimal digits."""
    return traceparent[3:35]
