"""Whether a client would rather read a page or data, by what it says it accepts."""
from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from services.gateway.http.coding import weight

MOST_PARTS = 20
PAGE, DATA = ("text/html", "text/*", "*/*"), ("json", "application/*", "*/*")


@lru_cache(maxsize=256)
def page(header: str) -> bool:
    """Tell whether Accept weighs HTML above any JSON; who likes both alike, or names neither, is given JSON."""
    accepted: dict[str, float] = {}
    for part in header.lower().split(",")[:MOST_PARTS]:
        media, *parameters = (text.strip() for text in part.split(";"))
        name = "json" if media.endswith("json") else media
        accepted[name] = max(accepted.get(name, 0.0), weight(parameters))
    return _of(accepted, PAGE) > _of(accepted, DATA)


def _of(accepted: dict[str, float], ranges: Sequence[str]) -> float:
    """Give the weight of the narrowest range that is named, 0 for none."""
    return next((accepted[one] for one in ranges if one in accepted), 0.0)
