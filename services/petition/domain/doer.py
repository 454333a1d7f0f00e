"""The one who acts on a petition, as the rules need to know it."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts.

    id: account id, '' without one. role: as signed in, `anyone` without an account, `system` for an event.
    unit: code. petitioner: proven to be the one who petitions, by account or by query code.
    department: the unit is a petition department (信访部门).
    """

    id: str
    role: str
    unit: str | None = None
    petitioner: bool = False
    department: bool = False


SYSTEM = Doer("", "system")
