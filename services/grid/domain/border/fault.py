"""One thing wrong with a border, with its place."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from services.grid.domain.border.drawn import Drawn

FAULT, WARNING = "fault", "warning"
SEVERITIES = (FAULT, WARNING)
# what does not keep a border from being used, but somebody should look at
WARNINGS = frozenset({"grid.border_doubled", "grid.border_households", "grid.border_apart", "grid.border_scattered"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong.

    code: grid.border_*. severity: fault or warning. feature: number of the border, from 1; 0 = of all together. grid: its
    code, '' where it has none. ring: from 1 through all polygons of a border, 0 = no one ring. lon, lat: degrees as drawn,
    None where there is no place to show. size: how much, in `unit` (m, m2, households; '' for none). other: code of the
    other grid or of the area concerned. facts: what the words name.
    """

    code: str
    severity: str
    feature: int
    grid: str
    ring: int = 0
    lon: float | None = None
    lat: float | None = None
    size: float | None = None
    unit: str = ""
    other: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """Give what the border is called: its code, or its number where it has none."""
        return self.grid or (f"#{self.feature}" if self.feature else "-")

    def said(self) -> dict[str, Any]:
        """Give all that the words of its code may name."""
        own = {"grid": self.named, "ring": self.ring, "other": self.other, "unit": self.unit}
        return {**own, "size": rounded(self.size), "lon": self.lon, "lat": self.lat, **self.facts}


def fault(
    code: str,
    drawn: Drawn | None,
    *,
    ring: int = 0,
    at: tuple[float, float] | None = None,
    size: float | None = None,
    unit: str = "",
    other: str = "",
    severity: str = "",
    **facts: Any,
) -> Fault:
    """Make a fault of a border; of all together where none is given. severity: '' for the usual one of its code."""
    lon, lat = (round(at[0], 7), round(at[1], 7)) if at else (None, None)
    return Fault(
        code=code,
        severity=severity or (WARNING if code in WARNINGS else FAULT),
        feature=drawn.feature if drawn else 0,
        grid=drawn.grid if drawn else "",
        ring=ring,
        lon=lon,
        lat=lat,
        size=size,
        unit=unit,
        other=other,
        facts=facts,
    )


def sorted_faults(faults: Iterable[Fault]) -> list[Fault]:
    """Give faults before warnings, each in the order of the borders."""
    return sorted(faults, key=lambda one: (one.severity != FAULT, one.feature, one.grid, one.code, one.ring))


def is_sound(faults: Iterable[Fault]) -> bool:
    """Tell whether nothing but warnings was found."""
    return all(one.severity != FAULT for one in faults)


def rounded(size: float | None) -> float | int | None:
    """Give a size as people read it: two digits below ten, none above."""
    if size is None:
        return None
    return round(size, 2) if abs(size) < 10 else round(size)


def softened(one: Fault) -> Fault:
    """Give a fault as a warning."""
    return replace(one, severity=WARNING)
