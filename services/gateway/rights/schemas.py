"""What people ask of their own data, and what is decided of it."""

from __future__ import annotations

from marshmallow import fields

from kernel.own_shape import ADDRESS, NAME, PHONE
from kernel.shape import ByCode
from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Exact,
    Flag,
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
from services.gateway.rights.life import LIFE
from services.gateway.rights.reason import REASONS

STATES = tuple(LIFE.states)


class OwnCopy(Listing):
    """Page through all that is kept of oneself: first what the front door keeps, then matters, service by service."""


class CopyByCode(ByCode):
    """Ask for all that is kept in the one matter of a receipt."""


class OwnArchive(Schema):
    """Get all that is kept of oneself as a ZIP: a page to read in both languages, the same as JSON, and what one sent."""


class ArchiveByCode(ByCode):
    """Get all that is kept in the one matter of a receipt as a ZIP."""


class CopyItem(Schema):
    """One thing that is kept. kind: of what. person: oneself, in clear. data: all else, others in it masked."""

    kind = Text(most=32)
    id = Text(most=64, allow_none=True)
    number = Text(most=64, allow_none=True)
    person = fields.Dict(allow_none=True)
    data = fields.Dict()


class CopyPage(Schema):
    """One page; next: what to send as `cursor`, or null at the end."""

    items = Rows(CopyItem)
    next = Text(most=2000, allow_none=True)


class CopyView(Schema):
    """All of one matter."""

    items = Rows(CopyItem)


class CorrectOwn(Schema):
    """Put right what is kept of oneself in a matter of one's own, which is not over; what is said as '' is taken out."""

    number = Exact(most=64, required=True)
    name = Text(most=NAME, least=0)
    phone = Pattern(f"({PHONE})?")
    address = Text(most=ADDRESS, least=0)


class CorrectByCode(CorrectOwn):
    """The same in the matter of a receipt."""

    code = Exact(most=32, required=True)


class CorrectAccount(Schema):
    """Put right the name of the own account."""

    name = Text(most=64, required=True)


class CorrectedView(Schema):
    """Which fields were put right; what they say is not repeated. number: of the matter, null for the account."""

    id = Id()
    number = Text(most=64, allow_none=True)
    corrected = Many(Choice("name", "phone", "address"), most=3)


class AskErasure(Schema):
    """Ask for all that is kept of the own account to be erased; it cannot be taken back once it was granted."""

    sure = Flag(required=True)


class AskErasureByCode(ByCode):
    """Ask for what the one matter of a receipt says of oneself to be erased."""


class FollowErasure(Schema):
    """Look how far a request is, by the code of its receipt."""

    request = Id(required=True)
    code = Exact(most=32, required=True)


class ErasureView(Schema):
    """A request. due_at: until when it is decided. by_rule: granted with nobody deciding. Of a refusal: words, source, remedy."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    state = Choice(*STATES)
    of = Choice("account", "matter")
    area = Pattern("[1-9][0-9]{5,11}")
    asked_at = Instant()
    due_at = Instant(allow_none=True)
    by_rule = Flag()
    decided_at = Instant(allow_none=True)
    done_at = Instant(allow_none=True)
    reason = Choice(*REASONS, allow_none=True)
    words = Text(most=400, allow_none=True)
    source = Text(most=400, allow_none=True)
    remedy = Text(most=400, allow_none=True)
    acts = Many(Choice("grant_erasure", "refuse_erasure"), most=2)


class ReceiptView(ErasureView):
    """A request with the code that follows it, shown this once."""

    code = Text(most=16)


class Held(Schema):
    """How many matters are open, bound by a term of law, and free to go."""

    open = Integer(0, INTEGER_MAX)
    bound = Integer(0, INTEGER_MAX)
    free = Integer(0, INTEGER_MAX)


class ErasureWhole(ErasureView):
    """A request with what is kept still, null when a service is away, and what each service has destroyed: counts alone."""

    held = fields.Nested(Held, allow_none=True)
    proof = fields.Dict()


class ErasurePage(Schema):
    """One page of a list; next: what to send as `cursor`, or null at the end."""

    items = Rows(ErasureView)
    next = Text(most=2000, allow_none=True)


class FindErasure(Schema):
    """Read one request."""

    request = Id(required=True)


class ListErasures(Listing):
    """Page through requests on the own ground, the longest waiting first."""

    state = Choice(*STATES, load_default=None, allow_none=True)


class GrantErasure(FindErasure):
    """Grant it. term_over: the term the archive law sets for its files has been looked up, and is over."""

    version = Version()
    term_over = Flag(load_default=False)


class RefuseErasure(FindErasure):
    """Refuse it, for a reason of law."""

    version = Version()
    reason = Choice(*REASONS, required=True)
