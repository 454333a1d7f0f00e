"""Who may change the registers of premises and of the neighbourhood: roles as rows."""

from __future__ import annotations

from kernel.errors import Denied

FIELD = frozenset({"grid_worker", "dispatcher"})
DESK = frozenset({"dispatcher"})

ROLES: dict[str, frozenset[str]] = {
    "register_premises": FIELD,
    "change_premises": FIELD,
    "move_premises": FIELD,
    "end_premises": DESK,
}


def allowed(act: str, role: str) -> None:
    """Let only the roles named for an act do it.

    :raises Denied: grid.role_not_allowed
    """
    if role not in ROLES[act]:
        raise Denied("grid.role_not_allowed", act=act, roles=sorted(ROLES[act]))
