"""A page of what lies in an area, or of one's own."""

from __future__ import annotations

from kernel.wire import Listing, Nested, Pattern
from services.grid.schemas.reading import Place

AREA = r"[0-9]{12}"
PLACE = r"[0-9A-Z-]{2,32}"
MOST = 2**31 - 1
WORDS = 4000


class InArea(Listing):
    """A page of what lies in an area, never beyond the reader's scope."""

    after = Nested(Place, load_default=None, allow_none=True)  # type: ignore[assignment]  # narrower than any list
    area = Pattern(AREA, load_default=None, allow_none=True)


class Own(Listing):
    """A page of one's own, the latest first."""

    after = Nested(Place, load_default=None, allow_none=True)  # type: ignore[assignment]  # narrower than any list
