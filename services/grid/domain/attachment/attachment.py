"""A photo or a document that stands as evidence of one incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.errors import Conflict, Invalid
from services.grid.domain.evidence import AFTER, BEFORE, DOCUMENT, NOTE, Evidence
from services.grid.domain.ground.distance import metres
from services.grid.domain.ground.place import Position
from services.grid.domain.incident import Incident

PICTURES = "image/"
PHOTOS = frozenset({BEFORE, AFTER})
FROM_REPORTER = frozenset({BEFORE, DOCUMENT, NOTE})


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the front door says of one thing that was sent.

    id: of the attachment. digest: SHA-256 of the kept content. owner: alias of the account that sent it, or None; then
    incident: the one whose reporter sent it. taken_at: aware UTC. lon, lat: WGS 84 degrees, where the camera said it was.
    """

    id: str
    digest: str
    media: str
    owner: str | None
    incident: str | None
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """What is kept of it here. metres: from the incident's point to where it was taken; None where either is unknown.

    The place itself is not kept: for a checker the distance is enough.
    """

    id: str
    incident: str
    digest: str
    media: str
    taken_at: datetime | None
    metres: int | None
    linked_at: datetime


def link(
    piece: Evidence,
    incident: Incident,
    *,
    known: Attachment | None,
    vouched: Vouched | None,
    aliases: tuple[str, ...],
    place: int,
    at: datetime,
) -> Attachment:
    """Let an incident refer to what was sent for it.

    known: as it is linked already. vouched: what the front door says of it, None when it does not exist or is no more
    good. aliases: of who acts. place: of the piece in the command.
    -> the link; `known` itself when the same incident refers to it again.

    Rule GR-146, domain 3.5 处置完成+photo: evidence is what somebody sent for this very matter.

    :raises Conflict: grid.attachment_used
    :raises Invalid: grid.attachment_missing, grid.attachment_kind_wrong
    """
    pointer = f"/evidence/{place}/ref"
    if known is not None and known.incident != incident.id:
        raise Conflict("grid.attachment_used", pointer=pointer)
    if known is None and (vouched is None or not _sent_for(vouched, incident, aliases)):
        raise Invalid("grid.attachment_missing", pointer=pointer)
    made = known or _made(vouched, incident, at)
    if piece.kind in PHOTOS and not made.media.startswith(PICTURES):
        raise Invalid("grid.attachment_kind_wrong", pointer=pointer, kind=piece.kind)
    return made


def brought(pieces: tuple[Evidence, ...], *, outside: bool) -> None:
    """Take from who reported what shows how it was; what shows that it is done is brought by who did it.

    Rule GR-145, domain 3.5.

    :raises Invalid: grid.evidence_not_yours, grid.evidence_missing
    """
    if not any(piece.ref or piece.words for piece in pieces):
        raise Invalid("grid.evidence_missing", pointer="/evidence", needed=sorted(FROM_REPORTER))
    for place, piece in enumerate(pieces):
        if outside and piece.kind not in FROM_REPORTER:
            raise Invalid("grid.evidence_not_yours", pointer=f"/evidence/{place}/kind", allowed=sorted(FROM_REPORTER))


def _sent_for(vouched: Vouched, incident: Incident, aliases: tuple[str, ...]) -> bool:
    return vouched.owner in aliases if vouched.owner else vouched.incident == incident.id


def _made(vouched: Vouched | None, incident: Incident, at: datetime) -> Attachment:
    assert vouched is not None  # the caller has refused it otherwise
    return Attachment(
        id=vouched.id,
        incident=incident.id,
        digest=vouched.digest,
        media=vouched.media,
        taken_at=vouched.taken_at,
        metres=_metres(vouched, incident),
        linked_at=at,
    )


def _metres(vouched: Vouched, incident: Incident) -> int | None:
    if vouched.lon is None or vouched.lat is None or incident.longitude is None or incident.latitude is None:
        return None
    taken, lies = Position(vouched.lon, vouched.lat), Position(incident.longitude, incident.latitude)
    return round(metres(taken, lies))
