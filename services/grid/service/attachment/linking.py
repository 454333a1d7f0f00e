"""Links what a step brought to its incident, in the transaction of the step."""

from __future__ import annotations

from datetime import datetime

from kernel.db import Tx
from services.grid.domain.attachment.attachment import Attachment, link
from services.grid.domain.evidence import Evidence
from services.grid.domain.incident import Incident
from services.grid.service.attachment.vouching import Said, references
from services.grid.store.attachment import attachment as store


def links(
    tx: Tx, pieces: tuple[Evidence, ...], incident: Incident, *, said: Said, aliases: tuple[str, ...], at: datetime
) -> None:
    """Queue the links of a step's evidence. said: what the front door vouched for; aliases: of who acts.

    :raises Conflict: grid.attachment_used
    :raises Invalid: grid.attachment_missing, grid.attachment_kind_wrong
    """
    refs = references(pieces)
    if not refs:
        return
    known = store.known(tx, refs)
    made: dict[str, Attachment] = {}
    for place, piece in enumerate(pieces):
        if piece.ref:
            made[piece.ref] = link(
                piece,
                incident,
                known=known.get(piece.ref) or made.get(piece.ref),
                vouched=said.get(piece.ref),
                aliases=aliases,
                place=place,
                at=at,
            )
    store.add(tx, [one for id, one in made.items() if id not in known])
