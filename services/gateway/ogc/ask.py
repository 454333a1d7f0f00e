"""What an address asks of a layer, as the grid service takes it."""
from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from kernel import clock
from kernel.errors import Invalid
from services.gateway.ogc.collection import Collection
from services.grid.schemas.chart import LIMIT_MOST

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
OPEN = ("", "..")
Command = dict[str, Any]


def page(one: Collection, command: Command) -> Command:
    """Give the question for a page of a collection.

    :raises Invalid: gateway.bbox_malformed, gateway.datetime_malformed
    """
    since, until = interval(command.get("datetime"))
    timed = {"since_on": since, "until_on": until} if one.timed else {}
    return {
        "layer": one.id,
        # more than there ever is in a page is no fault: the standard has it taken for the most
        "limit": min(command.get("limit", 100), LIMIT_MOST),
        "window": window(command.get("bbox")),
        "zoom": command.get("zoom"),
        "where": {name: command[name] for name in one.filters if command.get(name) is not None},
        "after": command.get("after"),
        **timed,
    }


def window(bbox: str | None) -> dict[str, float] | None:
    """Read west,south,east,north, or six numbers with heights, which are passed over: nothing here has a height.

    :raises Invalid: gateway.bbox_malformed, when south lies above north
    """
    if bbox is None:
        return None
    numbers = [float(part) for part in bbox.split(",")]
    west, south, east, north = numbers if len(numbers) == 4 else (*numbers[:2], *numbers[3:5])
    if south > north:
        raise Invalid("gateway.bbox_malformed", pointer="/bbox")
    return {"west": west, "south": south, "east": east, "north": north}


def interval(text: str | None) -> tuple[str | None, str | None]:
    """Read one date or instant, or two with a slash; give the first and the last local day, None for an open end.

    An instant counts as its day in Asia/Shanghai: cases tell the day they were opened and nothing finer.

    :raises Invalid: gateway.datetime_malformed
    """
    if text is None:
        return None, None
    parts = text.split("/")
    ends = [_day(part) if len(parts) == 1 or part not in OPEN else None for part in parts]
    first, last = ends[0], ends[-1]
    if len(parts) > 2 or (len(parts) == 2 and first is None and last is None):
        raise Invalid("gateway.datetime_malformed", pointer="/datetime")
    if first and last and first > last:
        raise Invalid("gateway.datetime_malformed", pointer="/datetime")
    return first.isoformat() if first else None, last.isoformat() if last else None


def _day(text: str) -> date:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid("gateway.datetime_malformed", pointer="/datetime") from None
    if at.tzinfo is None or "T" not in text.upper():
        raise Invalid("gateway.datetime_malformed", pointer="/datetime")
    try:
        return clock.today(at)
    except OverflowError:  # clients that know no open end ask for all there is, from the first instant to the last
        return date.max if at.year > date.min.year else date.min
