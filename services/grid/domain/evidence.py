"""Evidence of what was found and done, and finishing with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.decision import Decision
from kernel.errors import Invalid
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.step import take

BEFORE, AFTER, DOCUMENT, NOTE = "photo_before", "photo_after", "document", "note"
KINDS = (BEFORE, AFTER, DOCUMENT, NOTE)
PROOF = frozenset({AFTER, DOCUMENT})


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece. kind: one of KINDS. ref: id of the stored attachment, '' for a note. words: a note's words.

    taken_at: aware UTC, when the picture was taken, if known.
    """

    kind: str
    ref: str = ""
    words: str = ""
    taken_at: datetime | None = None


def proven(pieces: tuple[Evidence, ...]) -> None:
    """Accept work as done when at least one piece shows the result.

    Rule IN-07, domain 3.5: HANDLED 处置完成 + photo.

    :raises Invalid: grid.evidence_missing
    """
    if not any(piece.kind in PROOF and piece.ref for piece in pieces):
        raise Invalid("grid.evidence_missing", pointer="/evidence", needed=sorted(PROOF))


def finish(incident: Incident, doer: Doer, *, pieces: tuple[Evidence, ...], at: datetime) -> Decision[Incident]:
    """Say that it is solved, and show it; a request for more time that is still open lapses.

    -> record handled with its solver, event grid.incident_finished{evidence: count}.

    Rule IN-07, domain 3.5 处置完成.

    :raises Invalid: grid.evidence_missing
    """
    decision = take(
        incident,
        "finish",
        doer,
        at=at,
        data={"evidence": len(pieces)},
        handler=incident.handler or doer.id,
        solver=doer.id,
        solver_unit=doer.unit,
        asked_by=None,
        asked_unit=None,
        asked_days=None,
    )
    proven(pieces)
    return decision
