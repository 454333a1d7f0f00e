"""Evidence of what was found and done, and finishing with it."""

from __future__ import annotations

from collections.abc import Iterable
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


def proven(pieces: tuple[Evidence, ...], asked: tuple[str, ...], *, known: Iterable[str] = ()) -> None:
    """Accept work as done when every kind of evidence asked for is there.

    asked: kinds the case type asks for; when it asks for none, any one piece that shows the result. known: kinds that the
    matter has from this round already; what it was like before is asked for once, what came of it of who solved it.

    Rule IN-07, domain 3.5: HANDLED 处置完成 + photo.

    :raises Invalid: grid.evidence_missing
    """
    shown = {piece.kind for piece in pieces if piece.ref or (piece.kind == NOTE and piece.words)}
    if missing := set(asked) - shown - ({BEFORE} & set(known)):
        raise Invalid("grid.evidence_missing", pointer="/evidence", needed=sorted(missing))
    if not asked and not shown & PROOF:
        raise Invalid("grid.evidence_missing", pointer="/evidence", needed=sorted(PROOF))


def finish(
    incident: Incident,
    doer: Doer,
    *,
    pieces: tuple[Evidence, ...],
    asked: tuple[str, ...] = (),
    known: Iterable[str] = (),
    at: datetime,
) -> Decision[Incident]:
    """Say that it is solved, and show it; a request for more time that is still open lapses.

    asked, known: as in `proven`.
    -> record handled with its solver, event grid.incident_finished{evidence: count}.

    Rule IN-07, domain 3.5 处置完成.

    :raises Invalid: grid.evidence_missing
    :raises Conflict: grid.parts_open
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
        safe_at=incident.safe_at or (at if incident.urgent else None),
    )
    proven(pieces, asked, known=known)
    return decision
