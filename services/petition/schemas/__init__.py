"""What the petition service takes and gives, and the facts it tells.

Acts (RPC method, command schema -> reply):
    register          Register        -> View and `code`, the query code, shown this once. Anybody, grid worker, desk.
    forward           Forward         -> View   dispatcher, or officer of the unit that holds it
    accept            Accept          -> View   officer of the unit that holds it; starts PT-05
    answer            Answer          -> View   officer of the competent unit
    refuse            Refuse          -> View   officer of the unit that holds it, dispatcher
    recuse            Recuse          -> View   officer, dispatcher: withdraws from the matter (回避)
    withdraw          Withdraw        -> View   the petitioner, by account
    withdraw_by_code  WithdrawByCode  -> View   the petitioner, by number and code
    rate              Rate            -> View   the petitioner, by account
    rate_by_code      RateByCode      -> View   the petitioner, by number and code
    find              Find            -> Whole  within the actor's scope
    list              List            -> Page   within the actor's scope
    progress          Progress        -> Thread by number and code, no account
    audience          Audience        -> number, account: for notices; asked by services only, no route leads here

View.acts are the acts legal now for the actor. All commands but those by code, register, find, list and progress carry
`version`, what the ETag held.
"""
from __future__ import annotations

from marshmallow import fields

from kernel import shape
from kernel.shape import BATCH, KEY, ROWS_MOST, ByCode
from kernel.wire import (
    Choice,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Pattern,
    Schema,
    Text,
    Told,
    Unread,
    Version,
)
from services.petition.domain.channel import CHANNELS
from services.petition.domain.refusal import REASONS
from services.petition.domain.unmask import EVENTS as UNMASK_EVENTS
from services.petition.schemas.window import EVENTS as WINDOW_EVENTS

PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"

EVENTS = (
    "petition.registered",
    "petition.forwarded",
    "petition.accepted",
    "petition.answered",
    "petition.refused",
    "petition.recused",
    "petition.withdrawn",
    "petition.rated",
    "petition.deadline_near",
    "petition.deadline_missed",
    "petition.deadline_moved",
    "petition.erasure_carried_out",
    "petition.identity_corrected",
    *UNMASK_EVENTS,
    *WINDOW_EVENTS,
)


class Person(Schema):
    """Who petitions. All of it is sealed; none of it is required. minor: under 18; no day of birth is asked for."""

    kind = Choice("natural", "legal", "other", load_default="natural")
    name = Text(most=64, least=0, load_default="")
    phone = Pattern(PHONE, load_default="")
    address = Text(most=200, least=0, load_default="")
    minor = Flag(load_default=False)


class Claim(Schema):
    """One thing asked for, with the facts and reasons it rests on."""

    request = Text(most=1000, required=True)
    facts = Text(most=4000, least=0, load_default="")
    reasons = Text(most=2000, least=0, load_default="")


class Register(Schema):
    """Everything received is registered. received_at: when it came in, for a desk only; now by default."""

    channel = Choice(*CHANNELS, load_default=None)
    area = Pattern("[0-9]{12}", load_default=None)
    urgency = Choice("ordinary", "urgent", load_default="ordinary")
    received_at = Instant(load_default=None)
    petitioner = Nested(Person, load_default=None)
    claims = Many(Nested(Claim), least=1, most=20, required=True)


class RegisterRow(Register):
    """One petition. key: the sender's own for this matter, as an Idempotency-Key is for a single one."""

    key = Pattern(KEY, required=True)


class BulkPetitions(Schema):
    """Up to a thousand petitions; each has its own key and outcome, and none is refused for another's fault."""

    rows = Many(Unread(RegisterRow), least=1, most=ROWS_MOST, required=True)


class RegisterRows(Schema):
    """A part of them, as the front door sends it on."""

    rows = Many(Unread(RegisterRow), least=1, most=BATCH, required=True)


class Act(Schema):
    """What every act on one petition carries."""

    petition = Id(required=True)
    version = Version()


class Forward(Act):
    """unit: code of the unit to deal with it. reason: why it is sent there, told to the petitioner."""

    unit = Exact(most=64, required=True)
    reason = Text(most=1000, required=True)


class Accept(Act):
    """purpose: as a person confirms it; a report (检举控告) is no choice. competence: why this unit may decide."""

    purpose = Choice("suggest", "appeal", required=True)
    competence = Choice("line_duty", "designated", "own_matter", required=True)


