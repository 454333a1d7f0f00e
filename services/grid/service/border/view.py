"""Changes of borders as answers: JSON data in the reader's language, and drawings."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import shapely
from shapely.geometry import shape

from kernel.shape import instant
from services.grid.domain.border import words
from services.grid.domain.border.change import BorderChange
from services.grid.domain.border.drawn import Bounds, Drawn
from services.grid.domain.border.fault import Fault, is_sound, rounded
from services.grid.domain.border.picture import Figure, picture
from services.grid.domain.ground.territory import Territory

View = dict[str, Any]


def row(change: BorderChange, ground: Territory, language: str) -> View:
    """Give one line of a list."""
    kept = {name: getattr(change, name) for name in ("id", "community", "state", "version", "drawn_by", "ended_by", "moved")}
    return {
        **kept,
        "community_name": ground.named(change.community),
        "state_words": words.STATES[change.state][words.LANGUAGES.index(language)],
        "created_at": instant(change.created_at),
        "ended_at": instant(change.ended_at),
        "opened": list(change.opened),
    }


def whole(change: BorderChange, faults: Sequence[Fault], ground: Territory, language: str, *, outdated: bool) -> View:
    """Give one change with its report."""
    return {
        **row(change, ground, language),
        "features": list(change.features),
        "outdated": outdated,
        "sound": is_sound(faults),
        "faults": [told(one, language) for one in faults],
    }


def told(one: Fault, language: str) -> View:
    """Give one fault; its facts stand in its words."""
    kept = {name: value for name, value in asdict(one).items() if name != "facts"}
    return {**kept, "size": rounded(one.size), "words": words.said(one, language)}


def drawing(change: BorderChange, drawn: Iterable[Drawn], bounds: Bounds, faults: Sequence[Fault], language: str) -> str:
    """Give a change and its faults as SVG."""
    around = bounds.borders.get(change.community) or bounds.former.get(change.community)
    figures = [Figure(one.shape, "kept") for one in bounds.kept]
    figures += [Figure(around, "outline")] if around is not None else []
    for one in drawn:
        made = readable(one.geometry)
        if made is not None:
            figures.append(Figure(made, "drawn" if one.feature else "kept", one.grid or f"#{one.feature}"))
    title = f"{change.community} · {words.STATES[change.state][words.LANGUAGES.index(language)]}"
    return picture(figures, faults, language, title=title)


def readable(geometry: Any) -> Any:
    """Give a geometry as far as it can be drawn, valid or not; None where it cannot."""
    try:
        made = shape(geometry)
    except Exception:  # whatever a draft holds where a geometry should stand; the report names it
        return None
    drawable = made.geom_type in ("Polygon", "MultiPolygon") and not made.is_empty
    return made if drawable and bool(abs(shapely.bounds(made)).max() <= 180) else None
