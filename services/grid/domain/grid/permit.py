"""Who may change the register of grids: roles as rows."""
from __future__ import annotations

from kernel.errors import Denied

DESK = frozenset({"dispatcher"})
ROLES: dict[str, frozenset[str]] = dict.fromkeys(("open_grid", "change_grid", "end_grid"), DESK)


def allowed(act: str, role: str) -> None:
    """Let only the roles named for an act do it.

    :raises Denied: grid.role_not_allowed
    """
    if role not in ROLES[act]:
        raise Denied("grid.role_not_allowed", act=act, roles=sorted(ROLES[act]))
