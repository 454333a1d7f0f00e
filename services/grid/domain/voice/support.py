"""Support: others who mean the same matter stand behind it instead of reporting it anew; they are counted, never listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.decision import Event
from kernel.errors import Conflict, Denied
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.role import let
from services.grid.domain.voice.merge_life import MAIN

EVENTS = ("grid.support_ended",)
ANYBODY = frozenset({"resident", "anyone"})
ROLES = {"support": ANYBODY, "withdraw_support": ANYBODY}


@dataclass(frozen=True, slots=True)
class Support:
    """One supporter of one matter. incident: the main one. via: the one it was given to.

    alias: of the account, or of the ticket of an own report. hear: wants to hear how it ends.
    """

    incident: str
    via: str
    alias: str
    hear: bool
    at: datetime


def may_support(act: str, doer: Doer, *, ticket: bool) -> None:
    """Let residents stand behind a matter, so that each counts once: by account, or by the ticket of a report of their own.

    ticket: number and query code of such a report were given, and are right.

    Rule GR-175, domain 8.1: counted by alias; who they are is nobody's to read.

    :raises Denied: grid.role_not_allowed, grid.support_unproven
    """
    let(ROLES, act, doer.role)
    if doer.role == "anyone" and not ticket:
        raise Denied("grid.support_unproven")


def supportable(incident: Incident, doer: Doer) -> None:
    """Refuse support for what is over, and from whoever reported it or what is joined to it: they count already.

    Rule GR-175.

    :raises Conflict: grid.support_too_late, grid.supporter_reported
    """
    if incident.state not in MAIN:
        raise Conflict("grid.support_too_late", state=incident.state)
    if doer.reporter:
        raise Conflict("grid.supporter_reported")


def ended(incident: Incident, alias: str) -> Event:
    """Make the fact that tells one supporter how the matter ended: codes only, and no number, which is its reporter's.

    Rule GR-176, domain 8.1: supporters are counted and told, never listed.
    """
    data = {"state": incident.state, "outcome": incident.outcome, "case_type": incident.case_type, "party": alias}
    return Event("grid.support_ended", incident.id, data, version=incident.version, round=incident.round)
