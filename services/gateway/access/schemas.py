"""Who saw a record, as those it is about are told, and what an account saw, as security is."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, AnyDay, Choice, Day, Flag, Id, Instant, Integer, Listing, Many, Nested, Rows, Schema, Text
from services.gateway.access.look import KINDS, PURPOSES
from services.gateway.http.route import CLIENT, ROLES

TOLD = tuple(one for one in PURPOSES if one != "act")
REASONS = ("breach", "complaint", "inspection", "drill")
LINES, IDS = 2000, 10_000
LOOKERS = (*(role for role in ROLES if role != "resident"), CLIENT)


class Span(Schema):
    """Of which local days; the last year where nothing is said."""

    since = AnyDay(load_default=None, allow_none=True)
    until = AnyDay(load_default=None, allow_none=True)


class IncidentLooks(Span):
    """Ask which offices saw an own incident."""

    incident = Id(required=True)


class PetitionLooks(Span):
    """Ask which offices saw an own petition."""

    petition = Id(required=True)


class DisputeLooks(Span):
    """Ask which offices saw an own dispute."""

    dispute = Id(required=True)


class IntakeLooks(Span):
    """Ask which offices saw what one has brought to the window."""

    intake = Id(required=True)


class LooksByCode(Span):
    """Ask which offices saw a matter, by its number and the query code of the receipt."""

    number = Text(most=64, required=True)
    code = Text(most=32, required=True)


class LookView(Schema):
    """How often somebody of one office saw it on one local day, and what for. unit: null for another system."""

    day = Day()
    unit = Text(most=64, allow_none=True)
    unit_name = Text(most=200, allow_none=True)
    role = Choice(*LOOKERS)
    area = Text(most=12, least=0)
    area_name = Text(most=200, allow_none=True)
    purpose = Choice(*TOLD)
    count = Integer(1, INTEGER_MAX)


class LooksView(Schema):
    """Which offices saw a matter, the newest day first. more: there are further lines; ask for fewer days."""

    kind = Choice(*KINDS)
    id = Id()
    since = Day()
    until = Day()
    items = Many(Nested(LookView), most=LINES)
    more = Flag()


class Seen(Listing):
    """Ask what an account or an API client saw. reason: what for; it is kept with who asked."""

    account = Id(required=True)
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    reason = Choice(*REASONS, required=True)


class SeenSums(Schema):
    """Ask how much an account saw."""

    account = Id(required=True)
    since = Instant(load_default=None, allow_none=True)
    until = Instant(load_default=None, allow_none=True)
    reason = Choice(*REASONS, required=True)


class RecordView(Schema):
    """One record by its id and number; no number where the record is no more."""

    id = Id()
    number = Text(most=64, allow_none=True)


class SeenRow(Schema):
    """One call that showed records. ids and numbers, nothing that stands in them."""

    id = Id()
    at = Instant()
    role = Text(most=32)
    unit = Text(most=64, allow_none=True)
    area = Text(most=12, least=0)
    act = Text(most=100)
    purpose = Choice(*PURPOSES)
    kind = Choice(*KINDS)
    records = Many(Nested(RecordView), most=IDS)
    trace = Text(most=32, allow_none=True)


class SeenPage(Schema):
    """One page, the oldest first. next: the `cursor` of the page that follows, null on the last."""

    items = Rows(SeenRow)
    next = Text(most=2000, allow_none=True)


class SumView(Schema):
    """How many calls showed records of a kind for one purpose."""

    kind = Choice(*KINDS)
    purpose = Choice(*PURPOSES)
    calls = Integer(1, INTEGER_MAX)
    first_at = Instant()
    last_at = Instant()


class KindView(Schema):
    """How many records of a kind, each once; accounts: of residents who brought them or are parties, each once.

    unreached: parties without an account, who must be told by what stands in the record.
    """

    kind = Choice(*KINDS)
    records = Integer(0, INTEGER_MAX)
    accounts = Integer(0, INTEGER_MAX)
    unreached = Integer(0, INTEGER_MAX)


class SeenSumsView(Schema):
    """How much an account saw, and how many residents would have to be told. residents: with an account, each once."""

    account = Id()
    since = Instant()
    until = Instant()
    sums = Many(Nested(SumView), most=len(KINDS) * len(PURPOSES))
    kinds = Many(Nested(KindView), most=len(KINDS))
    residents = Integer(0, INTEGER_MAX)
