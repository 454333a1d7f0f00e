"""Who may ask to see whose report it is, and who may let them."""

from __future__ import annotations

from kernel import unmask
from kernel.errors import Denied
from kernel.unmask import Case
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.role import let

SERVICE, NOUN = "grid", "reporter"
EVENTS = (*unmask.events(SERVICE, NOUN), f"{SERVICE}.minor_marked")
HANDLERS, DECIDERS = frozenset({"dispatcher", "officer", "grid_worker"}), frozenset({"leader"})
ROLES: dict[str, frozenset[str]] = {
    "unmask_reporter": HANDLERS,
    "find_reporter": HANDLERS,
    "approve_unmasking": DECIDERS,
    "refuse_unmasking": DECIDERS,
    "list_unmaskings": DECIDERS,
    "mark_minor": HANDLERS | DECIDERS,
}


def in_hands(incident: Incident, doer: Doer) -> None:
    """Let only those see whose report it is in whose hands it is now.

    A dispatcher has what has not been handed to another service; an officer what the own unit is responsible for or has a
    part of; a grid worker what the own team is responsible for, what they handle, and what they are sent to look at.

    Rule GR-390, domain 5.4: an identity is seen by who needs it for the matter, never by role alone.

    :raises Denied: grid.role_not_allowed, grid.reporter_not_in_hands
    """
    let(ROLES, "unmask_reporter", doer.role)
    unit = doer.unit is not None and doer.unit in (incident.unit, *incident.helpers)
    hands = {
        "dispatcher": incident.state != "handed_over",
        "officer": unit,
        "grid_worker": unit or incident.handler == doer.id or incident.state == "verifying",
    }
    if not hands[doer.role]:
        raise Denied("grid.reporter_not_in_hands")


def case(incident: Incident, *, sealed: bool, named: bool, minor: bool = False) -> Case:
    """Give an incident as the rules of seeing an identity need it. sealed: there is one; named: with a name; minor: flagged.

    Rule GR-392, 《未成年人网络保护条例》 art. 36: of a minor, a responsible person must agree first, and it is written down.
    """
    return Case(
        kind="incident", id=incident.id, subject=incident.id, number=incident.number, version=incident.version,
        round=incident.round, area=incident.area, unit=incident.unit, closed=incident.closed_at is not None,
        handler=incident.handler, party=incident.party, sealed=sealed, named=named, minor=minor,
    )  # fmt: skip
