"""Who may do what at the window: roles as rows, and guards that look at the intake."""
from __future__ import annotations

from kernel.errors import Conflict, Denied, Missing
from kernel.machine import Move
from services.petition.domain.doer import Doer
from services.petition.domain.permit import LEADERS
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import BY_STAFF, WEB
from services.petition.domain.window.life import LIFE

PETITIONERS = frozenset({"resident", "anyone"})
WINDOW = frozenset({"dispatcher"})

ROLES: dict[str, frozenset[str]] = {
    "take_in": PETITIONERS | WINDOW | {"grid_worker"},
    "send_on": WINDOW | {"anyone"},
    "answer": WINDOW,
    "assign": WINDOW,
    "stand_behind": frozenset({"anyone"}),
    "link": frozenset({"system"}),
    "come_back": frozenset({"system"}),
    # a unit that is silent keeps nothing from the desk
    "return": WINDOW | {"officer"},
    "finish": frozenset({"officer"}),
    "mark_minor": WINDOW | {"officer"} | LEADERS,
}
GONE = frozenset({"sent_on", "linked"})


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    Rule GR-427, 《个人信息保护法》 art. 24, domain 8.1: what an intake becomes is confirmed by a person, never by the
    suggestion itself.

    :raises Denied: petition.role_not_allowed
    """
    if doer.role not in ROLES[act]:
        raise Denied("petition.role_not_allowed", act=act, roles=sorted(ROLES[act]))


def channel_for(role: str, asked: str | None) -> str:
    """Give the channel of an intake: who brings their own uses the network, staff say how they were spoken to.

    Rule GR-423, 《信访工作条例》 art. 17, 21, domain 4.1: every form is keyed in, and as the form it was.

    :raises Denied: petition.channel_not_allowed
    """
    allowed = frozenset({WEB, "app"}) if role in PETITIONERS else BY_STAFF
    channel = asked or (WEB if role in PETITIONERS else "counter")
    if channel not in allowed:
        raise Denied("petition.channel_not_allowed", channel=channel, channels=sorted(allowed))
    return channel


def permit(intake: Intake, act: str, doer: Doer) -> Move:
    """Give the move an act makes when role, state and unit allow it, asked in this order.

    :raises Denied: petition.role_not_allowed, petition.unit_not_responsible, petition.not_the_petitioner
    :raises Conflict: petition.intake_act_not_allowed
    """
    has_role(act, doer)
    move = LIFE.step(intake.state, act)
    _of_unit(intake, doer)
    if doer.role == "anyone" and not doer.petitioner:
        raise Denied("petition.not_the_petitioner")
    return move


def markable(intake: Intake, doer: Doer) -> None:
    """Let it be said that who brought it is under age, or no more, while it is at the window.

    Rule GR-455, 《未成年人网络保护条例》 art. 36: by who has it, at once. What was passed on is said of where it went, which the
    window hears of; while it is on its way its new owner is being told what stands here now.

    :raises Missing: minor.person_missing, where who brought it stays unnamed
    :raises Denied: petition.unit_not_responsible
    :raises Conflict: petition.identity_on_its_way
    """
    _of_unit(intake, doer)
    if intake.unnamed:
        raise Missing("minor.person_missing")
    if intake.state in GONE:
        raise Conflict("petition.identity_on_its_way", number=intake.number)


def acts(intake: Intake, doer: Doer) -> list[str]:
    """List what this person may do to the intake now."""
    return LIFE.permitted(intake.state, lambda act: permit(intake, act, doer))


def _of_unit(intake: Intake, doer: Doer) -> None:
    if doer.role == "officer" and (doer.unit is None or doer.unit != intake.unit):
        raise Denied("petition.unit_not_responsible", unit=intake.unit)
