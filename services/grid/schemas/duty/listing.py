"""A page of what lies in an area, or of one's own."""

from __future__ import annotations

from kernel.wire import After, Listing, Pattern
from services.grid.schemas.reading import Place

AREA = r"[0-9]{12}"
PLACE = r"[0-9A-Z-]{2,32}"
WORDS = 4000


class InArea(Listing):
    """A page of what lies in an area, never beyond the reader's scope."""

    after = After(Place)
    area = Pattern(AREA, load_default=None, allow_none=True)


class Own(Listing):
    """A page of one's own, the latest first."""

    after = After(Place)
