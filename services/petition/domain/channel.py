"""How a matter comes in (信访形式), and who may say that it came that way."""
from __future__ import annotations

from kernel.errors import Denied

WEB, PHONE, VISIT, GRID, TRANSFER = "web", "phone", "visit", "grid", "transfer"
CHANNELS = (WEB, "letter", PHONE, "fax", VISIT, "leader", GRID, TRANSFER)

DESK = frozenset(CHANNELS) - {WEB, GRID}
BY_ROLE: dict[str, frozenset[str]] = {
    "anyone": frozenset({WEB}),
    "resident": frozenset({WEB}),
    "grid_worker": frozenset({GRID}),
    "dispatcher": DESK,
    "officer": DESK,
    # another office's system keys in for its desk
    "client": DESK,
    # handed over by the grid, or sent on by the window, where it came as it says
    "system": frozenset({TRANSFER, WEB, PHONE, VISIT, GRID}),
}


# what a service registers came from another, unless it says how
OF_ITSELF = {"system": TRANSFER}


def channel_for(role: str, asked: str | None) -> str:
    """Give the channel a matter is registered under. asked: one of CHANNELS, None for the only one the role has.

    Rule PX-01, 《信访工作条例》 art. 17, 21: every form is keyed in, and as the form it was.

    :raises Denied: petition.channel_not_allowed
    """
    allowed = BY_ROLE.get(role, frozenset())
    asked = asked or OF_ITSELF.get(role)
    if asked is None and len(allowed) == 1:
        return next(iter(allowed))
    if asked not in allowed:
        raise Denied("petition.channel_not_allowed", channel=asked, channels=sorted(allowed))
    return asked
