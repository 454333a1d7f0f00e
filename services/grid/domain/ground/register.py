"""What the register of a district holds: areas, grids, units, posts; each as one row."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

LEVELS = ("province", "city", "district", "street", "community")
GRID_KINDS = ("unit", "base", "special", "duty")
PETITION_DEPARTMENT = "petition"
UNIT_KINDS = ("centre", "department", "liaison", "street", "community", "company", PETITION_DEPARTMENT)


@dataclass(frozen=True, slots=True)
class RegisteredArea:
    """An area that exists, or did. code: 12 digits. parent: None for the root of the deployment.

    valid_from, valid_until: local dates, half-open; None = still valid. border: GeoJSON geometry, WGS-84, or None.
    """

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date
    valid_until: date | None = None
    border: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid (网格) that exists, or did. code: by the tenant's scheme (domain/scheme.py). kind: one of GRID_KINDS.

    border: GeoJSON geometry, WGS-84; None until it is drawn, for duty grids always, and in memory, where the index has it.
    """

    code: str
    community: str
    name: str
    kind: str
    border: dict[str, Any] | None
    households: int
    valid_from: date
    valid_until: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """An organisation that answers for matters. kind: one of UNIT_KINDS. area: 12-digit root of the ground it serves."""

    id: str
    name: str
    name_en: str
    kind: str
    area: str

    def called(self, language: str) -> str:
        """Give its name in 'zh' or 'en'."""
        return self.name_en if language == "en" else self.name
