"""Confirming: a person says what an intake is; and how it comes back when that was wrong."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.decision import Decision
from kernel.errors import Invalid
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import ANSWER, INCIDENT, MADE, OWN, SERVICE_ITEM
from services.petition.domain.window.step import take

ACT: Mapping[str, str] = {**dict.fromkeys(MADE, "send_on"), SERVICE_ITEM: "assign", ANSWER: "answer"}
# what each kind cannot do without
NEEDED: Mapping[str, tuple[str, ...]] = {SERVICE_ITEM: ("unit", "mode"), ANSWER: ("words",)}


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person confirms. code: of a case type, a kind of dispute, a service item or an answer, None for none.

    reason: why it is not the first suggestion, '' where it is. words: the answer. unit, mode: of a service item.
    """

    kind: str
    code: str | None = None
    reason: str = ""
    words: str = ""
    unit: str | None = None
    mode: str | None = None


def confirm(intake: Intake, doer: Doer, chosen: Chosen, *, at: datetime) -> Decision[Intake]:
    """Make of an intake what a person says it is: exactly one thing, and once.

    -> record sent_on, assigned or answered; event petition.intake_sent_on, _assigned or _answered.

    Rule GR-427, 《个人信息保护法》 art. 24: the suggestion decides nothing. Rule GR-428, domain 8.1: who departs from it says
    why. Rule GR-429, local design: whoever brought it may choose among what was suggested to them, and only what is theirs
    to ask for. Rule GR-452, 《信访工作条例》 art. 23: what an owner sent back is not sent to it again on nobody's word: the desk
    says why, and who brought it chooses something else or leaves it to the desk.

    :raises Denied: petition.role_not_allowed, petition.not_the_petitioner
    :raises Invalid: petition.intake_choice_not_yours, petition.intake_reason_missing, petition.intake_field_missing
    :raises Conflict: petition.intake_act_not_allowed
    """
    # what has already been decided is told first: the second of two clerks hears that, not that a field is missing
    decision = take(intake, ACT[chosen.kind], doer, at=at, **_changes(intake, chosen))
    # a unit that gave a service item back is not its owner for good: another unit may have it
    again = intake.round > 1 and chosen.kind == intake.kind and chosen.kind in MADE
    if doer.role == "anyone" and (again or not _offered(intake, chosen)):
        raise Invalid("petition.intake_choice_not_yours", pointer="/kind")
    for name in NEEDED.get(chosen.kind, ()):
        if not getattr(chosen, name):
            raise Invalid("petition.intake_field_missing", pointer=f"/{name}", field=name, kind=chosen.kind)
    if doer.role != "anyone" and (again or decision.record.other) and not chosen.reason:
        raise Invalid("petition.intake_reason_missing", pointer="/reason")
    return decision


def _changes(intake: Intake, chosen: Chosen) -> dict[str, Any]:
    return {
        "kind": chosen.kind,
        "code": chosen.code,
        "other": not _first(intake, chosen),
        "unit": chosen.unit if chosen.kind == SERVICE_ITEM else None,
        "mode": chosen.mode if chosen.kind == SERVICE_ITEM else None,
        "back": None,
    }


def _first(intake: Intake, chosen: Chosen) -> bool:
    """Tell whether it is what was suggested first; an incident of another case type is not."""
    best = intake.suggestions[0] if intake.suggestions else {}
    same = best.get("kind") == chosen.kind
    return same and (chosen.kind != INCIDENT or chosen.code is None or best.get("code") == chosen.code)


def _offered(intake: Intake, chosen: Chosen) -> bool:
    return chosen.kind in OWN and any(
        one["kind"] == chosen.kind and chosen.code in (None, one["code"]) for one in intake.suggestions
    )


def link(intake: Intake, doer: Doer, *, became: str, number: str, at: datetime) -> Decision[Intake]:
    """Write down what was made of it. became: id, number: its own. -> record linked, event petition.intake_linked.

    Rule GR-430, architecture 3.5: the person keeps one number and one code, which lead on to what was made.
    """
    return take(intake, "link", doer, at=at, became=became, became_number=number)


def come_back(intake: Intake, doer: Doer, *, reason: str, at: datetime) -> Decision[Intake]:
    """Bring it back to the window, because who was to have it does not take it. reason: code of the owner's refusal.

    -> record waiting, one round on, event petition.intake_came_back; its limit goes on from first receipt.

    Rule GR-431, 《信访工作条例》 art. 23, domain 4.2 退单: what was sent wrongly goes back to who sent it, and the person is
    not sent round.
    """
    changes = {"round": intake.round + 1, "became": None, "became_number": None, "back": reason}
    return take(intake, "come_back", doer, at=at, data={"reason": reason}, **changes)


def return_(intake: Intake, doer: Doer, *, reason: str, at: datetime) -> Decision[Intake]:
    """Give a service item back to the window, or take it back there. reason: why this unit cannot do it.

    -> record waiting, one round on, event petition.intake_returned.

    Rule GR-431. domain 4.2: the return cites why.
    """
    changes = {"round": intake.round + 1, "unit": None, "mode": None, "back": reason}
    return take(intake, "return", doer, at=at, data={"reason": reason, "from": intake.unit}, **changes)


def finish(intake: Intake, doer: Doer, *, at: datetime) -> Decision[Intake]:
    """Say that a service item is done. -> record finished, event petition.intake_finished.

    Rule GR-432, domain 9.6 三办.
    """
    return take(intake, "finish", doer, at=at)
