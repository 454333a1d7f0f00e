"""Who may change teams and posts."""

from __future__ import annotations

from collections.abc import Mapping

from services.grid.domain.role import let

LEADERS = frozenset({"leader"})
DESK = frozenset({"dispatcher", "leader"})
ROLES: Mapping[str, frozenset[str]] = {
    "appoint": DESK,
    "end_post": DESK,
    "transfer": DESK,
    "name_stand_in": DESK,
    "end_stand_in": DESK,
    "leave": DESK,
    "withdraw_leave": DESK,
    "certify": DESK,
    "revoke_certificate": DESK,
    "add_staff_role": LEADERS,
    "add_team": LEADERS,
    "choose_teams": LEADERS,
}
EVENTS = (
    "grid.staff_appointed",
    "grid.staff_ended",
    "grid.staff_transferred",
    "grid.staff_stood_in",
    "grid.staff_stand_in_ended",
    "grid.staff_leave_planned",
    "grid.staff_leave_withdrawn",
    "grid.staff_left",
    "grid.skill_certified",
    "grid.skill_revoked",
    "grid.role_added",
    "grid.team_added",
    "grid.team_chosen",
)


def has_role(act: str, role: str) -> None:
    """Let only the roles named for an act do it: posts are the desk's and the leaders', teams and limits the leaders'.

    Rule GR-59, domain 9.1 and 9.3 (0-4, 2-7).

    :raises Denied: grid.role_not_allowed
    """
    let(ROLES, act, role)
