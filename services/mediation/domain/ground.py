"""Where a dispute lies once its area has ended."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kernel.lineage import Led, ends
from services.mediation.domain.dispute import Dispute


def place_now(area: str, led: Led) -> str:
    """Give the area (12 digits) that a matter of `area` lies in now. led: ended code -> codes that follow it.

    Where one follows, that one; where several do or none, the area above.

    Rule GR-26, domain 9.1: open matters follow their place; a place is never guessed.
    """
    found = ends(area, led)
    if len(found) == 1:
        return found[0]
    above = _above(area)
    return area if above == area else place_now(above, led)


def rezone(dispute: Dispute, led: Led, *, at: datetime) -> Dispute:
    """Give a dispute in the area it lies in now; no date moves by it."""
    return replace(dispute, area=place_now(dispute.area, led), version=dispute.version + 1, changed_at=at)


def _above(area: str) -> str:
    street = area[:9] + "000"
    return street if street != area else area[:6] + "000000"
