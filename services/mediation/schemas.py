"""What the mediation service takes and gives, and the facts it tells.

Acts (RPC method, command schema -> reply):
    refer             Refer           -> id, number and code: from the one window; asked by services only
    open              Open            -> View, `party` and `code` of the applicant. A resident, grid worker, dispatcher.
    join              Join            -> View and `party`: names a party not yet known. dispatcher, officer
    consent           Consent         -> View and `code` of that party: a party for itself, or staff who heard it
    consent_by_code   ConsentByCode   -> View   a party, by number and code
    acknowledge       Acknowledge     -> View   a party has been told its rights and duties; a party, or staff
    assign            Assign          -> View   dispatcher, or officer of the committee
    record_session    RecordSession   -> View   the mediator
    conclude          Conclude        -> View   the mediator
    fail              Fail            -> View   the mediator
    end               End             -> View   a party, or staff who heard it, at any time before an agreement
    end_by_code       EndByCode       -> View   a party, by number and code
    rights            Rights          -> Statement of rights and duties; anybody
    find              Find            -> Whole  within the actor's scope
    list              List            -> Page   within the actor's scope
    progress          Progress        -> Thread by number and code, no account
    audience          Audience        -> number, accounts: for notices; asked by services only, no route leads here

Consent with `agreed` false ends the mediation at once. View.acts are the acts legal now for the actor. Commands on an
existing dispute carry `version`, what the ETag held, but for those by code.
"""
from __future__ import annotations

from marshmallow import fields

from kernel import minor_shape, shape, unmask_shape
from kernel.shape import ByCode
from kernel.wire import (
    INTEGER_MAX,
    Choice,
    Day,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Pattern,
    Rows,
    Schema,
    Text,
    Told,
    Version,
)
from services.mediation.domain.kind import DISPUTES
from services.mediation.domain.unmask import EVENTS as UNMASK_EVENTS

PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"
HEARD = ("in_person", "by_phone", "in_writing", "online")

EVENTS = (
    "mediation.opened",
    "mediation.joined",
    "mediation.consented",
    "mediation.accepted",
    "mediation.refused",
    "mediation.acknowledged",
    "mediation.assigned",
    "mediation.session_recorded",
    "mediation.agreed",
    "mediation.failed",
    "mediation.ended",
    "mediation.deadline_near",
    "mediation.erasure_carried_out",
    "mediation.identity_corrected",
    "mediation.deadline_missed",
    "mediation.deadline_moved",
    *UNMASK_EVENTS,
)


class Person(Schema):
    """Who is in dispute. All of it is sealed. minor: under 18; no day of birth is asked for."""

    name = Text(most=64, required=True)
    phone = Pattern(PHONE, load_default="")
    address = Text(most=200, least=0, load_default="")
    minor = Flag(load_default=False)


class Open(Schema):
    """A resident opens as the applicant, who consents by asking; staff open for others, each asked by itself."""

    dispute_type = Choice(*DISPUTES, required=True)
    area = Pattern("[0-9]{12}", load_default=None)
    matter = Text(most=4000, required=True)
    applicant = Nested(Person, required=True)
    respondent = Nested(Person, required=True)


class Refer(Schema):
    """A dispute that came to the one window; asked by services only. origin: id of the intake, origin_version: its round.

    name, phone, account: of who brought it, '' for none. minor: they are under 18. opposite: name of the other side, '' where
    nobody knows it yet.
    """

    origin = Id(required=True)
    origin_version = Integer(1, INTEGER_MAX, required=True)
    dispute_type = Choice(*DISPUTES, required=True)
    area = Pattern("[0-9]{12}", load_default=None, allow_none=True)
    matter = Text(most=4000, required=True)
    name = Text(most=64, least=0, load_default="")
    phone = Pattern(f"(?:{PHONE})?", load_default="")
    account = Pattern("[0-9A-Za-z-]{0,64}", load_default="")
    minor = Flag(load_default=False)
    opposite = Text(most=64, least=0, load_default="")


class Act(Schema):
    """What every act on one dispute carries."""

    dispute = Id(required=True)
    version = Version()


