"""Who may change the register of grids: roles as rows."""
from __future__ import annotations

DESK = frozenset({"dispatcher"})
ROLES: dict[str, frozenset[str]] = dict.fromkeys(("open_grid", "change_grid", "end_grid"), DESK)
