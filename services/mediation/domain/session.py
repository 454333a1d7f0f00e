"""A session (调解) and its record (笔录); what was said there stays there."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.step import take


@dataclass(frozen=True, slots=True)
class Session:
    """One session. place_no: its place, from 1. attended: ids of parties.

    record: for this mediation only. undisputed: facts both sides confirm, the only part that may be used elsewhere.
    """

    dispute: str
    place_no: int
    held_at: datetime
    place: str
    open_to_public: bool
    attended: tuple[str, ...]
    record: str
    undisputed: tuple[str, ...]
    recorded_by: str
    recorded_at: datetime


def record(case: Case, doer: Doer, session: Session, *, at: datetime) -> Decision[Case]:
    """Take a session into the file. -> record mediating, event mediation.session_recorded{session}.

    Rule MX-10, 《人民调解法》 art. 21, 27.

    :raises Denied: mediation.not_the_mediator
    :raises Conflict: mediation.rights_not_acknowledged
    :raises Invalid: mediation.session_in_future, mediation.session_too_early, mediation.party_unknown
    """
    decided = take(case, "record_session", doer, at=at, data={"session": session.place_no}, sessions=session.place_no)
    accepted_at = case.dispute.accepted_at
    if session.held_at > at:
        raise Invalid("mediation.session_in_future", pointer="/held_at")
    if accepted_at is not None and session.held_at < accepted_at:
        raise Invalid("mediation.session_too_early", pointer="/held_at")
    if unknown := set(session.attended) - case.ids:
        raise Invalid("mediation.party_unknown", pointer="/attended", parties=sorted(unknown))
    return decided
