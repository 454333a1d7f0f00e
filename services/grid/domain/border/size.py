"""Whether grids are of a size that people can work with."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from services.grid.domain.border import measure
from services.grid.domain.border.drawn import Drawn, Limits
from services.grid.domain.border.fault import Fault, fault


def sizes(drawn: Sequence[Drawn], shapes: Any, limits: Limits) -> list[Fault]:
    """Find slivers, and warn of grids with more or fewer households than the tenant wants.

    Rule GR-46, domain 3.3: 规模适度 - households_min and households_max are the tenant's; an
    outlier is shown, never refused.
    """
    found = measure.areas(shapes)
    return [*_slivers(drawn, found, limits), *_outliers(drawn, limits)]


def _slivers(drawn: Sequence[Drawn], found: Any, limits: Limits) -> Iterator[Fault]:
    least = np.array([limits.size(one.kind).area_min for one in drawn])
    for at in np.flatnonzero((found > 0) & (found < least)).tolist():
        yield fault("grid.border_small", drawn[at], size=float(found[at]), unit="m2", least=float(least[at]))


def _outliers(drawn: Sequence[Drawn], limits: Limits) -> Iterator[Fault]:
    for one in drawn:
        size = limits.size(one.kind)
        least, most = size.households_min, size.households_max
        if (least is not None and one.households < least) or (most is not None and one.households > most):
            yield fault(
                "grid.border_households", one, size=one.households, unit="households", least=least, most=most
            )
