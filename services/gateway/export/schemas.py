"""What is said of exports."""

from __future__ import annotations

from marshmallow import fields

from kernel.wire import (
    INTEGER_MAX,
    MESSAGES,
    Choice,
    Field,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Pattern,
    Rows,
    Schema,
    Text,
    Version,
)
from services.gateway.export.life import LIFE
from services.gateway.export.listed import LISTS
from services.gateway.export.record import CSV, FORMATS

COLUMNS_MOST = 100
BYTES_MOST = 2**53


class StartExport(Schema):
    """Have a list written into a file. filters: as the list takes them. columns: in this order, the usual ones when none."""

    list = Choice(*LISTS, required=True)
    filters: Field = fields.Dict(keys=fields.String(), load_default=dict, error_messages=MESSAGES)
    columns = Many(Pattern("[a-z_]{1,64}"), most=COLUMNS_MOST, load_default=())
    format = Choice(*FORMATS, load_default=CSV)


class FindExport(Schema):
    """Read how far an own export is."""

    export = Id(required=True)


class ListExports(Listing):
    """Page through the own exports, the newest first."""


class CancelExport(FindExport):
    """Want it no longer."""

    version = Version()


class ExportFile(FindExport):
    """Get the file of an own export."""


class ExportView(Schema):
    """One export. rows: written so far. about, percent: null where nobody knows how many there are.

    problem: code of why it failed, with its words. expires_at: until when its file is there.
    """

    id = Id()
    version = Integer(1, INTEGER_MAX)
    list = Choice(*LISTS)
    format = Choice(*FORMATS)
    columns = Many(Text(most=64), most=COLUMNS_MOST)
    state = Choice(*LIFE.states)
    state_words = Text(most=64)
    rows = Integer(0, INTEGER_MAX)
    about = Integer(0, INTEGER_MAX, allow_none=True)
    percent = Integer(0, 100, allow_none=True)
    bytes = Integer(0, BYTES_MOST, allow_none=True)
    digest = Text(most=64, allow_none=True)
    problem = Text(most=64, allow_none=True)
    title = Text(most=80, allow_none=True)
    created_at = Instant()
    ended_at = Instant(allow_none=True)
    expires_at = Instant(allow_none=True)
    acts = Many(Choice("cancel"), most=1)


class ExportPage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(ExportView)
    next = Text(most=2000, allow_none=True)
