"""One border of several that become one piece of ground."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import mapping, shape


def joined(borders: Iterable[dict[str, Any] | None]) -> dict[str, Any] | None:
    """Give the border around several, GeoJSON; None where one of them is not drawn, for then nobody knows the whole."""
    given = list(borders)
    drawn = [one for one in given if one is not None]
    if not drawn or len(drawn) < len(given):
        return None
    return drawn[0] if len(drawn) == 1 else dict(mapping(shapely.union_all([shape(one) for one in drawn])))
