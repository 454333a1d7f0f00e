"""Numbers of people typed into free text stay out of the records: every field of every command is read by the one that masks."""
from __future__ import annotations

import pytest
from marshmallow import fields, validate

from kernel.wire import Schema, Text
from services.gateway.routes import ROWS

MASKING = type(Text(most=1))
CODED = "a code, an id or a mark of this system: nobody writes in it"
# fields taken sign for sign, and why; whoever adds one says it here
EXACT = {
    "phone": "the contact's own field, sealed", "name": "a person's name, sealed",
    "contact": "the public telephone of an office, told with a refusal",
    "review_contact": "the public telephone of the office that reviews",
    "password": "hashed, never kept", "old": "hashed, never kept",
    "login": "what the account is signed in by", "text": "looked for, never kept", "value": "a setting, bounded by its kind",
    "media_url": "an address of the standard, opened by nobody", "datetime": "an interval of the standard",
    "start_date": "a day of the standard", "end_date": "a day of the standard",
} | dict.fromkeys(
    ("code", "number", "token", "cursor", "api_key", "service_request_id", "service_code", "status", "jurisdiction_id",
     "address_id", "request", "service", "feature", "unit", "mediator", "item", "account", "subject"), CODED,
)  # fmt: skip
# objects taken as they come: places of lists, sealed by the gateway; geometry and filters, checked where they are read
WHOLE = {"after", "geometry", "filters", "where"}


def bounded(field):
    return any(isinstance(check, (validate.Regexp, validate.OneOf)) for check in field.validators)


def fields_of(schema, found):
    """Give each field with its name, down to the last object."""
    made = schema() if isinstance(schema, type) else schema
    if type(made) in found:
        return
    found[type(made)] = [each for name, field in made.fields.items() for each in inside(name, field, found)]


def inside(name, field, found):
    if isinstance(field, fields.Nested):
        fields_of(field.schema, found)
    elif isinstance(field, fields.List):
        yield from inside(name, field.inner, found)
    else:
        yield name, field


FOUND: dict[type, list] = {}
for row in ROWS:
    fields_of(row.schema, FOUND)
ALL = [(schema, name, field) for schema, held in FOUND.items() for name, field in held]


def named(value):
    return f"{value[0].__module__}.{value[0].__name__}.{value[1]}"


@pytest.mark.parametrize("given", [one for one in ALL if isinstance(one[2], fields.String)], ids=named)
def test_gr_410_a_field_of_words_masks_numbers_or_says_why_not(given):
    _, name, field = given
    assert bounded(field) or isinstance(field, (MASKING, fields.UUID)) or name in EXACT, "write it as wire.Text"


@pytest.mark.parametrize("given", [one for one in ALL if not isinstance(one[2], fields.String)], ids=named)
def test_gr_410_no_other_field_takes_what_anybody_writes(given):
    _, name, field = given
    free = type(field) in (fields.Field, fields.Raw) or isinstance(field, fields.Dict)
    assert not free or name in WHOLE


def test_no_reason_is_kept_for_a_field_that_is_gone():
    assert {name for _, name, field in ALL if isinstance(field, fields.String)} >= set(EXACT)


def test_a_schema_that_forgets_is_found():
    class Forgetful(Schema):
        words = fields.String()

    assert not bounded(Forgetful().fields["words"])
    assert not isinstance(Forgetful().fields["words"], MASKING)
