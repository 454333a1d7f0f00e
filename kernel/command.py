"""One act, one transaction: state, audit, events and the stored answer become durable together or not at all."""
from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kernel import audit, once, outbox
from kernel.call import Call
from kernel.db import Database, Tx, was_beaten
from kernel.decision import Event
from kernel.errors import Failure, Unavailable

PAUSES = (0.1, 0.5)  # seconds, at most, before what was beaten once, and twice, is done again


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the work of one act amounts to.

    reply: the answer, JSON data. kind, subject, version: the record acted on and its version after the act.
    events: facts to tell. detail: codes and ids for the audit row, nothing personal.
    """

    reply: dict[str, Any]
    kind: str
    subject: str
    version: int
    events: tuple[Event, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)


def record(tx: Tx, call: Call, act: str, outcome: Outcome) -> None:
    """Queue the audit row and the events of an act; what hears a fact does so itself, what serves a command performs."""
    audit.append(
        tx, call, act=act, kind=outcome.kind, subject=outcome.subject, version=outcome.version, detail=outcome.detail
    )
    outbox.append(tx, call, outcome.events)


def perform(db: Database, call: Call, act: str, body: dict[str, Any], work: Callable[[Tx], Outcome]) -> dict[str, Any]:
    """Do `work` once for the call's key and give its answer.

    The key is written with the effect instead of being asked for before it: a first request pays no round trip for it.
    A repeated one fails on the key, or earlier on the state the first has left, and is given the first's answer.

    work: may be called up to three times, each from nothing: two acts that want the same rows the other way round wait for
    each other, and the one that the server undoes is done again, instead of being sent back to a person who did nothing
    wrong. It waits a little first: what it had locked goes to the other only when the other has woken.

    :raises Failure: what the work raises
    :raises Invalid: once.key_reused
    """

    def done() -> dict[str, Any]:
        with db.transaction() as tx:
            outcome = work(tx)
            record(tx, call, act, outcome)
            once.keep(tx, call, act, body, outcome.reply)
        return outcome.reply

    try:
        return _again_if_beaten(done)
    except Failure:
        reply = once.find(db, call, act, body)
        if reply is None:
            raise
        return reply


def _again_if_beaten(done: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    for pause in PAUSES:
        try:
            return done()
        except Unavailable as failure:
            if not was_beaten(failure):
                raise
            time.sleep(random.uniform(pause / 2, pause))  # not in step with who was beaten beside it
    return done()
