"""Which petitions a person reaches."""
from __future__ import annotations

from kernel.scope import NOTHING, Scope, subtree


def reach(*, role: str, unit: str | None, area: str, aliases: tuple[str, ...]) -> Scope:
    """Give the scope of a role: petitioners their own, officers their unit's, dispatchers and leaders their area's.

    area: root of the actor's ground, '' for none. aliases: of the actor's account, one for each live key.
    A grid worker hands over the receipt and sees no more; an operator keeps machines, not files.

    Rule PX-12, architecture 3.5.
    """
    if role == "resident" and aliases:
        return Scope(party=aliases)
    if role == "officer" and unit:
        return Scope(unit=unit)
    if role in ("dispatcher", "leader") and area:
        return Scope(area=subtree(area))
    return NOTHING