class Finding(Schema):
    """The answer to one claim. claim: its place, from 1. finding: facts and reasons found. basis: law or rule."""

    claim = Integer(1, 20, required=True)
    outcome = Choice("support", "explain", "not_support", required=True)
    finding = Text(most=4000, required=True)
    basis = Text(most=1000, required=True)


class Answer(Act):
    """The opinion (信访处理意见书). review_organ: name of the next higher unit, where a review (复查) is asked for."""

    findings = Many(Nested(Finding), least=1, most=20, required=True)
    review_organ = Text(most=100, required=True)
    review_contact = Exact(most=200, required=True)


class Refuse(Act):
    """organ, contact, limit: where to go instead, required by the reasons that send elsewhere."""

    reason = Choice(*REASONS, required=True)
    explanation = Told(most=2000, required=True)
    organ = Text(most=100, least=0, load_default="")
    contact = Exact(most=200, least=0, load_default="")
    limit = Text(most=200, least=0, load_default="")


class Recuse(Act):
    """interest: what kind of interest the actor declares in the matter or the petitioner."""

    interest = Choice("in_matter", "kin", "other", required=True)


class Withdraw(Act):
    """words: the petitioner's own."""

    words = Text(most=1000, required=True)


class Rate(Act):
    """score: 1..5, 5 is best."""

    score = Integer(1, 5, required=True)


class WithdrawByCode(ByCode):
    """words: the petitioner's own."""

    words = Text(most=1000, required=True)


class RateByCode(ByCode):
    """score: 1..5, 5 is best."""

    score = Integer(1, 5, required=True)


class Progress(ByCode):
    """The progress page."""


class Find(Schema):
    """One petition."""

    petition = Id(required=True)


class Audience(Schema):
    """Whom to tell about a petition: the petitioner's account, opened for a notice and audited."""

    petition = Id(required=True)


QUEUES = ("open", "unrouted", "near", "late", "handled", "all")


class List(Listing):
    """queue: open (no end yet), unrouted (no unit yet), near, late (of the running clock), handled (by me), all."""

    queue = Choice(*QUEUES, load_default="open")


class ListArchive(Listing):
    """Page through the files that are handed to the archive, what has been on the list longest first."""


class Clock(shape.Clock):
    """A legal clock. rule: PT-02, PT-03 or PT-05. due_on: the last day, local date. working: steps in order."""


class View(Schema):
    """A petition without anything personal."""

    shows = "petition"

    id = fields.String()
    number = fields.String()
    version = fields.Integer()
    state = fields.String()
    channel = fields.String()
    urgency = fields.String()
    purpose = fields.String(allow_none=True)
    area = fields.String()
    unit = fields.String(allow_none=True)
    received_at = fields.String()
    changed_at = fields.String()
    due_at = fields.String(allow_none=True)
    score = fields.Integer(allow_none=True)
    origin = fields.String(allow_none=True)
    acts = fields.List(fields.String())


class ArchiveView(Schema):
    """A file on the list for the archive: ended_at: when it ended, from which its term counts; nothing of what it says."""

    shows = "petition"

    id = fields.String()
    number = fields.String()
    state = fields.String()
    version = fields.Integer()
    area = fields.String()
    unit = fields.String(allow_none=True)
    received_at = fields.String()
    ended_at = fields.String()
    listed_at = fields.String()


class ArchivePage(Schema):
    """items: ArchiveView. next: give it as `after` for the page that follows, null on the last."""

    items = fields.List(fields.Nested(ArchiveView))
    next = fields.Dict(allow_none=True)


class Registered(View):
    """The receipt: with the query code, shown this once."""

    code = fields.String()


class Whole(View):
    """A petition as those who deal with it see it; the petitioner is masked."""

    petitioner = fields.Dict(allow_none=True)
    claims = fields.List(fields.Dict())
    clocks = fields.List(fields.Nested(Clock))
    steps = fields.List(fields.Dict())
    documents = fields.List(fields.Dict())


class Page(Schema):
    """items: View. next: give it as `after` for the page that follows, null on the last."""

    items = fields.List(fields.Nested(View))
    next = fields.Dict(allow_none=True)


class Thread(Schema):
    """What the petitioner sees without an account: where it stands, until when, what happened, the documents."""

    id = fields.String()
    number = fields.String()
    version = fields.Integer()
    state = fields.String()
    words = fields.String()
    clocks = fields.List(fields.Nested(Clock))
    steps = fields.List(fields.Dict())
    documents = fields.List(fields.Dict())
    score = fields.Integer(allow_none=True)
    acts = fields.List(fields.String())
