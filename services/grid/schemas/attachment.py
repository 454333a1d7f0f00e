"""Commands about evidence, and what the front door asks of it."""

from __future__ import annotations

from kernel.wire import Id, Many, Nested, Schema
from services.grid.schemas.incident import ByReporter, Piece

MOST_ASKED = 200


class Attach(ByReporter):
    """Add photos, documents or notes to an incident."""

    evidence = Many(Nested(Piece), least=1, most=20, required=True)


class EvidenceReach(Schema):
    """Ask whether the incident that refers to an attachment is within the caller's reach."""

    attachment = Id(required=True)


class EvidenceKept(Schema):
    """Ask which of these attachments any incident refers to."""

    attachments = Many(Id(), most=MOST_ASKED, required=True)
