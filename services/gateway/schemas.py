"""The front door's own commands, views and facts."""
from __future__ import annotations

from marshmallow import fields

from kernel.wire import Choice, Id, Instant, Integer, Many, Pattern, Schema, Text
from services.gateway.http.route import ROLES

EVENTS = ("gateway.signed_in",)


class Nothing(Schema):
    """A command that says all by its path."""


class SignIn(Schema):
    """Ask for a token by login and password."""

    login = Text(most=64, required=True)
    password = Text(most=256, required=True)


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


class TokenView(Schema):
    """A token to send as `Authorization: Bearer`."""

    token = Text(most=2048)
    token_type = Choice("Bearer")
    expires_at = Instant()
    account = Id()
    role = Choice(*ROLES)


class Progress(Schema):
    """Follow a matter of any kind by its number and the query code of the receipt."""

    number = Text(most=64, required=True)
    code = Text(most=32, required=True)


class ProgressView(Schema):
    """Where a matter stands. Further fields depend on the kind of the matter."""

    id = Text(most=64)
    number = Text(most=64)
    version = Integer(1, 2**31 - 1)
    state = Text(most=32)
    acts = Many(Text(most=32), most=40)
    steps = Many(fields.Dict(), most=10000)
