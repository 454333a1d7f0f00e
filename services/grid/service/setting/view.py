"""Settings and choices as answers."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.grid.domain.setting.chosen import Chosen, Values
from services.grid.domain.setting.setting import Setting


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of one place on one day. area: '' for the whole district. versions, upcoming: by key and kind of grid."""

    area: str
    values: Values
    versions: Mapping[tuple[str, str], int]
    upcoming: Mapping[tuple[str, str], Chosen]


def line(setting: Setting, grid_kind: str, place: Place, language: str) -> dict[str, Any]:
    """Give a setting as it is at a place."""
    held = place.values.in_force(setting, area=place.area, grid_kind=grid_kind)
    n, following = int(language == "en"), place.upcoming.get((setting.key, grid_kind))
    return {
        "key": setting.key,
        "grid_kind": grid_kind or None,
        "area": place.area or None,
        "kind": setting.kind,
        "words": setting.words[n],
        "unit": setting.form.unit[n],
        "value": held.value,
        "origin": held.origin,
        "chosen_for": (held.by.area or None) if held.by else None,
        "since": held.by.valid_from.isoformat() if held.by else None,
        "reason": held.by.source if held.by else "",
        "next": {"value": following.value, "valid_from": following.valid_from.isoformat()} if following else None,
        "usual": setting.usual(grid_kind),
        "least": setting.least,
        "most": setting.most,
        "choices": list(setting.choices),
        "per_area": setting.per_area,
        "source": setting.source,
        "version": place.versions.get((setting.key, grid_kind), 1),
    }


def change(one: Chosen) -> dict[str, Any]:
    """Give a choice that was made."""
    return {
        "id": one.id,
        "key": one.key,
        "area": one.area or None,
        "grid_kind": one.grid_kind or None,
        "value": one.value,
        "valid_from": one.valid_from.isoformat(),
        "version": one.version,
        "origin": one.origin,
        "reason": one.source,
        "created_at": one.created_at.isoformat(),
    }
