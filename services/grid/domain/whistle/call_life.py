"""The states of a department's part of a whistle, every legal move, and who makes it."""

from __future__ import annotations

from kernel.errors import Denied
from kernel.machine import Machine, Move
from services.grid.domain.doer import Doer
from services.grid.domain.role import let
from services.grid.domain.whistle.whistle import Call

MOVES = (
    Move("notified", "acknowledge_whistle", "acknowledged", "GR-150"),
    # who is there has heard
    Move("notified", "arrive_whistle", "arrived", "GR-150"),
    Move("notified", "release_whistle", "released", "GR-153"),
    Move("acknowledged", "arrive_whistle", "arrived", "GR-150"),
    Move("acknowledged", "release_whistle", "released", "GR-153"),
    Move("arrived", "handle_whistle", "handling", "GR-150"),
    Move("arrived", "release_whistle", "released", "GR-153"),
    Move("handling", "release_whistle", "released", "GR-153"),
    Move("released", "rate_whistle", "rated", "GR-154"),
)
LIFE = Machine("grid.whistle", MOVES, initial=("notified",))

BLOWERS, DEPARTMENT = frozenset({"dispatcher", "grid_worker"}), frozenset({"officer"})
ROLES: dict[str, frozenset[str]] = {
    "blow_whistle": BLOWERS,
    "acknowledge_whistle": DEPARTMENT,
    "arrive_whistle": DEPARTMENT,
    "handle_whistle": DEPARTMENT,
    "release_whistle": BLOWERS,
    "rate_whistle": BLOWERS,
}
PAST = {
    "blow_whistle": "blown",
    "acknowledge_whistle": "acknowledged",
    "arrive_whistle": "arrived",
    "handle_whistle": "handled",
    "release_whistle": "released",
    "rate_whistle": "rated",
}
BREACHED = "grid.whistle_breached"
EVENTS = (*(f"grid.whistle_{past}" for past in PAST.values()), BREACHED)


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule GR-150, domain 4.5: the street or community calls, the department answers.

    :raises Denied: grid.role_not_allowed
    """
    let(ROLES, act, doer.role)


def permit(call: Call, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and unit allow it, asked in this order.

    Rule GR-153, domain 4.5: whoever blew releases, nobody else (事不完人不走).
    Rule GR-154, domain 4.5: and nobody else rates.

    :raises Denied: grid.role_not_allowed, grid.whistle_not_yours
    :raises Conflict: grid.whistle_act_not_allowed
    """
    has_role(act, doer)
    move = LIFE.step(call.state, act)
    side = call.blower if ROLES[act] == BLOWERS else call.unit
    if not doer.unit or doer.unit != side:
        raise Denied("grid.whistle_not_yours", unit=side)
    return move


def acts(call: Call, doer: Doer) -> list[str]:
    """List what this person may do now, in the order of the table of moves."""
    return LIFE.permitted(call.state, lambda act: permit(call, act, doer))
