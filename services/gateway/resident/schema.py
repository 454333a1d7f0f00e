"""What the own pages ask and send. Their forms are read by their acts, so that what is wrong is told on a page."""

from __future__ import annotations

from marshmallow import fields

from kernel.own_shape import ADDRESS, NAME
from kernel.wire import Choice, Exact, Id, Pattern, Schema, Text
from services.gateway.access.telling import READING
from services.gateway.phone.schemas import MOST
from services.gateway.window.schema import KEY

GUARD = r"[0-9a-f]{64}"
REQUEST = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"  # an example


class OwnSheet(Schema):
    """One of the pages. language: of the page; as the browser asks by default."""

    language = Choice("zh", "en", load_default=None)


class OwnPage(OwnSheet):
    """The first page. place: where its list goes on, as its own link says."""

    place = Pattern(r"[A-Za-z0-9_-]{1,2000}")


class OwnLooks(OwnSheet):
    """Who looked at an own matter."""

    kind = Choice(*READING, required=True)
    matter = Id(required=True)


class OwnForm(Schema):
    """A form. guard: of the session, as its page has it."""

    language = Choice("zh", "en", load_default="zh")
    guard = Pattern(GUARD)


class OwnNumber(OwnForm):
    """A mobile number that a code is to go to."""

    phone = Text(most=MOST)


class OwnCode(OwnForm):
    """The code that came."""

    code = Exact(most=16, metadata={"example": "081804"})


class OwnCorrection(OwnForm):
    """What is right of an own matter; what is empty is taken out.

    shown: names of the fields the form has. key: sending it twice is the same as once.
    """

    key = Pattern(KEY)
    number = Exact(most=64)
    shown = Pattern(r"[a-z,]{0,40}")
    name = Text(most=NAME, least=0)
    phone = Exact(most=20, least=0)
    address = Text(most=ADDRESS, least=0)


class OwnReceipt(OwnForm):
    """Number and query code of a receipt."""

    number = Exact(most=64)
    code = Exact(most=32)


class OwnReceiptCorrection(OwnForm):
    """What is right of the matter of a receipt; what is empty stays. key: sending it twice is the same as once."""

    key = Pattern(KEY)
    name = Text(most=NAME, least=0)
    phone = Exact(most=20, least=0)
    address = Text(most=ADDRESS, least=0)


class OwnErasing(OwnForm):
    """Asking to be erased. key: as above."""

    key = Pattern(KEY)
    sure = Choice("1")


class OwnFollowing(OwnForm):
    """Which request to be erased is followed."""

    request = Exact(most=64, metadata={"example": REQUEST})
    code = Exact(most=32)


class OwnRefused(Schema):
    """A page that says why not."""

    text = fields.String()
