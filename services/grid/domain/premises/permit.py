"""Who may change the registers of premises and of the neighbourhood: roles as rows."""

from __future__ import annotations

FIELD = frozenset({"grid_worker", "dispatcher"})
DESK = frozenset({"dispatcher"})
JUDGES = frozenset({"dispatcher", "leader"})

ROLES: dict[str, frozenset[str]] = {
    "register_premises": FIELD,
    "change_premises": FIELD,
    "move_premises": FIELD,
    "end_premises": DESK,
    "register_member": FIELD,
    "change_member": FIELD,
    "end_member": DESK,
    "propose_project": FIELD,
    "change_project": FIELD,
    "agree_project": JUDGES,
    "start_project": FIELD,
    "finish_project": FIELD,
    "drop_project": JUDGES,
    "register_provider": DESK,
    "change_provider": DESK,
    "end_provider": DESK,
    "raise_need": FIELD,
    "match_need": DESK,
    "finish_need": FIELD,
    "withdraw_need": FIELD,
}
