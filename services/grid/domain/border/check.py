"""Checks all borders of a piece of ground at once: each by itself, against what is around it, and against each other."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from services.grid.domain.border import fit, neighbour, ring, size
from services.grid.domain.border.drawn import Bounds, Drawn, Limits
from services.grid.domain.border.fault import Fault, sorted_faults


def check(drawn: Sequence[Drawn], bounds: Bounds, limits: Limits) -> list[Fault]:
    """Give everything wrong with borders, faults before warnings, in their order; [] when they may be used.

    Rule GR-42, domain 3.3: 合理定界、规模适度、无缝覆盖 - borders with a fault are never taken, those with warnings are.
    """
    faults: list[Fault] = []
    read = [ring.understand(one, bounds, faults) for one in drawn]
    shapes = _valid(drawn, np.array([*read, None], dtype=object)[:-1], faults)
    meeting = neighbour.shared(drawn, shapes, bounds.kept, limits)
    found = fit.misfits(drawn, shapes, bounds, limits, meeting=meeting)
    faults = [one for one in faults if one not in _systems(faults)] + fit.told(drawn, _systems(faults), found)
    faults += neighbour.overlaps(drawn, meeting, wrong=found.wrong)
    sound = np.where([at in found.wrong for at in range(len(drawn))], None, shapes)
    faults += neighbour.apart(drawn, sound, bounds.kept)
    if not found.whole:
        faults += neighbour.gaps(drawn, sound, bounds, limits)
    return sorted_faults([*faults, *size.sizes(drawn, shapes, limits)])


def _systems(faults: Sequence[Fault]) -> list[Fault]:
    return [one for one in faults if one.code == "grid.border_system"]


def _valid(drawn: Sequence[Drawn], shapes: Any, faults: list[Fault]) -> Any:
    """Say which shapes cross themselves, and give the others; None in their place."""
    bad = ~shapely.is_valid(shapes) & shapely.is_geometry(shapes)
    faults += ring.crossings([drawn[int(at)] for at in np.flatnonzero(bad)], shapes[bad])
    return np.where(bad, None, shapes)
