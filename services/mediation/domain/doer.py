"""The one who acts on a dispute, as the rules need to know it."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts.

    id: account id, '' without one. role: as signed in, `anyone` without an account, `system` for an event.
    unit: code. parties: ids of the parties this person is proven to be, by account or by query code.
    """

    id: str
    role: str
    unit: str | None = None
    parties: frozenset[str] = frozenset()


SYSTEM = Doer("", "system")
