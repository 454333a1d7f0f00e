"""Who may do what: roles as rows, and guards that look at the petition. Buttons come from the same rows."""
from __future__ import annotations

from collections.abc import Callable

from kernel.errors import Conflict, Denied
from kernel.machine import Move
from services.petition.domain.doer import Doer
from services.petition.domain.life import LIFE
from services.petition.domain.petition import Petition

Guard = Callable[[Petition, Doer], None]

PETITIONERS = frozenset({"resident", "anyone"})
DESK = frozenset({"dispatcher", "officer"})
LEADERS = frozenset({"leader"})

ROLES: dict[str, frozenset[str]] = {
    "register": PETITIONERS | DESK | {"grid_worker", "system", "client"},
    "forward": DESK,
    "accept": frozenset({"officer"}),
    "answer": frozenset({"officer"}),
    "refuse": DESK,
    "recuse": DESK,
    "withdraw": PETITIONERS,
    "rate": PETITIONERS,
    "audience": frozenset({"system"}),
    "unmask_petitioner": DESK,
    "find_petitioner": DESK,
    "approve_unmasking": LEADERS,
    "refuse_unmasking": LEADERS,
    "list_unmaskings": LEADERS,
    "mark_minor": DESK | LEADERS,
}


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule PX-03, 《信访工作条例》 art. 14, 22: desks register and route, the competent unit decides.

    :raises Denied: petition.role_not_allowed
    """
    if doer.role not in ROLES[act]:
        raise Denied("petition.role_not_allowed", act=act, roles=sorted(ROLES[act]))


def of_holding_unit(petition: Petition, doer: Doer) -> None:
    """Let an officer act only where the officer's unit holds the matter; a dispatcher routes for all units.

    Rule PX-04, 《信访工作条例》 art. 22(2): 谁主管、谁负责.

    :raises Denied: petition.unit_not_responsible
    """
    if doer.role == "officer" and (doer.unit is None or doer.unit != petition.unit):
        raise Denied("petition.unit_not_responsible", unit=petition.unit)


def not_recused(petition: Petition, doer: Doer) -> None:
    """Keep out who has withdrawn from the matter.

    Rule PX-05, 《信访工作条例》 art. 28 回避.

    :raises Denied: petition.handler_recused
    """
    if doer.id in petition.recused:
        raise Denied("petition.handler_recused")


def not_bounced(petition: Petition, doer: Doer) -> None:
    """Keep a unit from sending on what was sent to it: the desk that sent it decides again.

    Rule PX-06, 《信访工作条例》 art. 23: a unit sent a matter by mistake tells the sender; nobody is passed on.

    :raises Denied: petition.forward_not_yours
    """
    if petition.state == "forwarded" and doer.role == "officer":
        raise Denied("petition.forward_not_yours")


def competent(petition: Petition, doer: Doer) -> None:
    """Keep a petition department from deciding the merits, unless it was designated or the matter is its own.

    Rule PX-07, 《信访工作条例》 art. 14, 24: 信访部门 receive, forward, coordinate, supervise.

    :raises Denied: petition.department_only_routes
    """
    if doer.department and petition.competence == "line_duty":
        raise Denied("petition.department_only_routes")


def is_petitioner(petition: Petition, doer: Doer) -> None:
    """Let only the petitioner withdraw or rate, known by account or by query code.

    Rule PX-08, domain 1.9 and 8.1: nobody withdraws or rates in another's name.

    :raises Denied: petition.not_the_petitioner
    """
    if not doer.petitioner:
        raise Denied("petition.not_the_petitioner")


def not_yet_rated(petition: Petition, doer: Doer) -> None:
    """Take one rating.

    Rule PX-09, 《信访工作条例》 art. 21.

    :raises Conflict: petition.already_rated
    """
    if petition.score is not None:
        raise Conflict("petition.already_rated")


def not_twice(petition: Petition, doer: Doer) -> None:
    """Take one declaration of interest from each person.

    Rule PX-05.

    :raises Conflict: petition.already_recused
    """
    if doer.id in petition.recused:
        raise Conflict("petition.already_recused")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "forward": (of_holding_unit, not_recused, not_bounced),
    "accept": (of_holding_unit, not_recused),
    "answer": (of_holding_unit, not_recused, competent),
    "refuse": (of_holding_unit, not_recused),
    "recuse": (of_holding_unit, not_twice),
    "withdraw": (is_petitioner,),
    "rate": (is_petitioner, not_yet_rated),
}


def permit(petition: Petition, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and guards allow it, asked in this order.

    :raises Denied: petition.role_not_allowed, or the code of the guard that refused
    :raises Conflict: petition.petition_act_not_allowed, petition.already_rated, petition.already_recused
    """
    has_role(act, doer)
    move = LIFE.step(petition.state, act)
    for guard in GUARDS[act]:
        guard(petition, doer)
    return move


def acts(petition: Petition, doer: Doer) -> list[str]:
    """List what this person may do to the petition now, in the order of the table of moves."""
    return LIFE.permitted(petition.state, lambda act: permit(petition, act, doer))
