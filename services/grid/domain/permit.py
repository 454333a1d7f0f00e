"""Who may do what: roles as rows, and guards that look at the incident. Buttons come from the same rows."""

from __future__ import annotations

from collections.abc import Callable

from kernel.errors import Conflict, Denied
from kernel.machine import Move
from services.grid.domain import thread
from services.grid.domain.device import device_life
from services.grid.domain.doer import Doer
from services.grid.domain.ground.area import level_of
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.domain.role import let
from services.grid.domain.voice import merge_life

Guard = Callable[[Incident, Doer], None]

PLACED = ("street", "community")

ROLES: dict[str, frozenset[str]] = {
    "report": frozenset({"anyone", "resident", "grid_worker", "dispatcher", "client"}),
    "locate": frozenset({"grid_worker", "dispatcher"}),
    "verify": frozenset({"dispatcher"}),
    "accept": frozenset({"grid_worker", "dispatcher"}),
    "reject": frozenset({"grid_worker", "dispatcher"}),
    "hand_over": frozenset({"dispatcher"}),
    "file": frozenset({"dispatcher"}),
    "dispatch": frozenset({"dispatcher"}),
    "start": frozenset({"officer", "grid_worker"}),
    "finish": frozenset({"officer", "grid_worker"}),
    "return": frozenset({"officer", "grid_worker"}),
    "request_extension": frozenset({"officer", "grid_worker"}),
    "approve_extension": frozenset({"dispatcher", "leader"}),
    "refuse_extension": frozenset({"dispatcher", "leader"}),
    "hang": frozenset({"dispatcher"}),
    "resume": frozenset({"dispatcher"}),
    "pass": frozenset({"checker", "grid_worker"}),
    "fail": frozenset({"checker", "grid_worker"}),
    "close": frozenset({"dispatcher"}),
    "rate": frozenset({"anyone", "resident"}),
    "reopen": frozenset({"anyone", "resident", "dispatcher", "system"}),
    "take_back": frozenset({"dispatcher"}),
    "follow": frozenset({"system"}),
    "conclude": frozenset({"system"}),
    "reassign": frozenset({"system"}),
    "rezone": frozenset({"system"}),
    "send_back": frozenset({"system"}),
    "make_safe": frozenset({"officer", "grid_worker"}),
    "return_again": frozenset({"officer", "grid_worker"}),
    "arbitrate": frozenset({"leader"}),
    "review": frozenset({"dispatcher"}),
    "archive": frozenset({"dispatcher", "system"}),
    "climb": frozenset({"system"}),
    "join": frozenset({"dispatcher"}),
    "attach": frozenset({"anyone", "resident", "grid_worker", "dispatcher", "officer", "checker"}),
    # who may move a part is asked of the part
    "start_part": frozenset({"system"}),
    "finish_part": frozenset({"system"}),
    "release_part": frozenset({"system"}),
    **merge_life.ROLES,
    **device_life.ROLES,
    **thread.ROLES,
}

