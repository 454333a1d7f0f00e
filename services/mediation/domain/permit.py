"""Who may do what: roles as rows, and guards that look at the case. Buttons come from the same rows."""
from __future__ import annotations

from collections.abc import Callable

from kernel.errors import Conflict, Denied
from kernel.machine import Move
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.life import LIFE

Guard = Callable[[Case, Doer], None]

DESK = frozenset({"dispatcher", "officer"})
LEADERS = frozenset({"leader"})
PARTIES = frozenset({"resident", "anyone"})
MEDIATORS = frozenset({"officer"})

ROLES: dict[str, frozenset[str]] = {
    "open": DESK | {"resident", "grid_worker", "system"},
    "join": DESK,
    "consent": DESK | PARTIES,
    "accept": frozenset({"system"}),
    "refuse": DESK | PARTIES,
    "acknowledge": DESK | PARTIES,
    "assign": DESK,
    "record_session": MEDIATORS,
    "conclude": MEDIATORS,
    "fail": MEDIATORS,
    "end": DESK | PARTIES,
    "audience": frozenset({"system"}),
    "refer": frozenset({"system"}),
    "unmask_party": DESK,
    "find_party": DESK,
    "approve_unmasking": LEADERS,
    "refuse_unmasking": LEADERS,
    "list_unmaskings": LEADERS,
    "mark_minor": DESK | LEADERS,
}


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule MX-01, 《人民调解法》 art. 17, 19, 23.

    :raises Denied: mediation.role_not_allowed
    """
    if doer.role not in ROLES[act]:
        raise Denied("mediation.role_not_allowed", act=act, roles=sorted(ROLES[act]))


def speaks_for_a_party(case: Case, doer: Doer) -> None:
    """Let nobody outside the desk speak who is not a party.

    Rule MX-02, 《人民调解法》 art. 23: consent, refusal and ending are a party's own.

    :raises Denied: mediation.not_a_party
    """
    if doer.role in PARTIES and not doer.parties:
        raise Denied("mediation.not_a_party")


def of_committee(case: Case, doer: Doer) -> None:
    """Let an officer act only for the committee that has the case; a dispatcher assigns for all.

    Rule MX-03, 《人民调解法》 art. 8, 19.

    :raises Denied: mediation.unit_not_responsible
    """
    if doer.role == "officer" and (doer.unit is None or doer.unit != case.dispute.unit):
        raise Denied("mediation.unit_not_responsible", unit=case.dispute.unit)


def is_mediator(case: Case, doer: Doer) -> None:
    """Let only the assigned mediator hold sessions, conclude, or declare that it failed.

    Rule MX-04, 《人民调解法》 art. 19, 21, 27.

    :raises Denied: mediation.not_the_mediator
    """
    if doer.id != case.dispute.mediator:
        raise Denied("mediation.not_the_mediator")


def rights_acknowledged(case: Case, doer: Doer) -> None:
    """Hold no session before each party has been told its rights and duties.

    Rule MX-05, 《人民调解法》 art. 23, 24; 《人民调解工作若干规定》 art. 30.

    :raises Conflict: mediation.rights_not_acknowledged, facts parties (ids of those not told)
    """
    if missing := [party.id for party in case.parties if party.told_at is None]:
        raise Conflict("mediation.rights_not_acknowledged", parties=missing)


GUARDS: dict[str, tuple[Guard, ...]] = {
    "join": (of_committee,),
    "consent": (speaks_for_a_party, of_committee),
    "accept": (),
    "refuse": (speaks_for_a_party, of_committee),
    "acknowledge": (speaks_for_a_party, of_committee),
    "assign": (of_committee,),
    "record_session": (is_mediator, rights_acknowledged),
    "conclude": (is_mediator,),
    "fail": (is_mediator,),
    "end": (speaks_for_a_party, of_committee),
}


def permit(case: Case, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and guards allow it, asked in this order.

    :raises Denied: mediation.role_not_allowed, or the code of the guard that refused
    :raises Conflict: mediation.dispute_act_not_allowed, mediation.rights_not_acknowledged
    """
    has_role(act, doer)
    move = LIFE.step(case.dispute.state, act)
    for guard in GUARDS[act]:
        guard(case, doer)
    return move


def acts(case: Case, doer: Doer) -> list[str]:
    """List what this person may do to the dispute now, in the order of the table of moves."""
    return LIFE.permitted(case.dispute.state, lambda act: permit(case, act, doer))
