"""One thing that was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.attachment.cover import Cover
from services.gateway.attachment.virus.verdict import INFECTED, NONE

KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW = "kept", "preview", "shown", "shown_preview"
PARTS = (KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW)
# an upload nobody refers to is good for a day; the two hours before are for what is on its way to be referred to
GOOD_FOR, ON_ITS_WAY = timedelta(hours=24), timedelta(hours=2)
ASKED_AGAIN = timedelta(days=30)
# who may refer to what was sent, in the order they are asked: service and act
KEEPERS = (("grid", "evidence_kept"), ("petition", "intake_photos_kept"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A photo or a document. media: of the kept file. bytes: of it. width, height: pixels, None for what is no picture.

    files: part -> SHA-256 of a file, 64 hex digits. owner: alias of the account that sent it, or None; then incident: the
    one whose reporter sent it by a ticket. taken_at, longitude, latitude: what the camera wrote; WGS 84 degrees.
    linked: some matter is known to refer to it. ask_at: when the service that keeps matters is asked next. scan: what a
    scanner said of it, scan_at: when it is tried next.
    """

    id: str
    media: str
    bytes: int
    files: dict[str, str]
    created_at: datetime
    ask_at: datetime
    state: str = "private"
    version: int = 1
    width: int | None = None
    height: int | None = None
    covers: tuple[Cover, ...] = ()
    owner: str | None = None
    incident: str | None = None
    taken_at: datetime | None = None
    longitude: float | None = None
    latitude: float | None = None
    linked: bool = False
    scan: str = NONE
    scan_at: datetime | None = None

    @property
    def published(self) -> bool:
        """Tell whether everybody may see it."""
        return self.state == "published"

    def good(self, now: datetime) -> bool:
        """Tell whether a matter may still begin to refer to it.

        Rule GR-147, design: what nobody refers to within a day goes. What carries malware is no evidence.
        """
        return self.scan != INFECTED and (self.linked or now < self.ask_at - ON_ITS_WAY)


def edition(digest: str) -> str:
    """Give what stands for content in an address and in a tag: 16 of the 64 digits."""
    return digest[:16]
