"""What notify takes and tells: the inbox of the signed-in person, and deliveries for operators.

Acts: inbox -> InboxPage, read -> ReadView, deliveries -> DeliveryPage, resend -> ResendView, text_code, text_left -> {}.
Events: notify.delivery_failed, notify.erasure_carried_out.
"""
from __future__ import annotations

from kernel.wire import Choice, Id, Instant, Integer, Listing, Next, Pattern, Rows, Schema, Text
from services.notify.domain.code import ABOUT

EVENTS = ("notify.delivery_failed", "notify.erasure_carried_out")
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


class TextCode(Schema):
    """Send a code to a mobile number of the mainland. minutes: that it is good. language: of the words. about: its purpose."""

    phone = Pattern("1[3-9][0-9]{9}", required=True)
    code = Pattern("[0-9]{6}", required=True)
    minutes = Integer(1, 60, required=True)
    language = Choice("zh", "en", required=True)
    about = Choice(*ABOUT, load_default=ABOUT[0])


class TextLeft(Schema):
    """Tell a number that it opens an account no more."""

    phone = Pattern("1[3-9][0-9]{9}", required=True)
    language = Choice("zh", "en", required=True)


class NoticeView(Schema):
    """One notice. template: what kind of notice. subject: id of the record. title, text: in the reader's language."""

    id = Id()
    template = Text(most=64)
    subject = Text(most=64)
    title = Text(most=200)
    text = Text(most=2000)
    at = Instant()
    read_at = Instant(allow_none=True)


class InboxPage(Schema):
    """items, newest first. next: give it as `after` for the page that follows, null on the last."""

    items = Rows(NoticeView)
    next = Next()


class ReadView(Schema):
    """The notice that was read."""

    id = Id()


class DeliveryView(Schema):
    """One notice on one channel. receipt: the provider's, or why it failed. next_at: of the next try. done_at: of its end."""

    id = Id()
    notice = Id()
    channel = Text(most=32)
    state = Choice(*STATES)
    attempts = Integer(0, 1000)
    next_at = Instant(allow_none=True)
    receipt = Text(most=1000, least=0, allow_none=True)
    at = Instant()
    done_at = Instant(allow_none=True)


class DeliveryPage(Schema):
    """items, oldest first. next: give it as `after` for the page that follows, null on the last."""

    items = Rows(DeliveryView)
    next = Next()


class ResendView(Schema):
    """The delivery that is due again."""

    id = Id()
    state = Choice(*STATES)
