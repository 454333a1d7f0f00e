"""What the one window takes and gives.

Acts (RPC method, command schema -> reply):
    take_in                 TakeIn               -> IntakeTaken  anybody for themselves; dispatcher, grid worker for somebody
    confirm_intake          ConfirmIntake        -> IntakeView   dispatcher
    confirm_intake_by_code  ConfirmIntakeByCode  -> IntakeView   who brought it, by number and code, among what was suggested
    support_by_intake       SupportByIntake      -> IntakeView   who brought it, by number and code, for an open matter nearby
    return_intake           ReturnIntake         -> IntakeView   officer of the unit that has it as a service item; dispatcher
    finish_intake           FinishIntake         -> IntakeView   officer of the unit that has it as a service item
    mark_intake_minor       MarkIntakeMinor      -> IntakeMarkedView  dispatcher, leader; officer of the unit that has it
    find_intake             FindIntake           -> IntakeWhole  within the actor's scope
    list_intakes            ListIntakes          -> IntakePage   within the actor's scope
"""
from __future__ import annotations

from marshmallow import ValidationError, fields, validates_schema

from kernel import minor_shape
from kernel.shape import ByCode
from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Flag,
    Id,
    Instant,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
    Told,
    Version,
    fault,
)
from services.grid.schemas.incident import Point
from services.petition.domain.window.kind import CHANNELS, KINDS, MODES
from services.petition.domain.window.life import LIFE
from services.petition.domain.window.suggest import MOST

WORDS_MOST, PHOTOS_MOST, SIMILAR_MOST = 2000, 9, 20
PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"
CODE = r"[A-Za-z0-9_.-]{1,64}"
RETURNS = ("not_our_duty", "not_our_area", "unclear")
QUEUES = ("waiting", "open", "assigned", "near", "late", "all")

EVENTS = (
    "petition.intake_taken_in",
    "petition.intake_sent_on",
    "petition.intake_linked",
    "petition.intake_answered",
    "petition.intake_supported",
    "petition.intake_assigned",
    "petition.intake_came_back",
    "petition.intake_returned",
    "petition.intake_finished",
)


class IntakePlace(Schema):
    """Where it is: a point of a map, an address in words, the 12-digit code of an area; each may be left out."""

    point = Nested(Point, load_default=None, allow_none=True)
    address = Text(most=200, least=0, load_default="")
    area = Pattern("[0-9]{12}", load_default=None, allow_none=True)


class IntakeContact(Schema):
    """Who brings it, if they wish to say so; sealed on arrival. minor: under 18; no day of birth is asked for."""

    name = Text(most=40, least=0, load_default="")
    phone = Pattern(f"(?:{PHONE})?", load_default="")
    minor = Flag(load_default=False)


