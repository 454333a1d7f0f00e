"""Saying that somebody is under age, the same for every service that seals identities: by an officer, or as another copy says."""
from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from kernel import audit, minor
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.minor import ACT, Flag
from kernel.minor_row import People
from kernel.unmask import Case
from kernel.unmask_act import Served

Order = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is locked, and the person of it. bump: queues the record's next version.

    of: the record the person came with, None for one who did not come from elsewhere.
    """

    case: Case
    bump: Callable[[], None]
    of: str | None


@dataclass(frozen=True, slots=True)
class Marking:
    """The people of one service. leaders: roles that may take it back."""

    at: Served
    service: str
    people: People
    leaders: Collection[str]

    def mark(self, order: Order, find: Callable[[Tx], Held]) -> Order:
        """Say it once for the call's key. order: minor, reason. find: locks the record at the version the caller knows.

        Rule GR-455, 《未成年人网络保护条例》 art. 36.
        Rule GR-456, 《未成年人网络保护条例》 art. 37: each saying, and each taking back, is in the audit with its reason.

        :raises Missing, Denied, Invalid, Conflict: as `minor.mark`, and what `find` raises
        """

        def work(tx: Tx) -> Outcome:
            held, call = find(tx), self.at.call
            case, known = held.case, {name: order[name] for name in ("minor", "reason")}
            was = self.people.lock(tx, case.subject)
            flag = minor.mark(was, **known, role=call.actor.role, leaders=self.leaders, at=call.now)
            self.people.put(tx, case.subject, flag)
            held.bump()
            reply = {"id": case.id, "number": case.number, "version": case.version + 1, "minor": flag.minor}
            after = replace(case, version=case.version + 1)
            event = minor.tell(self.service, after, flag, of=held.of)
            return Outcome(reply, case.kind, case.id, after.version, (event,), {"subject": case.subject, **known})

        return perform(self.at.db, self.at.call, ACT, order, work)


def follow(tx: Tx, call: Call, people: People, case: Case, told: Order) -> Flag | None:
    """Take the later word of another copy of a matter, whose record is locked, and give it; None where it is no news.

    told: as `minor.say` gives it, and more.

    Safe to repeat, and in any order. The record keeps its version: nothing of it that somebody reads and decides by changes.

    Rule GR-457, design: a matter handed over is one matter; nobody reads in one copy what is closed in the other.
    """
    was, flag = people.lock(tx, case.subject), minor.told(told)
    if not minor.newer(was, flag):
        return None
    # also where it says the same: what was said before it may be heard after it
    people.put(tx, case.subject, flag)
    if was is not None and was.minor == flag.minor:
        return None
    detail = {"subject": case.subject, "minor": flag.minor}
    audit.append(tx, call.system(), act=ACT, kind=case.kind, subject=case.id, version=case.version, detail=detail)
    return flag
