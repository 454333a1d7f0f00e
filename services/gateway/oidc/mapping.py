"""What the claims of a proven token make of an account: the rows of the mapping decide, and what none names is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel.errors import Denied
from services.gateway.oidc.provider import ANY, SAME, Factor, Provider, Row

Claims = Mapping[str, Any]
AREA = re.compile(r"[1-9][0-9]{11}")
UNIT = re.compile(r"[A-Za-z0-9._-]{1,64}")
NAME_MOST = 64
# roles whose acts are bounded by an area or an office: without one they would be let in to nothing, or to too much
NEEDS = {
    "grid_worker": ("area",), "dispatcher": ("area",), "officer": ("unit",), "checker": ("area",), "leader": ("area",),
    "operator": ("area",), "resident": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What an account may be. area: 12 digits, or '' for a resident. name: as the provider has it, '' for none."""

    role: str
    unit: str | None
    area: str
    name: str


def placed(provider: Provider, claims: Claims, *, district: str) -> Place:
    """Find role, unit and area by the rows of the provider, each by the first row that fits. district: 6 digits.

    Rule IN-60, domain 6: claims give role, unit and area by configuration alone, and who has no row stays out.

    :raises Denied: gateway.oidc_unmapped (facts lacking)
    """
    role = _first(provider, claims, "role")
    unit, area = _first(provider, claims, "unit"), _first(provider, claims, "area")
    good = {
        "role": role,
        "unit": unit if UNIT.fullmatch(unit) else "",
        "area": area if AREA.fullmatch(area) and area.startswith(district) else "",
    }
    for lacking in ("role", *NEEDS.get(role, ())):
        if not good[lacking]:
            raise Denied("gateway.oidc_unmapped", lacking=lacking)
    return Place(role, good["unit"] or None, good["area"], _name(claims.get(provider.name)))


def second_factor(factor: Factor | None, claims: Claims) -> bool:
    """Tell whether a second factor was used at the provider, as it says by `amr` or `acr`.

    Rule IN-61, domain 5.2: only what the configuration names counts; that somebody has signed in elsewhere is one factor.
    """
    if factor is None:
        return False
    return bool(factor.amr & set(values(claims, "amr")) or factor.acr & set(values(claims, "acr")))


def values(claims: Claims, name: str) -> list[str]:
    """Give the texts of a claim, which may be one or a list of them; a dot leads into objects (`realm_access.roles`)."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for step in name.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, str) and one]


def _first(provider: Provider, claims: Claims, field: str) -> str:
    for row in provider.rows:
        given: str = getattr(row, field)
        if given and (hit := _hit(row, claims)):
            return hit if given == SAME else given
    return ""


def _hit(row: Row, claims: Claims) -> str:
    found = values(claims, row.claim)
    return next((one for one in found if row.value in (ANY, one)), "")


def _name(value: Any) -> str:
    return "".join(sign for sign in value if sign.isprintable())[:NAME_MOST] if isinstance(value, str) else ""