class Join(Act):
    """role: applicant or respondent."""

    role = Choice("applicant", "respondent", required=True)
    person = Nested(Person, required=True)


class Consent(Act):
    """party: whose word it is. how: the way it was given; a party by its own account gives it online."""

    party = Id(required=True)
    agreed = Flag(required=True)
    how = Choice(*HEARD, load_default="online")


class Acknowledge(Act):
    """party: who has been told nature, principles, effect, rights and duties, and says so."""

    party = Id(required=True)
    how = Choice(*HEARD, load_default="online")


class Assign(Act):
    """mediator: account id. unit: code of the committee. accepted_by: ids of parties who accept the mediator."""

    mediator = Exact(most=64, required=True)
    unit = Exact(most=64, required=True)
    interest = Choice("none", "declared", required=True)
    accepted_by = Many(Id(), most=20, load_default=list)


class RecordSession(Act):
    """record: 笔录. undisputed: facts both sides confirm; only they may be used outside mediation."""

    held_at = Instant(required=True)
    place = Text(most=200, required=True)
    open_to_public = Flag(load_default=False)
    attended = Many(Id(), least=1, most=20, required=True)
    record = Text(most=20000, required=True)
    undisputed = Many(Text(most=1000), most=50, load_default=list)


class Term(Schema):
    """Who does what for whom, in which mode, where, and by when."""

    obligor = Id(required=True)
    obligee = Id(required=True)
    performance = Text(most=1000, required=True)
    mode = Choice("cash", "transfer", "act", "apology", required=True)
    place = Text(most=200, required=True)
    due_on = Day(required=True)


class Signature(Schema):
    """A party's signature, seal or fingerprint."""

    party = Id(required=True)
    mode = Choice("signature", "seal", "fingerprint", "electronic", required=True)
    signed_at = Instant(required=True)


class Written(Schema):
    """A written agreement, by the stricter list. checked: what the mediator has checked before sealing."""

    made_at = Instant(required=True)
    place = Text(most=200, required=True)
    facts = Text(most=8000, required=True)
    points = Many(Text(most=1000), least=1, most=50, required=True)
    responsibilities = Many(Text(most=1000), least=1, most=50, required=True)
    terms = Many(Nested(Term), least=1, most=50, required=True)
    breach_clause = Text(most=2000, least=0, load_default="")
    signatures = Many(Nested(Signature), least=1, most=20, required=True)
    mediator_signed_at = Instant(required=True)
    sealed_at = Instant(required=True)
    recorder = Text(most=64, required=True)
    checked = Many(Text(most=64), most=20, required=True)


class Oral(Schema):
    """An oral agreement. unneeded_by: parties who think no document is needed. reason: why there is none."""

    agreed_at = Instant(required=True)
    content = Text(most=8000, required=True)
    reason = Text(most=1000, required=True)
    unneeded_by = Many(Id(), least=1, most=20, required=True)


class Conclude(Act):
    """Exactly one of written, oral. personal_status: it is about identity, adoption or marriage itself."""

    written = Nested(Written, load_default=None)
    oral = Nested(Oral, load_default=None)
    personal_status = Flag(load_default=False)


class Fail(Act):
    """reason: why it cannot go on."""

    reason = Choice("unreachable", "gap_too_wide", "time_out", "signing_refused", "other", required=True)
    explanation = Told(most=2000, required=True)


class End(Act):
    """party: who ends it, how: the way it said so; no reason need be given."""

    party = Id(required=True)
    how = Choice(*HEARD, load_default="online")
    words = Text(most=1000, least=0, load_default="")


class ConsentByCode(ByCode):
    """agreed: yes or no."""

    agreed = Flag(required=True)


class EndByCode(ByCode):
    """words: if the party wants to say any."""

    words = Text(most=1000, least=0, load_default="")


class Progress(ByCode):
    """The progress page of one party."""


class Rights(Schema):
    """Asks for the statement of rights and duties."""


class Find(Schema):
    """One dispute."""

    dispute = Id(required=True)


class Audience(Schema):
    """Whom to tell about a dispute: the parties' accounts, opened for a notice and audited."""

    dispute = Id(required=True)


QUEUES = ("open", "unassigned", "near", "late", "mine", "all")


