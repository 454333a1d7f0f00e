"""What proves an account was changed: its holder is told, whoever did it."""

from __future__ import annotations

from kernel import clock
from kernel.decision import Event
from kernel.seal import Sealer

CHANGED = "gateway.credential_changed"
# by the holder: a password set, a second factor set up, recovery codes renewed, another number
# by an operator: a factor reset, a link made. by whoever has a copy: the right password with a code that was used before
KINDS = ("password", "factor", "codes", "phone", "reset", "link", "replay")


def told(sealer: Sealer, holder: str, kind: str) -> tuple[Event, ...]:
    """Give the fact that one of KINDS has changed. It is of nobody but by an alias, and its subject is its own.

    Rule GR-444, source: OWASP ASVS 4.0.3, 2.2.3 and 2.5.5; NIST SP 800-63B-4, 4.6 (the holder is told of a changed proof).
    """
    return (Event(CHANGED, clock.new_id(), {"party": sealer.alias(holder), "kind": kind}),)
