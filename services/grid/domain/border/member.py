"""Duty grids whose members a change of borders would pull apart."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.grid.domain.border.fault import Fault, fault
from services.grid.domain.grid.duty_grid import parts


def apart(duties: Mapping[str, Sequence[str]], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Fault]:
    """Give a fault for each duty grid that would be in more pieces than it is.

    duties: duty grid -> its unit grids. before, after: shapely polygon by code, now and by the change.

    Rule GR-38, domain 3.3: member unit grids of a duty grid must be adjacent. A duty grid is not ended by a line that was
    drawn for another reason: who draws it changes the members first, or draws it so that they stay together.
    """
    pulled = [(duty, _pieces(members, after)) for duty, members in sorted(duties.items())]
    return [
        fault("grid.members_apart", None, other=duty, parts=pieces)
        for duty, pieces in pulled
        if len(pieces) > max(1, len(_pieces(duties[duty], before)))
    ]


def _pieces(members: Sequence[str], outlines: Mapping[str, Any]) -> list[str]:
    return [" ".join(part) for part in parts({code: outlines[code] for code in members if code in outlines})]
