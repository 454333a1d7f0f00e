"""Joining reports of one matter, taking them apart again, and telling each reporter what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Conflict, Invalid
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.outcome import DUPLICATE
from services.grid.domain.permit import permit
from services.grid.domain.step import Step, take, tell, then
from services.grid.domain.voice.merge_life import MERGED, SAID

UNMERGED, ANSWERED = ENDINGS = ("unmerged", "answered")
# what one reporter says or brings is not another's to read, and the joining itself each thread tells by itself
KEPT_APART = frozenset({"report", "rate", "attach", "gather", "scatter", "respond"})
# what a step of the main one says of that one alone; the rest are the codes and dates its words need
OF_MAIN = frozenset({"number", "party", "area", "grid", "source", "state", "was", "urgent", "main", "joined", "due_at"})


@dataclass(frozen=True, slots=True)
class Merge:
    """One report joined to another. incident: the joined one. main: the one it was joined to, at that time the main one.

    was: its state before. ended_at, ending: when and how the joining was over, None while it lasts.
    """

    id: str
    incident: str
    main: str
    was: str
    at: datetime
    ended_at: datetime | None = None
    ending: str | None = None


def merge(incident: Incident, doer: Doer, *, into: Incident, at: datetime) -> Decision[Incident]:
    """Join a report to another of the same matter: it keeps its number, code, thread, and the clock of its answer.

    into: one that is not joined to another itself, open.
    -> record merged, counted as a duplicate, event grid.incident_merged{main}.

    Rule GR-172, domain 1.8 and 3.7: what is the same matter is handled once and counted once, answered to each.

    :raises Invalid: grid.merge_with_itself
    :raises Conflict: grid.incident_act_not_allowed, grid.parts_open
    """
    if incident.id == into.id:
        raise Invalid("grid.merge_with_itself", pointer="/into")
    return take(
        incident, "merge", doer, at=at, data={"main": into.id}, outcome=DUPLICATE, closed_at=at, main=into.id
    )  # fmt: skip


def gather(main: Incident, doer: Doer, *, joined: Incident, at: datetime) -> Decision[Incident]:
    """Take another report of the matter in. -> event grid.incident_gathered{joined}."""
    return take(main, "gather", doer, at=at, data={"joined": joined.id})


def unmerge(incident: Incident, doer: Doer, *, was: str, at: datetime) -> Decision[Incident]:
    """Take a joined report out again, to where it stood. was: its state before.

    -> record as before the joining, event grid.incident_unmerged.

    Rule GR-173, domain 8.3: nothing of a report is lost by what the desk did with it.

    :raises Conflict: grid.incident_act_not_allowed, also after the answer: its reporter may reopen it then
    """
    permit(incident, "unmerge", doer)
    fresh = {"outcome": None, "closed_at": None, "main": None}
    after = replace(incident, state=was, version=incident.version + 1, changed_at=at, **fresh)  # type: ignore[arg-type]
    return Decision(after, (tell(after, "unmerge", was=MERGED),))


def scatter(main: Incident, doer: Doer, *, joined: Incident, at: datetime) -> Decision[Incident]:
    """Let a joined report go. -> event grid.incident_scattered{joined}."""
    return take(main, "scatter", doer, at=at, data={"joined": joined.id})


def respond(incident: Incident, doer: Doer, *, at: datetime) -> Decision[Incident]:
    """Give the reporter of a joined report an answer of their own, in the step's words.

    Rule GR-172.

    :raises Conflict: grid.incident_not_merged
    """
    if incident.main is None:
        raise Conflict("grid.incident_not_merged")
    return take(incident, "respond", doer, at=at)


def follow(joined: Incident, main: Incident, steps: Sequence[Step], *, ended: bool) -> Decision[Incident] | None:
    """Tell in a joined report's thread what happened to the main one; None where nothing is to be told.

    main: after its steps. ended: the steps have ended it, and with it each that is joined to it, with a reply of its own.
    -> event grid.incident_echoed{act, said_...} for each step, or grid.incident_answered for that which ends it.

    Rule GR-174, architecture 3.3: one thread for each reporter, in which all that is done can be read.
    """
    told = [step for step in steps if step.act not in KEPT_APART]
    if not told:
        return None
    root = main.main or main.id
    decision = Decision(replace(joined, main=root))
    for step in told:
        last = ended and step is told[-1]
        decision = then(decision, _told(decision.record, step, at=main.changed_at, last=last))
    return decision


def _told(joined: Incident, step: Step, *, at: datetime, last: bool) -> Decision[Incident]:
    said = {SAID + name: value for name, value in step.params.items() if name not in OF_MAIN}
    changes = {"closed_at": at} if last else {}
    data = {"act": step.act, **said}
    return take(joined, "answer" if last else "echo", SYSTEM, at=at, data=data, **changes)
