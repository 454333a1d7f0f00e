"""What notify takes and tells: the inbox of the signed-in person, and deliveries for operators.

Acts: inbox, read, deliveries, resend. Events: notify.delivery_failed.
"""
from __future__ import annotations

from kernel.wire import Choice, Id, Listing, Schema

EVENTS = ("notify.delivery_failed",)
STATES = ("waiting", "sending", "delivered", "failed")


class Inbox(Listing):
    """The notices of the signed-in person, newest first."""


class Read(Schema):
    """Mark one notice as read by the signed-in person."""

    notice = Id(required=True)


class Deliveries(Listing):
    """Deliveries by state, oldest first; for operators."""

    state = Choice(*STATES, load_default="failed")


class Resend(Schema):
    """Send a delivery that was given up once more."""

    delivery = Id(required=True)
