"""The wish to be told of changes."""
from __future__ import annotations

from kernel.wire import Integer, Pattern, Schema

LONGEST = 3600


class Follow(Schema):
    """Be told of changes within reach. since: mark of the last one known. seconds: after so many the stream ends."""

    since = Pattern(r"[0-9]{1,15}(\.[!-~]{1,64})?")
    seconds = Integer(1, LONGEST)
