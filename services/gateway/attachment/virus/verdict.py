"""What is known of a file, and who may see it by that."""

from __future__ import annotations

from kernel.errors import Denied, Unavailable

NONE, WAITING, CLEAN, INFECTED = SCANS = ("none", "waiting", "clean", "infected")
RETRY_SECONDS = 60


def seen(scan: str) -> None:
    """Refuse content that is not known to be harmless, where a scanner is asked at all.

    Rule GR-419, design: what may carry malware is shown to nobody before it has been looked through.

    :raises Unavailable: gateway.attachment_waiting
    :raises Denied: gateway.attachment_quarantined
    """
    if scan == WAITING:
        raise Unavailable("gateway.attachment_waiting", retry_after_seconds=RETRY_SECONDS)
    if scan == INFECTED:
        raise Denied("gateway.attachment_quarantined")