class TakeIn(Schema):
    """Bring something to the window, whatever it is. text: in the person's own words.

    unnamed: keep neither contact nor account. channel: web or app of the person's own, phone or counter of staff. photos: ids
    of uploaded attachments. received_at: when it reached staff who key it in later. language: of the person, the call's own
    by default.
    """

    text = Text(most=WORDS_MOST, required=True)
    place = Nested(IntakePlace, load_default=None, allow_none=True)
    contact = Nested(IntakeContact, load_default=None, allow_none=True)
    unnamed = Flag(load_default=False)
    channel = Choice(*CHANNELS, load_default=None, allow_none=True)
    urgent = Flag(load_default=False)
    photos = Many(Id(), most=PHOTOS_MOST, load_default=list)
    received_at = Instant(load_default=None, allow_none=True)
    language = Choice("zh", "en", load_default=None, allow_none=True)

    @validates_schema
    def check_unnamed(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a name beside the wish to stay unnamed: one of the two is a mistake."""
        contact = data.get("contact")
        if data.get("unnamed") and isinstance(contact, dict) and (contact["name"] or contact["phone"]):
            raise ValidationError(fault("petition.intake_unnamed_with_name"), "contact")


class IntakeChoice(Schema):
    """What it is. thing: code of the case type, the kind of dispute, the service item or the answer.

    opposite: name of the other side of a dispute.
    """

    kind = Choice(*KINDS, required=True)
    thing = Pattern(CODE, load_default=None, allow_none=True)
    opposite = Text(most=40, least=0, load_default="")


class ConfirmIntake(IntakeChoice):
    """Confirm as the desk. reason: why it is not what was suggested first. words: the answer. unit, mode: of a service item."""

    intake = Id(required=True)
    version = Version()
    reason = Text(most=400, least=0, load_default="")
    words = Told(most=WORDS_MOST, least=0, load_default="")
    unit = Pattern(CODE, load_default=None, allow_none=True)
    mode = Choice(*MODES, load_default=None, allow_none=True)


class ConfirmIntakeByCode(ByCode, IntakeChoice):
    """Confirm as the one who brought it."""


class SupportByIntake(ByCode):
    """Stand behind an open matter nearby instead. incident: one of those that were told as similar."""

    incident = Id(required=True)


class IntakePhoto(Schema):
    """Ask which intake a photo was brought with."""

    attachment = Id(required=True)


class IntakePhotos(Schema):
    """Ask which of these photos an intake refers to."""

    attachments = Many(Id(), most=200, required=True)


class ReturnIntake(Schema):
    """Give a service item back to the window, or take it back there from a unit that is silent, with the reason."""

    intake = Id(required=True)
    version = Version()
    reason = Choice(*RETURNS, required=True)


class FinishIntake(Schema):
    """Say that a service item is done. words: to the person."""

    intake = Id(required=True)
    version = Version()
    words = Told(most=WORDS_MOST, required=True)


class FindIntake(Schema):
    """One intake."""

    intake = Id(required=True)


class IntakeAfter(Schema):
    """Where a page ended."""

    at = Instant(required=True)
    id = Id(required=True)


class ListIntakes(Listing):
    """queue: waiting (for the desk), open, assigned (to a unit), near, late (of the running clock), all."""

    queue = Choice(*QUEUES, load_default="waiting")
    after = After(IntakeAfter)


class IntakeReason(Schema):
    """One thing that speaks for a suggestion. rule: word, place or office. word: of the table, where it is one."""

    rule = Choice("word", "place", "office")
    word = fields.String()
    words = fields.String()


class IntakeSuggestion(Schema):
    """What it may be. score: 0..1, how much of the table speaks for it; no probability. unit: who would answer for it.

    words: its name. told: the words of an answer, '' of anything else.
    """

    kind = Choice(*KINDS)
    code = Pattern(CODE, allow_none=True)
    unit = Pattern(CODE, allow_none=True)
    mode = Choice(*MODES, allow_none=True)
    score = Number(0, 1)
    words = fields.String()
    told = fields.String()
    reasons = Many(Nested(IntakeReason), most=100)


class IntakeSimilar(Schema):
    """An open matter nearby that may be the same: one may stand behind it instead of bringing it anew."""

    id = Id()
    kind = fields.String(allow_none=True)
    state_words = fields.String()
    reported_on = Day()
    distance = fields.String()
    supporters = Integer(0, INTEGER_MAX)
    open = Flag()


class MarkIntakeMinor(minor_shape.Mark):
    """Say whether who brought it is under age, and why, while it is at the window."""

    intake = Id(required=True)


class IntakeMarkedView(minor_shape.Marked):
    """What was said of who brought it. id: of the intake."""

    shows = "intake"


class IntakeView(Schema):
    """An intake without what was said and by whom."""

    shows = "intake"

    id = Id()
    number = fields.String()
    version = Integer(1, INTEGER_MAX)
    round = Integer(1, INTEGER_MAX)
    state = Choice(*LIFE.states)
    channel = Choice(*CHANNELS)
    urgent = Flag()
    area = Pattern("[0-9]{12}")
    unit = fields.String(allow_none=True)
    kind = Choice(*KINDS, allow_none=True)
    code = fields.String(allow_none=True)
    mode = Choice(*MODES, allow_none=True)
    other = Flag()
    back = fields.String(allow_none=True)
    became_number = fields.String(allow_none=True)
    received_at = fields.String()
    changed_at = fields.String()
    due_at = fields.String(allow_none=True)
    acts = Many(fields.String(), most=20)


class IntakeTaken(IntakeView):
    """The receipt: number, the query code, shown this once, what it may be, what is open nearby. danger: words, '' for none."""

    query_code = fields.String()
    suggestions = Many(Nested(IntakeSuggestion), most=MOST)
    similar = Many(Nested(IntakeSimilar), most=SIMILAR_MOST)
    danger = fields.String()


class IntakeWhole(IntakeView):
    """An intake as the desk sees it: what was said, who said it masked, what it may be, its clocks and steps."""

    text = fields.String()
    address = fields.String()
    contact = fields.Dict()
    photos = Many(Id(), most=PHOTOS_MOST)
    suggestions = Many(Nested(IntakeSuggestion), most=MOST)
    clocks = fields.List(fields.Dict())
    steps = fields.List(fields.Dict())


class IntakePage(Schema):
    """items: IntakeView. next: give it as `after` for the page that follows, null on the last."""

    items = Rows(IntakeView)
    next = Next()
