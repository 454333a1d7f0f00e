"""Premises as answers: JSON data in the reader's language."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from kernel.shape import instant
from services.grid.domain.premises.place_kind import called
from services.grid.domain.premises.premises import Premises


def view(one: Premises, language: str) -> dict[str, Any]:
    """Give one whole: it holds nothing that some readers in scope may not see."""
    plain = {name: instant(value) if isinstance(value, datetime) else value for name, value in asdict(one).items()}
    return {**plain, "place_kind_words": called(one.place_kind, language) if one.place_kind else None}


def near(one: Premises, metres: float, language: str) -> dict[str, Any]:
    """Give what anybody may see of a public place."""
    kind = one.place_kind or "other"
    return {
        **{name: getattr(one, name) for name in ("id", "code", "name", "address")},
        "place_kind": kind,
        "place_kind_words": called(kind, language),
        "lon": one.longitude,
        "lat": one.latitude,
        "metres": round(metres),
    }
