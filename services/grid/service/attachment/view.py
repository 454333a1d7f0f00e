"""Evidence as answers; what a checker is told of it, to staff alone."""

from __future__ import annotations

from datetime import datetime

from kernel.rows import Reader
from kernel.shape import instant
from services.grid.domain.attachment.attachment import Attachment
from services.grid.domain.attachment.hint import HINTS, Shown, hints
from services.grid.service import view
from services.grid.store import incident as store
from services.grid.store.attachment import attachment
from services.grid.store.incident import KeptEvidence


def pieces(db: Reader, incident: str, language: str, *, inside: bool) -> list[view.View]:
    """Give an incident's evidence, oldest first; inside: with what the camera told of time and place, and hints."""
    kept = store.list_evidence(db, incident)
    if not inside or not any(one.ref for one in kept):
        return [view.piece(one) for one in kept]
    linked, elsewhere = attachment.list_of(db, incident), attachment.elsewhere(db, incident)
    given = attachment.given_out(db, incident)
    return [
        {
            **view.piece(one),
            **_told(linked.get(one.ref)),
            "hints": _hints(one, linked.get(one.ref), given.get(one.round), elsewhere, language),
        }
        for one in kept
    ]


def _told(linked: Attachment | None) -> view.View:
    """Give what a camera told: its time stands before any that was said."""
    if linked is None:
        return {}
    return {"metres": linked.metres} | ({"taken_at": instant(linked.taken_at)} if linked.taken_at else {})


def _hints(
    piece: KeptEvidence, linked: Attachment | None, sent_at: datetime | None, elsewhere: frozenset[str], language: str
) -> list[view.View]:
    if linked is None:
        return []
    shown = Shown(kind=piece.kind, attachment=linked, sent_at=sent_at, elsewhere=linked.id in elsewhere)
    return [{"code": code, "words": HINTS[code][1][language == "en"]} for code in hints(shown)]
