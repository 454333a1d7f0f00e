"""The front door's own commands, views and facts."""
from __future__ import annotations

from marshmallow import fields

from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Day,
    Exact,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Pattern,
    Rows,
    Schema,
    Text,
)
from services.gateway.http.route import ROLES

EVENTS = (
    "gateway.signed_in", "gateway.credential_changed", "gateway.accounts_left", "gateway.clients_left",
    "gateway.account_request_made",
    "gateway.client_warned", "gateway.attachment_infected",
    "gateway.erasure_received", "gateway.erasure_granted", "gateway.erasure_refused", "gateway.erasure_done",
    "gateway.deadline_near", "gateway.deadline_missed", "gateway.deadline_moved",
)  # fmt: skip


class Nothing(Schema):
    """A command that says all by its path."""


class Asset(Schema):
    """Ask for a file of a page."""

    asset = Pattern("[a-z0-9.-]{1,64}", required=True)


class AccountView(Schema):
    """Who is signed in."""

    id = Id()
    login = Text(most=64)
    name = Text(most=64)
    role = Choice(*ROLES)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)
    language = Choice("zh", "en")


class SignConfidentiality(Schema):
    """Sign the pledge of confidentiality. text: its version, as it was read."""

    text = Pattern("[0-9a-f]{16}", required=True)


class ConfidentialityView(Schema):
    """The pledge in force. text: its version. signed_at: when the reader signed it. signed_on_paper: local date, or null."""

    text = Text(most=16)
    title = Text(most=200)
    words = Text(most=20_000)
    signed_at = Instant(allow_none=True)
    signed_on_paper = Day(allow_none=True)


class SignedView(Schema):
    """The signature."""

    text = Text(most=16)
    signed_at = Instant()
    signed_on_paper = Day(allow_none=True)


class ListUnsigned(Listing):
    """Page through staff who have not signed the pledge in force; unit: of one office only."""

    unit = Exact(most=64, load_default=None, allow_none=True)


class UnsignedRow(Schema):
    """One account of staff; no name."""

    login = Text(most=64)
    role = Choice(*ROLES)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)


class UnsignedPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    text = Text(most=16)
    items = Rows(UnsignedRow)
    next = Text(most=2000, allow_none=True)


class ListAstray(Listing):
    """Page through accounts whose area has ended, and which nobody has given another."""


class AstrayRow(Schema):
    """One account of staff; no name. area: the one that ended. into: areas that follow it, none or several."""

    login = Text(most=64)
    role = Choice(*ROLES)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)
    into = Many(Text(most=12), most=100)


class AstrayPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(AstrayRow)
    next = Text(most=2000, allow_none=True)


class Progress(Schema):
    """Follow a matter of any kind by its number and the query code of the receipt."""

    number = Exact(most=64, required=True)
    code = Exact(most=32, required=True)


class ProgressView(Schema):
    """Where a matter stands. Further fields depend on the kind of the matter."""

    id = Text(most=64)
    number = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    state = Text(most=32)
    acts = Many(Text(most=32), most=40)
    steps = Many(fields.Dict(), most=10000)