BY_ROLE = {
    role: frozenset(act for act, roles in ROLES.items() if role in roles) for role in frozenset().union(*ROLES.values())
}


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule IN-01, domain 3.5: 受理、立案、派遣 are the centre's, 处置 the responsible unit's, 核查 a collector's.

    :raises Denied: grid.role_not_allowed
    """
    let(ROLES, act, doer.role)


def sent_to_look(incident: Incident, doer: Doer) -> None:
    """Let a grid worker accept or refuse a public report only after being asked to look at the place.

    Rule IN-02, domain 3.5 核实, 受理、作废: public reports are accepted or refused by the centre, or by the collector it sends.

    :raises Denied: grid.not_sent_to_verify
    """
    if doer.role == "grid_worker" and incident.state != "verifying":
        raise Denied("grid.not_sent_to_verify")


def placed(incident: Incident, doer: Doer) -> None:
    """Let only what has a street or a community be filed.

    Rule IN-15, domain 3.5 立案: without a place nobody can be made responsible.

    :raises Conflict: grid.area_too_wide
    """
    if level_of(incident.area) not in PLACED:
        raise Conflict("grid.area_too_wide", area=incident.area)


def of_responsible_unit(incident: Incident, doer: Doer) -> None:
    """Let only the unit it was dispatched to handle, return or finish it.

    Rule IN-03, domain 3.5 处置.

    :raises Denied: grid.unit_not_responsible
    """
    if doer.unit is None or doer.unit != incident.unit:
        raise Denied("grid.unit_not_responsible", unit=incident.unit)


def not_the_asker(incident: Incident, doer: Doer) -> None:
    """Let more time be granted or refused only by someone who neither asked nor belongs to the unit that asked.

    Rule IN-05, architecture 3.4 applied to 延期.

    :raises Denied: grid.approver_asked
    """
    if doer.id == incident.asked_by or (doer.unit is not None and doer.unit == incident.asked_unit):
        raise Denied("grid.approver_asked")


def asked_once(incident: Incident, doer: Doer) -> None:
    """Give more time at most once in a round.

    Rule IN-06, domain 3.5 and 3.7: an extension is counted against the unit; it is not a habit.

    :raises Conflict: grid.already_extended
    """
    if incident.extended:
        raise Conflict("grid.already_extended", round=incident.round)


def not_the_solver(incident: Incident, doer: Doer) -> None:
    """Let the result be checked by nobody who solved it, neither the person nor the unit nor one that did a part of it.

    Rule IN-08, domain 3.5 核查: by a collector, never by the disposer.

    :raises Denied: grid.checker_solved
    """
    if doer.id == incident.solver or (doer.unit is not None and doer.unit in (incident.solver_unit, *incident.helped)):
        raise Denied("grid.checker_solved")


def is_reporter(incident: Incident, doer: Doer) -> None:
    """Let only the reporter rate, known by account or by query code.

    Rule IN-09, domain 3.5 评价 and 8.1: nobody rates in another's name.

    :raises Denied: grid.rater_not_reporter
    """
    if not doer.reporter:
        raise Denied("grid.rater_not_reporter")


def not_yet_rated(incident: Incident, doer: Doer) -> None:
    """Take one rating per round.

    Rule IN-10, domain 3.5 评价.

    :raises Conflict: grid.already_rated
    """
    if incident.score is not None:
        raise Conflict("grid.already_rated", round=incident.round)


def reporter_or_dispatcher(incident: Incident, doer: Doer) -> None:
    """Let the reporter, or a dispatcher who hears of it, reopen a closed incident.

    Rule IN-11, architecture 3.3.

    :raises Denied: grid.reopener_not_concerned
    """
    if not (doer.reporter or doer.role in ("dispatcher", "system")):
        raise Denied("grid.reopener_not_concerned")


def undecided(incident: Incident, doer: Doer) -> None:
    """Let nobody return what an arbiter has given them.

    Rule GR-122, domain 3.5 退回: the arbiter's word is final; a third return is refused.

    :raises Conflict: grid.arbiter_decided
    """
    if incident.arbitrated:
        raise Conflict("grid.arbiter_decided", unit=incident.unit)


def may_decide(incident: Incident, doer: Doer) -> None:
    """Let a leader of the tier it has come to, or above, decide who must do it, and of no unit that has given it back.

    Rule GR-121, domain 3.5 (two returns): what two units have given back is decided above both.

    :raises Denied: grid.arbiter_below, grid.arbiter_gave_back
    """
    if incident.tier not in doer.tiers:
        raise Denied("grid.arbiter_below", tier=incident.tier)
    if doer.unit is not None and doer.unit in incident.gave_back:
        raise Denied("grid.arbiter_gave_back", unit=doer.unit)


def parts_over(incident: Incident, doer: Doer) -> None:
    """Let the whole be ended only when each co-handler's part is done or released.

    Rule GR-124, domain 3.5 处置完成: the lead answers for all of it.

    :raises Conflict: grid.parts_open, facts units
    """
    if incident.helpers:
        raise Conflict("grid.parts_open", units=list(incident.helpers))


def made_safe(incident: Incident, doer: Doer) -> None:
    """Let more time be asked, and a matter be hung up, only once it endangers nobody.

    Rule GR-131, domain 3.6: urgent safety kinds are made safe first, then repaired.

    :raises Conflict: grid.not_safe_yet
    """
    if incident.unsafe:
        raise Conflict("grid.not_safe_yet")


def still_unsafe(incident: Incident, doer: Doer) -> None:
    """Take the word that a danger is over once, and of dangers only.

    Rule GR-131, domain 3.6.

    :raises Conflict: grid.safe_already
    """
    if not incident.unsafe:
        raise Conflict("grid.safe_already")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "accept": (sent_to_look,),
    "reject": (sent_to_look,),
    "file": (placed,),
    "start": (of_responsible_unit,),
    "make_safe": (of_responsible_unit, still_unsafe),
    "finish": (of_responsible_unit, parts_over),
    "return": (of_responsible_unit, undecided),
    "return_again": (of_responsible_unit, undecided),
    "arbitrate": (may_decide,),
    "hand_over": (parts_over,),
    "merge": (parts_over,),
    "request_extension": (of_responsible_unit, made_safe, asked_once),
    "hang": (made_safe,),
    "approve_extension": (not_the_asker,),
    "refuse_extension": (not_the_asker,),
    "pass": (not_the_solver,),
    "fail": (not_the_solver,),
    "rate": (is_reporter, not_yet_rated),
    "reopen": (reporter_or_dispatcher,),
}


def permit(incident: Incident, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and guards allow it, asked in this order.

    :raises Denied: grid.role_not_allowed, or the code of the guard that refused
    :raises Conflict: grid.incident_act_not_allowed, or the code of the guard that refused
    """
    has_role(act, doer)
    move = LIFE.step(incident.state, act)
    for guard in GUARDS.get(act, ()):
        guard(incident, doer)
    return move


def acts(incident: Incident, doer: Doer) -> list[str]:
    """List what this person may do to the incident now, in the order of the table of moves."""
    return LIFE.permitted(incident.state, lambda act: permit(incident, act, doer), among=BY_ROLE.get(doer.role, ()))
