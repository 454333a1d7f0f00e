"""Lines of codes: what follows what, and where a line ends."""
from __future__ import annotations

from collections.abc import Mapping

# ended code -> codes that follow right after it, () for nothing
Led = Mapping[str, tuple[str, ...]]


def ends(code: str, led: Led) -> tuple[str, ...]:
    """Give what is at the end of the lines that begin with a code: itself while it has not ended, () where nothing follows."""
    left: list[str] = [code]
    found: set[str] = set()
    seen: set[str] = set()
    while left:
        one = left.pop()
        if one in seen:
            continue
        seen.add(one)
        if one in led:
            left += led[one]
        else:
            found.add(one)
    return tuple(sorted(found))


def place_now(area: str, led: Led) -> str:
    """Give the area (12 digits) that a matter of `area` lies in now. led: ended code -> codes that follow it.

    Where one follows, that one; where several do or none, the area above: a place is never guessed.
    """
    found = ends(area, led)
    if len(found) == 1:
        return found[0]
    above = _above(area)
    return area if above == area else place_now(above, led)


def _above(area: str) -> str:
    street = area[:9] + "000"
    return street if street != area else area[:6] + "000000"
