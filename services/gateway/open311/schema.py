"""Shapes of the standard, for the API document; what a question says beyond them is passed over, as the standard has it."""

from __future__ import annotations

from marshmallow import EXCLUDE

from kernel.wire import Choice, Exact, Flag, Instant, Integer, Many, Nested, Number, Schema, Text

SIZE_MOST, ASKED_MOST, PAGE_MOST = 1000, 200, 10_000
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
ANY = 4000


class Asked(Schema):
    """jurisdiction_id: code of the district, 6 or 12 digits; there is one, so it may be left out."""

    class Meta:
        unknown = EXCLUDE

    jurisdiction_id = Exact(most=64, least=0, load_default="")


class AskService(Asked):
    """service: its code, with `.xml` or `.json` behind it or without."""

    service = Exact(most=40, required=True)


class AskRequest(Asked):
    """request: its id, with `.xml` or `.json` behind it or without."""

    request = Exact(most=64, required=True)


class AskToken(Asked):
    """token: with `.xml` or `.json` behind it or without."""

    token = Exact(most=64, required=True)


class AskRequests(Asked):
    """Ask for requests, the newest first. Ids, codes and statuses: several with commas. Dates: 90 days at most apart."""

    service_request_id = Many(Exact(most=ANY, least=0), most=ASKED_MOST, load_default=list)
    service_code = Many(Exact(most=ANY, least=0), most=ASKED_MOST, load_default=list)
    status = Many(Exact(most=64, least=0), most=ASKED_MOST, load_default=list)
    start_date = Exact(most=40, least=0, load_default="")
    end_date = Exact(most=40, least=0, load_default="")
    page = Integer(1, PAGE_MOST, load_default=1)
    page_size = Integer(1, SIZE_MOST, load_default=SIZE_MOST)


class SendRequest(Schema):
    """Report a matter: `service_code`, and a place by `lat` and `long`, `address_string`, or by `address_id`, an area or a grid.

    Attributes come as `attribute[code]`. Files named `media` are photos; a form with files is multipart. What else is given
    is passed over.
    """

    class Meta:
        unknown = EXCLUDE

    service_code = Exact(most=32)
    jurisdiction_id = Exact(most=64)
    api_key = Exact(most=64)
    lat = Number(-90, 90)
    long = Number(-180, 180)
    address_string = Text(most=200)
    address_id = Exact(most=40)
    description = Text(most=2000)
    first_name = Text(most=20)
    last_name = Text(most=20)
    phone = Exact(most=20)
    media_url = Exact(most=508)


class EndpointView(Schema):
    """Where the standard is spoken."""

    specification = Text(most=200)
    url = Text(most=300)
    changeset = Text(most=32)
    type = Choice("production", "test")
    formats = Many(Text(most=32), most=2)


class DiscoveryView(Schema):
    """Where to begin. changeset: grows with each change of the register."""

    changeset = Text(most=32)
    contact = Text(most=ANY)
    key_service = Text(most=ANY)
    endpoints = Many(Nested(EndpointView), most=1)


class ServiceView(Schema):
    """A kind of matter."""

    service_code = Text(most=32)
    service_name = Text(most=200)
    description = Text(most=ANY)
    metadata = Flag()
    type = Choice("realtime")
    keywords = Text(most=ANY)
    group = Text(most=200)


class ValueView(Schema):
    """One answer to choose."""

    key = Text(most=32)
    name = Text(most=200)


class AttributeView(Schema):
    """One question."""

    variable = Flag()
    code = Text(most=64)
    datatype = Choice(*DATATYPES)
    required = Flag()
    datatype_description = Text(most=ANY, allow_none=True)
    order = Integer(1, 100)
    description = Text(most=ANY)
    values = Many(Nested(ValueView), most=100)


class DefinitionView(Schema):
    """What is asked of a report of one kind."""

    service_code = Text(most=32)
    attributes = Many(Nested(AttributeView), most=100)


class ReceivedView(Schema):
    """What was made. service_notice: number and query code of the matter, shown to who sent it alone."""

    service_request_id = Text(most=32)
    service_notice = Text(most=ANY)
    account_id = Text(most=64, allow_none=True)


class TokenOfView(Schema):
    """What a token stands for; each request has its id at once, so that is its token."""

    service_request_id = Text(most=32)
    token = Text(most=32)


class RequestView(Schema):
    """One matter, as much of it as is published. Days stand as their first instant; a position is its grid's."""

    service_request_id = Text(most=32)
    status = Choice("open", "closed")
    status_notes = Text(most=64)
    service_name = Text(most=200, allow_none=True)
    service_code = Text(most=32)
    description = Text(most=ANY, allow_none=True)
    agency_responsible = Text(most=200, allow_none=True)
    service_notice = Text(most=ANY, allow_none=True)
    requested_datetime = Instant()
    updated_datetime = Instant()
    expected_datetime = Instant(allow_none=True)
    address = Text(most=ANY, least=0)
    address_id = Text(most=64, allow_none=True)
    zipcode = Text(most=16, allow_none=True)
    lat = Number(-90, 90, allow_none=True)
    long = Number(-180, 180, allow_none=True)
    media_url = Text(most=300, allow_none=True)


class ErrorView(Schema):
    """One problem. code: the HTTP status. description: words, and our own code at their end."""

    code = Integer(400, 599)
    description = Text(most=ANY)
