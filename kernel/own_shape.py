"""Shapes of what services are asked of somebody's own data; asked by the front door alone, no route leads here."""

from __future__ import annotations

from kernel.wire import Exact, Id, Listing, Pattern, Schema, Text

NAME, ADDRESS = 64, 200
PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"


class Holding(Schema):
    """How much is kept of an account, or in one matter. Exactly one of the two."""

    account = Exact(most=64, least=0, load_default="")
    matter = Id(load_default=None, allow_none=True)


class Copy(Listing):
    """A page of all that is kept of who asks; by number and query code, of that one matter."""

    number = Exact(most=64, least=0, load_default="")
    code = Exact(most=32, least=0, load_default="")


class Correct(Schema):
    """What is right of one own matter; what is not said stays, and what is said as '' is taken out."""

    number = Exact(most=64, required=True)
    code = Exact(most=32, least=0, load_default="")
    name = Text(most=NAME, least=0)
    phone = Pattern(f"({PHONE})?")
    address = Text(most=ADDRESS, least=0)


class Corrected(Schema):
    """What was put right of who somebody is in one record, asked by a service that keeps a copy of it."""

    subject = Id(required=True)
