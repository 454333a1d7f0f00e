"""Commands and views of attachments."""

from __future__ import annotations

from kernel.wire import (
    Choice,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Many,
    Nested,
    Number,
    Pattern,
    Schema,
    Text,
    Version,
)
from services.gateway.attachment.cover import FILL, MOST, WAYS
from services.gateway.attachment.virus.verdict import SCANS

WIDEST = 3200
MOST_BYTES = 2**53
EDITION = "[0-9a-f]{16}"


class UploadTicket(Schema):
    """Ask for a ticket by the number and the query code of a report."""

    number = Exact(most=64, required=True)
    code = Exact(most=32, required=True)


class TicketView(Schema):
    """What to send as `Upload-Ticket` with each photo."""

    ticket = Text(most=500)
    expires_at = Instant()


class Attach(Schema):
    """Send one photo or document as the body of the request, as it is."""


class Find(Schema):
    """Read one attachment."""

    attachment = Id(required=True)


class Content(Find):
    """Get the bytes. covered: as others would see them. edition: of the view; then the answer may be kept for a day."""

    size = Choice("full", "preview", load_default="full")
    covered = Flag(load_default=False)
    edition = Pattern(EDITION, load_default=None, allow_none=True)


class Published(Find):
    """Get the bytes of a published picture."""

    size = Choice("full", "preview", load_default="full")


class Rectangle(Schema):
    """What to cover, pixels of the picture as it is given out whole."""

    x = Integer(0, WIDEST, required=True)
    y = Integer(0, WIDEST, required=True)
    width = Integer(1, WIDEST, required=True)
    height = Integer(1, WIDEST, required=True)
    way = Choice(*WAYS, load_default=FILL)


class CoverUp(Find):
    """Cover what nobody else shall see; what was covered before stays so."""

    version = Version()
    rectangles = Many(Nested(Rectangle), least=1, most=50, required=True)


class Publish(Find):
    """Let everybody see a picture. covered: faces and number plates on it are covered, or there are none."""

    version = Version()
    covered = Flag(required=True)


class Withdraw(Find):
    """Take a picture back from everybody."""

    version = Version()


class PositionView(Schema):
    """Where a camera says it was, WGS 84 degrees."""

    lon = Number(-180, 180)
    lat = Number(-90, 90)


class SentView(Schema):
    """What was sent, as it is kept. edition, shown_edition: stand for the content in an address.

    scan: of what waits for the scanner, or is infected, nobody is given the content.
    """

    id = Id()
    version = Version()
    state = Choice("private", "published")
    media = Text(most=64)
    bytes = Integer(1, MOST_BYTES)
    width = Integer(1, WIDEST, allow_none=True)
    height = Integer(1, WIDEST, allow_none=True)
    edition = Pattern(EDITION)
    shown_edition = Pattern(EDITION, allow_none=True)
    covers = Many(Nested(Rectangle), most=MOST)
    scan = Choice(*SCANS)
    acts = Many(Choice("cover", "publish", "withdraw"), most=3)


class AttachmentView(SentView):
    """One attachment; taken_at and position to those who work on the matter, null to others."""

    created_at = Instant()
    taken_at = Instant(allow_none=True)
    position = Nested(PositionView, allow_none=True)