class List(Listing):
    """queue: open (no end yet), unassigned (accepted, no mediator), near, late (of MT-01), mine (I mediate), all."""

    queue = Choice(*QUEUES, load_default="open")


class Clock(shape.Clock):
    """A clock. rule: MT-01 or MT-07. due_on: the last day, local date. working: steps in order."""


class View(Schema):
    """A dispute without anything personal. parties: id, role, consent, informed of each."""

    shows = "dispute"

    id = fields.String()
    number = fields.String()
    version = fields.Integer()
    state = fields.String()
    dispute_type = fields.String()
    source = fields.String()
    area = fields.String()
    unit = fields.String(allow_none=True)
    mediator = fields.String(allow_none=True)
    opened_at = fields.String()
    changed_at = fields.String()
    due_at = fields.String(allow_none=True)
    effective_at = fields.String(allow_none=True)
    origin = fields.String(allow_none=True)
    parties = fields.List(fields.Dict())
    acts = fields.List(fields.String())


class Opened(View):
    """The receipt: with the applicant's id as a party and query code, shown this once."""

    party = fields.String()
    code = fields.String()


class Whole(View):
    """A dispute as those who deal with it see it; persons are masked."""

    matter = fields.String()
    persons = fields.List(fields.Dict())
    clocks = fields.List(fields.Nested(Clock))
    steps = fields.List(fields.Dict())
    sessions = fields.List(fields.Dict())
    agreement = fields.Dict(allow_none=True)
    documents = fields.List(fields.Dict())
    remedies = fields.List(fields.String())


class Page(Schema):
    """items: View. next: give it as `after` for the page that follows, null on the last."""

    items = fields.List(fields.Nested(View))
    next = fields.Dict(allow_none=True)


class Thread(Schema):
    """What a party sees without an account: where it stands, until when, what happened, the other ways open."""

    id = fields.String()
    number = fields.String()
    version = fields.Integer()
    state = fields.String()
    party = fields.String()
    words = fields.String()
    clocks = fields.List(fields.Nested(Clock))
    steps = fields.List(fields.Dict())
    documents = fields.List(fields.Dict())
    remedies = fields.List(fields.String())
    acts = fields.List(fields.String())


class Statement(Schema):
    """Rights and duties in mediation, sentence by sentence. version: of the text. source: the law. remedies: other ways."""

    version = fields.Integer()
    source = fields.String()
    statement = fields.List(fields.String())
    remedies = fields.List(fields.String())


class UnmaskParty(unmask_shape.Unmask):
    """Why who a party is must be seen. words: in one's own words, sealed; shown to who leads the ground."""

    dispute = Id(required=True)
    party = Id(required=True)


class FindParty(Schema):
    """Of one party of a dispute."""

    dispute = Id(required=True)
    party = Id(required=True)


class DecideUnmasking(unmask_shape.Decide):
    """A decision on what was asked."""


class ListUnmaskings(unmask_shape.ListUnmaskings):
    """queue: all, or asked: those that wait for a decision."""


class UnmaskingView(unmask_shape.Granted):
    """What became of an asking. until: when the grant ends, null while nobody has agreed. needed: why somebody must."""


class SeenParty(unmask_shape.SeenWithAddress):
    """Who a party is, open, as long as the grant runs. until: when it ends."""

    dispute = Id()


class UnmaskingLine(unmask_shape.Line):
    """One asking, for who leads the ground: who asked, of which case, why. holder, decided_by: account ids."""


class UnmaskingPage(unmask_shape.Lines):
    """items: the newest first."""

    items = Rows(UnmaskingLine)


class MarkPartyMinor(minor_shape.Mark):
    """Say whether a party is under age, and why."""

    dispute = Id(required=True)
    party = Id(required=True)


class PartyMarkedView(minor_shape.Marked):
    """What was said of a party. id: of the dispute."""

    shows = "dispute"


class OwnOpenings(Schema):
    """Ask by which requests one's own identity was opened: in a dispute by account, or by number and query code."""

    dispute = Id(load_default=None, allow_none=True)
    number = Exact(most=64, least=0, load_default="")
    code = Exact(most=32, least=0, load_default="")
